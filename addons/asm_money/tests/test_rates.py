"""Rates: by every policy, direct, inverse and across, known by then, and kept."""

from datetime import date, datetime

import psycopg2
from freezegun import freeze_time

from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import MoneyCommon

DAY = date(2025, 2, 10)


@tagged("post_install", "-at_install")
class TestRates(MoneyCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.cdf = cls.env.ref("base.CDF")
        cls.cdf.active = True

    def _found(self, currency=None, day=DAY, **options):
        rate = self.award._rate_for(currency or self.eur, day, **options)
        return round(float(rate.value), 6), str(rate.date), rate.source

    def test_the_day_takes_the_newest_before_never_a_later_one(self):
        self._rate(1.1, "2025-02-09")
        self._rate(1.2, "2025-02-11")
        self.assertEqual(self._found(), (1.1, "2025-02-09", "ECB"))

    def test_an_average_is_no_rate_of_a_day(self):
        self._rate(1.1, "2025-01-01", kind="year")
        with self.assertRaisesRegex(UserError, r"Rate of the day\)\. None before"):
            self._found()

    def test_the_month_is_what_was_published_for_it(self):
        self.award.rate_policy = "month"
        self._rate(1.1, "2025-02-03")
        self._rate(1.5, "2025-02-01", kind="month")
        self.assertEqual(self._found(), (1.5, "2025-02-01", "ECB"))

    def test_else_the_mean_of_its_days_once_it_is_over(self):
        self.award.rate_policy = "month"
        self._rate(1.1, "2025-02-03")
        self._rate(1.3, "2025-02-20")
        self._rate(9, "2025-01-31")
        with freeze_time("2025-02-25"), self.assertRaisesRegex(UserError, "not over"):
            self._found()
        with freeze_time("2025-03-01"):
            expected = (1.2, "2025-02-28", "ECB, mean of 2 days")
            self.assertEqual(self._found(), expected)

    def test_the_average_is_of_the_award_s_period(self):
        self.award.rate_policy = "average"
        self.award.period_ids = [
            (0, 0, {"name": "Y", "kind": "year", "date_start": "2025-01-01",
                    "date_end": "2025-12-31"}),
            (0, 0, {"name": "Q", "date_start": "2025-01-15",
                    "date_end": "2025-03-31"}),
        ]  # fmt: skip
        for day, rate in (("2025-01-14", 9), ("2025-01-15", 1), ("2025-03-31", 2)):
            self._rate(rate, day)
        with freeze_time("2025-04-01"):
            found = self._found()
        self.assertEqual(found, (1.5, "2025-03-31", "ECB, mean of 2 days"))
        self._rate(0.5, "2025-01-01", kind="year")
        self.assertEqual(self._found(day=date(2025, 6, 1))[0], 0.5)
        with self.assertRaisesRegex(UserError, "No period of the award"):
            self._found(day=date(2024, 12, 31))

    def test_an_award_without_periods_goes_by_calendar_years(self):
        self.award.rate_policy = "average"
        self._rate(2500, "2025-01-01", self.usd, self.cdf, kind="year", source="WB")
        rate = self.award._rate_for(self.cdf, DAY)
        self.assertEqual(str(rate.value), "0.000400000000")
        self.assertEqual(rate.source, "WB, inverse")

    def test_payments_received_weigh_by_what_was_exchanged(self):
        self.award.rate_policy = "tranche"
        for day, amount, local in (("2025-01-10", 100, 90), ("2025-02-01", 100, 110)):
            self._received(day, amount, local)
        source = "2 payments received"
        self.assertEqual(self._found(), (1.0, "2025-02-01", source))
        expected = (1.111111, "2025-01-10", "1 payments received")
        self.assertEqual(self._found(day=date(2025, 1, 31)), expected)
        with self.assertRaisesRegex(UserError, "payments received"):
            self._found(day=date(2025, 1, 9))

    def test_a_third_currency_goes_through_that_of_the_payments(self):
        self.award.rate_policy = "tranche"
        self._received("2025-01-10", 100, 80)
        self._rate(3000, "2025-02-01", self.eur, self.cdf)
        with self.assertRaises(UserError):
            self._found(self.cdf)
        self.award.rate_pivot_id = self.eur
        found = self._found(self.cdf)
        self.assertEqual(found[0], round(1.25 / 3000, 6))
        self.assertIn("through EUR", found[2])

    def test_what_costs_were_converted_by_stays(self):
        self.award.rate_policy = "tranche"
        tranche = self._received("2025-01-10", 100, 80)
        tranche.amount_local = 90
        self._spent(9, transaction_currency_id=self.eur.id)
        with self.assertRaisesRegex(UserError, "1 ledger lines in EUR"):
            tranche.amount_local = 80

    def _received(self, day, amount, local):
        tranche = self.env["asm.tranche"].create(
            {
                "award_id": self.award.id,
                "name": f"Payment {day}",
                "date": day,
                "amount": amount,
                "date_received": day,
                "amount_local": local,
                "currency_local_id": self.eur.id,
            }
        )
        tranche.action_request()
        tranche.action_receive()
        return tranche

    def test_fixed_is_the_award_s_in_force_on_the_day(self):
        self.award.rate_policy = "fixed"
        fixed = {"kind": "fixed", "award_id": self.award.id, "source": "Contract"}
        self._rate(1.1, "2024-01-01", **fixed)
        self._rate(1.2, "2025-02-10", **fixed)
        self._rate(1.3, "2025-02-11", **fixed)
        self._rate(1.4, DAY)
        self.assertEqual(self._found(), (1.2, "2025-02-10", "Contract"))
        self.assertEqual(self._found(day=date(2025, 2, 9))[0], 1.1)
        other = self._award("GR-2", currency_id=self.usd.id, rate_policy="fixed")
        with self.assertRaises(UserError):
            other._rate_for(self.eur, DAY)

    def test_inverse_where_the_award_allows_it(self):
        self._rate(0.8, DAY, self.usd, self.eur)
        self.assertEqual(self._found(), (1.25, str(DAY), "ECB, inverse"))
        self.award.rate_inverse = False
        with self.assertRaises(UserError):
            self._found()

    def test_across_only_where_the_award_says_through_what(self):
        award = self._award("GR-3", currency_id=self.eur.id)
        self._rate(2500, DAY, self.usd, self.cdf, source="BCC")
        self._rate(1.25, "2025-02-08")
        with self.assertRaisesRegex(UserError, "CDF to EUR"):
            award._rate_for(self.cdf, DAY)
        award.rate_pivot_id = self.usd
        rate = award._rate_for(self.cdf, DAY)
        self.assertEqual(str(rate.value), "0.000320000000")
        self.assertEqual(str(rate.date), "2025-02-08")
        self.assertEqual(rate.source, "BCC + ECB, inverse, through USD")

    def test_odoo_s_rates_are_strict_too(self):
        self.award.rate_origin = "odoo"
        self.env["res.currency.rate"].search([]).unlink()
        with self.assertRaisesRegex(UserError, "EUR to USD for 02/10/2025"):
            self._found()
        self.env["res.currency.rate"].create(
            [
                {"currency_id": self.eur.id, "name": day, "rate": rate,
                 "company_id": self.env.company.id}
                for day, rate in (("2025-02-01", 0.8), ("2025-02-11", 0.5))
            ]
        )  # fmt: skip
        self.assertEqual(self._found(), (1.25, "2025-02-01", "Odoo"))

    def test_many_at_once_take_as_many_queries_as_one(self):
        for day in range(1, 29):
            self._rate(1 + day / 100, f"2025-02-{day:02}")
            self._rate(2500 + day, f"2025-02-{day:02}", self.usd, self.cdf)
        pairs = [
            (currency, date(2025, 2, day))
            for day in range(1, 29)
            for currency in (self.eur, self.cdf, self.usd)
        ]
        self.env.flush_all()
        counts = []
        for asked in (pairs[:1], pairs[:1], pairs):
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            found = self.award._rates_for(asked)
            counts.append(self.cr.sql_log_count - before)
        self.assertEqual(counts[1], counts[2])
        self.assertEqual(float(found[self.eur, date(2025, 2, 9)].value), 1.09)

    def test_as_of_uses_what_was_recorded_by_then(self):
        rates = self._rate(1.1, "2025-02-01") + self._rate(1.2, "2025-02-05")
        for rate, known in zip(rates, ("2025-02-01", "2025-03-01"), strict=True):
            self._recorded(rate, known)
        self.assertEqual(self._found(as_of=date(2025, 2, 28))[0], 1.1)
        self.assertEqual(self._found(as_of=date(2025, 3, 1))[0], 1.2)
        self.assertEqual(self._found(as_of=datetime(2025, 2, 28, 23))[0], 1.1)
        self.assertEqual(self._found()[0], 1.2)

    def _recorded(self, rate, day):
        self.env.flush_all()
        self.cr.execute(
            "UPDATE asm_exchange_rate SET create_date = %s WHERE id = %s",
            [day, rate.id],
        )

    def test_a_rate_that_was_used_stays(self):
        rate = self._rate(1.1, "2025-02-01")
        rate.rate = 1.15
        self._spent(100, transaction_currency_id=self.eur.id)
        self.assertEqual(rate.used_award_ids, self.award)
        finance = rate.with_user(self.finance)
        with self.assertRaisesRegex(UserError, "1 ledger lines and 0 obligations"):
            finance.rate = 1.2
        with self.assertRaises(UserError):
            finance.unlink()
        for query in (
            "UPDATE asm_exchange_rate SET rate = 2 WHERE id = %s",
            "DELETE FROM asm_exchange_rate WHERE id = %s",
        ):
            with (
                self.assertRaises(psycopg2.errors.CheckViolation),
                mute_logger("odoo.sql_db"),
                self.cr.savepoint(),
            ):
                self.cr.execute(query, [rate.id])

    def test_an_order_keeps_its_rate_as_well(self):
        rate = self._rate(1.1, "2025-02-01")
        self.env["asm.obligation"].with_user(self.finance).create(
            {
                "award_id": self.award.id,
                "reference": "PO 1",
                "date": "2025-02-02",
                "amount": 10,
                "currency_id": self.eur.id,
            }
        )
        with self.assertRaisesRegex(UserError, "0 ledger lines and 1 obligations"):
            rate.rate = 1.2
