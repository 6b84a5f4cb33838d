"""Budgets that change, terms that are asked for, and where money comes from."""

from decimal import Decimal

from freezegun import freeze_time
from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Date
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import MoneyCommon


@tagged("post_install", "-at_install")
@freeze_time("2025-06-15")
class TestBudget(MoneyCommon):
    def _term(self, **values):
        return self.env["asm.award.term"].create(
            {
                "award_id": self.award.id,
                "kind": "prior_approval",
                "name": "Two motorbikes",
                **values,
            }
        )

    def test_every_amount_of_a_line_is_kept(self):
        line = self.staff.with_user(self.finance)
        line.amount = 450
        line.amount = 450
        line.name = "People"
        with freeze_time("2025-07-01"):
            line.amount = False
        self.assertRecordValues(
            self.staff.change_ids.sorted("id"),
            [
                {"amount_before": 500, "amount_after": 450},
                {"amount_before": 450, "amount_after": False},
            ],
        )
        self.assertEqual(self.staff.change_ids.changed_by, self.finance)
        before = self.award._budget_on(Date.to_date("2025-06-14"))
        self.assertEqual(before[self.staff], 500)
        after = self.award._budget_on(Date.to_date("2025-06-15"))
        self.assertEqual(after[self.staff], 450)

    def test_nothing_and_zero_are_two_amounts(self):
        self.staff.amount = 0
        self.staff.amount = False
        self.assertEqual(len(self.staff.change_ids), 2)

    def test_a_change_is_kept_and_says_what_allowed_it(self):
        self.staff.amount, self.travel.amount = 400, 600
        self.assertEqual(self.award._transferred(), Decimal(100))
        changes = self.award.budget_change_ids.with_user(self.finance)
        with self.assertRaisesRegex(UserError, "stays"):
            changes.amount_after = 1
        with self.assertRaises(AccessError):
            changes.unlink()
        term = self._term()
        with self.assertRaisesRegex(ValidationError, "was given"):
            changes.term_id = term
        term.action_meet()
        changes.term_id = term
        self.assertEqual(self.award._transferred(), 0)

    def test_another_award_s_amendment_allows_nothing(self):
        other = self._award("GR-2")
        amendment = self.env["asm.award.amendment"].create(
            {"award_id": other.id, "number": "1", "date_signed": "2025-02-01"}
        )
        self.staff.amount = 400
        with self.assertRaisesRegex(ValidationError, "another award"):
            self.staff.change_ids.amendment_id = amendment

    def test_an_amendment_that_a_budget_rests_on_is_not_deleted(self):
        amendment = self.env["asm.award.amendment"].create(
            {"award_id": self.award.id, "number": "1", "date_signed": "2025-02-01"}
        )
        self.staff.amount = 400
        self.staff.change_ids.amendment_id = amendment
        with self.assertRaisesRegex(UserError, "something rests on it"):
            amendment.unlink()

    def test_officers_do_not_write_history(self):
        self.staff.amount = 400
        with self.assertRaises(AccessError):
            self.staff.change_ids.with_user(self.officer).reason = "Mine"
        with self.assertRaises(AccessError):
            self.env["asm.budget.change"].with_user(self.admin).create(
                {"budget_line_id": self.staff.id, "award_id": self.award.id}
            )

    def test_a_prior_approval_is_asked_for_and_given(self):
        term = self._term(budget_line_id=self.travel.id, amount=300)
        term.action_ask()
        self.assertEqual(term.date_asked, Date.to_date("2025-06-15"))
        term.with_user(self.officer).action_meet()
        self.assertEqual(term.date_met, Date.to_date("2025-06-15"))
        with self.assertRaisesRegex(UserError, "not open any more"):
            term.action_refuse()

    def test_a_prior_approval_is_refused(self):
        term = self._term()
        term.action_refuse()
        self.assertEqual(term.state, "refused")
        self.assertFalse(term.is_overdue)

    @mute_logger("odoo.sql_db")
    def test_an_answer_does_not_come_before_the_question(self):
        with self.assertRaises(IntegrityError), self.cr.savepoint():
            self._term(
                date_asked="2025-06-10", date_met="2025-06-09", state="met"
            ).flush_recordset()

    def test_a_term_names_a_line_of_its_award(self):
        other = self.env["asm.budget.line"].create(
            {"award_id": self._award("GR-2").id, "code": "1", "name": "Staff"}
        )
        with self.assertRaisesRegex(ValidationError, "no budget line of"):
            self._term(budget_line_id=other.id)

    def test_money_that_is_passed_on_names_its_source(self):
        self.award.write(
            {
                "prime_id": self.other_partner.id,
                "prime_reference": "SLMAQM24CA0001",
                "assistance_listing": "19.345",
            }
        )
        with self.assertRaisesRegex(ValidationError, "19.345"):
            self.award.assistance_listing = "CFDA 19"
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"):
            self.award.prime_id = False
            self.award.flush_recordset()


@tagged("post_install", "-at_install")
class TestMakePeriods(MoneyCommon):
    def _make(self, user=None, **values):
        wizards = self.env["asm.award.period.make"].with_user(user or self.finance)
        return wizards.create({"award_id": self.award.id, **values})

    def test_periods_of_the_donor_s_year_with_their_due_days(self):
        self.award.write(
            {
                "date_start": "2024-11-15",
                "date_end": "2025-09-30",
                "fiscal_month": 10,
            }
        )
        wizard = self._make()
        self.assertIn("FY2025 Q1", wizard.preview)
        wizard.action_make()
        self.assertEqual(
            [
                (one.name, one.kind, str(one.date_end), str(one.date_due))
                for one in self.award.period_ids.sorted("date_end")
                if one.kind == "quarter"
            ],
            [
                ("FY2025 Q1", "quarter", "2024-12-31", "2025-01-30"),
                ("FY2025 Q2", "quarter", "2025-03-31", "2025-04-30"),
                ("FY2025 Q3", "quarter", "2025-06-30", "2025-07-30"),
                ("FY2025 Q4", "quarter", "2025-09-30", "2025-10-30"),
            ],
        )
        final = self.award.period_ids.filtered(lambda one: one.kind == "final")
        self.assertEqual(str(final.date_due), "2026-01-28")

    def test_years_that_start_on_any_day(self):
        self.award.write({"date_start": "2024-03-15", "date_end": "2026-03-14"})
        self._make(kind="year", counted_from="start", has_final=False).action_make()
        self.assertEqual(
            [
                (one.name, str(one.date_start), str(one.date_end), str(one.date_due))
                for one in self.award.period_ids.sorted("date_start")
            ],
            [
                ("Year 1", "2024-03-15", "2025-03-14", "2025-06-12"),
                ("Year 2", "2025-03-15", "2026-03-14", "2026-06-12"),
            ],
        )

    def test_what_is_there_stays_and_an_extension_adds_the_rest(self):
        self.award.write({"date_start": "2025-01-01", "date_end": "2025-06-30"})
        self._make(has_final=False).action_make()
        with self.assertRaisesRegex(UserError, "already"):
            self._make(has_final=False).action_make()
        self.award.date_end = "2025-09-30"
        self._make(has_final=False).action_make()
        self.assertEqual(
            self.award.period_ids.sorted("date_start").mapped("name"),
            ["2025 Q1", "2025 Q2", "2025 Q3"],
        )

    def test_only_finance_makes_periods(self):
        with self.assertRaises(AccessError):
            self._make(self.officer)
