"""The web client with every addon that a database of ours has."""

from odoo.tests import HttpCase, tagged


@tagged("post_install", "-at_install")
class TestWebClient(HttpCase):
    def test_starts(self):
        self.browser_js(
            "/odoo",
            "console.log('test successful')",
            "odoo.isReady === true",
            login="admin",
        )
