"""Laws that hold for any rows, not only for examples."""

from datetime import date
from decimal import Decimal
from unittest import TestCase

from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.addons.asm_programs.tools import calendars, credit, results, series
from odoo.addons.asm_programs.tools.calendars import Window
from odoo.addons.asm_programs.tools.facts import Definition, Fact, Slot


def law(*strategies):
    """Try a law on many rows, however slow the machine is today."""
    return lambda test: settings(deadline=None)(given(*strategies)(test))


YEAR = Window(date(2026, 1, 1), date(2026, 12, 31))
QUARTERS = calendars.periods_within("quarter", 1, *YEAR)
EXCLUSIVE = frozenset({"sex", "age"})
NUMBERS = st.integers(0, 50).map(Decimal)

CATEGORIES = st.fixed_dictionaries(
    {}, optional={"sex": st.sampled_from("fm"), "age": st.sampled_from("ab")}
)
PLACES = st.sampled_from([(1, 1), (2, 1), (2, 2), (None, 1), (None, 2), (3, 3)])


@st.composite
def facts(draw, categories=CATEGORIES):
    """Rows as the database can hold them: one for each key."""
    keys = draw(
        st.lists(
            st.tuples(PLACES, st.integers(0, 3), categories),
            max_size=12,
            unique_by=lambda key: (key[0], key[1], tuple(key[2].items())),
        )
    )
    return [
        Fact(
            *place,
            quarter,
            *QUARTERS[quarter],
            parts,
            draw(NUMBERS),
            draw(NUMBERS),
            draw(st.integers(1, 50).map(Decimal)),
        )
        for place, quarter, parts in keys
    ]


DEFINITIONS = st.builds(
    Definition,
    exclusive=st.just(EXCLUSIVE),
    time_aggregation=st.sampled_from(["sum", "latest", "average", "maximum", "none"]),
    place_aggregation=st.sampled_from(["sum", "average", "maximum", "latest"]),
    is_ratio=st.booleans(),
    denominator_time=st.sampled_from(["sum", "latest", "average", "maximum"]),
    basis=st.sampled_from(["incremental", "cumulative"]),
)
SPLITS = st.lists(
    st.sampled_from(["site", "period", "sex", "age"]), unique=True, max_size=4
)
SUMS = Definition(exclusive=EXCLUSIVE)


def totals(cells):
    return [cell for cell in cells if not cell["categories"]]


def numbers(cells):
    return {
        (c.get("site_id"), c.get("period_id"), *sorted(c["categories"].items())): (
            c["value"],
            c["numerator"],
            c["denominator"],
        )
        for c in cells
    }


class TestLaws(TestCase):
    @law(facts(), DEFINITIONS, SPLITS, st.randoms())
    def test_order_does_not_matter(self, rows, definition, by, random):
        shuffled = random.sample(rows, len(rows))
        self.assertEqual(
            results.read(definition, rows, YEAR, by),
            results.read(definition, shuffled, YEAR, by),
        )

    @law(facts(), DEFINITIONS, st.lists(st.sampled_from(["sex", "age"]), unique=True))
    def test_adding_an_empty_place_changes_nothing(self, rows, definition, by):
        empty = Fact(9, 9, 0, *QUARTERS[0], missing_reason="not_collected")
        self.assertEqual(
            numbers(results.read(definition, rows, YEAR, by)),
            numbers(results.read(definition, [*rows, empty], YEAR, by)),
        )

    @law(facts())
    def test_periods_add_up_to_the_window(self, rows):
        periods = totals(results.read(SUMS, rows, YEAR, ("period",)))
        [whole] = results.read(SUMS, rows, YEAR)
        self.assertEqual(sum(cell["value"] for cell in periods), whole["value"] or 0)

    @law(facts())
    def test_sites_add_up_to_all(self, rows):
        sites = totals(results.read(SUMS, rows, YEAR, ("site",)))
        [whole] = results.read(SUMS, rows, YEAR)
        self.assertEqual(sum(cell["value"] for cell in sites), whole["value"] or 0)

    @law(facts(), DEFINITIONS, SPLITS)
    def test_total_does_not_depend_on_the_split(self, rows, definition, by):
        by = [code for code in by if code not in ("site", "period")]
        split, *_parts = results.read(definition, rows, YEAR, by)
        [whole] = results.read(definition, rows, YEAR)
        self.assertEqual(split | {"notes": []}, whole | {"notes": []})

    @law(facts(st.sampled_from([{"sex": s, "age": a} for s in "fm" for a in "ab"])))
    def test_exclusive_parts_add_up_to_the_total(self, rows):
        for by in (["sex"], ["age"], ["sex", "age"]):
            whole, *parts = results.read(SUMS, rows, YEAR, by)
            self.assertEqual(sum(part["value"] for part in parts), whole["value"] or 0)

    @law(facts(), DEFINITIONS, SPLITS)
    def test_no_more_is_reported_than_expected(self, rows, definition, by):
        slots = [Slot(1, 1, n, *days) for n, days in enumerate(QUARTERS)]
        for cell in results.read(definition, rows, YEAR, by, slots):
            self.assertLessEqual(cell["reported"], cell["expected"])

    @law(facts(), DEFINITIONS, SPLITS)
    def test_blank_has_a_reason(self, rows, definition, by):
        for cell in results.read(definition, rows, YEAR, by):
            if cell["value"] is None:
                self.assertTrue(cell["reason"])

    @law(facts())
    def test_running_totals_of_periods_add_up_to_the_window(self, rows):
        rows = [row for row in rows if not row.categories and row[:2] != (2, 2)]
        running = Definition(basis="cumulative")
        periods = results.read(running, rows, YEAR, ("period",))
        [whole] = results.read(running, rows, YEAR)
        self.assertEqual(sum(cell["value"] for cell in periods), whole["value"] or 0)


@st.composite
def shares(draw):
    """Shares of three awards that add up to 100 %, changing in July."""
    result = []
    for start, end in ((date(2026, 1, 1), date(2026, 6, 30)), (date(2026, 7, 1), None)):
        cuts = sorted(draw(st.tuples(*[st.integers(1, 999)] * 2)))
        parts = (cuts[0], cuts[1] - cuts[0], 1000 - cuts[1])
        result += [
            credit.Share(n, f"GR-{n}", "share", Decimal(part) / 10, start, end)
            for n, part in enumerate(parts)
            if part
        ]
    return tuple(result)


def with_room(rows):
    """Let totals be large enough for their parts, as validation does."""
    return [
        row._replace(value=row.value + (0 if row.categories else 100)) for row in rows
    ]


FINE = facts(st.sampled_from([{}, {"sex": "f"}, {"sex": "m"}])).map(with_room)


class TestGatheredLaws(TestCase):
    """Rows gathered once give what rows of fewer days give by themselves."""

    @law(facts(), DEFINITIONS, SPLITS, st.integers(0, 3))
    def test_an_earlier_day_is_as_if_no_more_were_known(self, rows, definition, by, n):
        window = Window(YEAR.date_from, QUARTERS[n].date_to)
        gathered = results.gather(definition, rows)
        known = [row for row in rows if row.date_from <= window.date_to]
        self.assertEqual(
            results.read_gathered(gathered.up_to(window.date_to), window, by),
            results.read(definition, known, window, by),
        )

    @law(facts(), DEFINITIONS, SPLITS, SPLITS)
    def test_what_was_read_before_changes_nothing(self, rows, definition, by, other):
        gathered = results.gather(definition, rows)
        results.read_gathered(gathered, YEAR, other)
        results.read_gathered(gathered.up_to(QUARTERS[1].date_to), QUARTERS[1], other)
        self.assertEqual(
            results.read_gathered(gathered, YEAR, by),
            results.read(definition, rows, YEAR, by),
        )


class TestCreditLaws(TestCase):
    """Rule 14: what is dealt out adds up, however it is looked at."""

    def credited(self, rows, credit_shares, by=(), definition=SUMS):
        return [
            results.read(
                definition, rows, YEAR, by, credit=credit.Credit(n, credit_shares)
            )
            for n in range(3)
        ]

    @law(FINE, shares())
    def test_awards_add_up_to_what_was_reported(self, rows, credit_shares):
        [whole] = results.read(SUMS, rows, YEAR)
        awards = self.credited(rows, credit_shares)
        dealt = sum(cells[0]["value"] or 0 for cells in awards)
        self.assertEqual(dealt, whole["value"] or 0)
        self.assertTrue(all((c[0]["value"] or 0) % 1 == 0 for c in awards))

    @law(FINE, shares())
    def test_categories_add_up_within_and_across_awards(self, rows, credit_shares):
        _total, *parts = results.read(SUMS, rows, YEAR, ("sex",))
        awards = self.credited(rows, credit_shares, ("sex",))
        for whole, *mine in awards:
            self.assertEqual(sum(p["value"] or 0 for p in mine), whole["value"] or 0)
            self.assertTrue(all((part["value"] or 0) >= 0 for part in mine))
        for position, part in enumerate(parts, 1):
            dealt = sum(cells[position]["value"] or 0 for cells in awards)
            self.assertEqual(dealt, part["value"])

    @law(FINE, shares())
    def test_longer_windows_add_the_periods(self, rows, credit_shares):
        for by in ((), ("sex",)):
            years = self.credited(rows, credit_shares, by)
            quarters = self.credited(rows, credit_shares, ("period", *by))
            for year, periods in zip(years, quarters, strict=True):
                dealt = sum(cell["value"] or 0 for cell in totals(periods))
                self.assertEqual(dealt, totals(year)[0]["value"] or 0)

    @law(FINE, shares())
    def test_a_split_by_site_keeps_the_total(self, rows, credit_shares):
        wholes = self.credited(rows, credit_shares)
        sites = self.credited(rows, credit_shares, ("site",))
        for [whole], cells in zip(wholes, sites, strict=True):
            self.assertEqual(
                sum(cell["value"] or 0 for cell in cells), whole["value"] or 0
            )

    @law(st.dictionaries(st.text("ab", max_size=3), NUMBERS, min_size=1), shares())
    def test_rows_and_columns_of_a_table_add_up(self, parts, credit_shares):
        table = credit.allot_parts(
            parts, credit.shares_on(credit_shares, date(2026, 1, 1))
        )
        for key, number in parts.items():
            column = [given[key] for given in table.values()]
            self.assertEqual(sum(cell.allotted for cell in column), number)
            self.assertTrue(all(cell.allotted >= 0 for cell in column))
            self.assertEqual(sum(cell.exact for cell in column), number)


def of_program(rows, program_id):
    return [row._replace(program_id=program_id) for row in rows]


class TestProgramLaws(TestCase):
    """Several programmes, and several versions of a definition, read together."""

    @law(facts(), facts())
    def test_programmes_add_up_and_nothing_counts_twice(self, one, other):
        """However alike the reports of two programmes are."""
        together = of_program(one, 1) + of_program(other, 2)
        [whole] = results.read(SUMS, together, YEAR, programs={1: SUMS, 2: SUMS})
        apart = [results.read(SUMS, rows, YEAR)[0] for rows in (one, other)]
        self.assertEqual(whole["value"] or 0, sum(cell["value"] or 0 for cell in apart))
        self.assertEqual(whole["reported"], sum(cell["reported"] for cell in apart))

    @law(facts(), DEFINITIONS)
    def test_a_programme_read_with_an_empty_one_stays_as_it_is(self, rows, definition):
        [alone] = results.read(definition, rows, YEAR)
        [together] = results.read(
            definition,
            of_program(rows, 1),
            YEAR,
            programs={1: definition, 2: definition},
        )
        self.assertEqual(alone, together)

    @law(facts())
    def test_the_same_report_at_two_versions_counts_once(self, rows):
        self.assertEqual(series.one_series([rows, rows]), rows)

    @law(facts(), facts())
    def test_the_newest_version_is_whole(self, newer, older):
        found = series.one_series([newer, older])
        self.assertEqual(found[: len(newer)], newer)
        slots = {row.slot for row in newer}
        self.assertFalse([row for row in found[len(newer) :] if row.slot in slots])
