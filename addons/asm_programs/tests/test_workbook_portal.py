import re

from odoo.http import Request
from odoo.tests import tagged
from odoo.tools import mute_logger

from .test_portal import ReportPortalCommon
from .workbook import WorkbookCommon

PAGE = "/my/reports/workbook"


@tagged("post_install", "-at_install")
class TestWorkbookPortal(WorkbookCommon, ReportPortalCommon):
    def _get_file(self, user, url):
        self.authenticate(user.login, user.login)
        with mute_logger("odoo.http"):
            return self.url_open(url)

    def _send_file(self, user, content, name="reports.xlsx"):
        self.authenticate(user.login, user.login)
        return self.url_open(
            PAGE,
            data={"csrf_token": Request.csrf_token(self)},
            files={"file": (name, content)},
        )

    def test_down_up_look_store(self):
        page = self._get(self.partner_editor, "/my/reports")
        self.assertIn(f'href="{PAGE}"', page)
        content = self._get_file(self.partner_editor, f"{PAGE}/download").content
        filled = self._fill(content, {self._cell_of(content, self.people): 5})
        answer = self._send_file(self.partner_editor, filled)
        self.assertRegex(answer.url, rf"{PAGE}/\d+$")
        self.assertIn("Nothing is stored yet", answer.text)
        self.assertIn("1 of 1 reports", answer.text)
        self.assertFalse(self.report.actual_ids)
        url = re.search(rf"{PAGE}/\d+", answer.url).group()
        page = self._post(self.partner_editor, f"{url}/store")
        self.assertIn("Stored.", page)
        self.assertEqual(self._values(), {"": 5.0})

    def test_upload_is_seen_by_nobody_else(self):
        answer = self._send_file(self.partner_editor, self._download())
        url = re.search(rf"{PAGE}/\d+", answer.url).group()
        for user in (self.partner_officer, self.rival):
            self._get(user, url, status=404)
            self._post(user, f"{url}/store", status=404)
            self._get(user, f"{url}/marked", status=404)

    def test_viewer_and_rival_get_no_workbook(self):
        for user in (self.partner_viewer, self.rival):
            with self.subTest(user=user.login):
                url = f"{self.url}/workbook"
                self.assertEqual(self._get_file(user, url).status_code, 404)
                answer = self._get_file(user, f"{PAGE}/download")
                self.assertIn("no report to fill in", answer.text)
                self.assertNotIn(self.report.program_id.name, answer.text)

    def test_what_is_no_workbook_is_refused_in_a_sentence(self):
        answer = self._send_file(self.partner_editor, b"")
        self.assertIn("The file is empty", answer.text)
        answer = self._send_file(self.partner_editor, b"%PDF-1.7")
        self.assertIn("This is no workbook", answer.text)
        self.assertFalse(self.report.actual_ids)
