"""Pages that cannot be drawn: it is said, and the workbook is there."""

from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import tagged

from odoo.addons.mines_to_markets.tests import tried
from odoo.addons.mines_to_markets.tools import paged

from ..tools import pages
from .test_report import ReportCommon

LEFT = "it says so; the workbook is there"


@tagged("post_install", "-at_install")
class TestPagesFail(ReportCommon):
    LOG = "odoo.addons.asm_donor_reports.models.asm_donor_report_pages"

    def _assert_workbook(self, report):
        action = report.action_export_xlsx()
        raw, kind = (
            self.env["ir.actions.report"]
            .with_user(self.finance)
            .with_context(active_model=report._name)
            ._render_xlsx(action["report_name"], report.ids, {})
        )
        self.assertEqual(kind, "xlsx")
        self.assertTrue(raw.startswith(b"PK"))

    def test_missing(self):
        report = self._report()
        report.action_draw()
        with (
            patch.object(pages, "write_pdf", side_effect=paged.Missing("libpango")),
            self.assertRaisesRegex(UserError, "missing on the server: libpango"),
        ):
            report._file_of_kind("pdf")
        self._assert_workbook(report)
        tried.fault("engine of PDF pages is missing", LEFT)

    def test_crashing(self):
        report = self._report()
        report.action_draw()
        for error in (MemoryError(), ValueError("odd CSS"), RecursionError()):
            with (
                self.subTest(error=type(error)),
                patch.object(pages, "write_pdf", side_effect=error),
                self.assertLogs(self.LOG, "ERROR"),
                self.assertRaisesRegex(UserError, "pages .* could not be drawn"),
            ):
                report._file_of_kind("pdf")
        self._assert_workbook(report)
        tried.fault("engine of PDF pages crashes", LEFT, 3)

    def test_freezing_waits_for_it(self):
        report = self._report()
        with (
            patch.object(pages, "write_pdf", side_effect=ValueError("odd CSS")),
            self.assertLogs(self.LOG, "ERROR"),
            self.assertRaisesRegex(UserError, "could not be drawn"),
            self.env.cr.savepoint(),
        ):
            report.action_freeze("The first quarter only")
        self.assertEqual(report.state, "draft")
        self.assertFalse(report.attachment_ids)
        report.action_freeze("The first quarter only")
        self.assertEqual(report.state, "frozen")
