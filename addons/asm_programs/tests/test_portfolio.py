"""Adding up over versions, parts of a programme, and the portfolio."""

from decimal import Decimal

from odoo import Command
from odoo.exceptions import UserError
from odoo.fields import Date
from odoo.tests import new_test_user, tagged

from ..tools import clock
from .common import Q1, Q2, Q3, Q4, YEAR, AsmCommon

COUNTS = {"time_aggregation": "unique", "unique_scope": "year", "unit": "person"}


class PortfolioCommon(AsmCommon):
    def read_rows(self, definition, by=(), days=YEAR, user=None, **asked):
        Portfolio = self.env["asm.portfolio"].with_user(user or self.manager)
        asked = {"indicator_ids": definition.ids, **asked}
        return Portfolio.read_totals(*days, by=by, **asked)

    def read_split(self, definition, name, **asked):
        """Return ``{id, "total" for the total: value}``."""
        return {
            "total" if row["is_total"] else row[f"{name}_id"]: row["value"]
            for row in self.read_rows(definition, (name,), **asked)
            if not row["is_overlap"]
        }

    @classmethod
    def _newer(cls, definition, **values):
        """Return the next version of a definition."""
        newer = definition.copy(
            {
                "code": definition.code,
                "version": definition.version + 1,
                "previous_id": definition.id,
                **values,
            }
        )
        return newer

    @classmethod
    def _overlap(cls, definition, programs, value, days=Q1, **values):
        overlap = (
            cls.env["asm.overlap"]
            .with_user(cls.officer)
            .create(
                {
                    "program_ids": [Command.set(programs.ids)],
                    "indicator_id": definition.id,
                    "period_id": programs[0]._periods(*map(Date.to_date, days)).id,
                    "value": value,
                    "method": "Lists of names were compared.",
                    **cls._prepare(values),
                }
            )
        )
        overlap.with_user(cls.approver).action_approve()
        return overlap


@tagged("post_install", "-at_install")
class TestSeries(PortfolioCommon):
    """A series runs on across versions where the newer one is comparable."""

    def setUp(self):
        super().setUp()
        self.old = self._line()
        self._number(self.old, Q1, 5)

    def _upgrade(self, **values):
        return self._use(self._newer(self.old.indicator_id, **values))

    def test_comparable_versions_are_one_series(self):
        new = self._upgrade(comparable=True)
        self._number(new, Q2, 3)
        cell = self.read_total(new)
        self.assertNumber(cell["value"], 8)
        self.assertFalse(cell["notes"])
        self.assertEqual(self.read_value(self.old), 5)

    def test_a_version_that_is_not_starts_anew_and_says_so(self):
        new = self._upgrade(comparable=False)
        self._number(new, Q2, 3)
        cell = self.read_total(new)
        self.assertNumber(cell["value"], 3)
        self.assertIn("starts anew with version 2", cell["notes"][0])
        self.assertFalse(self.read_total(new, Q2)["notes"])

    def test_another_unit_is_not_comparable(self):
        new = self._upgrade(unit="kilogram")
        # refused today, and told apart all the same
        self.env.cr.execute(
            "UPDATE asm_indicator SET comparable = true WHERE id = %s",
            [new.indicator_id.id],
        )
        new.indicator_id.invalidate_recordset()
        self.assertIsNone(self.read_value(new))

    def test_a_report_counts_at_its_newest_version_only(self):
        new = self._upgrade(comparable=True)
        self._number(new, Q1, 7)
        self.assertNumber(self.read_value(new), 7)

    def test_a_total_stands_in_place_of_older_sites(self):
        self._number(self.old, Q2, 5, site_id=self.north)
        new = self._upgrade(comparable=True)
        self._number(new, Q2, 9)
        self.assertNumber(self.read_value(new, Q2), 9)

    def test_targets_and_baselines_run_on(self):
        self._target(self.old, 10)
        new = self._upgrade(comparable=True)
        self.assertNumber(self.read_achieved(new)["target"], 10)
        self.assertEqual(self.read_achieved(new)["achievement"], 50)

    def test_expected_reports_run_on(self):
        assignments = self.env["asm.assignment"]
        new = self._upgrade(comparable=True)
        for line, start in ((self.old, "2025-01-01"), (new, "2025-04-01")):
            assignments.create(
                {
                    "program_indicator_id": line.id,
                    "partner_id": self.partner.id,
                    "date_start": start,
                    "date_end": "2025-03-31" if line == self.old else False,
                }
            )
        self.assertEqual(self.read_total(new)["expected"], 4)


@tagged("post_install", "-at_install")
class TestChildren(PortfolioCommon):
    """A programme takes in the numbers of its parts where it says so."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.child = cls._program("TST-2", parent_id=cls.program.id)
        cls.grandchild = cls._program("TST-3", parent_id=cls.child.id)
        cls.definition = cls._definition("TST-KID")

    def _lines(self, *programs, **values):
        lines = [self._use(values.get("of", self.definition), p) for p in programs]
        lines[0].includes_children = True
        return lines

    def test_own_numbers_and_those_of_the_parts(self):
        parent, child = self._lines(self.program, self.child)
        self._number(parent, Q1, 1)
        self._number(child, Q1, 2)
        self.assertNumber(self.read_value(parent), 3)
        self.assertNumber(self.read_value(child), 2)
        parent.includes_children = False
        self.assertNumber(self.read_value(parent), 1)

    def test_a_part_decides_what_it_takes_in(self):
        parent, child, grandchild = self._lines(
            self.program, self.child, self.grandchild
        )
        self._number(child, Q1, 2)
        self._number(grandchild, Q1, 4)
        self.assertNumber(self.read_value(parent), 2)
        child.includes_children = True
        self.assertNumber(self.read_value(parent), 6)

    def test_a_part_without_the_indicator_is_passed_through(self):
        parent, grandchild = self._lines(self.program, self.grandchild)
        self._number(grandchild, Q1, 4)
        self.assertNumber(self.read_value(parent), 4)

    def test_the_same_report_in_two_programmes_is_two_reports(self):
        """Each keeps its grain: parts of one are no parts of the other."""
        sexed = self._definition("TST-SEX", dimensions=self.sex)
        parent, child = self._lines(self.program, self.child, of=sexed)
        self._number(parent, Q1, 10, site_id=self.north)
        self._number(child, Q1, 4, site_id=self.north, categories=self.male)
        self._number(child, Q1, 3, site_id=self.north, categories=self.female)
        self.assertNumber(self.read_value(parent), 17)
        self.assertEqual(
            self.read_by(parent, "sex"), {None: 17, "female": 3, "male": 4, "_nd": 10}
        )

    def test_stocks_of_two_programmes_at_one_site_are_added(self):
        stock = self._definition("TST-STK", time_aggregation="latest")
        parent, child = self._lines(self.program, self.child, of=stock)
        self._number(parent, Q1, 5, site_id=self.north)
        self._number(child, Q2, 7, site_id=self.north)
        self.assertNumber(self.read_value(parent), 12)

    def test_running_totals_start_with_their_own_programme(self):
        self.child.date_start = "2025-04-01"
        running = self._definition(
            "TST-RUN", basis="cumulative", cumulative_since="program"
        )
        parent, child = self._lines(self.program, self.child, of=running)
        self._number(parent, Q1, 5)
        self._number(parent, Q2, 9)
        self._number(child, Q2, 2)
        self.assertNumber(self.read_value(parent, Q2), 6)

    def test_other_calendars_add_by_whole_periods(self):
        monthly = self._program("TST-M", parent_id=self.program.id, frequency="month")
        yearly = self._program("TST-Y", parent_id=self.program.id, frequency="year")
        parent, by_month, by_year = self._lines(self.program, monthly, yearly)
        self._number(parent, Q1, 1)
        for month, value in (("2025-01", 10), ("2025-03", 20), ("2025-04", 40)):
            days = (f"{month}-01", f"{month}-{'30' if month[-1] == '4' else '31'}")
            self._number(by_month, days, value)
        self._number(by_year, YEAR, 100)
        self.assertNumber(self.read_value(parent), 171)
        quarter = self.read_total(parent, Q1)
        self.assertNumber(quarter["value"], 31)
        self.assertIn("wholly", quarter["reason"])
        cells = self.read_cells(parent, by=("period",))
        names = {p.id: p.name for p in self.env["asm.period"].search([])}
        self.assertEqual(
            {names[cell["period_id"]]: cell["value"] for cell in cells},
            {"2025 Q1": 31, "2025 Q2": 40},
        )

    def test_people_in_two_programmes_are_an_upper_bound_until_declared(self):
        people = self._definition("TST-PPL", **COUNTS)
        parent, child = self._lines(self.program, self.child, of=people)
        self._number(parent, Q1, 10)
        self._number(child, Q1, 6)
        self.assertEqual(self.read_total(parent)["notes"], ["upper bound"])
        self._overlap(people, self.program | self.child, 2)
        total, overlap = self.read_cells(parent)
        self.assertNumber(total["value"], 14)
        self.assertNumber(overlap["value"], -2)
        self.assertNotIn("upper bound", total["notes"])
        # who is in both programmes is in one of them once
        self.assertNumber(self.read_value(child), 6)

    def test_an_award_is_credited_where_a_number_is_reported(self):
        parent, child = self._lines(self.program, self.child)
        award = self._award()
        self._share({award: 100})
        self._number(parent, Q1, 1)
        self._number(child, Q1, 2)
        cell = self.read_total(parent, award_id=award.id)
        self.assertNumber(cell["value"], 1)
        self.assertIn("credited", cell["notes"][0])

    def test_hidden_parts_are_told(self):
        parent, child = self._lines(self.program, self.child)
        self._number(parent, Q1, 1)
        self._number(child, Q1, 2)
        scoped = new_test_user(
            self.env, "asm_scoped", "mines_to_markets.group_mtm_user"
        )
        self.env["mtm.staff.scope"].create(
            {"user_id": scoped.id, "program_ids": [Command.set(self.program.ids)]}
        )
        [cell] = parent.with_user(scoped).read_results(*YEAR)[parent.id]
        self.assertNumber(cell["value"], 1)
        self.assertIn("hidden", cell["notes"][0])


@tagged("post_install", "-at_install")
class TestPortfolio(PortfolioCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.second = cls._program("TST-2", country_ids=[Command.set(cls.congo.ids)])
        cls.definition = cls._definition("TST-PF")
        cls.first_line = cls._use(cls.definition)
        cls.second_line = cls._use(cls.definition, cls.second)

    def setUp(self):
        super().setUp()
        self._number(self.first_line, Q1, 5, site_id=self.north)
        self._number(self.first_line, Q2, 7, site_id=self.abroad)
        self._number(self.second_line, Q1, 11)

    def test_total_over_programmes(self):
        [row] = self.read_rows(self.definition)
        self.assertNumber(row["value"], 23)
        self.assertTrue(row["is_total"])
        self.assertEqual(row["indicator_id"], self.definition.id)
        self.assertEqual(row["reported"], 3)

    def test_by_programme_country_site_and_period(self):
        self.assertEqual(
            self.read_split(self.definition, "program"),
            {"total": 23, self.program.id: 12, self.second.id: 11},
        )
        self.assertEqual(
            self.read_split(self.definition, "country"),
            {"total": 23, self.congo.id: 16, self.rwanda.id: 7},
        )
        self.assertEqual(
            self.read_split(self.definition, "site"),
            {"total": 23, self.north.id: 5, self.abroad.id: 7, None: 11},
        )
        q1, q2 = (self._submission(days).period_id.id for days in (Q1, Q2))
        self.assertEqual(
            self.read_split(self.definition, "period"), {"total": 23, q1: 16, q2: 7}
        )

    def test_what_is_asked_without_a_place_is_met_at_any(self):
        """No country lacks a number that came from another."""
        for partner in self.partner | self.other_partner:
            self.env["asm.assignment"].create(
                {
                    "program_indicator_id": self.second_line.id,
                    "partner_id": partner.id,
                    "date_start": "2025-10-01",
                }
            )
        self.second.country_ids |= self.rwanda
        self._number(self.second_line, Q4, 2, site_id=self.abroad)
        self.second.country_ids = self.congo
        expected = {None: 5, self.congo.id: 3, self.rwanda.id: 2}
        for as_of in (None, clock.now()):
            rows = self.read_rows(self.definition, ("country",), as_of=as_of)
            counts = {row["country_id"]: row["expected"] for row in rows}
            self.assertEqual(counts, expected, as_of)

    def test_crossed_splits(self):
        rows = self.read_rows(self.definition, ("program", "country"))
        self.assertEqual(
            {(r["program_id"], r["country_id"]): r["value"] for r in rows[1:]},
            {
                (self.program.id, self.congo.id): 5,
                (self.program.id, self.rwanda.id): 7,
                (self.second.id, self.congo.id): 11,
            },
        )

    def test_several_themes_and_goals_are_shown_each_and_added_once(self):
        themes = self.env["mtm.theme"].search([], limit=2)
        goals = self.env["mtm.sdg"].search([], limit=2)
        self.program.theme_ids = themes
        self.definition.sdg_ids = goals
        self.assertEqual(
            self.read_split(self.definition, "theme"),
            {"total": 23, themes[0].id: 12, themes[1].id: 12, None: 11},
        )
        self.assertEqual(
            self.read_split(self.definition, "sdg"),
            {"total": 23, goals[0].id: 23, goals[1].id: 23},
        )
        self.definition.theme_id = themes[0]
        self.assertEqual(
            self.read_split(self.definition, "theme"), {"total": 23, themes[0].id: 23}
        )

    def test_what_a_programme_takes_in_counts_once(self):
        self.second.parent_id = self.program
        self.first_line.includes_children = True
        self.assertEqual(
            self.read_split(self.definition, "program"),
            {"total": 23, self.program.id: 23, self.second.id: 11},
        )
        of_parent = self.read_rows(self.definition, program_ids=self.program.ids)
        self.assertNumber(of_parent[0]["value"], 23)

    def test_versions_are_one_definition_where_comparable(self):
        newer = self._newer(self.definition, comparable=True)
        third = self._program("TST-3")
        self._number(self._use(newer, third), Q3, 1)
        for asked in (self.definition, newer):
            [row] = self.read_rows(asked)
            self.assertNumber(row["value"], 24)
            self.assertEqual(row["indicator_id"], newer.id)
        # what is used keeps its meaning; how it is read is tested here
        self.env.cr.execute(
            "UPDATE asm_indicator SET comparable = false WHERE id = %s", [newer.id]
        )
        newer.invalidate_recordset()
        self.assertEqual([r["value"] for r in self.read_rows(newer)], [1])
        both = self.read_rows(self.definition | newer)
        self.assertEqual([r["value"] for r in both], [23, 1])

    def test_ratios_are_ratios_of_sums(self):
        ratio = self._definition(
            "TST-R", measure="percentage", multiplier=100, unit="%", is_ratio=True
        )
        for program, numbers in ((self.program, (1, 2)), (self.second, (9, 100))):
            line = self._use(ratio, program)
            self._number(line, Q1, numerator=numbers[0], denominator=numbers[1])
        [row] = self.read_rows(ratio)
        self.assertEqual(round(row["value"], 2), Decimal("9.80"))
        self.assertEqual((row["numerator"], row["denominator"]), (10, 102))

    def test_formulas_are_computed_from_sums(self):
        for code in ("TST-N", "TST-D"):
            definition = self._definition(code)
            for program, value in ((self.program, 1), (self.second, 3)):
                line = self._use(definition, program)
                self._number(line, Q1, value * (10 if code == "TST-D" else 1))
        formula = self._definition("TST-F", formula="TST-N / TST-D", unit=False)
        self._use(formula)
        self._use(formula, self.second)
        [row] = self.read_rows(formula)
        self.assertNumber(row["value"], "0.1")

    def test_people_are_an_upper_bound_until_overlaps_are_declared(self):
        people = self._definition("TST-PPL", **COUNTS)
        for program, value in ((self.program, 10), (self.second, 6)):
            self._number(self._use(people, program), Q1, value)
        [row] = self.read_rows(people)
        self.assertNumber(row["value"], 16)
        self.assertEqual(row["notes"], ["upper bound"])
        self._overlap(people, self.program | self.second, 4)
        total, lost = self.read_rows(people)
        self.assertNumber(total["value"], 12)
        self.assertNumber(lost["value"], -4)
        self.assertTrue(lost["is_overlap"])
        self.assertEqual(
            self.read_split(people, "program"),
            {"total": 12, self.program.id: 10, self.second.id: 6},
        )

    def test_awards_by_their_credit(self):
        award, own = self._award("GR-1"), self._award("OWN")
        self._share({award: 40, own: 60})
        self._share({award: 100}, program=self.second)
        split = self.read_split(self.definition, "award")
        # 5 and 7 are dealt out quarter by quarter: 2 + 3 (2.8) of the first
        self.assertEqual(split, {"total": 23, award.id: 16, own.id: 7})

    def test_only_what_the_reader_may_see(self):
        scoped = new_test_user(
            self.env, "asm_scoped", "mines_to_markets.group_mtm_user"
        )
        self.env["mtm.staff.scope"].create(
            {"user_id": scoped.id, "program_ids": [Command.set(self.second.ids)]}
        )
        [row] = self.read_rows(self.definition, user=scoped)
        self.assertNumber(row["value"], 11)

    def test_as_of_a_moment(self):
        [row] = self.read_rows(self.definition, as_of="2020-01-01 00:00:00")
        self.assertIsNone(row["value"])

    def test_an_unknown_split_is_refused(self):
        with self.assertRaisesRegex(UserError, "colour"):
            self.read_rows(self.definition, ("colour",))
