from odoo import api, fields, models


class ResCountry(models.Model):
    _inherit = "res.country"

    staff_scope_ids = fields.Many2many(
        "mtm.staff.scope",
        "mtm_staff_scope_country_rel",
        "country_id",
        "scope_id",
        string="Staff Restricted to It",
        groups="mines_to_markets.group_mtm_admin",
    )

    def write(self, vals):
        result = super().write(vals)
        if "staff_scope_ids" in vals:
            # the other side of what mtm.staff.scope keeps
            self.env.registry.clear_cache()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_restricting(self):
        self.sudo().staff_scope_ids._check_stays_narrow(self)
