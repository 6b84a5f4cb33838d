"""A ledger line of an award: its accounts, its amounts, its rate."""

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from odoo.addons.mines_to_markets.tests import tried

from .common import MoneyCommon


@tagged("post_install", "-at_install")
class TestLedgerLine(MoneyCommon):
    def test_what_is_spent_is_positive_and_stands_on_the_award(self):
        line = self._spent(120)
        self.assertEqual(line.amount_award, 120)
        self.assertEqual(line.amount, -120)
        self.assertEqual((line.funding, line.nature), ("donor", "direct"))
        account = line[self.award._plan_column()]
        self.assertEqual(account, self.staff.analytic_account_id)
        self.assertEqual(account.sudo().plan_id.name, "Award")

    def test_another_currency_is_converted_by_the_award_s_rate(self):
        self._rate(1.1, "2025-02-01")
        line = self._spent(100, transaction_currency_id=self.eur.id)
        self.assertEqual(line.amount_award, 110)
        self.assertEqual(line.rate, 1.1)
        self.assertEqual(str(line.rate_date), "2025-02-01")
        self.assertEqual(line.rate_source, "ECB")

    def test_no_rate_stops_with_currency_and_day(self):
        self._rate(1.1, "2025-03-01")
        with self.assertRaisesRegex(UserError, "EUR to USD for 02/10/2025"):
            self._spent(100, transaction_currency_id=self.eur.id)
        tried.fault("exchange rate missing for an entry", "not entered, naming it")

    def test_a_stale_rate_stops_and_says_what_was_found(self):
        self.award.rate_max_age = 5
        self._rate(1.1, "2025-02-01")
        with self.assertRaisesRegex(UserError, "02/01/2025"):
            self._spent(100, transaction_currency_id=self.eur.id)
        tried.fault("exchange rate too old for an entry", "not entered, naming it")

    def test_outside_of_the_award_is_refused(self):
        with self.assertRaisesRegex(ValidationError, "lies outside"):
            self._spent(1, date="2027-01-01")

    def test_the_budget_line_is_of_the_same_award(self):
        other = self._award("GR-2")
        with self.assertRaisesRegex(ValidationError, "another award"):
            self._spent(1, award_id=other.id)

    def test_officers_read_and_do_not_write(self):
        line = self._spent(1).with_user(self.officer)
        self.assertEqual(line.amount_award, 1)
        with self.assertRaises(AccessError):
            line.name = "Other"

    def test_nothing_is_summed_across_currencies(self):
        other = self._award("GR-EUR", currency_id=self.eur.id)
        self._spent(5)
        self._spent(7, award_id=other.id, budget_line_id=False)
        lines = self.env["account.analytic.line"].with_user(self.officer)
        ours = [("award_id", "in", (self.award | other).ids)]
        for function in ("sum", "sum_currency"):
            name = f"amount_award:{function}"
            self.assertFalse(lines._read_group(ours, [], [name])[0][0])
            by_currency = lines._read_group(ours, ["award_currency_id"], [name])
            self.assertEqual(
                {currency.name: total for currency, total in by_currency},
                {"USD": 5, "EUR": 7},
            )
