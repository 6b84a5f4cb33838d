"""A quarter's report from choosing it to sending it, and a layout that is changed."""

from odoo.tests import HttpCase, tagged

from . import layouts
from .test_format import FormatCommon
from .test_report import ReportCommon


@tagged("post_install", "-at_install")
class TestReportTour(ReportCommon, HttpCase):
    def test_finance_sends_a_report(self):
        of_period = [("award_period_id", "=", self.period.id)]
        self.env["asm.deviation"].search(of_period).unlink()
        self.start_tour(
            "/odoo/donor-reports", "asm_report_flow", login=self.finance.login
        )
        report = self.env["asm.donor.report"].search(
            [("award_ids", "in", self.award.ids)]
        )
        self.assertEqual(report.state, "sent")
        explained = self.env["asm.deviation"].search(of_period)
        self.assertEqual(explained.cause, "Rain")
        self.assertEqual(report.redraw(), report.file_id.raw)


@tagged("post_install", "-at_install")
class TestFormatTour(FormatCommon, HttpCase):
    def test_a_layout_is_changed(self):
        made = self.bring_in(layouts.table())
        self.start_tour(
            f"/odoo/donor-formats/{made.id}",
            "asm_format_editor",
            login=self.finance.login,
        )
        cell = made.sheet_ids.block_ids[0].cell_ids[0]
        self.assertEqual(cell.text, "Grant number {award.reference}")
