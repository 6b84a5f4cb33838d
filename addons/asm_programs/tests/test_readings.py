"""Many questions answered from rows that are fetched once, as if each were asked."""

from itertools import product

from odoo import Command
from odoo.exceptions import AccessError
from odoo.fields import Date
from odoo.tests import new_test_user, tagged

from ..models._later import LATER
from ..models._readings import Readings
from ..tools import clock
from .common import Q1, Q2, Q3, Q4, YEAR, AsmCommon

WINDOWS = (Q1, Q2, ("2025-02-01", "2025-08-15"), Q3, ("2025-04-01", Q4[1]), YEAR)
SPLITS = ((), ("sex",), ("site",), ("period",), ("site", "period", "sex"))
# of each kind of adding up, with what else the definition says
KINDS = {
    "SUM": {},
    "TONNES": {"whole_units": False},
    "LATEST": {"time_aggregation": "latest"},
    "AVERAGE": {"time_aggregation": "average", "place_aggregation": "average"},
    "MAXIMUM": {"time_aggregation": "maximum", "place_aggregation": "maximum"},
    "NONE": {"time_aggregation": "none", "place_aggregation": "none"},
    "UNIQUE": {"unit": "person", "time_aggregation": "unique", "unique_scope": "year"},
    "LIFE": {"unit": "person", "time_aggregation": "unique", "unique_scope": "life"},
    "RUNNING": {"basis": "cumulative", "cumulative_since": "program"},
    "OF-YEAR": {"basis": "cumulative", "cumulative_since": "year"},
    "RATIO": {"measure": "percentage", "unit": "%", "is_ratio": True},
}


@tagged("post_install", "-at_install")
class TestReadings(AsmCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.lines = cls.env["asm.program.indicator"]
        for code, values in KINDS.items():
            cls.lines += cls._line(f"TST-{code}", dimensions=cls.sex, **values)
        cls.sum, cls.ratio = cls.lines[0], cls.lines[-1]
        cls.lines += cls._line("TST-FORMULA", formula="{TST-SUM} / {TST-TONNES}")
        cls.lines += cls._line(
            "TST-WEIGHTED",
            place_aggregation="average",
            place_weight_id=cls.sum.indicator_id.id,
        )
        cls.lines += cls._line("TST-STEPS", measure="milestone", unit="step")
        cls.steps = cls.lines[-1]
        cls.award = cls._award()
        cls._share({cls.award: 60, cls._award("OWN", kind="own", donor_id=False): 40})
        cls._award_line(cls.award, cls.sum, basis="since_award", factor=2)
        cls._fill_all()

    @classmethod
    def _fill_all(cls):
        combination = cls.env["mtm.disaggregation"]._for_values
        rows = [
            cls._values(line, days, site, number, category)
            for line in cls.lines
            if line not in (cls.steps, cls.lines[-3])
            for days, site, number, category in (
                (Q1, cls.north, 10, False),
                (Q1, cls.north, 4, combination(cls.female).id),
                (Q1, cls.south, 3, combination(cls.male).id),
                (Q2, cls.north, 11.5, False),
                (Q2, cls.south, 8, False),
                (Q3, False, 12, False),
                (Q4, cls.north, 14, combination(cls.female).id),
                (Q4, cls.north, 15, combination(cls.male).id),
            )
        ]
        cls.actuals = cls._create(rows)
        cls.env["asm.milestone"].create(
            [
                {"name": name, "program_indicator_id": cls.steps.id, **days}
                for name, days in {
                    "A": {"date_done": "2025-03-01", "date_planned": "2025-02-01"},
                    "B": {"date_done": "2025-07-01", "date_planned": "2025-09-01"},
                    "C": {"date_planned": "2025-10-01"},
                }.items()
            ]
        )
        cls.env["asm.assignment"].create(
            [
                {"program_indicator_id": line.id, "partner_id": cls.partner.id}
                for line in cls.lines
            ]
        )
        for line in cls.lines[:3]:
            cls._target(line, 40)
            cls._target(line, 9, Q2)
            cls._baseline(line, 5)
        cls.env.flush_all()

    @classmethod
    def _values(cls, line, days, site, number, category=False, **values):
        of_ratio = {"numerator": number, "denominator": number + 5}
        return {
            "submission_id": cls._submission(days, program=line.program_id).id,
            "program_indicator_id": line.id,
            "site_id": site and site.id,
            "disaggregation_id": category,
            **(of_ratio if line == cls.ratio else {"value": number}),
            "state": "approved",
            "approved_by": cls.approver.id,
            "approved_on": clock.now(),
            **values,
        }

    @classmethod
    def _create(cls, rows):
        actuals = cls.env["asm.actual"].with_context(asm_parts_checked=LATER)
        return actuals.sudo().create(rows)

    def assertSame(self, lines=None, windows=WINDOWS, **asked):
        """Say that one reading gives what each question gives alone."""
        lines = self.lines if lines is None else lines
        lines = lines.with_user(self.officer)
        plain = {"award_id": None, "site_ids": None, "as_of": None} | asked
        readings = Readings(lines, Date.to_date(YEAR[1]), lines._moment(plain["as_of"]))
        for days, by in product(windows, SPLITS):
            question = lines._question(*days, by=by, **plain)
            with self.subTest(days=days, by=by, **asked):
                alone = lines.read_achievement(*days, by=by, **plain)
                self.assertEqual(readings.achievement(lines, question), alone)

    def test_all_kinds_of_adding_up(self):
        self.assertSame()

    def test_for_an_award(self):
        self.assertSame(award_id=self.award.id)

    def test_of_some_sites(self):
        self.assertSame(site_ids=self.north.ids)

    def test_of_some_sites_for_an_award(self):
        self.assertSame(self.lines[:3], award_id=self.award.id, site_ids=self.north.ids)

    def test_as_of_a_moment(self):
        moment = clock.now()
        self.actuals[:4].with_user(self.approver).action_reopen("Counted twice")
        self.env.flush_all()
        self.assertSame(self.lines[:3], as_of=moment)
        self.assertSame(self.lines[:3])

    def test_corrections_of_earlier_and_later_periods(self):
        first, later = self.actuals[0], self.actuals[3]
        self._create(
            [
                self._values(
                    self.sum, days, self.north, -2, correction_of_id=corrected.id
                )
                # one is reported before the period of what it corrects has begun
                for days, corrected in ((Q4, first), (Q2, first), (Q1, later))
            ]
        )
        self.assertSame(self.sum)
        # what it corrects is not there any more
        (first | later).with_user(self.approver).action_reopen("Counted twice")
        self.env.flush_all()
        self.assertSame(self.sum)

    def test_what_becomes_a_ratio_later(self):
        line = self._line("TST-BECOMES", dimensions=self.sex)
        ratio = {"value": False, "numerator": 1, "denominator": 4}
        self._create(
            [
                self._values(line, Q1, self.north, 10),
                self._values(line, Q4, self.north, 0, **ratio),
            ]
        )
        self.assertSame(line)

    def test_parts_of_a_programme_with_another_calendar(self):
        child = self._program("TST-CHILD", parent_id=self.program.id, frequency="month")
        self.sum.includes_children = self.steps.includes_children = True
        taken = self._use(self.sum.indicator_id, child)
        months = [(f"2025-0{n}-01", f"2025-0{n}-28") for n in (2,)]
        self._create([self._values(taken, days, self.south, 7) for days in months])
        steps = self._use(self.steps.indicator_id, child)
        self.env["asm.milestone"].create(
            {
                "name": "B",
                "program_indicator_id": steps.id,
                "date_done": "2025-05-01",
            }
        )
        self.assertSame(self.sum | self.steps | self.lines[-3])

    def test_declared_overlaps(self):
        line = self.lines.filtered(lambda one: one.code == "TST-UNIQUE")
        overlap = self.env["asm.overlap"].create(
            {
                "program_ids": [Command.set(self.program.ids)],
                "site_ids": [Command.set((self.north | self.south).ids)],
                "indicator_id": line.indicator_id.id,
                "period_id": self._submission(Q2).period_id.id,
                "value": 2,
            }
        )
        overlap.with_user(self.approver).action_approve()
        self.assertSame(line)

    def test_days_as_asked_beside_those_of_the_basis(self):
        lines = self.sum.with_user(self.officer)
        readings = Readings(lines, Date.to_date(YEAR[1]))
        for as_asked in (False, True, False):
            asked = lines.with_context(asm_days_as_asked=as_asked)
            question = asked._question(*Q2, self.award.id, None, (), None)
            alone = asked.read_results(*Q2, award_id=self.award.id)
            self.assertEqual(readings.results(lines, question), alone)
        self.assertNotEqual(
            alone,
            lines.with_context(asm_days_as_asked=True).read_results(
                *Q2, award_id=self.award.id
            ),
        )

    def test_no_more_queries_for_more_windows(self):
        lines = self.lines.with_user(self.officer)
        windows = (YEAR, Q1, Q2, Q3)
        counts = []
        for some in (windows[:1], windows, windows[:1], windows):
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            readings = Readings(lines, Date.to_date(YEAR[1]))
            for days in some:
                question = lines._question(*days, None, None, (), None)
                readings.achievement(lines, question)
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(counts[2], counts[3])

    def test_days_after_the_last_are_refused(self):
        readings = Readings(self.sum, Date.to_date(Q2[1]))
        question = self.sum._question(*YEAR, None, None, (), None)
        with self.assertRaises(ValueError):
            readings.results(self.sum, question)

    def test_who_may_not_read_an_indicator(self):
        employee = new_test_user(self.env, "asm_employee", "base.group_user")
        with self.assertRaises(AccessError):
            Readings(self.sum.with_user(employee), Date.to_date(YEAR[1]))
