"""Adding up over time, within one place and one category.

A *place* is a site; what a partner reports without a site is a place of its own.
"""

import datetime
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import NamedTuple

from . import wording
from .amounts import add, largest, mean, total
from .calendars import ONE_DAY, Window, add_months, period_of

CARRIED_MONTHS = 12
ZERO = Decimal(0)


@dataclass(frozen=True)
class Moment:
    """What a place reports for one period: ``{cell: amount}``.

    ``partners`` is the number of organisations that report it.
    """

    date_to: datetime.date
    date_from: datetime.date
    period_id: int
    table: dict
    partners: int

    @cached_property
    def window(self):
        return Window(self.date_from, self.date_to)

    @cached_property
    def points(self):
        """The members of its amounts, each a :class:`Point`, or None without numbers.

        Many windows and spans ask for them.
        """
        columns = zip(*self.table.values(), strict=True)
        numbers = [
            {
                cell: number
                for cell, number in zip(self.table, column, strict=True)
                if number is not None
            }
            for column in columns
        ]
        return [Point(self, each) if each else None for each in numbers]


class Point(NamedTuple):
    """One member of the amounts of a moment: ``{cell: Decimal}``."""

    moment: object
    numbers: dict

    @property
    def date_to(self):
        return self.moment.date_to


class Sum(NamedTuple):
    """One member added up over time; ``carried`` is the day it is from, if not now."""

    numbers: dict
    date: datetime.date | None = None
    carried: datetime.date | None = None
    reason: str | None = None
    note: str | None = None


class Outcome(NamedTuple):
    """What a place comes to in a window: ``{cell: amount}`` and how it came about."""

    table: dict
    date: datetime.date | None = None
    carried: tuple = ()
    reasons: tuple = ()
    notes: tuple = ()


def place_of(report):
    """Return the key of the place of a report: site, or partner without a site.

    Each programme has places of its own: what they come to is added, not their time.
    """
    no_site = report.site_id is None
    return (
        report.site_id,
        report.partner_id if no_site else None,
        report.program_id,
    )


def moments_of(reports, tables):
    """Return what each place reports, in order of time.

    Several partners at one place and period are added.

    :param reports: list of :class:`cells.Report`
    :param tables: for each report its ``{cell: amount}``, as of
        :func:`cells.table_of`
    :return: ``{place: [Moment]}``
    """
    found = {}
    for report, table in zip(reports, tables, strict=True):
        if report.rows:
            key = (report.date_to, report.date_from, report.period_id)
            at_place = found.setdefault(place_of(report), {})
            at_place.setdefault(key, []).append(table)
    return {
        place: [
            Moment(*key, _merged(tables), len(tables))
            for key, tables in sorted(at_place.items())
        ]
        for place, at_place in found.items()
    }


def _merged(tables):
    if len(tables) == 1:
        return tables[0]
    cells = dict.fromkeys(cell for table in tables for cell in table)
    return {cell: add([t[cell] for t in tables if cell in t]) for cell in cells}


def over_time(moments, window, definition):
    """Add up what one place reports, by the rules of the definition.

    :param moments: list of :class:`Moment`, in order of time
    :param window: :class:`calendars.Window`
    :param definition: :class:`facts.Definition`
    :return: :class:`Outcome`
    """
    sums = [
        RULES[rule](_points(moments, member), window, definition)
        for member, rule in enumerate(definition.time_rules)
    ]
    return Outcome(
        _table_of(sums),
        max((each.date for each in sums if each.date), default=None),
        tuple(sorted({each.carried for each in sums if each.carried})),
        tuple(dict.fromkeys(each.reason for each in sums if each.reason)),
        tuple(dict.fromkeys(each.note for each in sums if each.note)),
    )


def _table_of(sums):
    if len(sums) == 1:
        return {cell: (number,) for cell, number in sums[0].numbers.items()}
    cells = dict.fromkeys(cell for each in sums for cell in each.numbers)
    return {cell: tuple(each.numbers.get(cell) for each in sums) for cell in cells}


def starts_with_its_scope(window, definition, first_day):
    """Say whether a window starts where people begin to be counted once.

    It then ends within that scope, too: a year from ``unique_month``, or life.

    :param window: :class:`calendars.Window`
    :param definition: :class:`facts.Definition`
    :param first_day: the first day of the programme or its numbers, None if none
    """
    if definition.unique_scope == "life":
        return first_day is None or window.date_from <= first_day
    year = period_of(window.date_to, "year", definition.unique_month)
    return window.date_from == year.date_from


def _points(moments, member):
    found = (moment.points[member] for moment in moments if moment.table)
    return [point for point in found if point]


def _inside(points, window):
    """Keep the periods wholly inside the window: nothing is pro-rated."""
    first, last = window
    return [
        point
        for point in points
        if first <= point.moment.date_from and point.moment.date_to <= last
    ]


def _collected_by(collect):
    def rule(points, window, _definition):
        inside = _inside(points, window)
        cells = dict.fromkeys(cell for point in inside for cell in point.numbers)
        return Sum(
            {cell: collect(p.numbers.get(cell) for p in inside) for cell in cells},
            inside[-1].date_to if inside else None,
        )

    return rule


def _added_up(points, window, _definition):
    inside = _inside(points, window)
    numbers = {}
    for point in inside:
        for cell, number in point.numbers.items():
            numbers[cell] = numbers.get(cell, ZERO) + number
    return Sum(numbers, inside[-1].date_to if inside else None)


def _only(points, window, definition):
    """Show the number of one period; those of several are not added up."""
    inside = _inside(points, window)
    if len(inside) > 1:
        return Sum({}, reason=wording.ONE_AT_A_TIME)
    return _added_up(inside, window, definition)


def _latest(points, window, _definition):
    """Take the last set of rows, carried for at most 12 months."""
    known = [point for point in points if point.date_to <= window.date_to]
    if not known:
        return Sum({})
    last = known[-1]
    if last.moment.partners > 1:
        return Sum({}, reason=wording.SEVERAL_PARTNERS)
    if add_months(last.date_to, CARRIED_MONTHS) < window.date_to:
        return Sum({}, reason=wording.TOO_OLD)
    return Sum(last.numbers, last.date_to, _carried(last, window))


def _carried(point, window):
    return point.date_to if point.date_to < window.date_to else None


def _growth(points, window, definition):
    """Take closing minus opening of a running total, scope by scope."""
    sums = [
        _growth_in(scope, origin, points, window)
        for scope, origin in _scopes(window, definition)
    ]
    known = [each for each in sums if each.numbers]
    cells = [
        cell
        for cell in (known[0].numbers if known else ())
        if all(cell in each.numbers for each in known)
    ]
    return Sum(
        {cell: total(each.numbers[cell] for each in known) for cell in cells},
        max((each.date for each in known), default=None),
        next((each.carried for each in reversed(known) if each.carried), None),
        next((each.reason for each in sums if each.reason), None),
        next((each.note for each in sums if each.note), None),
    )


def _scopes(window, definition):
    """Return the scopes that a window touches, each with the day it starts from 0.

    Totals since the programme's start have one scope; those of a year one a year.
    A day of None says that whatever comes first starts from 0.
    """
    start = definition.program_start
    if definition.cumulative_since != "year":
        return [(Window(datetime.date.min, window.date_to), start)]
    scopes = []
    day = window.date_from
    while day <= window.date_to:
        year = period_of(day, "year", definition.fiscal_month)
        origin = max(year.date_from, start) if start else year.date_from
        scopes.append(
            (Window(year.date_from, min(year.date_to, window.date_to)), origin)
        )
        day = year.date_to + ONE_DAY
    return scopes


def _growth_in(scope, origin, points, window):
    in_scope = [point for point in points if point.date_to in scope]
    before = [point for point in in_scope if point.date_to < window.date_from]
    ends = before[-1:] + _inside(in_scope, window)[-1:]
    if not ends:
        return Sum({})
    if any(point.moment.partners > 1 for point in ends):
        return Sum({}, reason=wording.SEVERAL_PARTNERS)
    if before:
        return _difference(ends[-1], ends[0], scope)
    if origin and origin < max(window.date_from, scope.date_from):
        return Sum({}, reason=wording.NO_OPENING)
    closing = ends[-1]
    return Sum(closing.numbers, closing.date_to, _carried(closing, scope))


def _difference(closing, opening, scope):
    """Subtract cell by cell, where both ends have the cell."""
    numbers = {
        cell: number - opening.numbers[cell]
        for cell, number in closing.numbers.items()
        if cell in opening.numbers
    }
    fell = min(numbers.values(), default=0) < 0
    note = wording.RUNNING_TOTAL_FELL if fell else None
    return Sum(numbers, closing.date_to, _carried(closing, scope), note=note)


RULES = {
    "sum": _added_up,
    "average": _collected_by(mean),
    "maximum": _collected_by(largest),
    "latest": _latest,
    "growth": _growth,
    "none": _only,
}
