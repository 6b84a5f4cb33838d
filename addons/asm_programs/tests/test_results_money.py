"""Amounts of money among the results, and who may say that a number holds."""

import re
from pathlib import Path

from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import Q1, Q2, YEAR, AsmCommon


@tagged("post_install", "-at_install")
class TestApprovedNumbersOnly(AsmCommon):
    """Rule 15: what counts is approved, row by row, by another than who typed it."""

    def test_a_number_counts_once_it_is_approved(self):
        line = self._line()
        row = self._row(line, Q1, 5)
        self.assertIsNone(self.read_value(line))
        row.with_user(self.officer).action_submit()
        self.assertIsNone(self.read_value(line))
        with self.assertRaises(UserError):
            row.with_user(self.officer).action_approve()
        row.with_user(self.approver).action_approve()
        self.assertNumber(self.read_value(line), 5)

    def test_a_reopened_number_counts_no_more(self):
        line = self._line()
        row = self._number(line, Q1, 5)
        row.with_user(self.approver).action_reopen("Counted again")
        self.assertIsNone(self.read_value(line))

    def test_a_late_row_counts_beside_those_approved(self):
        line = self._line()
        self._number(line, Q1, 5, site_id=self.north)
        late = self._row(line, Q1, 3, site_id=self.south)
        self.assertNumber(self.read_value(line), 5)
        self._approve(late)
        self.assertNumber(self.read_value(line), 8)


@tagged("post_install", "-at_install")
class TestMoney(AsmCommon):
    """Rule 17: nothing is summed across currencies, nothing converted unawares."""

    def setUp(self):
        super().setUp()
        self.line = self._line(whole_units=False)
        self.dollar = self.env.ref("base.USD")
        self.euro = self.env.ref("base.EUR")

    def test_amounts_of_one_currency_add_up(self):
        self._number(self.line, Q1, 10, currency_id=self.dollar)
        self._number(self.line, Q2, 5, currency_id=self.dollar)
        self.assertNumber(self.read_value(self.line), 15)

    def test_amounts_of_several_currencies_do_not(self):
        self._number(self.line, Q1, 10, currency_id=self.dollar, site_id=self.north)
        self._number(self.line, Q1, 5, currency_id=self.euro, site_id=self.south)
        self.assertBlank(self.read_total(self.line), "several currencies")
        cells = self.read_cells(self.line, by=("site",))
        self.assertEqual([cell["value"] for cell in cells], [10, 5])

    def test_nor_on_the_fast_ways(self):
        self._number(self.line, Q1, 10, currency_id=self.dollar)
        self._number(self.line, Q1, 5, currency_id=self.euro, site_id=self.south)
        program = self.program.with_user(self.manager)
        tracked = program.read_tracking(*YEAR)[self.line.id]["total"]
        self.assertBlank(tracked, "several currencies")
        Portfolio = self.env["asm.portfolio"].with_user(self.manager)
        [row] = Portfolio.read_totals(*YEAR, indicator_ids=self.line.indicator_id.ids)
        self.assertBlank(row, "several currencies")

    def test_a_stock_is_not_added_to_one_in_another_currency(self):
        stock = self._line("TST-STK", time_aggregation="latest")
        self._number(stock, Q1, 10, currency_id=self.dollar, site_id=self.north)
        self._number(stock, Q2, 5, currency_id=self.euro, site_id=self.south)
        self.assertBlank(self.read_total(stock), "several currencies")

    def test_no_code_converts_by_the_rates_of_odoo(self):
        addon = Path(__file__).parents[1]
        for path in addon.rglob("*.py"):
            if "tests" not in path.parts:
                code = path.read_text(encoding="utf-8")
                self.assertFalse(re.search(r"\._convert\(", code), path.name)
