"""Many targets proposed at once, and what is said of where a target comes from."""

from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import Q1, Q2, Q3, Q4, YEAR, AsmCommon


@tagged("post_install", "-at_install")
class TestTargetGrid(AsmCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.line = cls._line(dimensions=cls.sex)

    def _read(self, **asked):
        grid = self.line.with_user(self.officer).read_target_grid(2025, **asked)
        names = [row["name"] for row in grid["rows"]]
        return grid, dict(zip(names, grid["cells"], strict=True))

    def _cell(self, text, days=Q1, **values):
        return {"date_from": days[0], "date_to": days[1], "text": text, **values}

    def _propose(self, *cells, line=None, **why):
        line = (line or self.line).with_user(self.officer)
        return line.propose_targets(list(cells), **why)

    def test_what_holds_and_what_is_proposed(self):
        self._target(self.line, 40, Q1)
        self._target(self.line, 7, Q2, site_id=self.north)
        self._propose(self._cell("50"), reason="More")
        grid, cells = self._read()
        self.assertEqual(
            [period["name"] for period in grid["periods"]],
            ["2025 Q1", "2025 Q2", "2025 Q3", "2025 Q4"],
        )
        self.assertEqual(
            cells["Total"][0], {"current": "40", "proposal": "50", "is_open": True}
        )
        self.assertEqual(cells["North"][1]["current"], "7")
        self.assertEqual(
            cells["Female"][0], {"current": "", "proposal": "", "is_open": False}
        )
        self.assertEqual(grid["kinds"][0], ["quarter", "Quarter"])
        year = self._read(kind="year")[0]
        self.assertEqual(len(year["periods"]), 1)

    def test_years_are_those_of_the_programme(self):
        program = self._program("TST-FY", fiscal_month=10)
        line = self._line("TST-FY", program).with_user(self.officer)
        periods = line.read_target_grid(2026)["periods"]
        self.assertEqual(periods[0]["date_from"], "2025-10-01")
        self.assertEqual(periods[-1]["date_to"], "2026-09-30")

    def test_totals_and_parts_are_compared_together(self):
        female, male = ({"value_ids": value.ids} for value in (self.female, self.male))
        done = self._propose(
            self._cell("6", **female), self._cell("4", **male), self._cell("10")
        )
        self.assertEqual(done, {"errors": {}, "count": 3})
        self.line.target_ids.with_user(self.approver).action_approve()
        done = self._propose(
            self._cell("8"), self._cell("4", **female), reason="Less money"
        )
        self.assertEqual(done["count"], 2)
        done = self._propose(self._cell("5", **male), reason="x")
        self.assertIn("add up to 9", done["errors"][0])

    def test_what_is_wrong_is_said_at_the_cell_and_nothing_is_written(self):
        self._target(self.line, 40, Q1)
        done = self._propose(
            self._cell("50"), self._cell("ten", Q2), self._cell("-1", Q3)
        )
        self.assertEqual(done["count"], 0)
        self.assertIn("no number", done["errors"][1])
        self.assertIn("no number", done["errors"][2])
        done = self._propose(self._cell("50"), self._cell("5", Q2))
        self.assertIn("The target is 40 now", done["errors"][0])
        self.assertEqual(done["count"], 0)
        self.assertEqual(len(self.line.target_ids), 1)

    def test_the_same_again_changes_nothing(self):
        self._propose(self._cell("0"))
        self.assertEqual(self._propose(self._cell("0"))["count"], 0)
        [target] = self.line.target_ids
        self.assertIsNot(target.value, False)
        self._propose(self._cell(""), reason="None")
        self.assertIs(target.value, False)

    def test_ratios_and_awards(self):
        ratio, award = self._ratio(), self._award()
        self._share({award: 100})
        self._propose(self._cell("3/4"), self._cell("80", Q2), line=ratio)
        first, second = ratio.target_ids.sorted("date_from")
        self.assertEqual((first.numerator, first.denominator), (3, 4))
        self.assertEqual(second.value, 80)
        self._propose(self._cell("5", award_id=award.id))
        _grid, cells = self._read()
        self.assertFalse(cells["Total"][0]["is_open"])
        grid, cells = self._read(award_id=award.id)
        self.assertEqual(cells["Total"][0]["proposal"], "5")
        self.assertEqual(grid["awards"], [[award.id, award.display_name]])

    def test_the_rights_are_those_of_the_user(self):
        porter = self.env["res.users"].create(
            {
                "name": "Nobody",
                "login": "grid_nobody",
                "group_ids": self.env.ref("base.group_user").ids,
            }
        )
        line = self.line.with_user(porter)
        with self.assertRaises(AccessError):
            line.read_target_grid(2025)
        with self.assertRaises(AccessError):
            line.propose_targets([self._cell("1")])

    def test_where_a_target_comes_from(self):
        for number, days in enumerate((Q1, Q2, Q3), 1):
            self._target(self.line, number, days)
        self.assertIn("missing: 2025 Q4", self.line.target_status)
        self._target(self.line, 4, Q4)
        self.env.invalidate_all()
        self.assertEqual(
            self.line.target_status, "2025: 10, added up from finer targets"
        )
        self._target(self.line, 12, YEAR)
        self.env.invalidate_all()
        self.assertIn("2025: 12, set for the year; ", self.line.target_status)
