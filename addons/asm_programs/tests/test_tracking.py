"""The tracking table of a programme: rights, what waits, periods to come."""

from itertools import product

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

    def test_it_takes_one_statement(self):
        self._number(self.line, Q1, 10)
        self.summary._drain()
        program = self.program.with_user(self.officer)
        program.read_tracking(*YEAR)
        self.env.invalidate_all()
        with self.assertQueryCount(1):
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

    def test_the_database_knows_the_periods_of_every_calendar(self):
        days = ("2030-02-10", "2032-05-31")
        for number, (kind, month) in enumerate(
            product(("month", "quarter", "half", "year"), (1, 2, 7, 12))
        ):
            program = self._program(
                f"TST-{kind}-{month}", frequency=kind, fiscal_month=month
            )
            line = self._line(f"TST-C{number}", program)
            for frequency in (False, "year"):
                self.env["asm.assignment"].create(
                    {
                        "program_indicator_id": line.id,
                        "partner_id": (
                            self.other_partner if frequency else self.partner
                        ).id,
                        "frequency": frequency,
                    }
                )
            with self.subTest(kind=kind, month=month):
                found = program.read_tracking(*days)[line.id]
                plain = line.read_results(*days)[line.id]
                self.assertEqual([found["total"]], plain)
                plain = line.read_results(*days, by=("period",))[line.id]
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
