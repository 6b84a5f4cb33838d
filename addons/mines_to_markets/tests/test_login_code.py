from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.http import Request
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from ..tools import codes
from .common import MinesToMarketsCommon
from .portal import PortalCase

PASSWORD = "my own word"


@tagged("post_install", "-at_install")
class TestLoginCode(MinesToMarketsCommon, PortalCase):
    """Somebody without e-mail gets a login from staff, and a password of their own."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Code = cls.env["mtm.login.code"]
        wizard = Form(
            cls.env["mtm.login.issue"]
            .with_user(cls.manager)
            .with_context(active_id=cls.miners.id)
        )
        wizard.name = "Secretary"
        cls.action = wizard.save().action_issue()
        cls.access = cls.env["mtm.partner.access"].browse(
            cls.action["params"]["access_id"]
        )
        cls.user = cls.access.user_id
        cls.record, cls.code = cls.Code._issue(cls.access, 14)

    def _use(self, status=422, login=None, code=None, password=PASSWORD, again=None):
        self.authenticate(None, None)
        with mute_logger("odoo.http", "odoo.addons.base.models.res_users"):
            response = self.url_open(
                "/my/code",
                data={
                    "csrf_token": Request.csrf_token(self),
                    "login": login or self.user.login,
                    "code": code or self.code,
                    "password": password,
                    "again": again or password,
                },
            )
        self.assertEqual(response.status_code, status, response.text[:300])
        return response

    def _wrong(self):
        return "22222-22222"

    def test_the_wizard_makes_a_portal_login_without_mail(self):
        self.assertEqual(self.user.login, f"{codes.stem(self.miners.name)}-1")
        self.assertEqual(self.user.group_ids, self.env.ref("base.group_portal"))
        self.assertFalse(self.user.email)
        self.assertEqual(self.access.role, "editor")
        self.assertEqual(self.access.partner_id, self.miners)
        self.assertEqual(self.action["tag"], "mtm_login_letter")
        wizard = self.env["mtm.login.issue"].new({"partner_id": self.miners.id})
        self.assertTrue(wizard.login.endswith("-2"))

    def test_only_managers_give_a_login(self):
        with self.assertRaises(AccessError):
            self.env["mtm.login.issue"].with_user(self.officer).create(
                {
                    "partner_id": self.miners.id,
                    "name": "x",
                    "login": "x",
                    "lang": "en_US",
                }
            )
        with self.assertRaises(AccessError):
            self.access.with_user(self.officer).action_letter()

    def test_the_letter_holds_the_code_and_the_database_does_not(self):
        html = (
            self.env["ir.actions.report"]
            .with_context(lang="en_US")
            ._render_qweb_html(
                "mines_to_markets.login_letter_report",
                self.record.ids,
                data={"code": self.code},
            )[0]
            .decode()
        )
        for text in (self.code, self.user.login, "/my/code"):
            self.assertIn(text, html)
        stored = self.Code.sudo().search_read([("id", "=", self.record.id)])[0]
        self.assertNotIn(codes.plain(self.code), str(stored).replace("-", ""))

    def test_what_no_letter_says_is_no_error(self):
        for values in (
            {"code": "A" * 5000},
            {"password": "a" * 5000},
            {"login": "a" * 5000},
        ):
            self._use(400, **values)
        self._use(login="coop\0-1")
        self._use(code="22222-2222\0")

    def test_only_a_manager_fetches_a_letter(self):
        before = self.record.code_hash
        for login, status in (("mtm_officer", 403), ("mtm_manager", 200)):
            self.authenticate(login, login)
            with mute_logger("odoo.http"):
                response = self.url_open(
                    "/mines_to_markets/login_letter",
                    data={
                        "csrf_token": Request.csrf_token(self),
                        "access_id": self.access.id,
                    },
                )
            self.assertEqual(response.status_code, status)
        self.assertTrue(response.content.startswith(b"%PDF"))
        self.assertNotEqual(self.record.code_hash, before)

    def test_the_code_gives_a_password_and_is_over(self):
        page = self._use(200, code=self.code.lower().replace("-", " "))
        self.assertIn("o_portal_my_home", page.text)
        self.assertEqual(self.opener.cookies.get("frontend_lang"), self.user.lang)
        self.assertFalse(self.record.exists())
        self.authenticate(self.user.login, PASSWORD)
        self.assertEqual(self.session.uid, self.user.id)
        self._use(password="another word")
        actions = self.env["mtm.partner.access.event"].search(
            [("user_id", "=", self.user.id)], order="id"
        )
        self.assertEqual(
            actions.mapped("action"), ["given", "code_issued", "code_used"]
        )

    def test_wrong_code_and_unknown_login_get_the_same_answer(self):
        answers = [
            self._use(code=self._wrong()).text,
            self._use(login="nobody-1").text.replace("nobody-1", self.user.login),
            self._use(login="mtm_manager").text.replace("mtm_manager", self.user.login),
        ]
        cut = [
            text[text.index("alert-danger") : text.index("<label")] for text in answers
        ]
        self.assertEqual(len(set(cut)), 1)
        self.assertIn("do not go together", cut[0])

    def test_guessing_ends_the_code_for_this_login_alone(self):
        other = self.Code._issue(
            self.env["mtm.partner.access"].create(
                {
                    "partner_id": self.miners.id,
                    "user_id": self._create_portal_user("other", self.tin_council).id,
                }
            ),
            14,
        )
        for _number in range(10):
            self.assertFalse(self.Code._guess(self.user.login, self._wrong()))
        self.assertFalse(self.Code._guess(self.user.login, self.code))
        self.assertTrue(self.record.is_blocked)
        self.assertTrue(self.Code._guess("other", other[1]))
        blocked = self.env["mtm.partner.access.event"].search(
            [("action", "=", "code_blocked")]
        )
        self.assertEqual(blocked.user_id, self.user)
        record, code = self.Code._issue(self.access, 14)
        self.assertEqual(self.Code._guess(self.user.login, code), record)

    def test_a_newer_letter_and_its_last_day_end_it(self):
        _record, newer = self.Code._issue(self.access, 14)
        self.assertFalse(self.Code._guess(self.user.login, self.code))
        self.record.date_expiry = fields.Date.today() - timedelta(days=1)
        self.assertFalse(self.Code._guess(self.user.login, newer))

    def test_the_password_is_an_own_one(self):
        for password, again, said in (
            ("short", "short", "8 letters"),
            (PASSWORD, "differs from it", "differ"),
            (self.code, self.code, "not the code"),
        ):
            page = self._use(password=password, again=again)
            self.assertIn(said, page.text)
        self.assertEqual(self.record.guesses, 0)

    def test_who_lost_access_has_no_code(self):
        self.access.unlink()
        self.assertFalse(self.record.exists())
        self._use()

    def test_staff_get_no_letter(self):
        self.user.active = False
        with self.assertRaises(UserError):
            self.access.with_user(self.manager).action_letter()

    def test_a_manager_prints_the_letter(self):
        url = f"/odoo/res.partner/{self.miners.id}"
        self.start_tour(url, "mtm_login_letter", login="mtm_manager")
        user = self.env["res.users"].search([("name", "=", "Treasurer")])
        self.assertEqual(user.partner_access_ids.partner_id, self.miners)
        self.assertTrue(self.Code.search([("user_id", "=", user.id)]))
