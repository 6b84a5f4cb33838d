"""The totals of reports say what the plain calculation says, on random numbers."""

from decimal import Decimal

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from odoo import Command
from odoo.fields import Date
from odoo.tests import tagged
from odoo.tools import SQL

from ..models._later import LATER
from ..models._portfolio import Portfolio
from ..tools import calendars, clock
from .common import Q1, Q2, YEAR
from .test_summary import QUARTERS, SummaryCommon

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
        Actual = self.env["asm.actual"].with_context(asm_parts_checked=LATER)
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

    def test_queries_of_the_portfolio_do_not_grow_with_what_it_adds_up(self):
        few = self._count_portfolio()
        for number in range(6):
            program = self._program(f"MORE-{number}")
            definition = self._definition(f"MORE-{number}", self.sex)
            lines = [
                self._use(definition, program) for program in (program, self.second)
            ]
            for line in lines:
                self._number(line, Q1, 1, categories=self.female)
                self._number(line, Q2, 1, site_id=self.abroad)
        self.summary._drain()
        self.assertLessEqual(self._count_portfolio(), few)

    def _count_portfolio(self):
        Portfolio = self.env["asm.portfolio"].with_user(self.manager)
        counted = [by for by in GROUPINGS if not {"theme", "sdg"} & {*by}]
        codes = ["SUM", "PCT", *(f"MORE-{n}" for n in range(6))]
        found = self.env["asm.indicator"].search([("code", "in", codes)])
        asked = {"indicator_ids": found.ids}
        Portfolio.read_groupings(*YEAR, counted, **asked)
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        rows = Portfolio.read_groupings(*YEAR, counted, **asked)
        self.assertEqual(len(rows[0]), len(found))
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
