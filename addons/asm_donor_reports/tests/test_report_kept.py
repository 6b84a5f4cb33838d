"""What was frozen stays, and who may freeze."""

from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, new_test_user, tagged
from odoo.tools import mute_logger

from odoo.addons.asm_programs.tests.common import Q1

from .test_report import ReportCommon


@tagged("post_install", "-at_install")
class TestFrozenStays(ReportCommon):
    def test_files_are_not_changed(self):
        report = self._frozen()
        for file in report.attachment_ids.with_user(self.finance):
            with self.assertRefuses(UserError, "which is frozen"):
                file.raw = b"other"
            with self.assertRefuses(UserError, "which is frozen"):
                file.unlink()

    def test_reports_are_not_changed(self):
        report = self._sent()
        for values in ({"format_id": False}, {"is_final": True}, {"has_trace": False}):
            with self.assertRefuses(UserError, "is frozen and stays as it is"):
                report.write(values)
        with self.assertRefuses(UserError, "is frozen and stays as it is"):
            report.unlink()
        before = report._kept_snapshot()
        report.write({"snapshot": b"e30=", "hashes": {}})
        self.assertEqual(report._kept_snapshot(), before)
        self.assertTrue(report.hashes)

    def test_only_finance_freezes(self):
        report = self._report()
        with self.assertRefuses(AccessError, ""):
            report.with_user(self.officer).action_freeze("Mine")

    def test_a_final_financial_report_has_nothing_open(self):
        self.env["asm.obligation"].create(
            {
                "award_id": self.award.id,
                "reference": "PO-OPEN",
                "date": Q1[0],
                "amount": 30,
            }
        )
        report = self._report("sf425", is_final=True)
        with self.assertRefuses(UserError, "PO-OPEN"):
            report.action_freeze("The last one")
        self.assertEqual(report.state, "draft")
        report.is_final = False
        report.action_freeze("Not the last one")
        self.assertEqual(report.state, "frozen")

    def test_whoever_approved_a_number(self):
        both = new_test_user(
            self.env,
            "both",
            "asm_programs.group_asm_freezer,asm_programs.group_asm_approver",
        )
        self._change(11)
        self.number.sudo().approved_by = both
        report = self._report().with_user(both)
        report.action_draw()
        self.award.company_id.asm_freezer_is_another = True
        with self.assertRefuses(UserError, "You approved numbers of"):
            report.action_freeze("The first quarter only")
        report.with_user(self.finance).action_freeze("The first quarter only")
        self.assertEqual(report.state, "frozen")


@tagged("post_install", "-at_install")
class TestReportFiles(ReportCommon, HttpCase):
    """The files over HTTP: for whoever may read the report, and nobody else."""

    def _get(self, report, kind, user):
        self.authenticate(user.login, user.login)
        with mute_logger("odoo.http"):
            return self.url_open(f"/asm/donor-reports/{report.id}/{kind}")

    def test_for_staff(self):
        user = new_test_user(self.env, "reader", "mines_to_markets.group_mtm_user")
        report = self._report()
        report.action_draw()
        self.assertTrue(self._get(report, "pdf", user).content.startswith(b"%PDF"))
        report.action_freeze("The first quarter only")
        kept = report._kept_file("zip")[1]
        self.assertEqual(self._get(report, "zip", user).content, kept)

    def test_for_nobody_else(self):
        report = self._frozen()
        porter = new_test_user(self.env, "porter.x", "base.group_portal")
        employee = new_test_user(self.env, "employee.x", "base.group_user")
        for user in (porter, employee):
            self.assertEqual(self._get(report, "pdf", user).status_code, 404)
        missing = self._report().browse(10**9)
        self.assertEqual(self._get(missing, "pdf", employee).status_code, 404)
