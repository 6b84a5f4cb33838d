from odoo import api, fields, models


class ResUsers(models.Model):
    _inherit = "res.users"

    staff_scope_ids = fields.One2many(
        "mtm.staff.scope",
        "user_id",
        string="Restriction",
        groups="mines_to_markets.group_mtm_admin",
    )
    partner_access_ids = fields.One2many(
        "mtm.partner.access",
        "user_id",
        string="Access to Organisations",
        groups="mines_to_markets.group_mtm_admin",
    )
    is_restricted_by_country = fields.Boolean(
        compute="_compute_is_restricted_by_country",
        compute_sudo=True,
        export_string_translation=False,
    )

    @api.depends("staff_scope_ids.country_ids")
    def _compute_is_restricted_by_country(self):
        for user in self:
            user.is_restricted_by_country = bool(user.staff_scope_ids.country_ids)
