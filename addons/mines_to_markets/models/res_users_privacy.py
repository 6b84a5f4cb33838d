from odoo import api, models
from odoo.tools import SQL


class ResUsers(models.Model):
    """Accounts of people who are erased, and codes in their place."""

    _inherit = "res.users"

    def _privacy_forget_secrets(self, code):
        """Take away what somebody could still log in with, and their login.

        They are sent no message about it: its address would be new personal data.
        """
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                "UPDATE res_users SET password = NULL, signature = NULL, "
                "login = lower(%s || '-' || id) WHERE id IN %s",
                code,
                tuple(self.ids),
            )
        )
        self.invalidate_recordset(["login", "signature"])
        keys = self.env["res.users.apikeys"].sudo()
        keys.search([("user_id", "in", self.ids)]).unlink()
        self.write({"active": False})

    @api.depends_context("mtm_codes")
    def _compute_display_name(self):
        result = super()._compute_display_name()
        if self.env.context.get("mtm_codes"):
            for user in self.filtered(lambda one: one.id and one.share):
                user.display_name = user.sudo().partner_id._person_code()
        return result
