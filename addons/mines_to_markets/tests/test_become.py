from odoo.http import root
from odoo.tests import HttpCase, new_test_user, tagged

from . import tried


@tagged("post_install", "-at_install")
class TestBecome(HttpCase):
    def test_nobody_becomes_the_system(self):
        users = [
            new_test_user(self.env, f"become_{group}", f"base.group_{group}")
            for group in ("system", "user", "portal")
        ]
        for user in (None, *users):
            with self.subTest(user=user and user.login):
                self.authenticate(user and user.login, user and user.login)
                response = self.url_open("/web/become", allow_redirects=False)
                self.assertEqual(response.status_code, 404)
                self.assertEqual(self._who(), user and user.id)
                tried.attack("Acting as the system by an address", "no such page")

    def _who(self):
        """Return whose the session is that the server keeps."""
        return root.session_store.get(self.session.sid).uid
