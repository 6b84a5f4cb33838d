"""The totals of reports: kept current, and the same as the plain calculation."""

from contextlib import contextmanager
from decimal import Decimal

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from odoo import Command
from odoo.fields import Date
from odoo.tests import new_test_user, tagged
from odoo.tools import SQL, mute_logger

from ..models._portfolio import Portfolio
from ..models._summary_source import sees_all_numbers
from ..tools import calendars, clock
from .common import Q1, Q2, Q3, Q4, YEAR, AsmCommon

QUARTERS = (Q1, Q2, Q3, Q4)
WINDOWS = (YEAR, Q2, ("2025-02-15", "2025-12-31"), ("2025-01-01", "2025-09-30"))
DEFINITIONS = {
    "SUM": {},
    "NX": {"dimensions": "any"},
    "PCT": {"measure": "percentage", "unit": "%", "is_ratio": True, "is_share": False},
    "MEAN": {"is_ratio": True, "denominator_time": "latest"},
    "LAST": {"time_aggregation": "latest"},
    "AVG": {"time_aggregation": "average", "place_aggregation": "maximum"},
    "RUN": {"basis": "cumulative", "cumulative_since": "year"},
    "NEW": {"time_aggregation": "unique", "unique_scope": "year"},
    "FORM": {"formula": "SUM / LAST", "unit": False},
    "ORD": {"measure": "ordinal"},
}
GROUPINGS = [
    (),
    ("program",),
    ("country",),
    ("theme", "period"),
    ("sdg",),
    ("site", "program"),
    ("country", "period"),
]
NUMBERS = st.one_of(st.none(), st.decimals(0, 99, places=2), st.just(Decimal(0)))


class SummaryCommon(AsmCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.summary = cls.env["asm.result.summary"]
        cls.age = cls.env.ref("mines_to_markets.mtm_dimension_age_band")

    def stored(self, line):
        """Return ``{(period, site, partner): value}`` as it is stored."""
        rows = self.summary.search([("program_indicator_id", "=", line.id)])
        return {(r.period_id, r.site_id, r.partner_id): r.value for r in rows}

    def assertCurrent(self):
        """The summary is what a rebuild makes of it."""
        self.summary._drain()
        self.assertFalse(self.summary._rebuild())

    def waiting(self):
        self.env.flush_all()
        return self.env["asm.summary.touched"].search_count([])

    @contextmanager
    def undone(self):
        with self.env.cr.savepoint() as savepoint:
            yield
            self.env.flush_all()
            savepoint.rollback()
        self.env.invalidate_all()


@tagged("post_install", "-at_install")
class TestSummary(SummaryCommon):
    def setUp(self):
        super().setUp()
        self.line = self._line(dimensions=self.sex)
        self.summary._drain()

    def test_a_draft_touches_nothing(self):
        self._row(self.line, Q1, 5)
        self.env.flush_all()
        self.assertFalse(self.waiting())

    def test_approval_touches_the_report_and_draining_stores_its_total(self):
        self._number(self.line, Q1, 3, categories=self.female)
        self._number(self.line, Q1, 4, categories=self.male)
        self.env.flush_all()
        self.assertTrue(self.waiting())
        self.assertFalse(self.stored(self.line))
        self.summary._drain()
        self.assertEqual(list(self.stored(self.line).values()), [7])
        self.assertFalse(self.waiting())

    def test_a_correction_touches_what_it_corrects(self):
        wrong = self._number(self.line, Q1, 10)
        self.summary._drain()
        self._number(self.line, Q2, -4, correction_of_id=wrong)
        self.summary._drain()
        self.assertEqual(list(self.stored(self.line).values()), [6])

    def test_a_reopened_number_leaves(self):
        row = self._number(self.line, Q1, 10)
        self.summary._drain()
        row.with_user(self.approver).action_reopen("Counted again")
        self.summary._drain()
        self.assertFalse(self.stored(self.line))

    def test_a_change_by_sql_is_seen(self):
        row = self._number(self.line, Q1, 10)
        self.summary._drain()
        self.env.cr.execute("UPDATE asm_actual SET value = 8 WHERE id = %s", [row.id])
        self.assertEqual(self.waiting(), 1)
        self.summary._drain()
        self.assertEqual(list(self.stored(self.line).values()), [8])
        self.env.cr.execute(
            "UPDATE asm_actual SET comment = 'x' WHERE id = %s", [row.id]
        )
        self.assertFalse(self.waiting())

    def test_merged_partners_move_their_reports(self):
        self._number(self.line, Q1, 10, partner=self.other_partner)
        self.summary._drain()
        wizard = self.env["base.partner.merge.automatic.wizard"]
        wizard._merge((self.partner | self.other_partner).ids, self.partner)
        self.summary._drain()
        [key] = self.stored(self.line)
        self.assertEqual(key[2], self.partner.id)
        self.assertCurrent()

    def test_a_dimension_that_is_not_exclusive_touches_all_reports(self):
        line = self._line("TST-DIM", dimensions=self.age)
        self._number(line, Q1, 3, categories=self.age.value_ids[0])
        self.summary._drain()
        self.assertEqual(list(self.stored(line).values()), [3])
        self.age.exclusive = False
        self.summary._drain()
        self.assertEqual(list(self.stored(line).values()), [0])
        self.assertIsNone(self.read_value(line))
        self.assertCurrent()

    def test_the_order_in_which_categories_are_kept_says_nothing(self):
        line = self._line("TST-ORDER", dimensions=self.sex | self.age)
        band = self.age.value_ids[0]
        self._number(line, Q1, 3, categories=self.female | band)
        self._number(line, Q1, 4, categories=self.male | band)
        combination = self.env["mtm.disaggregation"]._for_values(self.male | band)
        self.env.flush_all()
        links = SQL.identifier("mtm_dimension_value_mtm_disaggregation_rel")
        for values in (self.male | band, band | self.male):
            self.env.cr.execute(
                SQL(
                    "DELETE FROM %s WHERE mtm_disaggregation_id = %s",
                    links,
                    combination.id,
                )
            )
            for value in values:
                self.env.cr.execute(
                    SQL(
                        """INSERT INTO %s (mtm_disaggregation_id,
                           mtm_dimension_value_id) VALUES (%s, %s)""",
                        links,
                        combination.id,
                        value.id,
                    )
                )
            self.summary._rebuild()
            self.env.invalidate_all()
            self.assertEqual(list(self.stored(line).values()), [7])

    def test_the_queue_is_drained_in_batches(self):
        for days in QUARTERS:
            self._number(self.line, days, 1)
        count = self.waiting()
        self.assertGreaterEqual(count, 4)
        self.assertEqual(self.summary._drain(2), 2)
        self.assertEqual(self.waiting(), count - 2)
        self.assertCurrent()

    def test_drift_is_repaired_and_told(self):
        self._number(self.line, Q1, 10)
        self.summary._drain()
        self.env.cr.execute(
            SQL(
                "UPDATE asm_result_summary SET value = 11 "
                "WHERE program_indicator_id = %s",
                self.line.id,
            )
        )
        with mute_logger("odoo.addons.asm_programs.models.asm_result_summary"):
            self.summary._cron_rebuild()
        self.env.invalidate_all()
        self.assertEqual(list(self.stored(self.line).values()), [10])
        activity = self.admin.partner_id.activity_ids
        self.assertIn("TST-SUM", activity.note)
        self.assertFalse(self.summary._rebuild())

    def test_nobody_reads_it_as_such(self):
        for user in (self.admin, self.finance, self.officer):
            for model in ("asm.result.summary", "asm.summary.touched"):
                self.assertFalse(self.env[model].with_user(user).has_access("read"))

    def test_it_serves_readers_who_see_all_numbers(self):
        scoped = new_test_user(
            self.env, "asm_scoped", "mines_to_markets.group_mtm_user"
        )
        self.assertTrue(sees_all_numbers(self.env(user=self.officer)))
        self.assertTrue(sees_all_numbers(self.env(user=scoped)))
        self.env["mtm.staff.scope"].create(
            {"user_id": scoped.id, "country_ids": [Command.set(self.congo.ids)]}
        )
        self.assertFalse(sees_all_numbers(self.env(user=scoped)))
        employee = new_test_user(self.env, "asm_employee", "base.group_user")
        self.assertFalse(sees_all_numbers(self.env(user=employee)))

    def test_a_restricted_reader_sees_the_same_way_less(self):
        self._number(self.line, Q1, 10, site_id=self.north)
        self._number(self.line, Q1, 5, site_id=self.abroad)
        scoped = new_test_user(
            self.env, "asm_scoped", "mines_to_markets.group_mtm_user"
        )
        self.env["mtm.staff.scope"].create(
            {"user_id": scoped.id, "country_ids": [Command.set(self.congo.ids)]}
        )
        cell = self.program.with_user(scoped).read_tracking(*YEAR)[self.line.id]
        self.assertEqual(cell["total"]["value"], 10)
        self.assertIn("hidden", cell["total"]["notes"][0])


@st.composite
def reports(draw):
    """Rows as the database can hold them, and corrections of some."""
    keys = draw(
        st.lists(
            st.tuples(
                st.sampled_from(sorted(DEFINITIONS.keys() - {"FORM"})),
                st.integers(0, 1),  # programme
                st.integers(0, 3),  # quarter
                st.integers(0, 1),  # partner
                st.integers(0, 2),  # site
                st.integers(0, 4),  # categories
            ),
            min_size=4,
            max_size=24,
            unique=True,
        )
    )
    return [
        (
            key,
            [draw(NUMBERS) for _ in range(3)],
            draw(
                st.sampled_from([None, None, None, "not_collected", "not_accessible"])
            ),
            draw(st.sampled_from([None, None, Decimal(-1), Decimal("0.5")])),
        )
        for key in keys
    ]


@tagged("post_install", "-at_install")
class TestSameNumbers(SummaryCommon):
    """SQL and Python agree to the last digit, whatever was reported."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.second = cls._program("TST-2")
        cls.programs = cls.program | cls.second
        cls.program.theme_ids = cls.env["mtm.theme"].search([], limit=2)
        cls.plain = cls.env["mtm.dimension"].create(
            {
                "code": "tst",
                "name": "Services",
                "exclusive": False,
                "value_ids": [Command.create({"code": "a", "name": "A"})],
            }
        )
        cls.lines = {}
        for code, values in DEFINITIONS.items():
            values = dict(values)
            dimensions = cls.sex | cls.age
            if values.pop("dimensions", None):
                dimensions |= cls.plain
            definition = cls._definition(code, dimensions, **values)
            for number, program in enumerate(cls.programs):
                cls.lines[code, number] = cls._use(definition, program)
        cls._assign()
        cls.categories = [
            cls.female.browse(),
            cls.female,
            cls.male,
            cls.female | cls.age.value_ids[0],
            cls.plain.value_ids,
        ]
        Combination = cls.env["mtm.disaggregation"]
        cls.combinations = [Combination._for_values(v).id for v in cls.categories]
        cls.reports = {
            (program, quarter, partner): cls._submission(
                days, who, cls.programs[program]
            )
            for program in (0, 1)
            for quarter, days in enumerate(QUARTERS)
            for partner, who in enumerate((cls.partner, cls.other_partner))
        }

    @classmethod
    def _assign(cls):
        first, second = cls.lines["SUM", 0], cls.lines["PCT", 1]
        for line, partner, values in (
            (first, cls.partner, {"site_ids": [Command.set(cls.north.ids)]}),
            (first, cls.other_partner, {"frequency": "half"}),
            (second, cls.partner, {"date_start": "2025-04-01"}),
            (cls.lines["LAST", 0], cls.partner, {}),
        ):
            cls.env["asm.assignment"].create(
                {"program_indicator_id": line.id, "partner_id": partner.id, **values}
            )

    def _fill(self, rows):
        Actual = self.env["asm.actual"].with_context(asm_parts_checked_later=True)
        approved = {
            "state": "approved",
            "approved_by": self.approver.id,
            "approved_on": clock.now(),
        }
        vals, corrections = [], []
        for (code, program, quarter, partner, site, categories), *said in rows:
            numbers, missing, correction = said
            names = ("value",)
            if self.lines[code, program].is_ratio:
                names = ("numerator", "denominator")
            known = dict(zip(names, numbers, strict=False))
            known = {k: False if v is None else float(v) for k, v in known.items()}
            record = {
                "submission_id": self.reports[program, quarter, partner].id,
                "program_indicator_id": self.lines[code, program].id,
                "site_id": (self.north.id, self.abroad.id, False)[site],
                "disaggregation_id": self.combinations[categories],
                **approved,
            }
            corrections.append(correction if not missing else None)
            if missing:
                known = {"missing_reason": missing}
            if code == "ORD":
                known |= {"text": "steady"}
            vals.append(record | known)
        created = Actual.create(vals)
        Actual.create(
            [
                {
                    "submission_id": row.submission_id.id,
                    "correction_of_id": row.id,
                    ("numerator" if row.is_ratio else "value"): float(correction),
                    **({"denominator": 0.0} if row.is_ratio else {}),
                    **approved,
                }
                for row, correction in zip(created, corrections, strict=True)
                if correction is not None
            ]
        )
        self.second.country_ids = self.rwanda
        self.env.flush_all()

    def _check(self, read):
        def check(rows):
            with self.undone():
                self._fill(rows)
                read()
                self.summary._drain()
                read()
                self.assertFalse(self.summary._rebuild())

        check = given(reports())(check)
        settings(
            max_examples=6,
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
            phases=[Phase.generate],
        )(check)()

    def test_tracking(self):
        def read():
            for program in self.programs.with_user(self.manager):
                lines = program.program_indicator_ids
                for days in WINDOWS[::2]:
                    found = program.read_tracking(*days)
                    totals = lines.read_results(*days)
                    periods = lines.read_results(*days, by=("period",))
                    for line in lines:
                        self.assertEqual([found[line.id]["total"]], totals[line.id])
                        self.assertEqual(found[line.id]["periods"], periods[line.id])

        self._check(read)

    def test_portfolio(self):
        lines = self.env["asm.program.indicator"].union(*self.lines.values())
        counted = lines.filtered(lambda line: line.measure != "ordinal")
        manager = self.env(user=self.manager)
        Model = manager["asm.portfolio"]

        def read():
            for days in WINDOWS[1::2]:
                window = calendars.Window(*map(Date.to_date, days))
                found = Model.read_groupings(
                    *days, GROUPINGS, indicator_ids=lines.indicator_id.ids
                )
                plain = Portfolio(counted.with_env(manager), window)
                for by, rows in zip(GROUPINGS, found, strict=True):
                    expected = Model._in_order(plain.rows(by), by)
                    self.assertEqual(rows, expected, by)

        self._check(read)

    def test_queries_do_not_grow_with_indicators(self):
        few = self._count(self.program, 0)
        definitions = [self._definition(f"MORE-{n}") for n in range(12)]
        for definition in definitions:
            self._number(self._use(definition), Q1, 1)
        self.summary._drain()
        self.assertLessEqual(self._count(self.program, 12), few)

    def _count(self, program, more):
        program = program.with_user(self.manager)
        program.read_tracking(*YEAR)
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        found = program.read_tracking(*YEAR)
        self.assertEqual(len(found), len(DEFINITIONS) + more)
        return self.env.cr.sql_log_count - before

    def test_an_empty_table_is_filled_once(self):
        line = self.lines["SUM", 0]
        self._number(line, Q1, 5)
        self.env.flush_all()
        self.env.cr.execute(SQL("DELETE FROM asm_result_summary"))
        self.env.cr.execute(SQL("DELETE FROM asm_summary_touched"))
        self.summary._fill_once()
        self.env.invalidate_all()
        self.assertEqual(list(self.stored(line).values()), [5])
