"""The rules of the design's section "What the numbers mean", one class each."""

from datetime import date
from decimal import Decimal
from unittest import TestCase

from odoo.addons.asm_programs.tools import calendars, results, wording
from odoo.addons.asm_programs.tools.calendars import Window
from odoo.addons.asm_programs.tools.facts import Definition, Fact, Overlap, Slot

YEAR = Window(date(2026, 1, 1), date(2026, 12, 31))
SEX = frozenset({"sex"})
BOTH = frozenset({"sex", "age"})
SHARE = Definition(measure="percentage", is_ratio=True)
STOCK = Definition(time_aggregation="latest")


def quarter(number, year=2026):
    return calendars.period_of(date(year, 3 * number, 1), "quarter")


def to_decimal(number):
    return None if number is None else Decimal(str(number))


def fact(value=None, n=1, site=1, partner=1, year=2026, **more):
    """A row of quarter ``n``; categories and other fields by name."""
    fields = {name: more.pop(name) for name in list(more) if name in Fact._fields}
    fields.update((k, to_decimal(fields.get(k))) for k in ("numerator", "denominator"))
    return Fact(
        site,
        partner,
        year * 10 + n,
        *quarter(n, year),
        **{"categories": more, "value": to_decimal(value), **fields},
    )


def slot(n=1, site=1, partner=1, year=2026):
    return Slot(site, partner, year * 10 + n, *quarter(n, year))


def window(first, last=None, year=2026):
    return Window(quarter(first, year).date_from, quarter(last or first, year).date_to)


def read(definition, facts, days=YEAR, by=(), **more):
    return results.read(definition, facts, days, by, **more)


def total(definition, facts, days=YEAR, **more):
    return read(definition, facts, days, **more)[0]


def by_categories(definition, facts, days=YEAR, by=("sex",), **more):
    return {
        tuple(cell["categories"].values()): cell["value"]
        for cell in read(definition, facts, days, by, **more)
    }


class TestRule1BlankIsNotZero(TestCase):
    def test_nothing_reported_is_blank(self):
        cell = total(Definition(), [], expected=[slot()])
        self.assertIsNone(cell["value"])
        self.assertEqual((cell["reported"], cell["expected"]), (0, 1))
        self.assertEqual(cell["reason"], wording.NOT_REPORTED)

    def test_zero_is_a_number(self):
        cell = total(Definition(), [fact(0)], expected=[slot()])
        self.assertEqual((cell["value"], cell["reason"]), (0, None))

    def test_a_missing_number_says_why(self):
        missing = fact(missing_reason="not_accessible")
        cell = total(Definition(), [missing], expected=[slot()])
        self.assertEqual((cell["value"], cell["reason"]), (None, "not_accessible"))
        cell = total(Definition(), [missing, fact(3, site=2)])
        self.assertEqual((cell["value"], cell["reported"]), (3, 1))
        self.assertEqual(cell["expected"], 2)
        self.assertIn("not_accessible", cell["notes"])
        self.assertEqual(cell["reason"], wording.INCOMPLETE)

    def test_a_cell_has_exactly_these_keys(self):
        cell = read(Definition(), [fact(1)], by=("site", "period"))[0]
        self.assertEqual(
            cell,
            {
                "site_id": 1,
                "period_id": 20261,
                "categories": {},
                "value": 1,
                "numerator": None,
                "denominator": None,
                "reported": 1,
                "expected": 1,
                "carried": [],
                "reason": None,
                "notes": [],
            },
        )


class TestRule2Rows(TestCase):
    definition = Definition(exclusive=BOTH)

    def test_a_row_without_categories_is_the_total(self):
        facts = [fact(12), fact(6, sex="f"), fact(4, sex="m")]
        self.assertEqual(total(self.definition, facts)["value"], 12)

    def test_else_the_sum_of_the_finest_rows(self):
        crossed = [
            fact(n, sex=sex, age=age)
            for n, sex, age in ((1, "f", "a"), (2, "f", "b"), (3, "m", "a"))
        ]
        self.assertEqual(total(self.definition, crossed)["value"], 6)
        rows = [*crossed, fact(3, sex="f"), fact(3, sex="m")]
        self.assertEqual(total(self.definition, rows)["value"], 6)

    def test_finest_rows_that_are_not_complete_give_way_to_coarser_ones(self):
        rows = [fact(6, sex="f"), fact(4, sex="m"), fact(2, sex="f", age="a")]
        self.assertEqual(total(self.definition, rows)["value"], 10)

    def test_dimensions_side_by_side_are_not_added_together(self):
        rows = [fact(6, sex="f"), fact(4, sex="m"), fact(7, age="a"), fact(3, age="b")]
        self.assertEqual(total(self.definition, rows)["value"], 10)
        self.assertEqual(
            by_categories(self.definition, rows, by=("age",)),
            {(): 10, ("a",): 7, ("b",): 3},
        )

    def test_a_category_is_its_own_row_else_the_finest_inside(self):
        rows = [fact(6, sex="f"), fact(1, sex="f", age="a"), fact(3, sex="m", age="a")]
        values = by_categories(self.definition, [fact(9), *rows])
        self.assertEqual(values, {(): 9, ("f",): 6, ("m",): 3})

    def test_a_row_without_site_adds_to_the_sites(self):
        facts = [fact(5), fact(3, site=2), fact(7, site=None)]
        self.assertEqual(total(self.definition, facts)["value"], 15)
        cells = read(self.definition, facts, by=("site",))
        sites = {cell["site_id"]: cell["value"] for cell in cells}
        self.assertEqual(sites, {1: 5, 2: 3, None: 7})

    def test_partners_at_one_site_are_added(self):
        facts = [fact(5), fact(3, partner=2)]
        self.assertEqual(total(self.definition, facts)["value"], 8)

    def test_each_report_has_its_own_grain(self):
        facts = [fact(5), fact(2, site=2, sex="f"), fact(1, site=2, sex="m")]
        values = by_categories(self.definition, facts)
        self.assertEqual(values, {(): 8, ("f",): 2, ("m",): 1, ("_nd",): 5})

    def test_a_correction_is_added_to_what_it_corrects(self):
        facts = [fact(10), fact(-3, correction=True), fact(4, n=2)]
        self.assertEqual(total(self.definition, facts)["value"], 11)
        self.assertEqual(total(self.definition, facts)["reported"], 2)
        facts += [fact(6, sex="f"), fact(-1, sex="f", correction=True)]
        self.assertEqual(by_categories(self.definition, facts)[("f",)], 5)

    def test_a_correction_of_nothing_is_left_out_and_said(self):
        facts = [fact(10), fact(-3, n=2, correction=True)]
        cell = total(self.definition, facts)
        self.assertEqual((cell["value"], cell["reported"]), (10, 1))
        self.assertIn(wording.LONE_CORRECTION, cell["notes"])


class TestRule3Categories(TestCase):
    def test_the_rest_is_not_disaggregated(self):
        facts = [fact(10), fact(6, sex="f"), fact(3, sex="m")]
        values = by_categories(Definition(exclusive=SEX), facts)
        self.assertEqual(values, {(): 10, ("f",): 6, ("m",): 3, ("_nd",): 1})

    def test_no_rest_no_cell(self):
        facts = [fact(9), fact(6, sex="f"), fact(3, sex="m")]
        values = by_categories(Definition(exclusive=SEX), facts)
        self.assertEqual(values, {(): 9, ("f",): 6, ("m",): 3})

    def test_parts_that_do_not_exclude_each_other_are_not_added(self):
        facts = [fact(8, service="school"), fact(7, service="meal")]
        cell, *parts = read(Definition(exclusive=SEX), facts, by=("service",))
        self.assertEqual((cell["value"], cell["reason"]), (None, wording.NOT_EXCLUSIVE))
        self.assertEqual([part["value"] for part in parts], [7, 8])
        values = by_categories(Definition(), [fact(10), *facts], by=("service",))
        self.assertEqual(values, {(): 10, ("meal",): 7, ("school",): 8})

    def test_a_total_that_lacks_a_site_says_so(self):
        facts = [fact(8, service="school"), fact(5, site=2)]
        cell = total(Definition(), facts)
        self.assertEqual((cell["value"], cell["reported"], cell["expected"]), (5, 1, 2))
        self.assertEqual(cell["reason"], wording.NOT_EXCLUSIVE)

    def test_added_over_sex_within_a_service(self):
        facts = [
            fact(n, sex=sex, service=service)
            for n, sex, service in (
                (1, "f", "meal"),
                (2, "m", "meal"),
                (4, "f", "care"),
            )
        ]
        values = by_categories(Definition(exclusive=SEX), facts, by=("service",))
        self.assertEqual(values, {(): None, ("care",): 4, ("meal",): 3})

    def test_crossed_split_adds_up_to_the_total(self):
        facts = [
            fact(20),
            fact(9, sex="f"),
            fact(8, sex="m"),
            fact(4, sex="f", age="a"),
            fact(8, sex="m", age="b"),
        ]
        values = by_categories(Definition(exclusive=BOTH), facts, by=("sex", "age"))
        self.assertEqual(
            values,
            {
                (): 20,
                ("a", "f"): 4,
                ("_nd", "f"): 5,
                ("b", "m"): 8,
                ("_nd", "_nd"): 3,
            },
        )

    def test_ratio_parts_compare_numerators_and_denominators(self):
        facts = [
            fact(numerator=5, denominator=10),
            fact(numerator=3, denominator=4, sex="f"),
        ]
        _total, female, rest = read(
            Definition(is_ratio=True, exclusive=SEX, multiplier=Decimal(100)),
            facts,
            by=("sex",),
        )
        self.assertEqual((female["value"], rest["categories"]), (75, {"sex": "_nd"}))
        self.assertEqual((rest["numerator"], rest["denominator"]), (2, 6))

    def test_parts_above_the_total_are_noted(self):
        facts = [fact(10), fact(-5, correction=True), fact(6, sex="f")]
        cell = read(Definition(exclusive=SEX), facts, by=("sex",))[0]
        self.assertIn(wording.PARTS_EXCEED, cell["notes"])


class TestRule4Order(TestCase):
    def test_time_before_places(self):
        """The largest of the sums, not the sum of the largest."""
        definition = Definition(place_aggregation="maximum")
        facts = [fact(1), fact(9, n=2), fact(5, site=2), fact(6, n=2, site=2)]
        self.assertEqual(total(definition, facts)["value"], 11)

    def test_nothing_is_rounded(self):
        definition = Definition(time_aggregation="average")
        cell = total(definition, [fact("0.1"), fact("0.2", n=2)])
        self.assertEqual(cell["value"], Decimal("0.15"))

    def test_fewer_reported_than_expected_reads_as_incomplete(self):
        slots = [slot(n, site) for n in (1, 2) for site in (1, 2)]
        cell = total(Definition(), [fact(3), fact(2, site=2)], expected=slots)
        self.assertEqual((cell["reported"], cell["expected"]), (2, 4))
        self.assertEqual((cell["value"], cell["reason"]), (5, wording.INCOMPLETE))

    def test_expected_as_a_number(self):
        cell = total(Definition(), [fact(3)], expected=2)
        self.assertEqual((cell["reported"], cell["expected"]), (1, 2))
        cell = read(Definition(), [fact(3)], by=("site",), expected=2)[0]
        self.assertIsNone(cell["expected"])

    def test_expected_without_site_is_met_by_sites(self):
        slots = [slot(site=None), slot(2, site=None)]
        cell = total(Definition(), [fact(3), fact(2, site=2)], expected=slots)
        self.assertEqual((cell["reported"], cell["expected"]), (2, 3))

    def test_a_site_that_reports_nothing_has_a_cell(self):
        slots = [slot(), slot(site=2)]
        cells = read(Definition(), [fact(3)], by=("site",), expected=slots)
        self.assertEqual([cell["site_id"] for cell in cells], [1, 2])
        self.assertEqual((cells[1]["value"], cells[1]["expected"]), (None, 1))

    def test_a_category_counts_who_reported_it(self):
        facts = [fact(5, sex="f"), fact(7, site=2)]
        cells = read(Definition(exclusive=SEX), facts, by=("sex",))
        counts = {tuple(c["categories"].values()): c["reported"] for c in cells}
        self.assertEqual(counts, {(): 2, ("f",): 1, ("_nd",): 2})


class TestRule5OverTime(TestCase):
    def test_sum_average_maximum(self):
        facts = [fact(1), fact(5, n=2), fact(3, n=3)]
        for rule, expected in (("sum", 9), ("average", 3), ("maximum", 5)):
            cell = total(Definition(time_aggregation=rule), facts)
            self.assertEqual(cell["value"], expected, rule)

    def test_average_leaves_out_blanks(self):
        facts = [fact(1), fact(n=2, missing_reason="not_collected"), fact(3, n=3)]
        average = Definition(time_aggregation="average")
        self.assertEqual(total(average, facts)["value"], 2)

    def test_latest_carries_and_lists_what_it_carries(self):
        facts = [fact(10, n=3), fact(4, n=4), fact(20, n=3, site=2)]
        cell = total(STOCK, facts)
        self.assertEqual(cell["value"], 24)
        self.assertEqual(cell["carried"], [(2, date(2026, 9, 30))])

    def test_latest_carries_from_before_the_window_for_twelve_months(self):
        facts = [fact(10, n=4, year=2025)]
        cell = total(STOCK, facts, expected=[slot()])
        self.assertEqual((cell["value"], cell["reported"]), (10, 0))
        self.assertEqual(cell["carried"], [(1, date(2025, 12, 31))])
        self.assertEqual(cell["reason"], wording.INCOMPLETE)
        cell = total(STOCK, [fact(10, n=3, year=2025)])
        self.assertEqual((cell["value"], cell["reason"]), (None, wording.TOO_OLD))

    def test_latest_takes_the_last_set_of_rows_as_a_whole(self):
        definition = Definition(time_aggregation="latest", exclusive=SEX)
        facts = [fact(9), fact(5, sex="f"), fact(4, sex="m"), fact(8, n=2)]
        self.assertEqual(by_categories(definition, facts), {(): 8, ("_nd",): 8})

    def test_latest_without_site_is_carried_for_each_partner(self):
        facts = [fact(9, site=None), fact(8, n=2, site=None, partner=2)]
        cell = total(STOCK, facts, window(1, 2))
        self.assertEqual(cell["value"], 17)
        self.assertEqual(cell["carried"], [(None, date(2026, 3, 31))])

    def test_a_site_changes_its_partner(self):
        facts = [fact(9), fact(8, n=2, partner=2)]
        self.assertEqual(total(STOCK, facts, window(1, 2))["value"], 8)

    def test_two_partners_cannot_report_one_stock(self):
        cell = total(STOCK, [fact(9), fact(8, partner=2)], window(1))
        self.assertEqual(cell["reason"], wording.SEVERAL_PARTNERS)
        self.assertIsNone(cell["value"])

    def test_latest_in_each_period(self):
        facts = [fact(10), fact(20, site=2), fact(4, n=2)]
        cells = read(STOCK, facts, by=("period",))
        self.assertEqual([cell["value"] for cell in cells], [30, 24])
        self.assertEqual(cells[1]["carried"], [(2, date(2026, 3, 31))])

    def test_none_is_blank_when_there_are_several(self):
        definition = Definition(time_aggregation="none")
        self.assertEqual(total(definition, [fact(3)])["value"], 3)
        cell = total(definition, [fact(3), fact(4, n=2)])
        self.assertEqual((cell["value"], cell["reason"]), (None, wording.ONE_AT_A_TIME))

    def test_over_places(self):
        facts = [fact(1), fact(5, site=2, n=2)]
        for rule, expected in (("average", 3), ("maximum", 5), ("latest", 5)):
            cell = total(Definition(place_aggregation=rule), facts)
            self.assertEqual(cell["value"], expected, rule)
        cell = total(Definition(place_aggregation="none"), facts)
        self.assertEqual(cell["reason"], wording.ONE_PLACE_ONLY)
        self.assertIsNone(cell["value"])

    def test_latest_over_places_that_disagree(self):
        latest = Definition(place_aggregation="latest")
        cell = total(latest, [fact(1), fact(5, site=2)])
        self.assertEqual(cell["reason"], wording.SEVERAL_LATEST)
        self.assertIsNone(cell["value"])

    def test_words_are_not_added(self):
        cell = total(Definition(measure="qualitative"), [fact(text="calm")])
        self.assertEqual((cell["value"], cell["reported"]), (None, 1))
        self.assertEqual(cell["reason"], wording.WORDS)

    def test_what_one_of_two_without_a_site_lacks_is_told_whoever_comes_first(self):
        facts = [
            fact(5, n=1, site=None, year=2025),
            fact(7, n=4, site=None, partner=2, year=2025),
        ]
        for rows in (facts, facts[::-1]):
            [cell] = read(STOCK, rows, by=("site",))
            self.assertEqual((cell["value"], cell["reason"]), (7, wording.TOO_OLD))


class TestRule6Ratios(TestCase):
    def test_half_and_nine_hundredths(self):
        facts = [
            fact(numerator=1, denominator=2),
            fact(numerator=9, denominator=100, site=2),
        ]
        cell = total(SHARE, facts)
        self.assertEqual((cell["numerator"], cell["denominator"]), (10, 102))
        self.assertAlmostEqual(cell["value"], Decimal("9.80392156862745"), 12)

    def test_each_part_has_its_own_rule_over_time(self):
        rate = Definition(
            is_ratio=True, denominator_time="average", multiplier=Decimal(1000)
        )
        facts = [
            fact(numerator=1, denominator=400),
            fact(numerator=2, denominator=600, n=2),
        ]
        cell = total(rate, facts)
        self.assertEqual((cell["numerator"], cell["denominator"]), (3, 500))
        self.assertEqual(cell["value"], 6)

    def test_a_yearly_census_under_monthly_counts(self):
        rate = Definition(is_ratio=True, denominator_time="latest")
        facts = [fact(numerator=1), fact(numerator=2, denominator=10, n=2)]
        facts += [fact(numerator=3, n=3)]
        cell = total(rate, facts)
        self.assertEqual((cell["numerator"], cell["denominator"]), (6, 10))

    def test_a_half_is_left_out_with_its_other_half(self):
        facts = [
            fact(numerator=1, denominator=2),
            fact(denominator=100, site=2),
            fact(numerator=8, n=2),
        ]
        cell = total(SHARE, facts)
        self.assertEqual((cell["numerator"], cell["denominator"]), (1, 2))
        self.assertEqual(cell["reported"], 1)
        self.assertEqual(cell["reason"], wording.INCOMPLETE)

    def test_division_by_zero_is_blank(self):
        cell = total(SHARE, [fact(numerator=0, denominator=0)])
        self.assertIsNone(cell["value"])
        self.assertEqual((cell["numerator"], cell["denominator"]), (0, 0))
        self.assertEqual(cell["reason"], wording.ZERO_DENOMINATOR)

    def test_zero_of_something_is_zero(self):
        self.assertEqual(total(SHARE, [fact(numerator=0, denominator=4)])["value"], 0)

    def test_a_mean_is_a_sum_and_a_count(self):
        facts = [
            fact(numerator=300, denominator=3),
            fact(numerator=100, denominator=1, n=2),
        ]
        self.assertEqual(total(Definition(), facts)["value"], 100)

    def test_places_weighted_by_another_indicator(self):
        facts = [
            fact(numerator=1, denominator=2),
            fact(numerator=1, denominator=4, site=2),
        ]
        weights = {1: Decimal(3), 2: Decimal(1)}
        cell = total(SHARE, facts, weights=weights)
        self.assertEqual(cell["value"], Decimal("43.75"))
        cell = total(SHARE, facts, weights={1: Decimal(3)})
        self.assertEqual((cell["value"], cell["reason"]), (50, wording.WEIGHT_MISSING))

    def test_percentages_alone_are_never_added(self):
        definition = Definition(measure="percentage", time_aggregation="latest")
        self.assertEqual(total(definition, [fact(30)])["value"], 30)
        cell = total(definition, [fact(30), fact(50, site=2)])
        self.assertEqual((cell["value"], cell["reason"]), (None, wording.PERCENTAGES))


class TestRule7RunningTotals(TestCase):
    running = Definition(
        basis="cumulative", program_start=date(2025, 1, 1), exclusive=SEX
    )
    yearly = Definition(basis="cumulative", cumulative_since="year")

    def test_closing_minus_opening_per_site(self):
        facts = [fact(30, n=4, year=2025), fact(40), fact(55, n=2)]
        facts += [fact(5, n=4, year=2025, site=2), fact(6, n=2, site=2)]
        self.assertEqual(total(self.running, facts, window(1, 2))["value"], 26)
        self.assertEqual(total(self.running, facts, window(2))["value"], 16)

    def test_a_total_from_its_origin_opens_at_zero(self):
        facts = [fact(30, n=4, year=2025), fact(40)]
        days = Window(date(2025, 1, 1), date(2026, 3, 31))
        self.assertEqual(total(self.running, facts, days)["value"], 40)

    def test_a_missing_closing_carries_the_last(self):
        facts = [fact(30, n=4, year=2025), fact(40), fact(1, n=4, year=2025, site=2)]
        cell = total(self.running, facts, window(1, 2))
        self.assertEqual(cell["value"], 10)
        self.assertEqual(
            cell["carried"], [(1, date(2026, 3, 31)), (2, date(2025, 12, 31))]
        )

    def test_a_missing_opening_is_blank(self):
        cell = total(self.running, [fact(40)], window(1))
        self.assertEqual((cell["value"], cell["reason"]), (None, wording.NO_OPENING))

    def test_periods_add_up_to_the_window(self):
        facts = [fact(30, n=4, year=2025), fact(40), fact(70, n=3), fact(71, n=4)]
        cells = read(self.running, facts, by=("period",), expected=[slot(2)])
        self.assertEqual([cell["value"] for cell in cells], [10, 0, 30, 1])
        self.assertEqual(total(self.running, facts)["value"], 41)

    def test_categories_show_where_both_ends_have_them(self):
        facts = [
            fact(30, n=4, year=2025),
            fact(10, n=4, year=2025, sex="f"),
            fact(50),
            fact(25, sex="f"),
            fact(25, sex="m"),
        ]
        values = by_categories(self.running, facts)
        self.assertEqual(values, {(): 20, ("f",): 15, ("_nd",): 5})

    def test_totals_of_a_year_start_again(self):
        facts = [fact(30, n=3, year=2025), fact(50, n=4, year=2025), fact(7)]
        days = Window(date(2025, 10, 1), date(2026, 3, 31))
        self.assertEqual(total(self.yearly, facts, days)["value"], 27)
        self.assertEqual(total(self.yearly, facts, window(1))["value"], 7)

    def test_the_year_starts_in_the_calendars_month(self):
        fiscal = Definition(
            basis="cumulative", cumulative_since="year", fiscal_month=10
        )
        facts = [fact(50, n=4, year=2025), fact(70)]
        self.assertEqual(total(fiscal, facts, window(1))["value"], 20)

    def test_a_fall_is_noted(self):
        facts = [fact(30, n=4, year=2025), fact(28)]
        cell = total(self.running, facts, window(1))
        self.assertEqual(cell["value"], -2)
        self.assertIn(wording.RUNNING_TOTAL_FELL, cell["notes"])

    def test_a_period_across_the_start_of_the_window_is_no_closing(self):
        half = fact(50)._replace(period_id=1, date_to=date(2026, 6, 30))
        facts = [fact(20, n=4, year=2025), half]
        cell = total(self.running, facts, window(2))
        self.assertEqual((cell["value"], cell["reason"]), (0, wording.OUTSIDE))

    def test_both_parts_of_a_ratio_run(self):
        definition = Definition(basis="cumulative", is_ratio=True)
        facts = [
            fact(numerator=3, denominator=10, n=4, year=2025),
            fact(numerator=5, denominator=20),
        ]
        cell = total(definition, facts, window(1))
        self.assertEqual((cell["numerator"], cell["denominator"]), (2, 10))


PEOPLE = (fact(10, n=4, year=2025), fact(5), fact(3, site=2))


class TestRule8PeopleCountedOnce(TestCase):
    people = Definition(time_aggregation="unique", unique_month=10, exclusive=SEX)

    def test_a_window_from_the_start_of_the_scope_is_the_sum_of_new(self):
        days = Window(date(2025, 10, 1), date(2026, 3, 31))
        cell = total(self.people, PEOPLE, days)
        self.assertEqual(cell["value"], 18)
        self.assertIn(wording.UPPER_BOUND, cell["notes"])

    def test_any_other_window_is_blank_with_the_reason(self):
        for days in (window(1), YEAR, Window(date(2024, 10, 1), date(2026, 3, 31))):
            cell = total(self.people, PEOPLE, days)
            self.assertEqual((cell["value"], cell["reason"]), (None, wording.SCOPE))

    def test_one_source_is_no_upper_bound(self):
        days = Window(date(2025, 10, 1), date(2026, 3, 31))
        self.assertEqual(total(self.people, PEOPLE[:2], days)["notes"], [])
        cells = read(self.people, PEOPLE, days, by=("site",))
        self.assertEqual([cell["notes"] for cell in cells], [[], []])

    def test_life_starts_with_the_programme(self):
        life = Definition(
            time_aggregation="unique",
            unique_scope="life",
            program_start=date(2025, 6, 1),
        )
        days = Window(date(2025, 6, 1), date(2026, 3, 31))
        self.assertEqual(total(life, PEOPLE, days)["value"], 18)
        self.assertIsNone(total(life, PEOPLE, YEAR)["value"])

    def test_declared_overlaps_have_a_line_of_their_own(self):
        days = Window(date(2025, 10, 1), date(2026, 3, 31))
        overlap = Overlap(*quarter(1), Decimal(2), (1, 2))
        cell, line = read(self.people, PEOPLE, days, overlaps=[overlap])
        self.assertEqual((cell["value"], line["value"]), (16, -2))
        self.assertEqual(line["categories"], {"_overlap": "_overlap"})
        self.assertEqual(cell["notes"], [wording.OVERLAPS_SUBTRACTED])

    def test_categories_and_overlaps_add_up(self):
        facts = [fact(6, sex="f"), fact(4, sex="m"), fact(5, site=2, sex="f")]
        overlaps = [
            Overlap(*quarter(1), Decimal(2), (1, 2), {"sex": "f"}),
            Overlap(*quarter(1), Decimal(1), (1, 2)),
        ]
        definition = Definition(time_aggregation="unique", exclusive=SEX)
        cell, *parts = read(definition, facts, by=("sex",), overlaps=overlaps)
        self.assertEqual(cell["value"], 12)
        self.assertEqual(sum(part["value"] for part in parts), 12)

    def test_an_overlap_between_sites_is_none_of_one_site(self):
        definition = Definition(time_aggregation="unique")
        overlaps = [
            Overlap(*quarter(1), Decimal(2), (1, 2)),
            Overlap(*quarter(1), Decimal(1), (1,)),
        ]
        facts = [fact(6), fact(5, partner=2), fact(4, site=2)]
        cells = read(definition, facts, by=("site",), overlaps=overlaps)
        totals = [c["value"] for c in cells if not c["categories"]]
        self.assertEqual(totals, [10, 4])


class TestRule9Calendars(TestCase):
    def test_only_periods_wholly_inside_count(self):
        facts = [fact(5), fact(7, n=2)]
        cell = total(Definition(), facts, Window(date(2026, 1, 1), date(2026, 5, 31)))
        self.assertEqual((cell["value"], cell["reason"]), (5, wording.OUTSIDE))

    def test_nothing_is_pro_rated(self):
        days = Window(date(2026, 1, 1), date(2026, 2, 28))
        cell = total(Definition(), [fact(9)], days)
        self.assertEqual((cell["value"], cell["reason"]), (None, wording.OUTSIDE))

    def test_months_and_quarters_beside_each_other(self):
        month = calendars.period_of(date(2026, 1, 1), "month")
        facts = [fact(5), Fact(2, 2, 7, *month, (), Decimal(1))]
        self.assertEqual(total(Definition(), facts)["value"], 6)
        cells = read(Definition(), facts, by=("period",))
        self.assertEqual(
            {cell["period_id"]: cell["value"] for cell in cells}, {7: 1, 20261: 5}
        )

    def test_factor_to_the_awards_unit(self):
        self.assertEqual(
            total(Definition(), [fact(2500)], factor=Decimal("0.001"))["value"],
            Decimal("2.5"),
        )
