"""Crossed dimensions, what a report asks for, and how an open one is merged."""

from freezegun import freeze_time
from psycopg2.errors import UniqueViolation

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from .common import Q1, Q2, YEAR
from .test_portal import ReportCommon


class GridCommon(ReportCommon):
    """A report with a number crossed by sex and age band, and one by sex alone."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.age = cls.env["mtm.dimension"].create({"code": "tst_age", "name": "Age"})
        cls.young, cls.old = cls.env["mtm.dimension.value"].create(
            [
                {"dimension_id": cls.age.id, "code": code, "name": code, "sequence": n}
                for n, code in enumerate(("young", "old"))
            ]
        )
        cls.crossed = cls._line("TST-CRS", dimensions=cls.sex | cls.age)
        cls.crossing = cls._cross(cls.crossed.indicator_id, cls.sex | cls.age)
        cls._assign(cls.crossed)

    @classmethod
    def _cross(cls, definition, dimensions):
        return cls.env["asm.crossing"].create(
            {
                "indicator_id": definition.id,
                "dimension_ids": [Command.set(dimensions.ids)],
            }
        )

    @classmethod
    def _name(cls, line, *categories, member="value", site=None):
        key = ".".join(str(c.id) for c in sorted(categories, key=lambda c: c.id))
        return f"{member}-{line.id}-{site.id if site else 0}-{key or 0}"

    def _ask(self, line, report=None):
        return (report or self.report).line_ids.filtered(
            lambda ask: ask.program_indicator_id == line
        )

    def _by_categories(self, line):
        rows = self.report.actual_ids.filtered(
            lambda row: row.program_indicator_id == line
        )
        return {row.disaggregation_id.value_ids: row.value for row in rows}


@tagged("post_install", "-at_install")
class TestCrossing(GridCommon):
    def test_each_category_with_each_of_the_other(self):
        [place] = self._block(self.crossed)["places"]
        [group] = place["groups"]
        self.assertEqual([axis["name"] for axis in group["axes"]], ["Sex", "Age"])
        sexes = len(self.sex.value_ids)
        self.assertEqual(len(group["cells"]), sexes * 2)
        self.assertEqual(self._ask(self.crossed).cell_count, 1 + sexes * 2)

    def test_a_combination_is_stored_as_one_row_and_used_again(self):
        name = self._name(self.crossed, self.female, self.young)
        self.assertFalse(self._save({name: "3"}))
        both = self.female | self.young
        self.assertEqual(self._by_categories(self.crossed), {both: 3.0})
        Combination = self.env["mtm.disaggregation"]
        key = Combination._key_of(both)
        self.assertEqual(Combination.search_count([("key", "=", key)]), 1)
        self.assertEqual(
            Combination._for_values(both),
            self.report.actual_ids.disaggregation_id,
        )

    def test_the_database_refuses_a_second_row_of_a_combination(self):
        Combination = self.env["mtm.disaggregation"]
        made = Combination._for_values(self.female | self.young)
        with (
            self.assertRaises(UniqueViolation),
            mute_logger("odoo.sql_db"),
            self.env.cr.savepoint(),
        ):
            self.env.cr.execute(
                "INSERT INTO mtm_disaggregation (key) VALUES (%s)", [made.key]
            )

    def test_two_categories_of_one_dimension_are_no_combination(self):
        with self.assertRefuses(ValidationError, "two categories of one dimension"):
            self.env["mtm.disaggregation"]._for_values(self.female | self.male)

    def test_crossed_parts_above_the_total_are_refused_with_the_numbers(self):
        problems = self._save(
            {
                self._name(self.crossed): "4",
                self._name(self.crossed, self.female, self.young): "3",
                self._name(self.crossed, self.male, self.old): "2",
            }
        )
        self.assertEqual(problems.keys(), {self._name(self.crossed, member="place")})
        self.assertRegex(*problems.values(), r"\b5\b.*\b4\b")

    def test_partial_is_allowed(self):
        typed = {
            self._name(self.crossed): "9",
            self._name(self.crossed, self.female, self.young): "3",
        }
        self.assertFalse(self._save(typed))
        self._approve(self.report.actual_ids)
        cells = self.read_by(self.crossed, "sex", Q1)
        self.assertEqual(cells["_nd"], 6)

    def test_an_assignment_narrows_a_crossing(self):
        narrow = self._line("TST-NRW", dimensions=self.sex | self.age)
        self._cross(narrow.indicator_id, self.sex | self.age)
        self._assign(narrow, dimension_ids=[Command.set(self.sex.ids)])
        [place] = self._block(narrow)["places"]
        names = [[axis["name"] for axis in g["axes"]] for g in place["groups"]]
        self.assertEqual(names, [["Sex"]])

    def test_what_is_not_crossed_stands_beside(self):
        mineral = self.env.ref("mines_to_markets.mtm_dimension_mineral")
        line = self._line("TST-SID", dimensions=self.sex | self.age | mineral)
        self._cross(line.indicator_id, self.sex | self.age)
        self._assign(line)
        [place] = self._block(line)["places"]
        sizes = [len(group["axes"]) for group in place["groups"]]
        self.assertEqual(sizes, [2, 1])

    def test_a_crossing_has_two_dimensions_of_its_indicator(self):
        people = self.people.indicator_id
        with self.assertRefuses(ValidationError, "at least two"):
            self._cross(people, self.sex)
        with self.assertRefuses(ValidationError, "not split by Age"):
            self._cross(people, self.sex | self.age)
        free = self._definition("TST-FRE", dimensions=self.sex | self.age)
        self._cross(free, self.sex | self.age)
        with self.assertRefuses(ValidationError, "crossed with others"):
            free.dimension_ids -= self.age

    def test_the_same_crossing_is_refused_by_the_database(self):
        with self.assertDatabaseRefuses("asm.crossing", "crossed already"):
            self._cross(self.crossed.indicator_id, self.sex | self.age)

    def test_a_crossing_of_too_many_cells_is_refused_with_advice(self):
        big = self.env["mtm.dimension"].create(
            {
                "code": "tst_big",
                "name": "Big",
                "value_ids": [
                    Command.create({"code": str(n), "name": str(n)}) for n in range(201)
                ],
            }
        )
        definition = self._definition("TST-BIG", dimensions=self.sex | big)
        with self.assertRefuses(ValidationError, r"603 cells.*Cross fewer"):
            self._cross(definition, self.sex | big)

    def test_only_categories_valid_in_the_period_are_asked_for(self):
        self.env["mtm.dimension.value"].create(
            {
                "dimension_id": self.age.id,
                "code": "late",
                "name": "late",
                "date_from": "2025-04-01",
            }
        )
        first, second = self._ask(self.crossed), self._submission(Q2)
        sexes = len(self.sex.value_ids)
        self.assertEqual(first.cell_count, 1 + sexes * 2)
        self.assertEqual(self._ask(self.crossed, second).cell_count, 1 + sexes * 3)


@tagged("post_install", "-at_install")
class TestAsked(GridCommon):
    def test_what_is_asked_is_kept_with_the_report(self):
        expected = self.report.expected_count
        self._save(self._people("5"), self.partner_officer, submit=True)
        self.assertEqual(self.report.state, "submitted")
        self.crossed.assignment_ids.unlink()
        self.report.invalidate_recordset()
        self.assertEqual(self.report.expected_count, expected)
        self.assertTrue(self._ask(self.crossed))

    def test_each_report_asks_for_each_place_once(self):
        line = self._ask(self.people)
        with self.assertDatabaseRefuses("asm.submission.line", "asks for this"):
            line.copy()

    def test_staff_do_not_change_what_is_asked(self):
        with self.assertRaises(AccessError):
            self._ask(self.people).with_user(self.manager).write({"cell_count": 2})


@tagged("post_install", "-at_install")
@freeze_time("2025-04-10")
class TestMerge(GridCommon):
    def test_a_new_indicator_appears_and_what_was_typed_stays(self):
        self._save(self._people("5"))
        late = self._line("TST-LAT")
        self._assign(late)
        self.assertEqual(self._block(late)["places"][0]["total"]["v"], [""])
        self.assertEqual(self._values(), {"": 5.0})
        self.assertIn("TST-LAT", self.report.message_ids[:1].body)

    def test_what_is_no_longer_asked_for_is_parked_and_not_submitted(self):
        self._save(self._people("5", "2"))
        words = {self._input(self.words, "text"): "A law"}
        self._save(words)
        self.people.assignment_ids.unlink()
        form = self.report._portal_form()
        self.assertEqual(len(form["parked"]), 2)
        self.assertEqual(form["parked"][0]["since"], "2025-04-10")
        self.assertNotIn("TST-PEO", [block["code"] for block in form["blocks"]])
        self.assertFalse(self._save({}, self.partner_officer, submit=True))
        self.assertEqual(self.report.state, "submitted")
        parked = self.report.actual_ids.filtered("parked_on")
        self.assertEqual(parked.mapped("state"), ["draft", "draft"])
        self.report.with_user(self.approver).action_approve()
        self.assertEqual(self.report.state, "approved")
        self.assertEqual(parked.mapped("state"), ["draft", "draft"])
        cells = self.people.read_results(*YEAR, include_draft=True)[self.people.id]
        self.assertIsNone(cells[0]["value"])
        self.assertIn("TST-PEO", " ".join(self.report.message_ids.mapped("body")))

    def test_a_parked_number_is_not_submitted_alone(self):
        self._save(self._people("5"))
        self.people.assignment_ids.unlink()
        with self.assertRefuses(UserError, "no longer asked for"):
            self.report.actual_ids.with_user(self.officer).action_submit()

    def test_a_site_that_is_dropped_parks_its_numbers_alone(self):
        both = self.north | self.south
        line = self._line("TST-STE", dimensions=self.sex)
        assignment = self._assign(line, site_ids=[Command.set(both.ids)])
        for site in both:
            self._save({self._input(line, site=site): "4"})
        assignment.site_ids -= self.south
        parked = self.report.actual_ids.filtered("parked_on")
        self.assertEqual(parked.site_id, self.south)
        assignment.site_ids += self.south
        self.assertFalse(parked.parked_on)

    def test_another_split_keeps_the_total(self):
        part = self._name(self.crossed, self.female, self.young)
        self._save({self._name(self.crossed): "5", part: "2"})
        self.crossed.assignment_ids.dimension_ids = self.age
        parked = self.report.actual_ids.filtered("parked_on")
        self.assertEqual(parked.disaggregation_id.value_ids, self.female | self.young)
        self.assertEqual(self._values(self.crossed)[""], 5.0)
        self.assertFalse(self._save({self._name(self.crossed, self.young): "5"}))
        self.assertIn("Split in another way", self.report.message_ids[:1].body)

    def test_what_is_no_longer_crossed_stands_side_by_side(self):
        part = self._name(self.crossed, self.female, self.young)
        self._save({self._name(self.crossed): "5", part: "2"})
        self.crossing.unlink()
        [place] = self._block(self.crossed)["places"]
        self.assertEqual([len(group["axes"]) for group in place["groups"]], [1, 1])
        self.assertEqual(len(self.report.actual_ids.filtered("parked_on")), 1)

    def test_parked_numbers_are_kept_as_extra_or_discarded(self):
        self._save(self._people("5", "2"))
        self.people.assignment_ids.unlink()
        total, part = self.report.actual_ids
        problems = self._save(
            {f"parked-{total.id}": "keep", f"parked-{part.id}": "discard"}
        )
        self.assertFalse(problems)
        self.assertFalse(part.exists())
        [extra] = self.report._portal_form()["extras"]
        self.assertEqual(extra["text"], "5")
        self._save({}, self.partner_officer, submit=True)
        self.assertEqual(total.state, "submitted")

    def test_parked_numbers_of_others_are_left_alone(self):
        self._save(self._people("5"))
        self.people.assignment_ids.unlink()
        foreign = self._row(self.people, value=7, partner=self.other_partner)
        foreign.sudo().write({"parked_on": "2025-04-01"})
        name = f"parked-{foreign.id}"
        self.assertIn(name, self._save({name: "discard"}))
        self.assertTrue(foreign.exists())
        self.assertTrue(foreign.parked_on)

    def test_nobody_parks_by_hand(self):
        row = self._row(self.people, value=5)
        row.with_user(self.officer).write({"parked_on": "2025-04-01"})
        self.assertFalse(row.parked_on)

    def test_a_report_under_review_stays_as_it_is(self):
        self._save(self._people("5"), self.partner_officer, submit=True)
        self.people.assignment_ids.unlink()
        self.assertTrue(self._ask(self.people))
        self.assertFalse(self.report.actual_ids.parked_on)


@tagged("post_install", "-at_install")
class TestGridOfStaff(GridCommon):
    def _write(self, changes, user=None, shown=None):
        report = self.report.with_user(user or self.officer)
        return report.write_grid(changes, shown)

    def test_staff_save_in_their_own_name_and_read_the_grid_again(self):
        answer = self._write(self._people("5", "2"))
        self.assertFalse(answer["problems"])
        self.assertEqual(self.report.actual_ids.typed_by, self.officer)
        block = next(b for b in answer["grid"]["blocks"] if b["code"] == "TST-PEO")
        self.assertEqual(block["places"][0]["total"]["v"], ["5"])

    def test_who_may_not_change_numbers_saves_nothing(self):
        reader = new_test_user(self.env, "grid_reader", "base.group_user")
        for user in (reader, self.partner_officer, self.rival):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self._write(self._people("5"), user)
        with self.assertRaises(AccessError):
            self.report.with_user(self.partner_officer).read_grid()
        self.assertFalse(self.report.actual_ids)

    def test_restricted_staff_see_and_fill_in_their_own_sites(self):
        line = self._line("TST-WAL")
        self._assign(line, site_ids=[Command.set((self.north | self.abroad).ids)])
        user = new_test_user(self.env, "grid_walled", "mines_to_markets.group_mtm_user")
        self.env["mtm.staff.scope"].create(
            {"user_id": user.id, "country_ids": [Command.set(self.congo.ids)]}
        )
        hidden = self._input(line, site=self.abroad)
        answer = self._write(
            {self._input(line, site=self.north): "4", hidden: "7"}, user
        )
        self.assertEqual(answer["problems"].keys(), {hidden})
        block = next(b for b in answer["grid"]["blocks"] if b["code"] == "TST-WAL")
        self.assertEqual([p["name"] for p in block["places"]], [self.north.name])
        self.assertEqual(self.report.actual_ids.site_id, self.north)

    def test_the_second_of_two_sees_what_the_first_changed(self):
        shown = self._shown()
        self._write(self._people("5", "2"))
        answer = self._write(
            self._people("6") | self._people(male="1"), self.manager, shown
        )
        name = self._input(self.people)
        self.assertEqual(answer["problems"].keys(), {name})
        self.assertRegex(answer["problems"][name], r"\b5\b.*\b6\b")
        self.assertEqual(
            self._values(), {"": 5.0, self.female.name: 2.0, self.male.name: 1.0}
        )

    def test_what_is_closed_is_refused_at_the_cell_with_the_reason(self):
        self._write(self._people("5"))
        self.env["asm.period.lock"].with_user(self.manager).create(
            {
                "program_id": self.program.id,
                "period_id": self.report.period_id.id,
                "reason": "Reported to the donors",
            }
        )
        for save in (
            lambda: self._write(self._people("6", "2"))["problems"],
            lambda: self._save(self._people("6", "2")),
        ):
            problems = save()
            self.assertEqual(problems.keys(), self._people("6", "2").keys())
            for message in problems.values():
                self.assertIn("Reported to the donors", message)
        grid = self.report.with_user(self.officer).read_grid()
        self.assertFalse(grid["can_save"])
        self.assertIn("2025 Q1 is closed", grid["messages"][0][1])
        self.assertEqual(self._values(), {"": 5.0})

    def test_staff_add_what_came_late_to_an_approved_report(self):
        self._write(self._people("5"))
        self._approve(self.report.actual_ids)
        problems = self._write(self._people("6", "2"))["problems"]
        self.assertEqual(problems.keys(), {self._input(self.people)})
        self.assertEqual(self._values(), {"": 5.0, self.female.name: 2.0})

    def test_a_target_and_earlier_periods_stand_beside(self):
        self._target(self.people, 120)
        self._target(self.people, 40, Q2)
        self._number(self.people, value=31)
        self.report = self._submission(Q2)
        total = self._block(self.people)["places"][0]["total"]
        self.assertEqual((total["target"], total["last"]), ("40", "31"))
        self.assertEqual(total["earlier"], ["31"])
        self.assertNotIn("window", total)

    def test_as_many_queries_for_many_cells_as_for_few(self):
        self._save({self._name(self.crossed, self.female, self.young): "5"})
        few = self._count_queries()
        for number in range(15):
            line = self._line(f"TST-Q{number}", dimensions=self.sex | self.age)
            self._cross(line.indicator_id, self.sex | self.age)
            self._assign(line)
            self._save({self._name(line): "5"})
        self.assertLessEqual(self._count_queries(), few + 2)

    def _count_queries(self):
        report = self.report.with_user(self.officer)
        report.read_grid()
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.cr.sql_log_count
        report.read_grid()
        return self.cr.sql_log_count - before
