import secrets

from odoo import api, fields, models
from odoo.http import request
from odoo.tools import SQL, consteq
from odoo.tools.misc import hmac

from .mtm_login_attempt import KNOWN_FOR

_BROWSER = "browser "


class MtmLoginAttempt(models.Model):
    """Whoever guesses at a login does not lock out whose it is.

    A browser that somebody logged in with keeps a cookie that says so. With it,
    failures are counted by that browser, wherever it comes from, and those of others
    count for nothing. It opens nothing by itself.
    """

    _inherit = "mtm.login.attempt"

    @api.model
    def _remember_browser(self, login):
        """Let the browser that asks be known by this login for some time."""
        hashed = self._hash("browser", login)
        until = int(fields.Datetime.now().timestamp() + KNOWN_FOR.total_seconds())
        # the count goes on, however often it logs in
        nonce = self._browser_of(hashed, request.cookies.get(self._cookie(hashed)))
        request.future_response.set_cookie(
            self._cookie(hashed),
            self._signed(hashed, until, nonce or secrets.token_hex(8)),
            max_age=int(KNOWN_FOR.total_seconds()),
            httponly=True,
            samesite="Lax",
        )

    def _known_browser(self, login):
        """Return what to count by instead of the address, where it is known."""
        if not request:
            return None
        hashed = self._hash("browser", login)
        nonce = self._browser_of(hashed, request.cookies.get(self._cookie(hashed)))
        return nonce and f"{_BROWSER}{nonce}"

    def _is_browser(self, pair):
        return pair[2].startswith(_BROWSER)

    def _cookie(self, hashed):
        # several people share a telephone
        return f"known_{hashed[:16]}"

    def _signed(self, hashed, until, nonce):
        message = f"{hashed}:{until}:{nonce}"
        return (
            f"{until}.{nonce}.{hmac(self.env(su=True), 'mtm.login.browser', message)}"
        )

    def _browser_of(self, hashed, cookie):
        """Return the name of a browser, where the cookie is ours and in time."""
        until, _dot, rest = (cookie or "").partition(".")
        nonce = rest.partition(".")[0]
        if not (until.isascii() and until.isdecimal() and cookie.isascii()):
            return None
        is_ours = consteq(cookie, self._signed(hashed, until, nonce))
        is_over = len(until) > 12 or int(until) < fields.Datetime.now().timestamp()
        return nonce if is_ours and not is_over else None

    @api.model
    def _welcome(self, login):
        """Know the place of who proved by other means that a login is theirs."""
        pair = self._pair("login", login)
        with self.env.registry.cursor() as cr:
            cr.execute(
                SQL(
                    """
                    INSERT INTO mtm_login_attempt
                           (kind, login_hash, address, failures, refused, last_success)
                    VALUES (%s, %s, %s, 0, 0, %s)
                        ON CONFLICT (login_hash, address, kind)
                        DO UPDATE SET failures = 0, last_success = EXCLUDED.last_success
                    """,
                    *pair,
                    fields.Datetime.now(),
                )
            )
