"""What tests of logging in share: coming from an address, and waiting."""

from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.http import Request, root
from odoo.tools import mute_logger

from .test_portal import PortalCommon

FREE = 3
WRONG = "Wrong login/password"
TOO_MANY = "too many attempts"
OFFICE = "203.0.113.7"
QUIET = (
    "odoo.http",
    "odoo.addons.base.models.res_users",
    "odoo.addons.rpc.controllers.jsonrpc",
    "odoo.addons.rpc.controllers.xmlrpc",
)


class DoorCommon(PortalCommon):
    """Attempts to log in, of which few are free."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["ir.config_parameter"].set_param("base.login_cooldown_after", FREE)
        cls.Attempt = cls.env["mtm.login.attempt"]
        cls.tin_user.email = "tin@example.com"

    def setUp(self):
        super().setUp()
        self.address = OFFICE

    def _from(self, address):
        """Come from another address, as a web server in front tells it."""
        self.address = address

    def _post_form(self, url, cookies=None, **data):
        self.authenticate(None, None)
        data["csrf_token"] = Request.csrf_token(self)
        return self._ask_door(url, data=data, allow_redirects=False, cookies=cookies)

    def _ask_door(self, url, **kwargs):
        with (
            patch.object(
                type(root), "__call__", _from_address(type(root).__call__, self.address)
            ),
            mute_logger(*QUIET),
        ):
            return self.url_open(url, **kwargs)

    def _log_in(self, login, password="a guess", cookies=None):
        response = self._post_form(
            "/web/login", cookies=cookies, login=login, password=password
        )
        self.given = dict(response.cookies)
        return "in" if response.status_code == 303 else response.text

    def _wait(self, **span):
        """Let time go by since the attempts so far."""
        earlier = fields.Datetime.now() - timedelta(**span)
        rows = self.Attempt.search([])
        rows.write({"last_failure": earlier})

    def _guess_from_everywhere(self, login):
        """Guess until a login is guarded from everywhere."""
        for number in range(FREE * 5):
            self._from(f"198.51.100.{number}")
            self.assertIn(WRONG, self._log_in(login))


def _from_address(call, address):
    def called(application, environ, start_response):
        environ["REMOTE_ADDR"] = address
        return call(application, environ, start_response)

    return called
