from odoo import api, models


class MtmStaffScope(models.Model):
    """How far members of staff may see, and who said so, is in the log."""

    _inherit = "mtm.staff.scope"

    @api.model_create_multi
    def create(self, vals_list):
        scopes = super().create(vals_list)
        scopes._log_scope_change("given")
        return scopes

    def write(self, vals):
        before = {scope: scope._scope_details() for scope in self}
        result = super().write(vals)
        changed = self.filtered(lambda one: one._scope_details() != before[one])
        changed._log_scope_change("changed")
        return result

    def unlink(self):
        self._log_scope_change("removed")
        return super().unlink()

    def _log_scope_change(self, what):
        for scope in self:
            details = {"change": what, **scope._scope_details()}
            self.env["mtm.log.entry"]._note("restriction", scope, details)

    def _scope_details(self):
        self.ensure_one()
        return {
            "user": self.user_id.id,
            "countries": sorted(self.country_ids.mapped("code")),
        }
