"""Amendments: what of an award is in force, and since when."""

from decimal import Decimal

from freezegun import freeze_time
from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Date, Datetime
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.mines_to_markets.tests import tried
from odoo.addons.mines_to_markets.tests.failing import LOG, failing

from .common import MoneyCommon


@tagged("post_install", "-at_install")
@freeze_time("2025-06-15")
class TestAmendment(MoneyCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.award.write({"amount": 1000, "cost_share_required": 100})
        cls.start_end = cls.award.date_end

    def _amend(self, number="1", signed="2025-03-01", user=None, **values):
        return (
            self.env["asm.award.amendment"]
            .with_user(user or self.finance)
            .create(
                {
                    "award_id": self.award.id,
                    "number": number,
                    "date_signed": signed,
                    **values,
                }
            )
        )

    def _in_force(self, day):
        return self.award._in_force(Date.to_date(day))

    def test_without_an_amendment_all_is_obligated(self):
        self.assertEqual(
            self._in_force("2025-06-01"),
            {
                "amount_total": Decimal(1000),
                "amount_obligated": Decimal(1000),
                "cost_share_required": Decimal(100),
                "date_end": self.start_end,
            },
        )

    def test_an_award_says_what_is_in_force_and_keeps_what_was_agreed(self):
        self._amend(amount_total=1500, date_end="2026-06-30")
        self._amend("2", "2025-05-01", amount_obligated=1200, cost_share_required=0)
        self.assertEqual(self.award.amount, 1500)
        self.assertEqual(self.award.date_end, Date.to_date("2026-06-30"))
        self.assertEqual(self.award.original_amount, 1000)
        self.assertEqual(self._in_force("2025-02-28")["amount_total"], 1000)
        april = self._in_force("2025-04-01")
        self.assertEqual(april["amount_obligated"], 1500)
        self.assertEqual(april["cost_share_required"], 100)
        may = self._in_force("2025-05-01")
        self.assertEqual(may["amount_obligated"], 1200)
        self.assertEqual(may["cost_share_required"], 0)
        self.assertEqual(may["amount_total"], 1500)

    def test_what_was_signed_later_waits_for_its_day(self):
        amendment = self._amend(signed="2025-07-01", amount_total=2000)
        self.assertEqual(amendment.state, "waiting")
        self.assertEqual(self.award.amount, 1000)
        with freeze_time("2025-07-01"):
            self.env["asm.award"]._cron_follow_amendments()
            amendment.invalidate_recordset(["state"])
            self.assertEqual(amendment.state, "in_force")
        self.assertEqual(self.award.amount, 2000)

    def test_one_award_of_many_that_fails(self):
        self._amend(signed="2025-07-01", amount_total=2000)
        other = self.award.copy({"reference": "APART"})
        self.env["asm.award.amendment"].with_user(self.finance).create(
            {
                "award_id": other.id,
                "number": "1",
                "date_signed": "2025-07-01",
                "amount_total": 3000,
            }
        )
        with (
            freeze_time("2025-07-01"),
            failing(self.award, "_follow_amendments"),
            self.assertLogs(LOG, "ERROR"),
        ):
            self.env["asm.award"]._cron_follow_amendments()
        self.assertEqual((self.award.amount, other.amount), (1000, 3000))
        [job] = self.env["mtm.job"].search([("key", "!=", False)])
        self.assertEqual(job.state, "failed")
        tried.fault("amendment of one award fails", "those of the others take effect")

    def test_what_was_signed_later_was_not_known(self):
        self._amend(signed="2025-03-15", amount_total=2000)
        day = Date.to_date("2025-06-01")
        before = self.award._in_force(day, Datetime.to_datetime("2025-03-14 23:59:59"))
        self.assertEqual(before["amount_total"], 1000)
        after = self.award._in_force(day, Datetime.to_datetime("2025-03-15 00:00:00"))
        self.assertEqual(after["amount_total"], 2000, "whenever it was entered")

    def test_what_follows_amendments_is_not_typed_over(self):
        self._amend(amount_total=1500)
        award = self.award.with_user(self.finance)
        with self.assertRaisesRegex(UserError, "follows its amendments"):
            award.amount = 1600
        with self.assertRaisesRegex(UserError, "follows its amendments"):
            award.date_end = "2027-12-31"
        award.write({"amount": 1500, "name": "Same amount"})

    def test_the_last_amendment_taken_away_leaves_what_was_agreed(self):
        self._amend(amount_total=1500).unlink()
        self.assertEqual(self.award.amount, 1000)
        self.award.with_user(self.finance).amount = 1100
        self.assertEqual(self.award.amount, 1100)

    def test_an_end_before_the_last_expense_is_refused_naming_it(self):
        self._spent(5, "2025-05-02", name="Fuel")
        with self.assertRaisesRegex(ValidationError, "05/01/2025.*Fuel.*05/02/2025"):
            self._amend(date_end="2025-05-01")
        self._amend("2", date_end="2025-05-02")

    def test_an_end_before_an_order_is_refused_naming_it(self):
        self.env["asm.obligation"].create(
            {
                "award_id": self.award.id,
                "reference": "PO-7",
                "date": "2025-05-03",
                "amount": 10,
            }
        )
        with self.assertRaisesRegex(ValidationError, "PO-7"):
            self._amend(date_end="2025-05-01")

    def test_an_end_before_that_of_a_subaward_is_refused_naming_it(self):
        self.env["asm.subaward"].create(
            {
                "reference": "SUB-1",
                "award_id": self.award.id,
                "program_id": self.program.id,
                "partner_id": self.partner.id,
                "amount": 100,
                "date_start": "2025-02-01",
                "date_end": "2025-09-30",
            }
        )
        with self.assertRaisesRegex(ValidationError, "SUB-1.*09/30/2025"):
            self._amend(date_end="2025-08-31")

    def test_an_extension_that_was_spent_in_is_not_taken_away(self):
        amendment = self._amend(date_end="2027-06-30")
        self._spent(5, "2027-05-02", name="Fuel")
        with self.assertRaisesRegex(ValidationError, "Fuel"):
            amendment.unlink()
        with self.assertRaisesRegex(ValidationError, "Fuel"):
            amendment.date_end = "2027-01-31"

    def test_an_award_without_amendments_cannot_end_before_its_expenses(self):
        self._spent(5, "2025-05-02", name="Fuel")
        with self.assertRaisesRegex(ValidationError, "Fuel"):
            self.award.with_user(self.finance).date_end = "2025-05-01"

    def test_less_obligated_than_spent_is_warned_of(self):
        self._spent(300)
        few, enough = (
            self._amend("1", amount_obligated=299),
            self._amend("2", amount_obligated=300),
        )
        self.assertIn("299.00", few.warning)
        self.assertIn("300.00", few.warning)
        self.assertFalse(enough.warning)

    def test_more_obligated_than_the_award_is_refused(self):
        with self.assertRaisesRegex(ValidationError, "more obligated"):
            self._amend(amount_obligated=1001)

    @mute_logger("odoo.sql_db")
    def test_the_database_refuses_negative_amounts(self):
        with self.assertRaises(IntegrityError), self.cr.savepoint():
            self._amend(amount_total=-1)

    def test_a_change_is_told_on_the_award(self):
        amendment = self._amend(amount_total=1500)
        amendment.amount_total = 1600
        self.assertEqual(self.award.amount, 1600)
        self.assertIn("1,500.00", self.award.message_ids[0].body)
        self.assertIn("1,600.00", self.award.message_ids[0].body)

    def test_what_was_reported_since_is_not_altered(self):
        self._award_line(self.award, self._line())
        amendment = self._amend(amount_total=1500)
        period = self.env["asm.award.period"].create(
            {
                "award_id": self.award.id,
                "name": "Q2",
                "date_start": "2025-04-01",
                "date_end": "2025-06-30",
            }
        )
        report = self.env["asm.donor.report"].create(
            {"award_ids": self.award.ids, "award_period_id": period.id}
        )
        report.with_user(self.finance).action_draw()
        report.with_user(self.finance).action_freeze("Nothing was reported")
        for act in (
            lambda: amendment.write({"amount_total": 1600}),
            lambda: amendment.write({"date_signed": "2025-04-01"}),
            amendment.unlink,
        ):
            with self.assertRaisesRegex(UserError, "stays as it is"):
                act()
        amendment.name = "Words may be put right"

    def test_what_a_closed_period_rests_on_is_not_altered(self):
        amendment = self._amend(amount_total=1500)
        period = self.env["asm.award.period"].create(
            {
                "award_id": self.award.id,
                "name": "Q1",
                "date_start": "2025-01-01",
                "date_end": "2025-03-31",
            }
        )
        period.with_user(self.finance).action_close()
        with self.assertRaisesRegex(UserError, "stays as it is: .*Q1"):
            amendment.amount_total = 1600

    def test_finance_amends_and_officers_read(self):
        amendment = self._amend(amount_total=1500)
        self.assertEqual(amendment.with_user(self.officer).amount_total, 1500)
        with self.assertRaises(AccessError):
            self._amend("2", user=self.officer, amount_total=1)

    def test_the_signed_paper_belongs_to_the_amendment(self):
        paper = (
            self.env["ir.attachment"]
            .with_user(self.finance)
            .create({"name": "signed.pdf", "raw": b"%PDF-1.4"})
        )
        amendment = self._amend(amount_total=1500, attachment_ids=paper.ids)
        self.assertEqual(paper.res_model, "asm.award.amendment")
        read = amendment.with_user(self.officer).attachment_ids
        self.assertEqual(read.name, "signed.pdf")
