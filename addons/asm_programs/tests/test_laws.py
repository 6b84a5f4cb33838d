"""Laws that hold for any numbers, read through the models and the database."""

from decimal import Decimal

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from odoo.fields import Date
from odoo.tests import tagged

from ..models._later import LATER
from ..tools import clock
from .common import YEAR
from .test_summary import QUARTERS, SummaryCommon

HALF = Date.to_date("2025-07-01")
SPLITS = ("program", "country", "site", "period", "theme", "sdg")

# which programme, quarter, partner, site and category a number is of
PLACES = st.tuples(*map(st.integers, (0,) * 5, (2, 3, 1, 2, 2)))
NUMBERS = st.one_of(st.just(0), st.integers(0, 500))
# in tenths of a percent
CUTS = st.tuples(st.integers(0, 1000), st.integers(0, 1000)).map(sorted)


def law(*strategies):
    """Try a law on a few cases, each undone: they go through the database."""
    return lambda test: settings(
        max_examples=4,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.generate],
    )(given(*strategies)(test))


@tagged("post_install", "-at_install")
class TestLaws(SummaryCommon):
    """What was reported is credited whole, and counted once wherever it is shown."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.child = cls._program("TST-CHILD", parent_id=cls.program.id)
        cls.other = cls._program("TST-OTHER")
        cls.programs = cls.program | cls.child | cls.other
        cls.programs[0].theme_ids = cls.env["mtm.theme"].search([], limit=2)
        cls.definition = cls._definition("LAW", cls.sex, whole_units=True)
        cls.lines = [cls._use(cls.definition, program) for program in cls.programs]
        cls.awards = cls._award("GR-1") + cls._award("GR-2")
        cls.awards += cls._award("OWN", kind="own", donor_id=False)
        cls.sites = (cls.north.id, cls.abroad.id, False)
        combination = cls.env["mtm.disaggregation"]._for_values
        cls.categories = (
            False,
            combination(cls.female).id,
            combination(cls.male).id,
        )
        cls.reports = {
            (program, quarter, partner): cls._submission(
                days, who, cls.programs[program]
            )
            for program in range(3)
            for quarter, days in enumerate(QUARTERS)
            for partner, who in enumerate((cls.partner, cls.other_partner))
        }
        cls.summary._drain()

    def _fill(self, numbers):
        """Approve numbers; totals have room for the parts of their place."""
        approved = {
            "state": "approved",
            "approved_by": self.approver.id,
            "approved_on": clock.now(),
        }
        actuals = self.env["asm.actual"].with_context(asm_parts_checked=LATER)
        actuals.sudo().create(
            [
                {
                    "submission_id": self.reports[program, quarter, partner].id,
                    "program_indicator_id": self.lines[program].id,
                    "site_id": self.sites[site],
                    "disaggregation_id": self.categories[category],
                    "value": float(number + (0 if category else 1_000)),
                    **approved,
                }
                for (program, quarter, partner, site, category), number in (
                    numbers.items()
                )
            ]
        )
        self.env.flush_all()
        self.env.invalidate_all()

    def _counted(self, numbers, program=None):
        """Return what was reported, added up by hand: a total, else its parts."""
        total, parts = {}, {}
        for (of, quarter, partner, site, category), number in numbers.items():
            if program is None or of == program:
                place = of, quarter, partner, site
                if category:
                    parts[place] = parts.get(place, 0) + number
                else:
                    total[place] = number + 1_000
        return sum((parts | total).values())

    def _shares(self, cuts):
        """Return ``{award: percent}`` of two awards and own resources."""
        low, high = cuts
        parts = (low, high - low, 1_000 - high)
        return {
            award: part / 10
            for award, part in zip(self.awards, parts, strict=True)
            if part
        }

    def test_awards_and_own_resources_add_up_to_what_was_reported(self):
        """Rule 14, with shares that change in the middle of the year."""
        line = self.lines[0].with_user(self.manager)

        @law(st.dictionaries(PLACES, NUMBERS, min_size=1, max_size=8), CUTS, CUTS)
        def check(numbers, first, second):
            with self.undone():
                self._share(self._shares(first))
                self._share(self._shares(second), HALF)
                self._fill(numbers)
                for by in ((), ("site",), ("period",), ("sex",)):
                    whole = self._by_cell(line.read_results(*YEAR, by=by)[line.id])
                    dealt = {}
                    for award in self.awards:
                        cells = line.read_results(*YEAR, award_id=award.id, by=by)
                        for key, value in self._by_cell(cells[line.id]).items():
                            dealt[key] = dealt.get(key, 0) + value
                            self.assertEqual(value % 1, 0)
                    self.assertEqual(dealt, {key: whole[key] for key in dealt})
                    self.assertEqual(
                        sum(dealt.values()), sum(whole[key] for key in whole)
                    )
                total = line.read_results(*YEAR)[line.id][0]["value"]
                self.assertEqual(total or 0, self._counted(numbers, 0))

        check()

    def _by_cell(self, cells):
        return {
            (
                cell.get("site_id"),
                cell.get("period_id"),
                *sorted(cell["categories"].items()),
            ): cell["value"] or Decimal(0)
            for cell in cells
        }

    def test_the_portfolio_counts_nothing_twice(self):
        """However the reports of programmes, partners and sites are alike."""
        self.lines[0].includes_children = True
        portfolio = self.env["asm.portfolio"].with_user(self.manager)

        @law(st.dictionaries(PLACES, NUMBERS, max_size=12))
        def check(numbers):
            with self.undone():
                self._fill(numbers)
                for _drained in range(2):
                    for name in SPLITS:
                        rows = portfolio.read_totals(
                            *YEAR, by=(name,), indicator_ids=self.definition.ids
                        )
                        self._check_split(name, rows, self._counted(numbers))
                    self.summary._drain()

        check()

    def _check_split(self, name, rows, counted):
        totals = [row["value"] or 0 for row in rows if row["is_total"]]
        self.assertEqual(sum(totals), counted, name)
        # a programme shows what it takes in, too, and one of two themes is under each
        if name not in ("program", "theme", "sdg"):
            parts = [row["value"] or 0 for row in rows if not row["is_total"]]
            self.assertEqual(sum(parts), counted, name)
