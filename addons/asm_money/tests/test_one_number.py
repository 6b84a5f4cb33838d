"""One award, one number: every place that shows what is spent, open or left agrees."""

from decimal import Decimal
from io import BytesIO

from freezegun import freeze_time
from openpyxl import load_workbook

from odoo.tests import tagged

from .common import MoneyCommon

DAY = "2025-06-30"


@tagged("post_install", "-at_install")
@freeze_time(DAY)
class TestOneNumber(MoneyCommon):
    """An award with sub-awards, computed indirect cost and costs in another currency.

    Spent on accrual: 300 of staff, 120 for 100 EUR of travel, expenses of 260 on one
    sub-award and 40 that the ledger alone has on another, 35.99 given back by a credit
    note; 10 % of it in the base, each sub-award up to 200 in it.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for day in ("2025-04-01", "2025-05-05"):
            cls._rate(1.2, day)
        cls.award.write(
            {
                "amount": 9000,
                "date_end": "2026-12-31",
                "indirect_method": "computed",
                "amount_obligated": 8000,
            }
        )
        cls.passed_on, cls.overhead = cls.env["asm.budget.line"].create(
            [
                {
                    "award_id": cls.award.id,
                    "code": code,
                    "name": name,
                    "category": category,
                    "amount": 4000,
                }
                for code, name, category in (
                    ("3", "Sub-awards", "subaward"),
                    ("4", "Overhead", "indirect"),
                )
            ]
        )
        cls.env["asm.indirect.rate"].create(
            {
                "award_id": cls.award.id,
                "rate": 10,
                "subaward_cap": 200,
                "date_start": "2025-01-01",
                "date_end": "2025-12-31",
            }
        )
        cls._spend()
        cls._pass_on()

    @classmethod
    def _spend(cls):
        programme = {"program_id": cls.program.id}
        euros = {"transaction_currency_id": cls.eur.id}
        cls._spent(300, "2025-02-10", date_paid="2025-02-11", **programme)
        cls._spent(-35.99, "2025-03-10", **programme)
        cls._spent(900, "2025-03-10", funding="cost_share")
        cls._spent(77, "2025-03-10", funding="program_income", nature="income")
        order = cls.env["asm.obligation"].create(
            {
                "award_id": cls.award.id,
                "budget_line_id": cls.travel.id,
                "program_id": cls.program.id,
                "reference": "PO-1",
                "date": "2025-04-01",
                "amount": 250,
                "currency_id": cls.eur.id,
            }
        )
        cls._spent(
            100,
            "2025-05-05",
            cls.travel,
            date_paid="2025-07-02",
            obligation_id=order.id,
            **programme,
            **euros,
        )

    @classmethod
    def _pass_on(cls):
        first = cls._subaward(1000)
        cls._passed(first, "advance", 400, "2025-03-01", "2025-03-02")
        cls._passed(first, "expense", 260, "2025-06-20", line=cls.passed_on)
        second = cls._subaward(500, "SUB-2")
        cls._spent(
            40,
            "2025-06-01",
            cls.passed_on,
            subaward_id=second.id,
            program_id=cls.program.id,
        )

    def _of_report(self):
        lines = self.award.with_user(self.officer).read_financials(DAY)
        amount = self.award._in_force(self.award.date_start)["amount_total"]
        return {
            "spent": lines["10e"],
            "committed": lines["10f"],
            "obligated": lines["10d"],
            "available": amount - lines["10e"] - lines["10f"],
            "paid": lines["10b"],
            "share_met": lines["10j"],
        }

    def assertSame(self, place, found, expected):
        for name, amount in found.items():
            with self.subTest(place=place, number=name):
                cents = Decimal(str(amount)).quantize(Decimal("0.01"))
                self.assertEqual(cents, expected[name])

    def _sheet(self):
        """Return the numbers of the award in the workbook, and of all its lines."""
        report = self.env["report.asm_money.award_position"].with_user(self.officer)
        report = report.with_context(active_model="asm.award", asm_money_day=DAY)
        content, _kind = report.create_xlsx_report(self.award.ids, {})
        rows = [
            [cell.value for cell in row]
            for row in load_workbook(BytesIO(content)).worksheets[0].iter_rows()
        ]
        of_lines = [row[6] for row in rows if row[0] == "GR-1"][:-1]
        _name, *numbers = rows[-1][5:9]
        names = ("spent", "committed", "available")
        return dict(zip(names, numbers, strict=True)), of_lines

    def _check_everywhere(self, expected):
        award = self.award.with_user(self.officer)
        board = award.read_board(DAY)
        self.assertSame("award", {name: board[name] for name in expected}, expected)
        self.assertSame(
            "form",
            {"spent": board["spent"], "share_met": award.share_met},
            expected,
        )
        for name in ("lines", "programs", "periods"):
            total = sum(row["spent"] for row in board[name])
            self.assertSame(f"award, by {name}", {"spent": total}, expected)
        for name in ("lines", "programs"):
            total = sum(row["committed"] for row in board[name])
            self.assertSame(f"award, by {name}", {"committed": total}, expected)
        # what is on no line stands below the lines
        rest = [row for row in board["lines"] if not row["id"]]
        lines = award.budget_line_ids
        sums = {
            name: sum(lines.mapped(name)) + sum(row[name] for row in rest)
            for name in ("spent", "committed")
        }
        self.assertSame("budget", sums, expected)
        for what in ("spent", "committed"):
            parts = award.read_board_parts(what, DAY)
            total = sum(part["amount"] for part in parts)
            self.assertSame("what it opens", {what: total}, expected)
        [row] = [
            row
            for row in self.env["asm.money.board"]
            .with_user(self.officer)
            .read_board(day=DAY)["awards"]
            if row["id"] == award.id
        ]
        names = ("spent", "committed", "available")
        self.assertSame("all awards", {name: row[name] for name in names}, expected)
        [row] = self.program.with_user(self.officer).read_money(DAY)["awards"]
        self.assertSame("programme", {"spent": row["spent_all"]}, expected)
        sheet, of_lines = self._sheet()
        self.assertSame("workbook", sheet, expected)
        self.assertSame("workbook, by line", {"spent": sum(of_lines)}, expected)
        spent = sum(self.award._spent_by_line(DAY, None).values())
        spent += Decimal(str(sum(row["spent"] for row in rest)))
        self.assertSame("funder's page", {"spent": spent}, expected)

    def test_on_accrual(self):
        expected = self._of_report()
        # (300 - 35.99 + 120 + 200 + 40) * 10 %
        indirect = Decimal("62.40")
        direct = Decimal(300) - Decimal("35.99") + 120 + 260 + 40
        self.assertEqual(expected["spent"], direct + indirect)
        self.assertEqual(expected["committed"], 180 + 740 + 460)
        self._check_everywhere(expected)

    def test_on_cash(self):
        self.award.accounting_basis = "cash"
        expected = self._of_report()
        # what is recorded and not paid is not free either
        owed = Decimal(120) + 40 - Decimal("35.99")
        self.assertEqual(expected["committed"], 180 + 600 + 460 + owed)
        # of the advance no more than the cap is in the base
        self.assertEqual(expected["spent"], 300 + 400 + 30 + 20)
        self._check_everywhere(expected)

    def test_with_an_amendment_and_a_closed_order(self):
        self.env["asm.award.amendment"].create(
            {
                "award_id": self.award.id,
                "number": "1",
                "date_signed": "2025-05-01",
                "amount_total": 9500,
                "amount_obligated": 9400,
            }
        )
        self.award.obligation_ids.date_closed = "2025-06-30"
        expected = self._of_report()
        self.assertEqual((expected["obligated"], expected["committed"]), (9400, 1200))
        expected["available"] += 500
        self._check_everywhere(expected)
