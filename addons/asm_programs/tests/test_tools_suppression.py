"""Nobody works out a small number from what is shown: an attacker of our own tries."""

from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import product
from unittest import TestCase

from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.addons.asm_programs.tools.disclosure import (
    Number,
    Series,
    hidden_in,
    table_of,
)
from odoo.addons.asm_programs.tools.suppression import (
    SMALL,
    Reader,
    Table,
    suppress,
)
from odoo.addons.mines_to_markets.tests import tried

LEAST = 5
YEAR = (date(2025, 1, 1), date(2025, 12, 31))
QUARTERS = [
    (date(2025, 1, 1), date(2025, 3, 31)),
    (date(2025, 4, 1), date(2025, 6, 30)),
    (date(2025, 7, 1), date(2025, 9, 30)),
    (date(2025, 10, 1), date(2025, 12, 31)),
]
HALF = (date(2025, 1, 1), date(2025, 6, 30))
COUNTS = st.sampled_from([0, 0, 1, 2, 3, 4, 5, 6, 9, 12, 40])


def law(*strategies, examples=100):
    """Try a law on the same many tables, however slow the machine is today."""
    chosen = settings(deadline=None, derandomize=True, max_examples=examples)
    return lambda test: chosen(given(*strategies)(test))


def number(key, value, window=YEAR, places=None, batch=0, **categories):
    return Number(
        key, window, places, frozenset(categories.items()), Decimal(value), batch
    )


@st.composite
def crossed(draw, rows=3, columns=3):
    """A table of sexes and sites with its totals, some of which are not shown."""
    sexes, sites = draw(st.integers(2, rows)), draw(st.integers(2, columns))
    counts = {place: draw(COUNTS) for place in product(range(sexes), range(sites))}
    shown = []
    for sex, site in product([None, *range(sexes)], [None, *range(sites)]):
        value = sum(
            count
            for (one, other), count in counts.items()
            if sex in (None, one) and site in (None, other)
        )
        if draw(st.integers(0, 9)):
            where = None if site is None else frozenset([site])
            what = {} if sex is None else {"sex": sex}
            shown.append(number((sex, site), value, places=where, **what))
    return table_of({"people": Series(shown, frozenset(["sex"]))})


@st.composite
def years(draw):
    """Months of several windows and places, as releases show them one by one."""
    counts = {place: draw(COUNTS) for place in product(range(4), range(3))}
    shown = []
    for batch in range(draw(st.integers(1, 4))):
        window = draw(st.sampled_from([*QUARTERS, HALF, YEAR]))
        places = draw(
            st.sampled_from([None, *map(frozenset, ([0], [1], [2], [0, 1], [1, 2]))])
        )
        value = sum(
            count
            for (quarter, site), count in counts.items()
            if window[0] <= QUARTERS[quarter][0] <= window[1]
            and (places is None or site in places)
        )
        shown.append(number(batch, value, window, places, batch))
    return table_of({"people": Series(shown)})


@st.composite
def corrected(draw):
    """A table of which one place was corrected after it was shown."""
    counts = {place: draw(COUNTS) for place in product("fm", (1, 2))}
    place = draw(st.sampled_from(sorted(counts)))
    later = counts | {place: max(0, counts[place] + draw(st.integers(-6, 6)))}
    boxes = sorted(product(("", "f", "m"), (0, 1, 2)))
    rules = Series(exclusive=frozenset(["sex"]))
    for batch, known in enumerate((counts, later)):
        for sex, site in boxes:
            value = sum(
                count
                for (one, other), count in known.items()
                if sex in ("", one) and site in (0, other)
            )
            places = frozenset([site]) if site else None
            categories = {"sex": sex} if sex else {}
            key = (batch, sex, site)
            rules.numbers.append(number(key, value, YEAR, places, batch, **categories))
    first = Series(rules.numbers[: len(boxes)], rules.exclusive)
    hidden = suppress(table_of({"p": first}), LEAST).keys()
    before = {("p", one.key) for one in first.numbers}
    table = table_of({"p": rules}, before - hidden)
    table.shown -= hidden
    return table


class Algebra:
    """Solves all that is shown for what is not."""

    def __init__(self, table, hidden):
        self.unknown = [
            cell for cell in table.values if cell not in table.shown or cell in hidden
        ]
        place = {cell: number for number, cell in enumerate(self.unknown)}
        self.rows = []
        for relation in table.relations:
            row = [Fraction(0)] * len(place)
            for cell, factor in relation.items():
                if cell in place:
                    row[place[cell]] += factor
            if any(row):
                self.rows.append(row)
        self._eliminate()

    def _eliminate(self):
        done = 0
        for column in range(len(self.unknown)):
            found = [row for row in self.rows[done:] if row[column]]
            if not found:
                continue
            pivot = found[0]
            self.rows.remove(pivot)
            pivot = [one / pivot[column] for one in pivot]
            self.rows = [
                [
                    one - row[column] * other
                    for one, other in zip(row, pivot, strict=True)
                ]
                for row in self.rows
            ]
            self.rows.insert(done, pivot)
            done += 1

    def solved(self):
        return {
            self.unknown[next(n for n, one in enumerate(row) if one)]
            for row in self.rows
            if sum(map(bool, row)) == 1
        }


def possible(table, hidden, cell, most=9):
    """Return the values a cell may have for a reader, in tables of small numbers."""
    unknown = [one for one in table.values if one not in table.shown or one in hidden]
    found = set()
    for values in product(range(most + 1), repeat=len(unknown)):
        guess = dict(zip(unknown, values, strict=True))
        if any(
            why == SMALL and not 1 <= guess[one] < LEAST for one, why in hidden.items()
        ):
            continue
        whole = table.values | guess
        if all(
            sum(factor * whole[one] for one, factor in relation.items()) == 0
            for relation in table.relations
        ):
            found.add(guess[cell])
    return found


class TestSuppression(TestCase):
    def _assert_safe(self, table):
        hidden = suppress(table, LEAST)
        solved = Algebra(table, hidden).solved()
        self.assertFalse(solved & hidden.keys())
        told = {
            cell
            for cell in solved
            if table.is_small(cell, LEAST) and cell not in table.seen
        }
        self.assertFalse(told)
        for cell in table.shown - hidden.keys():
            self.assertFalse(table.is_small(cell, LEAST))
        return hidden

    @law(crossed())
    def test_sexes_and_sites(self, table):
        self._assert_safe(table)

    @law(crossed(4, 5), examples=60)
    def test_larger_tables(self, table):
        self._assert_safe(table)

    @law(years())
    def test_periods_and_places(self, table):
        self._assert_safe(table)

    @law(corrected(), examples=60)
    def test_tables_that_were_corrected(self, table):
        self._assert_safe(table)

    def test_what_was_tried_is_counted(self):
        """The laws above hold on so many tables each."""
        kind = "Working out a small number of people from what is shown"
        tried.attack(kind, "cells beside it are hidden as well", 260)
        tried.attack(kind, "what few corrected is hidden as well", 60)

    @law(st.lists(COUNTS, min_size=2, max_size=3), examples=40)
    def test_every_small_number_remains_possible(self, counts):
        """Whoever tries all whole numbers finds each of 1 to 4 for a small one."""
        parts = {str(place): count for place, count in enumerate(counts)}
        total = sum(counts)
        table = Table(
            parts | {"total": total},
            [dict.fromkeys(parts, 1) | {"total": -1}],
            {*parts, "total"},
        )
        hidden = suppress(table, LEAST)
        for cell, why in hidden.items():
            found = possible(table, hidden, cell, most=min(total + 5, 17))
            self.assertGreater(len(found), 1)
            if why == SMALL and total >= LEAST:
                self.assertLessEqual({1, 2, 3, 4}, found)

    def test_zero_is_shown(self):
        table = Table({"f": 0, "m": 9, "t": 9}, [{"f": 1, "m": 1, "t": -1}], set("fmt"))
        self.assertEqual(suppress(table, LEAST), {})

    def test_two_small_ones_protect_each_other(self):
        relation = {"a": 1, "b": 1, "c": 1, "t": -1}
        table = Table({"a": 2, "b": 3, "c": 30, "t": 35}, [relation], set("abct"))
        self.assertEqual(suppress(table, LEAST), {"a": SMALL, "b": SMALL})

    def test_two_that_can_only_be_one_do_not(self):
        """1 + 1 = 2: between 1 and 4 there is no other way."""
        relation = {"a": 1, "b": 1, "c": 1, "t": -1}
        table = Table({"a": 1, "b": 1, "c": 30, "t": 32}, [relation], set("abct"))
        hidden = suppress(table, LEAST)
        self.assertEqual(hidden.keys(), {"a", "b", "c"})

    def test_a_rest_that_nobody_shows_is_protected(self):
        """Total less site is the other site, which has two people."""
        numbers = [number("total", 12), number("site", 10, places=frozenset([1]))]
        hidden = suppress(table_of({"p": Series(numbers)}), LEAST)
        self.assertEqual(hidden.keys(), {("p", "site")})

    def test_what_was_seen_stays_and_the_next_gives_way(self):
        numbers = [
            number("q1", 10, QUARTERS[0]),
            number("half", 12, HALF, batch=1),
        ]
        table = table_of({"p": Series(numbers)}, {("p", "q1")})
        self.assertEqual(suppress(table, LEAST).keys(), {("p", "half")})

    def test_what_few_corrected_is_a_number_of_people(self):
        numbers = [
            number((batch, sex), value, batch=batch, **({"sex": sex} if sex else {}))
            for batch, men in enumerate((40, 42))
            for sex, value in (("", 20 + men), ("m", men))
        ]
        series = {"p": Series(numbers, frozenset(["sex"]))}
        seen = {("p", (0, "")), ("p", (0, "m"))}
        hidden = suppress(table_of(series, seen), LEAST)
        self.assertEqual(hidden.keys(), {("p", (1, "")), ("p", (1, "m"))})
        # 60 less 20 was told before, though nobody showed it
        numbers = [
            number("half", 60, HALF),
            number("q1", 20, QUARTERS[0]),
            number("q2", 42, QUARTERS[1], batch=1),
        ]
        seen = {("p", "half"), ("p", "q1")}
        hidden = suppress(table_of({"p": Series(numbers)}, seen), LEAST)
        self.assertEqual(hidden.keys(), {("p", "q2")})

    def test_what_many_corrected_is_shown(self):
        numbers = [number(batch, 40 + 9 * batch, batch=batch) for batch in (0, 1)]
        series = {"p": Series(numbers)}
        self.assertEqual(suppress(table_of(series, {("p", 0)}), LEAST), {})

    def test_of_a_stock_periods_are_not_added(self):
        numbers = [number("q1", 10, QUARTERS[0]), number("half", 12, HALF)]
        series = Series(numbers, over_time=False)
        self.assertEqual(suppress(table_of({"p": series}), LEAST), {})

    def test_years_of_releases_are_looked_through_at_once(self):
        """Four years of quarters, each with a year and a life: no page waits for it."""
        shown, tried_before = [], Reader.tried
        for batch in range(16):
            quarter = QUARTERS[batch % 4]
            year = 2020 + batch // 4
            end = quarter[1].replace(year=year)
            counts = [(3 * one) % 14 for one in range(batch + 1)]
            for key, start, value in (
                ("year", date(year, 1, 1), sum(counts[batch // 4 * 4 :])),
                ("life", date(2020, 1, 1), sum(counts)),
            ):
                shown.append(number((batch, key), value, (start, end), batch=batch))
        rules = (frozenset(), True, True, True)
        hidden_in.cache_clear()
        first = hidden_in(tuple(shown), rules, ((), ()), frozenset(), LEAST)
        self.assertTrue(first)
        self.assertLess(Reader.tried - tried_before, 60_000)
        again = Reader.tried
        self.assertIs(
            hidden_in(tuple(shown), rules, ((), ()), frozenset(), LEAST), first
        )
        self.assertEqual(Reader.tried, again)

    def test_off(self):
        table = Table({"a": 1, "b": 2}, [], {"a", "b"})
        for least in (0, 1):
            self.assertEqual(suppress(table, least), {})
