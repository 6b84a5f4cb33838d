"""The SF-425 of one award over two quarters and at its end, worked out by hand.

The award: 10,000 obligated at first, 12,000 from an amendment of 1 May on; 2,000 of
cost share required, 2,500 from then on. Indirect cost is computed: 10 % provisional,
12 % final for the first quarter (agreed in August), of everything but equipment, of
each sub-award the first 500.

What happened (USD; what is not paid has a dash):

    posted      of          paid        line       amount  of
    2025-01-15  2025-01-15  2025-01-20  staff        1000  donor
    2025-02-10  2025-02-10  2025-02-28  equipment     600  donor
    2025-03-20  2025-03-20  2025-04-05  travel        400  donor
    2025-03-31  2025-03-31  -           staff         300  cost share
    2025-04-12  2025-03-28  2025-04-30  travel        100  donor (posted late)
    2025-05-10  2025-05-10  2025-05-12  travel        250  donor, invoice of order PO-1
    2025-05-15  2025-05-15  -           -             200  program income earned
    2025-06-10  2025-06-10  2025-06-10  staff         150  program income spent
    2025-06-20  2025-06-20  -           staff        2300  cost share, in kind

Orders: PO-1, 500 on 2025-03-01, of which 250 are invoiced on 10 May, closed at the end.
Sub-award: 1,500 from 2025-02-01; advance 700 paid 2025-02-05; expenses 400 of 31 March,
550 of 30 June; payment 250 on 2025-06-15; refund 0; the rest released at the end.
Received: 3,000 on 2025-01-10, 1,000 on 2025-05-02.
"""

from decimal import Decimal

from freezegun import freeze_time

from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import MoneyCommon

# fmt: off
GOLDEN = """
line  accrual-Q1  accrual-Q2  accrual-end   cash-Q1    cash-Q2   cash-end
10a      3000.00     4000.00      4000.00   3000.00    4000.00    4000.00
10b      2480.00     3563.00      3563.00   2450.00    3565.00    3565.00
10c       520.00      437.00       437.00    550.00     435.00     435.00
10d     10000.00    12000.00     12000.00  10000.00   12000.00   12000.00
10e      2580.00     3563.00      3563.00   2450.00    3565.00    3565.00
10f      1600.00      800.00         0.00   1700.00     800.00       0.00
10g      4180.00     4363.00      3563.00   4150.00    4365.00    3565.00
10h      5820.00     7637.00      8437.00   5850.00    7635.00    8435.00
10i      2000.00     2500.00      2500.00   2000.00    2500.00    2500.00
10j       300.00     2600.00      2600.00      0.00    2300.00    2300.00
10k      1700.00        0.00         0.00   2000.00     200.00     200.00
10l         0.00      200.00       200.00      0.00     200.00     200.00
10m         0.00        0.00         0.00      0.00       0.00       0.00
10n         0.00      150.00       150.00      0.00     150.00     150.00
10o         0.00       50.00        50.00      0.00      50.00      50.00
"""
# fmt: on
COLUMNS = (
    ("accrual", "2025-03-31", "2025-03-31"),
    ("accrual", "2025-06-30", None),
    ("accrual", "2025-12-31", None),
    ("cash", "2025-03-31", "2025-03-31"),
    ("cash", "2025-06-30", None),
    ("cash", "2025-12-31", None),
)


class Sf425Common(MoneyCommon):
    """What is told above, all of it entered by finance today."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.award.write(
            {
                "amount": 10000,
                "date_end": "2025-12-31",
                "cost_share_required": 2000,
                "indirect_method": "computed",
                "recipient_account": "ACC-7",
            }
        )
        cls.equipment, cls.passed_on = cls.env["asm.budget.line"].create(
            [
                {
                    "award_id": cls.award.id,
                    "code": code,
                    "name": name,
                    "category": category,
                }
                for code, name, category in (
                    ("3", "Equipment", "equipment"),
                    ("4", "Sub-awards", "subaward"),
                )
            ]
        )
        cls._agree()
        cls._spend()
        cls._pass_on()

    @classmethod
    def _agree(cls):
        days = {"date_start": "2025-01-01", "date_end": "2025-12-31"}
        rate = {"award_id": cls.award.id, "rate": 10, "subaward_cap": 500}
        Rate = cls.env["asm.indirect.rate"].with_user(cls.finance)
        cls.provisional = Rate.create(rate | days)
        final = {
            "kind": "final",
            "rate": 12,
            "date_end": "2025-03-31",
            "date_determined": "2025-08-01",
        }
        cls.final = Rate.create(rate | days | final)
        cls.amendment = (
            cls.env["asm.award.amendment"]
            .with_user(cls.finance)
            .create(
                {
                    "award_id": cls.award.id,
                    "number": "1",
                    "date_signed": "2025-05-01",
                    "amount_total": 12000,
                    "cost_share_required": 2500,
                }
            )
        )
        for amount, day in ((3000, "2025-01-10"), (1000, "2025-05-02")):
            tranche = {"award_id": cls.award.id, "amount": amount, "state": "received"}
            cls.env["asm.tranche"].with_user(cls.finance).create(
                tranche | {"date_received": day}
            )

    @classmethod
    def _spend(cls):
        cls.order = (
            cls.env["asm.obligation"]
            .with_user(cls.finance)
            .create(
                {
                    "award_id": cls.award.id,
                    "reference": "PO-1",
                    "date": "2025-03-01",
                    "amount": 500,
                }
            )
        )
        share = {"funding": "cost_share"}
        income = {"funding": "program_income"}
        cls._spent(1000, "2025-01-15", date_paid="2025-01-20")
        cls._spent(600, "2025-02-10", cls.equipment, date_paid="2025-02-28")
        cls._spent(400, "2025-03-20", cls.travel, date_paid="2025-04-05")
        cls._spent(300, "2025-03-31", **share)
        cls._spent(
            100,
            "2025-03-28",
            cls.travel,
            date_paid="2025-04-30",
            date_posted="2025-04-12",
        )
        cls._spent(
            250,
            "2025-05-10",
            cls.travel,
            date_paid="2025-05-12",
            obligation_id=cls.order.id,
        )
        cls._spent(200, "2025-05-15", **income, nature="income")
        cls._spent(150, "2025-06-10", **income, date_paid="2025-06-10")
        cls._spent(
            2300,
            "2025-06-20",
            **share,
            nature="in_kind",
            valuation="appraisal",
            evidence_ids=cls._evidence().ids,
        )

    @classmethod
    def _pass_on(cls):
        cls.subaward = cls._subaward()
        for kind, amount, date, date_paid in (
            ("advance", 700, "2025-02-05", "2025-02-05"),
            ("expense", 400, "2025-03-31", None),
            ("payment", 250, "2025-06-15", "2025-06-15"),
            ("expense", 550, "2025-06-30", None),
        ):
            line = cls.passed_on if kind == "expense" else None
            cls._passed(cls.subaward, kind, amount, date, date_paid, line)

    @classmethod
    def _close(cls):
        cls.order.with_user(cls.finance).action_close()
        cls.subaward.with_user(cls.finance).action_close()

    def _plain(self, lines):
        return {line: f"{lines[line]:.2f}" for line in lines if line != "box11"}


@tagged("post_install", "-at_install")
class TestSf425(Sf425Common):
    def test_every_line_over_two_quarters_and_at_the_end(self):
        head, *rows = [row.split() for row in GOLDEN.strip().splitlines()]
        for number, (basis, date_to, as_of) in enumerate(COLUMNS, start=1):
            self.award.accounting_basis = basis
            if date_to == "2025-12-31":
                self._close_once()
            found = self._plain(self.award.read_financials(date_to, as_of))
            expected = {row[0]: row[number] for row in rows}
            with self.subTest(head[number]):
                self.assertEqual(found, expected)

    def _close_once(self):
        if not self.order.date_closed:
            self._close()

    def test_box_11_has_a_row_for_each_span_of_a_rate(self):
        rows = self.award.read_financials("2025-06-30")["box11"]
        found = [
            (
                row["type"],
                f"{row['rate']:.0f}",
                str(row["period_from"]),
                str(row["period_to"]),
                f"{row['base']:.2f}",
                str(row["amount_charged"]),
                str(row["federal_share"]),
            )
            for row in rows
        ]
        self.assertEqual(
            found,
            [
                (
                    *("final", "12", "2025-01-01", "2025-03-31"),
                    *("1900.00", "228.00", "228.00"),
                ),
                (
                    *("provisional", "10", "2025-04-01", "2025-12-31"),
                    *("350.00", "35.00", "35.00"),
                ),
            ],
        )

    def test_as_of_a_moment(self):
        def read(line, date_to, as_of):
            return str(self.award.read_financials(date_to, as_of)[line] + 0)

        # signed on 1 May, whenever it was entered
        self.assertEqual(float(read("10d", "2025-05-01", "2025-04-30")), 10000)
        self.assertEqual(float(read("10d", "2025-05-01", "2025-05-01")), 12000)
        # posted on 12 April: 100, and 10 of indirect cost on it
        before = float(read("10e", "2025-03-31", "2025-04-11"))
        after = float(read("10e", "2025-03-31", "2025-04-12"))
        self.assertEqual((before, after), (2580, 2690))
        # a final rate that was agreed in August
        self.assertEqual(float(read("10e", "2025-03-31", "2025-08-01")), 2728)

    def test_a_payment_that_was_known_later(self):
        self.award.accounting_basis = "cash"
        line = self._spent(40, "2025-03-20", self.travel)
        with freeze_time("2025-04-20"):
            line.date_paid = "2025-04-05"
        before = self.award.read_financials("2025-04-10", "2025-04-11")
        after = self.award.read_financials("2025-04-10", "2025-04-20")
        # another 100 of March was posted in between, on 12 April
        self.assertEqual(float(before["10f"] - after["10f"]), 40 - 100)
        self.assertEqual(float(after["10e"] - before["10e"]), 40 + 4)

    def test_a_final_report_with_something_open_is_refused_and_names_it(self):
        with self.assertRaises(UserError) as refused:
            self.award.with_user(self.officer).read_sf425("2025-12-31", final=True)
        message = str(refused.exception)
        for words in ("PO-1", "SUB-1", "250.00", "550.00", "800.00"):
            self.assertIn(words, message)
        self._close()
        report = self.award.with_user(self.officer).read_sf425("2025-12-31", final=True)
        self.assertEqual(report["lines"]["10f"], 0)
        self.assertEqual(report["recipient_account"], "ACC-7")
        self.assertTrue(any("10o" in one for one in report["warnings"]))

    def test_a_final_report_on_cash_names_what_is_not_paid(self):
        self._close()
        self.award.accounting_basis = "cash"
        self._spent(9, "2025-07-01")
        with self.assertRaisesRegex(UserError, "not paid: .*9.00"):
            self.award.read_sf425("2025-12-31", final=True)

    def test_in_whole_dollars_what_follows_comes_from_what_is_rounded(self):
        self._spent(0.5, "2025-01-02", self.equipment)
        report = self.award.read_sf425("2025-06-30", whole_dollars=True)
        lines = report["lines"]
        self.assertEqual(lines["10e"], 3564)
        self.assertEqual(lines["10g"], lines["10e"] + lines["10f"])
        self.assertEqual(lines["10h"], lines["10d"] - lines["10g"])
        self.assertEqual(str(lines["10c"]), "437")

    def test_deduction_leaves_the_addition_blank(self):
        self.award.program_income_use = "deduction"
        found = self.award.read_financials("2025-06-30")
        self.assertEqual((found["10m"], found["10n"]), (150, 0))
        self.assertEqual(found["10o"], 50)
        # what the income paid for is no expenditure of the donor's
        self.assertEqual(float(found["10e"]), 3563)

    def test_several_awards_in_the_attachment(self):
        other = self._award("GR-2", currency_id=self.eur.id)
        rows = (self.award | other).read_sf425a("2025-06-30")
        self.assertEqual(
            [(row["grant_number"], float(row["disbursed"])) for row in rows],
            [("GR-1", 3563), ("GR-2", 0)],
        )
        self.assertEqual([row["currency"] for row in rows], ["USD", "EUR"])

    def test_each_line_opens_to_what_it_is_made_of(self):
        for basis in ("accrual", "cash"):
            self.award.accounting_basis = basis
            found = self.award.read_financials("2025-06-30")
            for line, amount in found.items():
                if line == "box11":
                    continue
                parts = self.award.read_financials_lines(line, "2025-06-30")
                with self.subTest(basis=basis, line=line):
                    total = sum((part["amount"] for part in parts), Decimal(0))
                    self.assertEqual(max(total, 0) if line == "10k" else total, amount)
                    for part in parts:
                        self._assert_records_add_up(part)

    def _assert_records_add_up(self, part):
        if not part["model"]:
            return
        records = self.env[part["model"]].search(part["domain"])
        self.assertTrue(records)
        if part["model"] == "account.analytic.line":
            self.assertAlmostEqual(
                sum(records.mapped("amount_award")), float(part["amount"])
            )

    def test_the_funder_reads_expenses_by_line(self):
        found = self.award._spent_by_line("2025-06-30", None)
        self.assertEqual(float(found[self.passed_on.id]), 950)
        self.assertEqual(float(found[self.travel.id]), 750)
