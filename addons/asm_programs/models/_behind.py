"""Which numbers the lines of a donor report add up."""

from collections import defaultdict
from functools import cache
from typing import NamedTuple

from odoo.fields import Domain
from odoo.tools import SQL

from ..tools import calendars
from ..tools.timewise import CARRIED_MONTHS
from ._question import Question
from ._results_source import after, corrects, until

COLUMNS = (
    "id",
    "program_indicator_id",
    "period_id",
    "site_id",
    "partner_id",
    "disaggregation_id",
    "correction_of_id",
)
CARRYING_RULES = frozenset({"latest", "growth"})


class Row(NamedTuple):
    """A number, as far as it matters here."""

    id: int
    place: tuple
    window: calendars.Window


class Behind:
    """Finds the numbers behind lines of one report, by one query.

    A line adds up the numbers of its days that were approved when the report was
    drawn. A stock also rests on numbers that are carried, a running total on those
    it opens with, a formula on those of its inputs, a corrected number on its
    corrections.

    :param lines: ``asm.donor.report.line`` records of one report
    """

    def __init__(self, lines):
        self.env = lines.env
        self._report = lines.report_id
        self._award_lines = lines.award_indicator_id
        self._corrections = defaultdict(list)
        self._places = {}
        self._rows = self._read()
        self.ids_of = cache(self._ids_of)

    def _ids_of(self, award_line, window=None):
        """Return the ids of the numbers that an award's line adds up.

        :param window: :class:`calendars.Window`; none for the period, on its basis
        """
        line = award_line.program_indicator_id
        window = window or self._window_of(award_line)
        picked = [
            row.id
            for used in line | line._inputs()
            for row in _picked(self._rows[used.id], window, used._definition())
        ]
        return [
            actual_id
            for row_id in dict.fromkeys(picked)
            for actual_id in (row_id, *self._corrections.get(row_id, ()))
        ]

    def actuals_of(self, line):
        """Return the numbers that one line of the report adds up."""
        actuals = self.env["asm.actual"].browse(self.ids_of(line.award_indicator_id))
        if not line.value_id:
            return actuals
        return actuals.filtered(
            lambda actual: line.value_id in actual.disaggregation_id.value_ids
        )

    def _window_of(self, award_line):
        window = calendars.Window(self._report.date_start, self._report.date_end)
        question = Question(window, award_line.award_id)
        return award_line.program_indicator_id._on_basis(question).window

    def _windows(self):
        """Return all days that are asked for."""
        return map(self._window_of, self._award_lines)

    def _read(self):
        Actual = self.env["asm.actual"]
        query = Actual._search(self._domain())
        columns = [Actual._field_to_sql(Actual._table, n, query) for n in COLUMNS]
        found = self.env.execute_query(query.select(*columns))
        periods = self.env["asm.period"].browse({row[2] for row in found})
        windows = {p.id: calendars.Window(p.date_start, p.date_end) for p in periods}
        rows = defaultdict(list)
        for row_id, line_id, period_id, site_id, partner_id, *more in found:
            combination_id, corrected_id = more
            self._places[row_id] = (site_id or 0, period_id, combination_id)
            if corrected_id:
                self._corrections[corrected_id].append(row_id)
                continue
            place = (site_id, None if site_id else partner_id)
            rows[line_id].append(Row(row_id, place, windows[period_id]))
        return rows

    def _domain(self):
        lines = self._award_lines.program_indicator_id
        lines |= lines._inputs()
        first_day = None
        if not any(
            CARRYING_RULES & set(line._definition().time_rules) for line in lines
        ):
            windows = self._windows()
            first_day = min((window.date_from for window in windows), default=None)
        of_line = Domain("program_indicator_id", "in", lines.ids)
        last_day = self._report.date_end
        place = Domain("period_id.date_end", "<=", last_day)
        in_days = SQL("p.date_end <= %s", last_day)
        if first_day:
            place &= Domain("period_id.date_start", ">=", first_day)
            in_days = SQL("%s AND p.date_start >= %s", in_days, first_day)
        corrected = corrects(in_days)
        return of_line & (place | corrected) & self._known()

    def _known(self):
        """Return the domain of what was approved when the report was drawn."""
        moment = self.env["asm.program.indicator"]._moment(
            self._report.as_of or self._report.drawn_on
        )
        approved = Domain("state", "=", "approved")
        if not moment:
            return approved
        then = approved & until("valid_from", moment) & after("valid_to", moment)
        return (approved & until("approved_on", moment)) | Domain(
            "revision_ids", "any", then
        )


def _picked(rows, window, definition):
    """Return the rows that count in a window, by the rules over time."""
    rules = set(definition.time_rules)
    picked = []
    if rules - CARRYING_RULES:
        first, last = window
        picked += [
            row
            for row in rows
            if first <= row.window.date_from and row.window.date_to <= last
        ]
    if "latest" in rules:
        picked += _last_of_places(
            row
            for row in rows
            if row.window.date_to <= window.date_to
            and calendars.add_months(row.window.date_to, CARRIED_MONTHS)
            >= window.date_to
        )
    if "growth" in rules:
        picked += _closing_and_opening(rows, window, definition)
    return picked


def _closing_and_opening(rows, window, definition):
    scopes = defaultdict(list)
    for row in rows:
        scopes[_scope_of(row, definition)].append(row)
    for in_scope in scopes.values():
        inside = [row for row in in_scope if row.window in window]
        before = [row for row in in_scope if row.window.date_to < window.date_from]
        yield from _last_of_places(inside)
        if inside:
            yield from _last_of_places(before)


def _scope_of(row, definition):
    """Return the day until which a running total runs; None for the whole programme."""
    if definition.cumulative_since != "year":
        return None
    month = definition.fiscal_month
    return calendars.period_of(row.window.date_to, "year", month).date_to


def _last_of_places(rows):
    """Return the rows of each place's last period."""
    by_place = defaultdict(list)
    for row in rows:
        by_place[row.place].append(row)
    for of_place in by_place.values():
        last = max(row.window.date_to for row in of_place)
        yield from (row for row in of_place if row.window.date_to == last)
