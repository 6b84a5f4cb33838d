"""Nobody gets an account without being invited."""

from odoo.http import Request
from odoo.tests import HttpCase, tagged

from . import tried
from .migrations import migrate

SCOPE = "auth_signup.invitation_scope"


@tagged("post_install", "-at_install")
class TestInvitedOnly(HttpCase):
    def test_a_stranger_makes_no_account(self):
        page = self.url_open("/web/login")
        self.assertNotIn("/web/signup", page.text)
        self.assertEqual(self.url_open("/web/signup").status_code, 404)
        self.authenticate(None, None)
        answer = self.url_open(
            "/web/signup",
            data={
                "login": "stranger@example.org",
                "name": "Stranger",
                "password": "Wk7-fa2-ok",
                "confirm_password": "Wk7-fa2-ok",
                "csrf_token": Request.csrf_token(self),
            },
        )
        self.assertEqual(answer.status_code, 404)
        users = self.env["res.users"].with_context(active_test=False)
        self.assertFalse(users.search([("login", "=", "stranger@example.org")]))
        tried.attack("Account without an invitation", "there is no such page", 2)

    def test_databases_made_before_are_closed(self):
        parameters = self.env["ir.config_parameter"]
        parameters.set_param(SCOPE, "b2c")
        script = ("mines_to_markets", "1.1", "post-invited-only")
        migrate(self.env, *script, None)
        self.assertEqual(parameters.get_param(SCOPE), "b2c", "a new database")
        migrate(self.env, *script, "19.0.1.0")
        self.assertEqual(parameters.get_param(SCOPE), "b2b")
