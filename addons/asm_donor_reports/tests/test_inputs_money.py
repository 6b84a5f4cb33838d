"""What a layout reads of money is what the award itself says of it."""

from datetime import date
from decimal import Decimal

from freezegun import freeze_time

from odoo.tests import tagged

from odoo.addons.asm_programs.tests.common import Q1, Q2

from .common import ReportCommon


@tagged("post_install", "-at_install")
class TestInputsOfMoney(ReportCommon):
    def test_the_award_and_who_receives_it(self):
        company = self.award.company_id.partner_id
        company.write({"uei": "UEI000000001", "ein": "12-3456789", "city": "Goma"})
        self.award.recipient_account = "ACC-9"
        found = self.read_single(
            *("award.reference", "award.donor", "award.amount", "award.currency"),
            *("award.date_end", "award.basis", "award.recipient_account"),
            *("recipient.name", "recipient.uei", "recipient.ein", "report.is_final"),
            *("report.period", "report.date_end"),
        )
        self.assertEqual(
            found,
            [
                *("GR-1", "Donor", Decimal(1000), "USD"),
                *(date(2026, 9, 30), "Accrual", "ACC-9"),
                *(company.name, "UEI000000001", "12-3456789", "no"),
                *("FY2025 Q3", date(2025, 6, 30)),
            ],
        )
        self.assertIn("Goma", self.read_single("recipient.address")[0])

    def test_lines_of_the_federal_form(self):
        self._spent(100.4, "2025-05-01")
        self._spent(50.3, "2025-06-01", self.travel)
        self._spent(999, "2025-07-01")
        found = self.award.read_sf425("2025-06-30")["lines"]
        names = [f"sf425.10{letter}" for letter in "abcdefghijklmno"]
        self.assertEqual(dict(zip(found, self.read_single(*names), strict=True)), found)
        self.assertEqual(self.read_single("sf425.10e"), [Decimal("150.7")])

    def test_whole_dollars_and_what_follows_from_them(self):
        self._spent(100.5, "2025-05-01")
        self._spent(50.5, "2025-06-01", self.travel)
        found = self.read_single(
            *("sf425.10e", "sf425.10h", "money.spent", "money.available"),
            rounding="whole",
        )
        # the form rounds its line, the budget its lines: each adds up by itself
        self.assertEqual(found, [151, 849, 152, 848])
        rows = self.read_rows("budget", "budget.spent", rounding="whole")
        self.assertEqual([spent for (spent,) in rows.values()], [101, 51])

    def test_budget_lines(self):
        self._spent(100, "2025-02-01")
        self._spent(50, "2025-06-01")
        self._spent(7, "2025-06-01", budget_line_id=False)
        self.env["asm.budget.line"].create(
            {"award_id": self.award.id, "code": "3", "name": "Not agreed yet"}
        )
        rows = self.read_rows(
            "budget",
            *("budget.code", "budget.budget", "budget.spent", "budget.spent_period"),
            *("budget.available", "budget.burn"),
        )
        self.assertEqual(
            list(rows.values()),
            [
                ["1", 500, 150, 50, 350, 30],
                ["2", 500, 0, 0, 500, 0],
                ["3", None, 0, 0, None, None],
                [None, None, 7, 7, None, None],
            ],
        )
        found = self.read_single(
            "money.budget", "money.spent", "money.spent_period", "money.burn"
        )
        self.assertEqual(
            [round(value, 1) for value in found], [1000, 157, 57, Decimal("15.7")]
        )

    def test_without_a_budget_it_is_the_award(self):
        award = self._award("GR-2", currency_id=self.usd.id, amount=700)
        period = self._period("FY2025 Q3", Q2, award)
        report = self._report(period, award)
        found = self.read_single(
            "money.budget", "money.spent", "money.available", report=report
        )
        self.assertEqual(found, [700, 0, 700])

    def test_periods_add_up_to_what_is_spent(self):
        before = self._period("FY2025 Q2", Q1)
        self._spent(30, "2025-02-01")
        self._spent(40, "2025-05-01", date_paid="2025-05-20")
        for basis, expected in (("accrual", [30, 40]), ("cash", [0, 40])):
            self.award.accounting_basis = basis
            rows = self.read_rows("period", "period.spent", "period.name")
            self.assertEqual(
                rows,
                {
                    (before.id,): [expected[0], "FY2025 Q2"],
                    (self.period.id,): [expected[1], "FY2025 Q3"],
                },
            )
            self.assertEqual(self.read_single("money.spent"), [sum(expected)])

    def test_grants_of_two_currencies_do_not_add_up(self):
        second = self._award("GR-2", currency_id=self.eur.id)
        third = self._award("GR-3", currency_id=self.usd.id)
        self._spent(40, "2025-05-01", date_paid="2025-05-20")
        for awards, total in ((self.award | second, None), (self.award | third, 40)):
            report = self._report(awards=awards)
            [found] = self.read_single("sf425.disbursed_total", report=report)
            self.assertEqual(found, total)
        rows = self.read_rows(
            "grant",
            "grant.reference",
            "grant.disbursed",
            "grant.currency",
            report=report,
        )
        self.assertEqual(list(rows.values()), [["GR-1", 40, "USD"], ["GR-3", 0, "USD"]])

    def test_spent_in_another_currency(self):
        self._rate(1.5, "2025-05-01")
        self._spent(10, "2025-05-02", transaction_currency_id=self.eur.id)
        self.assertEqual(self.read_single("money.spent", "award.currency"), [15, "USD"])

    def test_as_of(self):
        self._spent(40, "2025-05-01", date_posted="2025-05-01")
        self._spent(5, "2025-05-02", date_posted="2025-08-01")
        self.report.as_of = "2025-07-10 12:00:00"
        self.assertEqual(self.read_single("money.spent", "sf425.10e"), [40, 40])
        self.report.as_of = False
        self.assertEqual(self.read_single("money.spent", "sf425.10e"), [45, 45])

    def test_box_11(self):
        self.award.indirect_method = "computed"
        rate = self.env["asm.indirect.rate"].create(
            {
                "award_id": self.award.id,
                "kind": "fixed",
                "rate": 10,
                "date_start": "2024-10-01",
                "date_end": "2025-09-30",
            }
        )
        self._spent(200, "2025-05-01")
        rows = self.read_rows(
            "box11",
            *("box11.type", "box11.rate", "box11.base", "box11.charged"),
            "box11.period_from",
        )
        self.assertEqual(
            rows,
            {
                (f"{rate.id}:2024-10-01",): [
                    *("Fixed", 10, 200, 20),
                    date(2024, 10, 1),
                ]
            },
        )
        found = self.read_single("sf425.11_charged", "sf425.10e", "money.spent")
        self.assertEqual(found, [20, 220, 220])

    def test_an_amendment_counts_from_its_day(self):
        with freeze_time("2025-07-15"):
            self.env["asm.award.amendment"].create(
                {
                    "award_id": self.award.id,
                    "number": "1",
                    "date_signed": "2025-07-15",
                    "amount_total": 2000,
                    "date_end": "2027-09-30",
                }
            )
        self.assertEqual(
            self.read_single("award.amount", "award.date_end"),
            [1000, date(2026, 9, 30)],
        )
        later = self._report(self._period("FY2025 Q4", ("2025-07-01", "2025-09-30")))
        self.assertEqual(
            self.read_single("award.amount", "award.date_end", report=later),
            [2000, date(2027, 9, 30)],
        )
