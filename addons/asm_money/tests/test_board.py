"""Where the money of awards stands: on the award, on a programme, over all of them."""

from io import BytesIO

from freezegun import freeze_time
from openpyxl import load_workbook

from odoo.exceptions import AccessError
from odoo.fields import Date
from odoo.tests import tagged

from .common import MoneyCommon

DAY = "2025-06-15"


class BoardCommon(MoneyCommon):
    """An award of two years that has spent, ordered and passed on."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.award.write({"amount": 1000, "date_end": "2026-12-31"})
        for month in range(1, 6):
            cls._spent(30, f"2025-0{month}-10", program_id=cls.program.id)
        cls._spent(50, "2025-05-20", cls.travel)
        cls.order = cls.env["asm.obligation"].create(
            {
                "award_id": cls.award.id,
                "budget_line_id": cls.travel.id,
                "program_id": cls.program.id,
                "reference": "PO-1",
                "date": "2025-04-01",
                "amount": 100,
            }
        )
        cls._spent(40, "2025-05-25", cls.travel, obligation_id=cls.order.id)

    def _board(self, user=None, day=DAY):
        return self.award.with_user(user or self.officer).read_board(day)

    def _notices(self, board=None):
        return {one["code"]: one for one in (board or self._board())["notices"]}


@tagged("post_install", "-at_install")
@freeze_time(DAY)
class TestBoard(BoardCommon):
    def test_what_is_spent_committed_and_left(self):
        board = self._board()
        self.assertEqual(board["spent"], 240)
        self.assertEqual(board["committed"], 60)
        self.assertEqual(board["available"], 700)
        self.assertEqual(board["money_gone"], 24)
        self.assertAlmostEqual(board["time_gone"], 100 * 166 / 730)
        self.assertEqual(board["pace"], "on")
        earlier = self._board(day="2025-02-28")
        self.assertEqual(earlier["spent"], 60)
        self.assertEqual(earlier["committed"], 0)

    def test_it_says_what_the_financial_report_says(self):
        position = self.award._positions(Date.to_date(DAY))[self.award]
        lines = self.award.read_financials(DAY)
        self.assertEqual(position.spent, lines["10e"])
        self.assertEqual(position.committed, lines["10f"])
        self.assertEqual(position.paid, lines["10b"])
        self.assertEqual(position.received, lines["10a"])
        sums = self.award._ledger_sums(DAY)[self.award]
        borders = [Date.to_date("2025-01-01"), Date.to_date("2025-04-01")]
        day = Date.to_date(DAY)
        spent = self.award._spent_in_spans(day, borders)
        self.assertEqual(spent.sums, sums)
        self.assertEqual(dict(spent.by_span), {1: 90, 2: 150})
        recent = self.award._recent_spending(day, self.award._moment(None))
        self.assertEqual(spent.recent, recent[self.award.id])

    def test_recent_spending_on_cash_is_by_the_day_of_payment(self):
        self.award.accounting_basis = "cash"
        lines = self.env["account.analytic.line"].search(
            [("award_id", "=", self.award.id)], order="date, id"
        )
        for line, paid in zip(
            lines,
            ("2025-04-02", "2025-03-31", "2025-06-14", "2025-06-16", "2025-05-31"),
            strict=False,
        ):
            line.with_user(self.finance).date_paid = paid
        lines[-1].with_user(self.finance).date_paid = "2025-05-30"
        self._spent(8, "2025-04-03", nature="indirect")
        day = Date.to_date(DAY)
        spent = self.award._spent_in_spans(day, [Date.to_date("2025-04-15")])
        recent = self.award._recent_spending(day, self.award._moment(None))
        found = {f"{month:%m}": amount for month, amount in spent.recent.items()}
        self.assertEqual(found, {"03": 30, "04": 38, "05": 30})
        # that of the month that is not over is no part of a run rate
        june = {Date.to_date("2025-06-01"): 30}
        self.assertEqual(spent.recent | june, recent[self.award.id])
        self.assertEqual(spent.sums, self.award._ledger_sums(day)[self.award])

    def test_computed_indirect_cost_is_told_apart_the_same_way(self):
        self.award.indirect_method = "computed"
        self.env["asm.indirect.rate"].create(
            [
                {
                    "award_id": self.award.id,
                    "rate": rate,
                    "date_start": start,
                    "date_end": end,
                }
                for rate, start, end in (
                    (10, "2025-01-01", "2025-02-15"),
                    (20, "2025-02-16", "2026-12-31"),
                )
            ]
        )
        day = Date.to_date(DAY)
        spent = self.award._spent_in_spans(day, [Date.to_date("2025-04-01")])
        self.assertEqual(spent.sums, self.award._ledger_sums(day)[self.award])
        board = self._board()
        self.assertEqual(board["spent"], 240 + 6 + 36)
        self.assertEqual(board["spent"], float(self.award.read_financials(DAY)["10e"]))

    def test_the_forecast_counts_nothing_twice(self):
        board = self._board()
        # 30 a month and 50 once; the 40 that an order announced stand apart
        self.assertEqual(board["months"], 5)
        self.assertEqual(board["run_rate"], 40)
        days = (Date.to_date("2026-12-31") - Date.to_date(DAY)).days
        expected = 240 + 60 + 40 * days / (365.25 / 12)
        self.assertAlmostEqual(board["forecast"], expected, 6)
        self.assertIsNone(self._board(day="2025-03-15")["forecast"])

    def test_by_line(self):
        self._spent(7, budget_line_id=False)
        rows = {row["code"]: row for row in self._board()["lines"]}
        self.assertEqual(rows["1"]["spent"], 150)
        self.assertEqual(rows["2"]["spent"], 90)
        self.assertEqual(rows["2"]["committed"], 60)
        self.assertEqual(rows["2"]["available"], 350)
        self.assertEqual(rows[""]["spent"], 7)
        self.assertIsNone(rows[""]["budget"])
        self.travel.amount = False
        rows = {row["code"]: row for row in self._board()["lines"]}
        self.assertIsNone(rows["2"]["budget"])
        self.assertIsNone(rows["2"]["available"])

    def test_more_orders_ask_no_more(self):
        def queries():
            self.env.flush_all()
            self.env.invalidate_all()
            start = self.cr.sql_log_count
            self._board()
            return self.cr.sql_log_count - start

        queries()
        few = queries()
        self.env["asm.obligation"].create(
            [
                {
                    "award_id": self.award.id,
                    "reference": f"PO-{number}",
                    "date": "2025-04-01",
                    "amount": 1,
                }
                for number in range(2, 12)
            ]
        )
        self.assertLessEqual(queries(), few + 1)

    def test_budget_lines_say_what_is_left_of_them(self):
        self.assertRecordValues(
            (self.staff | self.travel).with_user(self.officer),
            [
                {"spent": 150, "committed": 0, "available": 350},
                {"spent": 90, "committed": 60, "available": 350},
            ],
        )

    def test_by_period_and_programme(self):
        board = self._board()
        self.assertEqual(
            [(one["name"], one["spent"], one["is_now"]) for one in board["periods"]],
            [("2025 Q1", 90, False), ("2025 Q2", 150, True)],
        )
        programs = {one["name"]: one for one in board["programs"]}
        self.assertEqual(programs[self.program.display_name]["spent"], 150)
        self.assertEqual(programs[self.program.display_name]["committed"], 60)
        self.assertEqual(programs["On no programme"]["spent"], 90)

    def _by_period(self):
        return {one["name"]: one["spent"] for one in self._board()["periods"]}

    def _opened(self, first, last):
        award = self.award.with_user(self.officer)
        found = {}
        for part in award.read_period_parts(first, last, DAY):
            records = self.env[part["model"]].search(part["domain"])
            found[part["model"]] = part["amount"], records
        return found

    def test_a_period_counts_by_the_basis_of_the_award(self):
        lines = self.env["account.analytic.line"].search(
            [("award_id", "=", self.award.id)], order="date, id"
        )
        # January is paid in April, April before its day
        lines[0].with_user(self.finance).date_paid = "2025-04-02"
        lines[3].with_user(self.finance).date_paid = "2025-03-30"
        subaward = self._subaward(500)
        self._passed(subaward, "expense", 60, "2025-03-31", line=self.staff)
        self._passed(subaward, "advance", 90, "2025-04-01", "2025-04-05")
        self.assertEqual(self._by_period(), {"2025 Q1": 150, "2025 Q2": 150})
        self.award.accounting_basis = "cash"
        self.assertEqual(self._by_period(), {"2025 Q1": 30, "2025 Q2": 120})
        opened = self._opened("2025-04-01", "2025-06-30")
        self.assertEqual(opened["account.analytic.line"], (30, lines[0]))
        self.assertEqual(opened["asm.subaward.line"][0], 90)
        self.assertEqual(opened["asm.subaward.line"][1].kind, "advance")

    def test_periods_add_up_to_what_is_spent(self):
        self.award.indirect_method = "computed"
        self.env["asm.indirect.rate"].create(
            [
                {
                    "award_id": self.award.id,
                    "rate": rate,
                    "subaward_cap": 50,
                    "date_start": start,
                    "date_end": end,
                }
                for rate, start, end in (
                    (10, "2025-01-01", "2025-02-15"),
                    (20, "2025-02-16", "2026-12-31"),
                )
            ]
        )
        subaward = self._subaward(500)
        self._passed(subaward, "expense", 60, "2025-03-31", line=self.staff)
        self._passed(subaward, "advance", 90, "2025-04-01", "2025-04-05")
        lines = self.env["account.analytic.line"].search(
            [("award_id", "=", self.award.id)], order="date, id"
        )
        lines[:4].with_user(self.finance).write({"date_paid": "2025-06-01"})
        for basis in ("accrual", "cash"):
            self.award.accounting_basis = basis
            board = self._board()
            with self.subTest(basis):
                self.assertAlmostEqual(sum(self._by_period().values()), board["spent"])
                opened = self._opened("2025-04-01", "2025-06-30")
                self.assertAlmostEqual(
                    sum(amount for amount, _records in opened.values()),
                    self._by_period()["2025 Q2"],
                )
                ledger, records = opened["account.analytic.line"]
                self.assertAlmostEqual(sum(records.mapped("amount_award")), ledger)
                self.assertTrue(opened["asm.indirect.rate"][1])

    def test_every_number_opens_what_it_is_made_of(self):
        award = self.award.with_user(self.officer)
        for what, line, expected in (
            ("spent", None, 240),
            ("spent", self.travel.id, 90),
            ("committed", None, 60),
            ("committed", self.staff.id, 0),
        ):
            parts = award.read_board_parts(what, DAY, line)
            self.assertEqual(sum(part["amount"] for part in parts), expected)
        (part,) = award.read_board_parts("spent", DAY, self.travel.id)
        lines = self.env[part["model"]].with_user(self.officer).search(part["domain"])
        self.assertEqual(sum(lines.mapped("amount_award")), 90)
        (part,) = award.read_board_parts("spent", DAY, None, self.program.id)
        self.assertEqual(part["amount"], 150)
        (part,) = award.read_board_parts("committed", DAY)
        self.assertEqual(self.env[part["model"]].search(part["domain"]), self.order)

    def test_more_paid_than_received_is_told(self):
        self.award.ledger_line_ids[0].date_paid = "2025-06-01"
        self.assertIn("paid than received", self._notices()["paid_beyond"]["text"])

    def test_what_is_over_or_due_is_told(self):
        self.award.write({"amount": 900, "transfer_limit": 5})
        self.env["asm.tranche"].create(
            {
                "award_id": self.award.id,
                "name": "First",
                "date": "2025-06-01",
                "amount": 10,
            }
        )
        self.env["asm.award.term"].create(
            {"award_id": self.award.id, "name": "Audit", "date_due": "2025-07-01"}
        )
        self.env["asm.award.period"].create(
            {
                "award_id": self.award.id,
                "name": "Q1",
                "date_start": "2025-01-01",
                "date_end": "2025-03-31",
                "date_due": "2025-04-30",
            }
        )
        self.staff.amount, self.travel.amount = 880, 120
        notices = self._notices()
        self.assertEqual(
            set(notices),
            {
                "adds_up",
                "line_over",
                "transfers",
                "report",
                "tranche",
                "condition",
                "forecast_over",
            },
        )
        self.assertIn("30.00", notices["line_over"]["text"])
        self.assertEqual(notices["report"]["tone"], "danger")
        self.assertEqual(notices["condition"]["tone"], "info")

    def test_an_obligation_that_is_spent_is_told(self):
        self.award.amount_obligated = 250
        self.assertIn("50.00", self._notices()["beyond_obligated"]["text"])

    def test_an_award_hidden_from_a_reader_stays_so(self):
        outsider = self.env["res.users"].search([("login", "=", "portal")], limit=1)
        with self.assertRaises(AccessError):
            self._board(outsider or self.env.ref("base.public_user"))

    def test_own_resources_are_spent_by_their_own_funding(self):
        own = self._award("OWN", kind="own", donor_id=False, amount=500)
        line = self.env["asm.budget.line"].create(
            {"award_id": own.id, "code": "1", "name": "All", "amount": 500}
        )
        self._spent(20, line=line, award_id=own.id, funding="own")
        board = own.with_user(self.officer).read_board(DAY)
        self.assertEqual(board["spent"], 20)
        self.assertIsNone(board["on_hand"])
        self.assertEqual(board["lines"][0]["spent"], 20)
        (part,) = own.read_board_parts("spent", DAY, line.id)
        self.assertEqual(part["amount"], 20)

    def test_the_workbook_has_lines_and_ledger(self):
        report = self.env["report.asm_money.award_position"].with_user(self.officer)
        report = report.with_context(active_model="asm.award")
        content, _kind = report.create_xlsx_report(self.award.ids, {})
        book = load_workbook(BytesIO(content))
        lines, ledger = book.worksheets
        cells = [[cell.value for cell in row] for row in lines.iter_rows()]
        travel = next(row for row in cells if row[1] == "2")
        self.assertEqual(travel[5:9], [500, 90, 60, 350])
        self.assertEqual(cells[-1][5:9], [1000, 240, 60, 700])
        self.assertEqual(len(list(ledger.iter_rows())), 4 + 7 + 1)


@tagged("post_install", "-at_install")
@freeze_time(DAY)
class TestMoneyBoard(BoardCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.award_eur = cls._award("GR-EUR", currency_id=cls.eur.id, amount=200)
        cls._share({cls.award: 50, cls.award_eur: 50}, "2025-04-01")
        line = cls.env["asm.budget.line"].create(
            {"award_id": cls.award_eur.id, "code": "1", "name": "All", "amount": 200}
        )
        cls._spent(
            100,
            "2025-05-05",
            line,
            award_id=cls.award_eur.id,
            program_id=cls.program.id,
        )

    def _portfolio(self, currency=None, user=None):
        board = self.env["asm.money.board"].with_user(user or self.officer)
        return board.read_board((currency or self.usd).id)

    def _shown(self, portfolio):
        ours = {self.award.id, self.award_eur.id}
        return {one["name"]: one for one in portfolio["awards"] if one["id"] in ours}

    def test_nothing_is_summed_across_currencies(self):
        portfolio = self._portfolio()
        shown = self._shown(portfolio)
        self.assertEqual(shown["GR-1"]["spent"], 240)
        self.assertEqual(shown["GR-EUR"]["spent"], 100)
        totals = {one["name"]: one for one in portfolio["totals"]}
        for name, currency in (("USD", self.usd), ("EUR", self.eur)):
            rows = [
                one["spent"]
                for one in portfolio["awards"]
                if one["currency_id"] == currency.id
            ]
            self.assertAlmostEqual(totals[name]["spent"], sum(rows), places=2)

    def test_a_total_names_its_rates_or_what_is_missing(self):
        self.env["asm.exchange.rate"].search([]).unlink()
        total = self._portfolio()["total"]
        self.assertIsNone(total["spent"])
        self.assertIn("no rate from EUR to USD", " ".join(total["missing"]))
        self._rate(1.2, "2025-05-01")
        total = self._portfolio()["total"]
        self.assertIn("05/01/2025", " ".join(total["missing"]))
        self._rate(1.1, "2025-06-10")
        portfolio = self._portfolio()
        totals = {one["name"]: one["spent"] for one in portfolio["totals"]}
        if set(totals) == {"USD", "EUR"}:
            total = portfolio["total"]
            self.assertEqual(total["spent"], totals["USD"] + 1.1 * totals["EUR"])
            self.assertEqual(total["rates"], ["1 EUR = 1.1 USD (ECB, 06/10/2025)"])

    def _queries(self):
        self.env.flush_all()
        self.env.invalidate_all()
        start = self.cr.sql_log_count
        self._portfolio()
        return self.cr.sql_log_count - start

    def test_it_asks_no_more_for_more_awards(self):
        self._queries()
        few = self._queries()
        for number in range(5):
            award = self._award(f"GR-{number}X", currency_id=self.usd.id, amount=10)
            line = self.env["asm.budget.line"].create(
                {"award_id": award.id, "code": "1", "name": "All", "amount": 10}
            )
            self._spent(1, "2025-05-05", line, award_id=award.id)
        self.assertLessEqual(self._queries(), few)

    def test_a_programme_shows_what_each_award_spent_on_it(self):
        data = self.program.with_user(self.officer).read_money(DAY)
        rows = {row["id"]: row for row in data["awards"]}
        self.assertEqual(rows[self.award.id]["spent"], 150)
        self.assertEqual(rows[self.award.id]["spent_all"], 240)
        self.assertEqual(rows[self.award.id]["percentage"], 50)
        self.assertEqual(rows[self.award_eur.id]["spent"], 100)
        self.assertEqual(rows[self.award_eur.id]["currency_id"], self.eur.id)

    def test_restricted_staff_see_the_awards_of_theirs(self):
        other = self._program("TST-2")
        hidden = self._award("GR-9", currency_id=self.usd.id, amount=10)
        self._share({hidden: 100}, program=other)
        self.env["mtm.staff.scope"].create(
            {"user_id": self.officer.id, "program_ids": self.program.ids}
        )
        self.env.invalidate_all()
        names = {one["id"] for one in self._portfolio()["awards"]}
        self.assertIn(self.award.id, names)
        self.assertNotIn(hidden.id, names)
