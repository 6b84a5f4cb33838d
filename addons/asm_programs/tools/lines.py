"""Lines of results: one number in one place, span and category, with its story."""

from decimal import Decimal
from functools import cached_property
from typing import NamedTuple

from . import wording
from .cells import NOT_DISAGGREGATED, split
from .overlapping import lost_to_overlaps
from .placewise import Item, over_places
from .reading import Rows, kept_of_period, rows_in
from .timewise import over_time, starts_with_its_scope

OVERLAP = "_overlap"


class Line(NamedTuple):
    """A cell before it is shown. ``site_id`` has a meaning when split by site.

    ``reasons`` begin with the most telling one.
    """

    site_id: int | None
    categories: tuple
    amount: tuple
    value: Decimal | None
    reported: int
    expected: int | None
    carried: tuple = ()
    reasons: tuple = ()
    notes: tuple = ()

    @property
    def is_overlap(self):
        return (OVERLAP, OVERLAP) in self.categories


def lines_in(reading, span):
    """Return the lines of a span: of each group its total, categories, overlaps.

    :param reading: :class:`reading.Reading`
    :param span: :class:`reading.Span`
    :return: ``[[Line]]``, a list for each site, or one for all
    """
    return kept_of_period(reading, span, "lines", lambda: _lines_in(reading, span))


def _lines_in(reading, span):
    outcomes = {
        place: over_time(
            _of_span(moments, span), span.window, reading.definition_of(place[2])
        )
        for place, moments in reading.moments.items()
    }
    rows = rows_in(reading, span)
    return [
        Group(reading, span, site_id, places, rows.get(site_id, Rows())).lines()
        for site_id, places in _by_site(reading, outcomes, rows).items()
    ]


def _of_span(moments, span):
    """Leave out the other periods inside a span of one period."""
    if span.period_id is None:
        return moments
    return [
        moment
        for moment in moments
        if span.period_id == moment.period_id or moment.window not in span.window
    ]


def _by_site(reading, outcomes, rows):
    if not reading.by_site:
        return {None: outcomes}
    sites = {site_id for site_id, each in rows.items() if each.slots}
    sites |= {place[0] for place, outcome in outcomes.items() if outcome.table}
    order = sorted(sites, key=lambda site_id: (site_id is None, site_id or 0))
    found = {site_id: {} for site_id in order}
    for place, outcome in outcomes.items():
        if place[0] in found:
            found[place[0]][place] = outcome
    return found


class Group:
    """The places that are added up together: those of one site, or all.

    :param outcomes: ``{place: timewise.Outcome}``
    :param rows: :class:`reading.Rows`
    """

    def __init__(self, reading, span, site_id, outcomes, rows):
        self.rows = rows
        self.reading = reading
        self.definition = reading.definition
        self.span = span
        self.site_id = site_id
        self.outcomes = dict(sorted(outcomes.items(), key=lambda item: str(item[0])))

    def lines(self):
        """Return the total first, then its categories, then overlaps."""
        keys = {cell for table in self.tables.values() for cell in table}
        lines = [self.line(cell) for cell in [(), *sorted(keys - {()}, key=_in_order)]]
        if self.is_out_of_scope:
            return [_blanked(line, wording.SCOPE) for line in lines]
        if len(self.currencies) > 1:
            return [_blanked(line, wording.CURRENCIES) for line in lines]
        return self.with_overlaps([self.checked(lines), *lines[1:]])

    @cached_property
    def tables(self):
        """``{place: {cell: amount}}``: the total and what it is split into."""
        return {place: self.split(out.table) for place, out in self.outcomes.items()}

    def split(self, table):
        total = {(): table[()]} if () in table else {}
        dimensions, exclusive = self.reading.dimensions, self.definition.exclusive
        return total | split(table, dimensions, exclusive)

    def line(self, cell):
        items = [
            Item(place[0], self.outcomes[place].date, table[cell])
            for place, table in self.tables.items()
            if cell in table
        ]
        whole = over_places(items, self.definition, self.reading.weights)
        line = Line(
            self.site_id,
            cell,
            whole.amount,
            whole.value,
            self.count_reported(cell),
            self.expected,
            self.carried,
            notes=self.notes,
        )
        return line._replace(reasons=self.reasons_for(line, whole.reasons))

    def count_reported(self, cell):
        known = tuple(pair for pair in cell if pair[1] != NOT_DISAGGREGATED)
        return sum(
            known in table or (report.is_worded and not known)
            for report, table in self.rows.reports
        )

    @cached_property
    def expected(self):
        """How many numbers are expected; None where that is not known."""
        reading = self.reading
        if reading.slots is None:
            return None if reading.by_site or reading.by_period else reading.expected
        return len(self.rows.slots)

    @cached_property
    def carried(self):
        return tuple(
            (place[0], day)
            for place, outcome in self.outcomes.items()
            for day in outcome.carried
        )

    @cached_property
    def notes(self):
        notes = {note for outcome in self.outcomes.values() for note in outcome.notes}
        if self.is_upper_bound:
            notes.add(wording.UPPER_BOUND)
        return (*sorted(notes), *self.missing)

    @cached_property
    def missing(self):
        reasons = {
            reason for report, _table in self.rows.reports for reason in report.missing
        }
        return tuple(sorted(reasons))

    @cached_property
    def is_upper_bound(self):
        sources = {
            (report.site_id, report.partner_id, report.program_id)
            for report, _table in self.rows.reports
            if report.rows
        }
        return self.definition.counts_once and len(sources) > 1 and not self.lost

    @cached_property
    def currencies(self):
        """The currencies of what may be added up here: carried numbers included."""
        reading, span = self.reading, self.span
        carries = set(self.definition.time_rules) & {"latest", "growth"}
        return {
            currency
            for report in reading.reports
            if report.currencies and (carries or span.counts(report))
            if not reading.by_site or report.site_id == self.site_id
            for currency in report.currencies
        }

    @cached_property
    def is_out_of_scope(self):
        return self.definition.counts_once and not all(
            starts_with_its_scope(
                self.span.window, self.reading.definition_of(program_id), first_day
            )
            for program_id, first_day in self.reading.first_days.items()
        )

    def reasons_for(self, line, reasons):
        """Return why a line is blank or incomplete, the most telling first."""
        reasons = [*reasons, *self.reasons]
        if not line.categories and self.lacks_totals:
            reasons.append(wording.NOT_EXCLUSIVE)
        if line.value is None:
            reasons += self.reasons_for_blank(line)
        elif line.expected is not None and line.reported < line.expected:
            reasons.append(wording.INCOMPLETE)
        return tuple(reasons)

    @cached_property
    def reasons(self):
        """What keeps places of the group from being whole, whatever the category."""
        found = {reason for out in self.outcomes.values() for reason in out.reasons}
        is_flow = set(self.definition.time_rules) != {"latest"}
        is_cut = self.rows.is_cut and is_flow
        return [*sorted(found), *([wording.OUTSIDE] if is_cut else [])]

    def reasons_for_blank(self, line):
        if self.definition.is_worded and line.reported:
            return [wording.WORDS]
        return [*self.missing, wording.NOT_REPORTED]

    @cached_property
    def lacks_totals(self):
        """Say whether there are parts that do not add up to a total."""
        return any(
            report.rows and () not in table for report, table in self.rows.reports
        )

    def checked(self, lines):
        """Return the total, with a note where its parts exceed it."""
        total, *parts = lines
        exclusive = set(self.reading.dimensions) <= self.definition.exclusive
        known = [part.value for part in parts if part.value is not None]
        if total.value is None or not (exclusive and self.definition.is_divisible):
            return total
        if not known or sum(known) <= total.value:
            return total
        return total._replace(notes=(*total.notes, wording.PARTS_EXCEED))

    @cached_property
    def lost(self):
        """``{cell: Decimal}`` of what declared overlaps take away."""
        if self.definition.is_ratio or self.definition.place_rule != "sum":
            return {}
        overlaps = [
            overlap
            for overlap in self.reading.overlaps
            if not self.reading.by_site or set(overlap.site_ids) == {self.site_id}
        ]
        return lost_to_overlaps(
            overlaps, self.span.window, self.definition, self.reading.dimensions
        )

    def with_overlaps(self, lines):
        """Subtract what was counted twice, and show it on lines of its own."""
        total, *parts = lines
        lost = sum(self.lost.values(), Decimal(0))
        if not self.lost or total.value is None:
            return lines
        overlaps = [_overlap_line(total, cell, n) for cell, n in self.lost.items()]
        value = total.value - lost
        notes = (*total.notes, wording.OVERLAPS_SUBTRACTED)
        total = total._replace(amount=(value,), value=value, notes=notes)
        return [total, *parts, *overlaps]


def _in_order(cell):
    """Put what is not disaggregated last."""
    return [(code, value == NOT_DISAGGREGATED, value) for code, value in cell]


def _blanked(line, reason):
    amount = (None,) * len(line.amount)
    reasons = (reason, *line.reasons)
    return line._replace(amount=amount, value=None, reasons=reasons)


def _overlap_line(total, cell, number):
    cell = tuple(sorted((*cell, (OVERLAP, OVERLAP))))
    return Line(
        total.site_id, cell, (-number,), -number, total.reported, total.expected
    )
