from contextlib import contextmanager

from odoo import api, models
from odoo.exceptions import AccessDenied, UserError
from odoo.http import request

from ..tools import throttle

# kinds of attempts, by what is typed; keys of devices are too long to guess
_TYPED = {"check": ("password",), "second": ("totp", "totp_mail")}
_KINDS = {typed: kind for kind, each in _TYPED.items() for typed in each}


class ResUsers(models.Model):
    """Guessing passwords is slow, and asking for a new one tells nothing."""

    _inherit = "res.users"

    @contextmanager
    def _assert_can_auth(self, user=None):
        """Count attempts by login and address, in the database.

        In place of Odoo's own count, by address alone and in each process for itself:
        a guesser has many addresses, and an office has one.
        """
        if not throttle.asks_from():
            yield
            return
        Attempt = self.env["mtm.login.attempt"]
        pair = Attempt._begin("login", self._counted_login(user))
        # who is refused leaves here, and what was counted stays
        with throttle.counting():
            yield
        Attempt._succeed(pair)

    def _check_credentials(self, credential, env):
        """Count what is guessed inside a session, and codes apart from passwords.

        Whoever has the password could else forget the failures of codes by it.
        """
        kind = _KINDS.get(credential.get("type"))
        is_counted = kind == "check" and throttle.is_counting()
        if not kind or is_counted or not throttle.asks_from():
            return super()._check_credentials(credential, env)
        Attempt = self.env["mtm.login.attempt"]
        user = self.env.user if kind == "check" else self
        pair = Attempt._begin(kind, self._counted_login(user.id))
        auth_info = super()._check_credentials(credential, env)
        Attempt._succeed(pair)
        if kind == "second":
            user._let_browser_be_known()
        return auth_info

    def authenticate(self, credential, user_agent_env):
        auth_info = super().authenticate(credential, user_agent_env)
        user = self.browse(auth_info["uid"])
        is_in = auth_info.get("mfa") == "skip" or not user._mfa_url()
        if is_in and (user_agent_env or {}).get("interactive"):
            user._let_browser_be_known()
        return auth_info

    def _let_browser_be_known(self):
        if request and throttle.asks_from():
            login = self._counted_login(self.id)
            self.env["mtm.login.attempt"]._remember_browser(login)

    @api.model
    def signup(self, values, token=None):
        """Let in at once who set a password by a link, whoever guesses meanwhile."""
        result = super().signup(values, token)
        if token and throttle.asks_from():
            self.env["mtm.login.attempt"]._welcome(result[0].strip().lower())
        return result

    def _tell_that_somebody_guesses(self):
        self._notify_security_setting_update(
            self.env._("Somebody tries to log in as you"),
            self.env._(
                "Somebody tried many passwords for your account within an hour. Where "
                "you logged in before, you log in as ever. If you are asked to wait "
                "elsewhere, let the login page send you a link for a new password: "
                "with it you get in at once."
            ),
        )

    def _counted_login(self, user):
        """Return the login to count by.

        :param user: it as it is typed, or the id of a user
        """
        login = user
        if isinstance(user, int):
            login = self.browse(user).sudo().exists().login
        return str(login or "").strip().lower()

    @api.model
    def _check_uid_passwd(self, uid, passwd):
        """Look at no password during a pause.

        Odoo remembers the right ones: among many guesses it would tell the right one,
        without a count.
        """
        if throttle.asks_from():
            login = self._counted_login(uid)
            self.env["mtm.login.attempt"]._check_pause("login", login)
        return super()._check_uid_passwd(uid, passwd)

    def reset_password(self, login):
        """Send a link, later; the answer is the same whether there is such a login."""
        if request:
            try:
                self.env["mtm.login.attempt"]._begin("reset", login.strip().lower())
            except AccessDenied as denied:
                raise UserError(str(denied)) from None
        found = self.search(self._get_login_domain(login))
        found = found or self.search(self._get_email_domain(login))
        # several people with one address, or none: whoever asks is told nothing
        if len(found) == 1 and found.email:
            found._queue_link_for_password()
        return True

    def _queue_link_for_password(self):
        """Leave the link with what is sent next.

        Sending it at once takes as long as the mail server does, and whoever asks sees
        by it that there is such a login.
        """
        self.partner_id.signup_prepare(signup_type="reset")
        lang = self.lang or self.env.lang
        renderer = self.env["mail.render.mixin"].with_context(lang=lang)
        body = renderer._render_template(
            self.env.ref("auth_signup.reset_password_email"),
            model="res.users",
            res_ids=self.ids,
            engine="qweb_view",
            options={"post_process": True},
        )[self.id]
        self.env["mail.mail"].create(
            {
                "subject": self.with_context(lang=lang).env._("A new password"),
                "email_from": self.company_id.email_formatted or self.email_formatted,
                "email_to": self.email,
                "body_html": body,
                "message_type": "user_notification",
                "auto_delete": True,
            }
        )
        self.env.ref("mail.ir_cron_mail_scheduler_action")._trigger()
