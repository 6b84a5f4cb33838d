from odoo import api, fields, models


class ResUsers(models.Model):
    """A first own password accepts the invitation and ends the code on a letter."""

    _inherit = "res.users"

    mtm_digest = fields.Selection(
        [
            ("daily", "One message a day at most"),
            ("weekly", "One message a week"),
            ("single", "Each reminder by itself"),
            ("never", "No messages"),
        ],
        string="Portal Messages",
        default="daily",
        required=True,
        help="How somebody of another organisation hears of what is due, came back "
        "or was approved.",
    )

    @api.model
    def signup(self, values, token=None):
        login, password = super().signup(values, token)
        # nosemgrep: parameter-meets-sudo - the login of the user who just signed up
        user = self.sudo().search(self._get_login_domain(login), limit=1)
        if token and user.share:
            self.env["mtm.partner.invitation"]._accept_by_signing_up(user)
            self.env["mtm.login.code"]._used(user)
        return login, password
