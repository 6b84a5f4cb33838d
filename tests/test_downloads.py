"""Every file that a page of ours hands out is in the log, those to come included."""

import inspect
import re
import threading
from unittest.mock import patch

from odoo.http import request
from odoo.tests import HttpCase, new_test_user, tagged

from odoo.addons.mines_to_markets.tests.log_common import LogCommon

OURS = re.compile(r"odoo\.addons\.(mines_to_markets|asm_)")
# what a method that hands out a file calls
HANDS_OUT = re.compile(
    r"content_disposition|as_attachment=True|send_workbook\(|_space_file\("
    r"|_space_attachment\(|self\._send\(|self\._answer\("
)
DOWNLOADS = """
/asm/donor-formats/<int:format_id>
/asm/donor-reports/<int:report_id>/<any(pdf,zip):kind>
/asm_programs/workbook
/asm_programs/framework/<model('asm.program'):program>/template
/mines_to_markets/login_letter
/mines_to_markets/register/<string:kind>
/mines_to_markets/register/<string:kind>/template
/my/awards/<int:award_id>/evidence/<int:release_id>
/my/awards/<int:award_id>/reports/<int:report_id>/file
/my/awards/<int:award_id>/reports/<int:report_id>/pages
/my/documents/<int:file_id>
/my/jurisdiction/evidence/<int:release_id>
/my/reports/<int:submission_id>/evidence/<int:evidence_id>
/my/reports/<int:submission_id>/paper
/my/reports/<int:submission_id>/workbook
/my/subawards/<int:subaward_id>/files/<int:attachment_id>
/my/reports/workbook/<int:import_id>/marked
/my/reports/workbook/download
"""
# the kinds of report that are asked for at /report/, where each answer is logged
REPORT_KINDS = {"qweb-pdf", "xlsx"}


@tagged("post_install", "-at_install")
class TestDownloads(LogCommon, HttpCase):
    def _our_routes(self):
        """Yield ``(address, rule)`` of all routes of ours."""
        thread, name = threading.current_thread(), self.env.cr.dbname
        with patch.object(thread, "dbname", name, create=True):
            rules = list(self.env["ir.http"].routing_map().iter_rules())
        for rule in rules:
            method = rule.endpoint.func
            if OURS.match(method.__func__.__module__):
                yield rule.rule, rule

    def test_all_are_known_and_may_write(self):
        found = set()
        for address, rule in self._our_routes():
            source = inspect.getsource(rule.endpoint.func.__func__)
            if HANDS_OUT.search(source):
                found.add(address)
                self.assertFalse(
                    rule.endpoint.routing["readonly"],
                    f"{address} hands out a file, which the log cannot note while "
                    "the request may only read",
                )
        self.assertEqual(found, set(DOWNLOADS.split()))

    def test_reports_are_of_known_kinds(self):
        reports = self.env["ir.actions.report"].search([])
        ours = reports.filtered(
            lambda report: re.match(
                r"mines_to_markets\.|asm_", report.get_external_id()[report.id]
            )
        )
        self.assertGreater(len(ours), 10)
        self.assertEqual(set(ours.mapped("report_type")), REPORT_KINDS)

    def test_one_that_says_nothing_is_logged(self):
        """A route that is new, and whose author did not think of the log."""
        user = new_test_user(
            self.env, "downloader", "asm_programs.group_asm_finance", password="d" * 12
        )
        self.authenticate("downloader", "d" * 12)
        for headers in (
            [
                ("Content-Disposition", "attachment; filename=a"),
                ("Content-Type", "a/b"),
            ],
            [("Content-Type", "application/pdf")],
        ):

            def answer(_endpoint, headers=headers):
                return request.make_response(b"a", headers)

            Http = self.registry["ir.http"]
            with self.new_entries() as new, patch.object(Http, "_dispatch", answer):
                self.url_open("/asm/donor-formats/7").raise_for_status()
            [entry] = new
            self.assertEqual((entry.kind, entry.user_id), ("export", user))
            self.assertEqual(entry.details["format_id"], 7)
            self.assertIn("/asm/donor-formats/", entry.details["route"])

    def test_a_page_is_no_file(self):
        new_test_user(self.env, "reader", "base.group_portal", password="d" * 12)
        self.authenticate("reader", "d" * 12)
        with self.new_entries() as new:
            self.url_open("/my").raise_for_status()
        self.assertFalse(new)
