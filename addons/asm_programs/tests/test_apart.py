"""Programmes and reports of which one fails while the others are seen to."""

from datetime import timedelta

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import UserError
from odoo.fields import Date
from odoo.tests import new_test_user, tagged

from odoo.addons.mines_to_markets.tests import tried
from odoo.addons.mines_to_markets.tests.failing import LOG, failing

from .common import Q1, Q3
from .test_collection import CollectionCommon

OPENING = "odoo.addons.asm_programs.models.mtm_job_opening"


@tagged("post_install", "-at_install")
class TestApart(CollectionCommon):
    def _open(self, day="2025-04-01"):
        cron = self.env.ref("asm_programs.ir_cron_asm_open_reports")
        with freeze_time(day), self.enter_registry_test_mode():
            self.assertIs(cron.method_direct_trigger(), True)
        self.env.invalidate_all()

    def test_one_programme_of_many(self):
        other = self._program("TST-2", opens_by_itself=True)
        line = self._use(self.line.indicator_id, other)
        self.env["asm.assignment"].create(
            {"program_indicator_id": line.id, "partner_id": self.partner.id}
        )
        self.program.opens_by_itself = True
        fails = failing(self.program, "_open_what_is_due")
        with fails, self.assertLogs(LOG, "ERROR"):
            self._open()
        self.assertFalse(self._reports())
        self.assertTrue(
            self.env["asm.submission"].search([("program_id", "=", other.id)])
        )
        [job] = self.env["mtm.job"].search([("key", "!=", False)])
        self.assertEqual(job.state, "failed")
        self.assertIn(self.program.display_name, job.name)
        tried.fault("opening of one programme fails", "the others open, it shows")
        self._open()
        self.assertTrue(self._reports(Q1))
        self.assertEqual(job.state, "done")

    def _job(self, day, error, log=None):
        """Return a job that fails while it opens reports."""
        job = self.env["mtm.job"]._start_opening(
            self.program, Date.to_date(day), self.partner
        )
        with failing(self.program, "_open_reports", error):
            if log:
                with self.assertLogs(OPENING, log):
                    self._open(day)
            else:
                self._open(day)
        return job

    def test_a_job_that_fails_does_not_run_for_ever(self):
        other = self.env["mtm.job"]._start_opening(
            self._program("TST-2"), Date.to_date(Q1[0]), self.partner
        )
        job = self._job(Q3[0], ZeroDivisionError(), "ERROR")
        self.assertEqual(job.state, "failed")
        self.assertIn("server's log", job.message)
        self.assertEqual(other.state, "done")
        refused = self._job(Q1[0], UserError("There is no such period"))
        self.assertEqual(refused.state, "failed")
        self.assertEqual(refused.message, "There is no such period")
        tried.fault("a job in the background fails", "it says why; the others go on")

    def test_one_donor_report_of_many(self):
        award = self._award()
        self._share({award: 100})
        self._award_line(award, self.line)
        reports = self.env["asm.donor.report"]
        for name, days in (("One", Q1), ("Two", Q3)):
            period = self.env["asm.award.period"].create(
                {
                    "award_id": award.id,
                    "name": name,
                    "date_start": days[0],
                    "date_end": days[1],
                }
            )
            reports |= reports.create(
                {"award_ids": award.ids, "award_period_id": period.id}
            )
        reports.action_draw()
        reports.stale_checked_on = False
        fails = failing(reports[0], "_differences")
        with fails, self.assertLogs(LOG, "ERROR"):
            self.env["asm.donor.report"]._cron_check_stale()
        self.assertFalse(reports[0].stale_checked_on)
        self.assertTrue(reports[1].stale_checked_on)
        tried.fault("comparing one donor report fails", "the others are compared")

    def test_one_workbook_of_many(self):
        user = new_test_user(self.env, "apart_editor", "base.group_portal")
        items = (
            self.env["mtm.import"]
            .with_user(user)
            .sudo()
            .create(
                [
                    {"kind": "workbook", "file": b"UEs=", "filename": f"{number}.xlsx"}
                    for number in range(3)
                ]
            )
        )
        later = fields.Datetime.now() + timedelta(days=91)
        fails = failing(items[1], "_record")
        with fails, freeze_time(later), self.assertLogs(LOG, "ERROR"):
            self.env["mtm.import"]._cron_remove_files()
        self.assertEqual(items.filtered("file"), items[1])
        [job] = self.env["mtm.job"].search([("key", "!=", False)])
        self.assertEqual(job.state, "failed")
        tried.fault("removing one old workbook fails", "the others are removed")
        with freeze_time(later):
            self.env["mtm.import"]._cron_remove_files()
        self.assertFalse(items.filtered("file"))
        self.assertEqual(job.state, "done")
