from odoo import models
from odoo.exceptions import AccessDenied, UserError

from ..tools import throttle


class ResUsersIdentitycheck(models.TransientModel):
    """The dialog that asks for the password again says when to wait."""

    _inherit = "res.users.identitycheck"

    def _check_identity(self):
        if throttle.asks_from():
            login = self.env.user.login.strip().lower()
            try:
                self.env["mtm.login.attempt"]._check_pause("check", login)
            except AccessDenied as denied:
                raise UserError(str(denied)) from None
        return super()._check_identity()
