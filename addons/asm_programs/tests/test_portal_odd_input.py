from odoo.http import Request
from odoo.tests import tagged
from odoo.tools import mute_logger

from .test_portal import ReportPortalCommon

ODD_NUMBERS = ("", "-1", "2147483648", "9" * 30, "9" * 5000, "1\0", "\u0663")
KEY = "12345678-1234-1234-1234-1234567890ab"
WORKBOOK = "/my/reports/workbook"


@tagged("post_install", "-at_install")
class TestPortalOddInput(ReportPortalCommon):
    """What no form of ours sends is refused, and is no error of the server's."""

    def _answer(self, url, data=None, files=None):
        data = {"csrf_token": Request.csrf_token(self)} | (data or {})
        with mute_logger("odoo.http", "odoo.addons.base.models.ir_rule"):
            return self.url_open(url, data=data, files=files)

    def _answered(self, *args, **kwargs):
        return self._answer(*args, **kwargs).status_code

    def test_people_are_invited_beside_programmes(self):
        page = self._post(
            self.partner_officer,
            "/my/people/invite",
            partner_id=self.partner.id,
            name="Col\0league",
            email="colleague@example.org",
            role="viewer",
        )
        self.assertIn("colleague@example.org", page)

    def test_addresses_with_odd_numbers_are_not_found(self):
        self.authenticate(self.partner_officer.login, self.partner_officer.login)
        for number in ("0", "-1", "2147483648", "9" * 30, "%00"):
            for url in ("/my/reports/%s", "/my/reports/%s/paper", f"{WORKBOOK}/%s"):
                with self.subTest(url=url, number=number), mute_logger("odoo.http"):
                    self.assertEqual(self.url_open(url % number).status_code, 404)

    def test_evidence_at_an_odd_place(self):
        self.authenticate(self.partner_editor.login, self.partner_editor.login)
        url = f"{self.url}/evidence"
        for number in ODD_NUMBERS:
            with self.subTest(number=number[:20]):
                odd = {"line": number, "site": "0", "url": "https://example.org/"}
                self.assertIn(self._answered(url, odd), (404, 422))
        text = {"site": "0", "line": "1"}
        for name in ("line", "site", "url"):
            file = {name: ("a.txt", b"a")}
            with self.subTest(file=name):
                answered = self._answered(url, text, file)
                self.assertIn(answered, (404, 422))
        for name in ("kind", "date"):
            file = {name: ("a.txt", b"a")}
            with self.subTest(file=name):
                self.assertEqual(self._answered(f"{url}/1/change", text, file), 422)

    def test_words_with_nul_characters(self):
        self.authenticate(self.partner_editor.login, self.partner_editor.login)
        odd = {"kind": "new_site", "wished": "Si\0te", "reason": "a\0b"}
        self.assertEqual(self._answered(f"{self.url}/ask", odd), 200)
        self.assertEqual(self.report.request_ids.wished, "Site")

    def test_workbook_that_is_a_text(self):
        self.authenticate(self.partner_editor.login, self.partner_editor.login)
        answer = self._answer(WORKBOOK, {"file": "abc"})
        self.assertEqual(answer.status_code, 200)
        self.assertIn("o_asm_workbook_refused", answer.text)

    def test_nobody_puts_words_on_the_page_of_workbooks(self):
        page = self._get(self.partner_editor, f"{WORKBOOK}?refused=Call+me")
        self.assertNotIn("Call me", page)

    def test_report_saved_with_what_is_no_text(self):
        self.authenticate(self.partner_editor.login, self.partner_editor.login)
        for changes in (None, [], "x", 5, [[]]):
            with self.subTest(changes=changes):
                answer = self._send(self.partner_editor, changes)
                self.assertIn("", answer["problems"])
        for params in (
            {},
            {"changes": {}, "lang": ["fr_FR"]},
            {"changes": {}, "lang": {}},
            {"changes": {}, "shown": []},
        ):
            with self.subTest(params=params):
                answer = self.make_jsonrpc_request(f"{self.url}/save", params)
                self.assertIn("grid", answer)

    def test_report_saved_with_odd_names_of_inputs(self):
        self.authenticate(self.partner_editor.login, self.partner_editor.login)
        changes = {"value-\0": "1", "narrative-\0": 5, "value-\ud800": "2"}
        answer = self.make_jsonrpc_request(
            f"{self.url}/save", {"changes": changes, "key": KEY}
        )
        self.assertIn("value-", answer["problems"])
        self.assertIn("value-?", answer["problems"])

    def test_pages_are_not_kept_by_the_browser(self):
        self.authenticate(self.partner_viewer.login, self.partner_viewer.login)
        for url in ("/my", "/my/home", "/my/reports", self.url, "/my/people"):
            with self.subTest(url=url):
                kept = self.url_open(url).headers["Cache-Control"]
                self.assertIn("no-store", kept)
