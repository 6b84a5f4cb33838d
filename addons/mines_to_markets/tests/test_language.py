from odoo.http import Request
from odoo.tests import tagged

from .test_portal import PortalCommon


@tagged("post_install", "-at_install")
class TestLanguage(PortalCommon):
    """Who logs in reads their own language, whoever used the browser before."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("fr_FR")
        modules = cls.env["ir.module.module"].search(
            [("name", "=", "mines_to_markets")]
        )
        modules._update_translations(["fr_FR"])
        cls.miners_user.lang = "fr_FR"

    def _log_in(self, user):
        self.authenticate(None, None)
        self.opener.cookies.set("frontend_lang", "en_US")
        return self.url_open(
            "/web/login",
            data={
                "login": user.login,
                "password": user.login,
                "csrf_token": Request.csrf_token(self),
            },
        )

    def test_login_shows_the_users_language(self):
        page = self._log_in(self.miners_user)
        self.assertTrue(page.url.endswith("/fr/my"), page.url)
        self.assertIn('lang="fr-FR"', page.text)
        self.assertIn("faire maintenant", page.text)

    def test_login_in_the_language_of_the_office(self):
        page = self._log_in(self.tin_user)
        self.assertNotIn("/fr/", page.url)
        self.assertIn('lang="en-US"', page.text)
        self.assertIn("What to do next", page.text)

    def test_scripts_of_the_portal_are_translated(self):
        answer = self.url_open("/website/translations?lang=fr_FR").json()
        self.assertIn("mines_to_markets", answer["modules"])
