from odoo.http import request, route

from odoo.addons.auth_signup.controllers.main import AuthSignupHome


class NewPassword(AuthSignupHome):
    """Pages for who has no password, or none any more."""

    @route()
    def web_auth_reset_password(self, *args, **kw):
        self._tell_nobody_who_is_known()
        return super().web_auth_reset_password(*args, **kw)

    @route()
    def web_auth_signup(self, *args, **kw):
        self._tell_nobody_who_is_known()
        return super().web_auth_signup(*args, **kw)

    def _tell_nobody_who_is_known(self):
        # Odoo sends whoever has an address of a user to the login, and nobody else
        request.params.pop("signup_email", None)
