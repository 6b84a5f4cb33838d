"""The tracking table of a programme: rights, what waits, periods to come."""

from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from .common import Q1, Q2, YEAR
from .test_summary import SummaryCommon


@tagged("post_install", "-at_install")
class TestTracking(SummaryCommon):
    def setUp(self):
        super().setUp()
        self.line = self._line(dimensions=self.sex)
        self.summary._drain()

    def test_it_takes_two_statements(self):
        self._number(self.line, Q1, 10)
        self.summary._drain()
        program = self.program.with_user(self.officer)
        program.read_tracking(*YEAR)
        self.env.invalidate_all()
        with self.assertQueryCount(2):
            found = program.read_tracking(*YEAR)
        self.assertEqual(found[self.line.id]["total"]["value"], 10)

    def test_it_is_of_now_while_others_wait(self):
        other = self._line("TST-OTHER")
        self._number(self.line, Q1, 10)
        self.summary._drain()
        self._number(other, Q1, 4)
        self._number(self.line, Q2, 2)
        found = self.program.read_tracking(*YEAR)
        self.assertEqual(found[self.line.id]["total"]["value"], 12)
        self.assertEqual(found[other.id]["total"]["value"], 4)
        self.assertEqual(len(found[self.line.id]["periods"]), 2)

    def test_periods_that_are_not_recorded_are_expected(self):
        self.env["asm.assignment"].create(
            {"program_indicator_id": self.line.id, "partner_id": self.partner.id}
        )
        days = ("2031-01-01", "2031-12-31")
        found = self.program.read_tracking(*days)[self.line.id]
        plain = self.line.read_results(*days)[self.line.id]
        self.assertEqual([found["total"]], plain)
        self.assertEqual(found["total"]["expected"], 4)
        plain = self.line.read_results(*days, by=("period",))[self.line.id]
        self.assertEqual(found["periods"], plain)

    def test_a_programme_that_one_may_not_read(self):
        scoped = new_test_user(
            self.env, "asm_scoped", "mines_to_markets.group_mtm_user"
        )
        self.env["mtm.staff.scope"].create(
            {"user_id": scoped.id, "program_ids": [Command.set(self.program.ids)]}
        )
        hidden = self._line("TST-ELSE", self._program("TST-2")).program_id
        with self.assertRaises(AccessError):
            hidden.with_user(scoped).read_tracking(*YEAR)
        empty = self._program("TST-3")
        with self.assertRaises(AccessError):
            empty.with_user(scoped).read_tracking(*YEAR)
        self.assertEqual(empty.with_user(self.officer).read_tracking(*YEAR), {})
