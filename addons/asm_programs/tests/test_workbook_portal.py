import re
from datetime import timedelta
from unittest.mock import patch

from freezegun import freeze_time

from odoo import fields
from odoo.http import Request
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..controllers import portal_workbook
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

    def test_one_report(self):
        page = self._get(self.partner_editor, self.url)
        self.assertIn(f'href="{self.url}/workbook"', page)
        answer = self._get_file(self.partner_editor, f"{self.url}/workbook")
        self.assertEqual(self._sheet(answer.content)["B2"].value, self.partner.name)
        page = self._get(self.partner_viewer, self.url)
        self.assertNotIn(f'href="{self.url}/workbook"', page)

    def test_what_is_wrong_comes_back_marked(self):
        content = self._download()
        filled = self._fill(content, {self._cell_of(content, self.people): "many"})
        answer = self._send_file(self.partner_editor, filled)
        self.assertIn("many is not a number", answer.text)
        url = re.search(rf"{PAGE}/\d+", answer.url).group()
        self.assertIn(f"{url}/marked", answer.text)
        self.assertNotIn("o_asm_workbook_store", answer.text)
        marked = self._get_file(self.partner_editor, f"{url}/marked")
        self.assertIn("many is not", self._sheet(marked.content, 0)["D3"].value)

    def test_the_user_decides_what_both_changed(self):
        self._save(self._people("5"))
        content = self._download()
        filled = self._fill(content, {self._cell_of(content, self.people): 7})
        self._save(self._people("6"), self.partner_officer)
        answer = self._send_file(self.partner_editor, filled)
        self.assertIn("Changed by both", answer.text)
        url = re.search(rf"{PAGE}/\d+", answer.url).group()
        [choice] = set(re.findall(r"choice-\d+", answer.text))
        page = self._post(self.partner_editor, f"{url}/store", **{choice: "mine"})
        self.assertIn("Stored.", page)
        self.assertEqual(self._values(), {"": 7.0})

    def test_progress_is_told_to_whom_it_belongs(self):
        item = self._upload(self._download())
        url = f"{PAGE}/{item.id}/progress"
        self.authenticate("report_editor", "report_editor")
        answer = self.make_jsonrpc_request(url)
        self.assertFalse(answer["is_running"])
        self.authenticate("report_officer", "report_officer")
        self.assertIn("NotFound", self._ask(url, {}))

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

    def test_staff_download_what_they_may_read(self):
        url = f"/asm_programs/workbook?ids={self.report.id},999999999"
        content = self._get_file(self.officer, url).content
        self.assertEqual(self._sheet(content)["B2"].value, self.partner.name)
        scope = {"user_id": self.officer.id}
        scope["program_ids"] = [(4, self._program("X").id)]
        self.env["mtm.staff.scope"].create(scope)
        self.assertEqual(self._get_file(self.officer, url).status_code, 404)
        self.assertEqual(self._get_file(self.partner_officer, url).status_code, 404)

    def test_files_that_came_to_nothing_are_removed(self):
        content = self._download()
        wrong = self._fill(content, {self._cell_of(content, self.people): "many"})
        self._send_file(self.partner_editor, wrong)
        filled = self._fill(content, {self._cell_of(content, self.people): 5})
        answer = self._send_file(self.partner_editor, filled)
        url = re.search(rf"{PAGE}/\d+", answer.url).group()
        self._post(self.partner_editor, f"{url}/store")
        done, waiting = self.env["mtm.import"].search([], limit=2)
        self.assertEqual((done.state, waiting.state), ("done", "previewed"))
        mark = waiting.sha256
        later = fields.Datetime.now() + timedelta(days=91)
        Import = self.env["mtm.import"]
        self.assertFalse(Import._with_files_to_remove())
        with freeze_time(later):
            found = Import._with_files_to_remove()
            found._remove_files()
            self.assertFalse(Import._with_files_to_remove())
        self.assertEqual(found, waiting)
        self.assertTrue(done.file)
        self.assertFalse(waiting.file)
        self.assertEqual(waiting.sha256, mark)
        self.assertTrue(waiting.error_line_ids)
        self.assertEqual(waiting.file_removed_on, later.date())
        page = self._get(self.partner_editor, f"{PAGE}/{waiting.id}")
        self.assertIn("so it was removed", page)
        self.assertNotIn("/marked", page)

    def test_nobody_sends_without_end(self):
        with (
            patch.object(portal_workbook, "MOST_IN_AN_HOUR", 1),
            mute_logger("odoo.http"),
        ):
            self._send_file(self.partner_editor, b"no workbook")
            answer = self._send_file(self.partner_editor, b"no workbook")
        self.assertEqual(answer.status_code, 429)
        self.assertIn("Too much at once", answer.text)
        self.assertIn('href="/my"', answer.text)

    def test_what_is_no_workbook_is_refused_in_a_sentence(self):
        answer = self._send_file(self.partner_editor, b"")
        self.assertIn("The file is empty", answer.text)
        answer = self._send_file(self.partner_editor, b"%PDF-1.7")
        self.assertIn("This is no workbook", answer.text)
        self.assertFalse(self.report.actual_ids)
