from odoo import api, models

LOGGED = ("role", "substitute_from", "substitute_until")


class MtmPartnerAccess(models.Model):
    """Who let whom act for which organisation is in the log."""

    _inherit = "mtm.partner.access"

    @api.model_create_multi
    def create(self, vals_list):
        accesses = super().create(vals_list)
        accesses._log_access_change("given")
        return accesses

    def write(self, vals):
        names = {*LOGGED, "user_id", "partner_id"}
        if not names & set(vals):
            return super().write(vals)
        before = {access: access._access_details() for access in self}
        result = super().write(vals)
        changed = self.filtered(lambda one: one._access_details() != before[one])
        changed._log_access_change("changed")
        return result

    def unlink(self):
        self._log_access_change("removed")
        return super().unlink()

    def _log_access_change(self, what):
        for access in self:
            details = {"change": what, **access._access_details()}
            self.env["mtm.log.entry"]._note("access", access, details)

    def _access_details(self):
        """Return whose access to what it is, by ids: names can be those of people."""
        self.ensure_one()
        details = {"user": self.user_id.id, "organisation": self.partner_id.id}
        for name in LOGGED:
            if self[name]:
                details[name] = str(self[name])
        return details
