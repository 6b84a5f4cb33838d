"""Reports come into being from the calendar of an award, and stand on a board."""

from freezegun import freeze_time

from odoo import Command
from odoo.tests import tagged

from odoo.addons.asm_programs.tests.common import Q1, Q2
from odoo.addons.mines_to_markets.tests import tried
from odoo.addons.mines_to_markets.tests.failing import LOG, failing

from .common import ReportCommon


@tagged("post_install", "-at_install")
class TestSchedule(ReportCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        Format = cls.env["asm.donor.format"]
        cls.format, cls.other = (Format._newest(code) for code in cls._codes())
        cls.company = cls.award.company_id
        cls.period.date_due = "2025-07-30"
        cls.report.unlink()

    @classmethod
    def _codes(cls):
        return ("usaid_tracking_table", "sf425")

    def _make_reports_of(self, company):
        return self.env["asm.award.period"]._periods_to_report(company)._make_reports()

    def _made(self, day):
        with freeze_time(day):
            return self._make_reports_of(self.company)

    def _ours(self, reports):
        return reports.filtered(lambda one: self.award in one.award_ids)

    def test_made_before_the_period_ends_and_once(self):
        self.award.format_ids = self.format
        self.assertFalse(self._ours(self._made("2025-05-30")))
        [report] = self._ours(self._made("2025-05-31"))
        self.assertRecordValues(
            report,
            [
                {
                    "award_period_id": self.period.id,
                    "format_id": self.format.id,
                    "stage": "due",
                    "state": "draft",
                }
            ],
        )
        self.assertFalse(self._ours(self._made("2025-06-15")))

    def test_a_period_has_formats_of_its_own(self):
        self.award.format_ids = self.format
        self.period.format_ids = [Command.set((self.format | self.other).ids)]
        made = self._ours(self._made("2025-06-15"))
        self.assertEqual(made.format_id, self.format | self.other)

    def test_one_period_of_many_that_fails(self):
        self.award.format_ids = self.format
        next_period = self._period("Next", Q1)
        with (
            freeze_time("2025-06-15"),
            failing(self.period, "_prepare_report"),
            self.assertLogs(LOG, "ERROR"),
        ):
            self.env["asm.award.period"]._cron_make_reports()
        made = self.env["asm.donor.report"].search(
            [("award_period_id", "in", (self.period | next_period).ids)]
        )
        self.assertEqual(made.award_period_id, next_period)
        tried.fault("the report of one period cannot be made", "the others are made")

    def test_without_a_format_none_is_made_nor_of_long_ago(self):
        self.assertFalse(self._ours(self._made("2025-06-15")))
        self.award.format_ids = self.format
        self.assertFalse(self._ours(self._made("2025-12-15")))

    def test_of_a_company_alone_and_as_the_setting_says(self):
        self.award.format_ids = self.format
        other = self.env["res.company"].create({"name": "Sister"})
        with freeze_time("2025-06-15"):
            made = self._make_reports_of(other)
        self.assertFalse(self._ours(made))
        self.company.asm_report_days = 100
        self.assertTrue(self._ours(self._made("2025-04-01")))

    def test_the_last_one_is_final(self):
        final = self._period("Final", Q2, kind="final")
        final.format_ids = self.other
        [report] = self._ours(self._made("2025-06-15"))
        self.assertTrue(report.is_final)

    def test_stages(self):
        report = self._report(format_id=self.format.id)
        self.assertEqual(report.stage, "due")
        self._number(self.line, Q2, 10)
        as_finance = report.with_user(self.finance)
        as_finance.action_check()
        self.assertEqual(report.stage, "preparation")
        as_finance.action_draw()
        as_finance.action_freeze("all is well")
        self.assertEqual(report.stage, "frozen")
        as_finance.action_send()
        self.assertEqual(report.stage, "sent")

    def test_every_stage_stands_on_the_board(self):
        groups = (
            self.env["asm.donor.report"]
            .with_user(self.officer)
            .with_context(read_group_expand=True)
            .web_read_group([("id", "=", 0)], ["stage"], ["__count"])["groups"]
        )
        self.assertEqual(len(groups), 6)

    def test_the_responsible_is_reminded_until_it_is_sent(self):
        self.award.user_id = self.manager
        report = self._report(format_id=self.format.id)
        Report = self.env["asm.donor.report"]
        with freeze_time("2025-07-10"):
            Report._remind(self.company)
            self.assertFalse(report.activity_ids)
        with freeze_time("2025-07-16"):
            Report._remind(self.company)
            Report._remind(self.company)
            self.assertEqual(report.activity_ids.user_id, self.manager)
            self.assertEqual(str(report.activity_ids.date_deadline), "2025-07-30")
        with freeze_time("2025-07-31"):
            self.assertTrue(report.is_overdue)
            self.assertIn(report, Report.search([("is_overdue", "=", True)]))
        self._number(self.line, Q2, 10)
        as_finance = report.with_user(self.finance)
        as_finance.action_freeze("all is well")
        as_finance.action_send()
        self.assertFalse(report.activity_ids)
        self.assertFalse(report.is_overdue)

    def test_earlier_periods_do_not_remind(self):
        report = self._report(self._period("FY2025 Q2", Q1))
        with freeze_time("2025-07-16"):
            self.env["asm.donor.report"]._remind(self.company)
        self.assertFalse(report.activity_ids, "it has no day on which it is due")
