from odoo.tests import HttpCase, tagged

from .test_portal import ReportCommon


@tagged("post_install", "-at_install")
class TestReportTour(ReportCommon, HttpCase):
    """A partner's people fill in and send a report on a telephone."""

    browser_size = "360x740"
    touch_enabled = True

    def test_editor_fills_in_and_officer_sends(self):
        self.words.assignment_ids.unlink()
        self.start_tour("/my", "asm_report_portal_fill_in", login="report_editor")
        self.assertEqual(
            self._values(),
            {"": 15.0, self.female.name: 15.0, self.male.name: 0.0},
        )
        self.assertEqual(self.report.narrative, "Two trainings in March")
        self.assertEqual(self.report.state, "open")
        self.start_tour("/my", "asm_report_portal_send", login="report_officer")
        self.assertEqual(self.report.state, "submitted")
        self.assertEqual(self.report.submitted_by, self.partner_officer)
        self.assertEqual(
            set(self.report.actual_ids.mapped("typed_by")), {self.partner_editor}
        )
        self.report.with_user(self.approver).action_approve()
        self.assertEqual(self.report.state, "approved")
