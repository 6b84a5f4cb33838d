"""What is read of one programme indicator: its reports, split and gathered."""

from dataclasses import dataclass, field
from functools import cached_property

from .calendars import Window
from .cells import reports_of, table_of
from .facts import Definition, Slot
from .timewise import moments_of


@dataclass(frozen=True)
class Span:
    """The days of some lines; with ``period_id`` only that period counts in them."""

    window: Window
    period_id: int | None = None

    def counts(self, slot):
        """Say whether a slot or a report lies in the span."""
        is_wanted = self.period_id in (None, slot.period_id)
        return is_wanted and (slot.date_from, slot.date_to) in self.window

    def cuts(self, slot):
        """Say whether a slot lies in the span with a part of its days only."""
        window = Window(slot.date_from, slot.date_to)
        is_wanted = self.period_id in (None, slot.period_id)
        return is_wanted and window.overlaps(self.window) and window not in self.window


@dataclass(frozen=True)
class Reading:
    """All that is known of one programme indicator, and how it is to be split.

    ``tables`` are the cells of each report, ``moments`` those of each place in
    order of time. ``slots`` is None where only the number expected is known.
    """

    definition: Definition
    reports: list
    tables: list
    moments: dict
    dimensions: tuple
    by_site: bool
    by_period: bool
    slots: tuple | None
    expected: int | None
    overlaps: tuple
    weights: dict | None

    @cached_property
    def first_day(self):
        """Return the day from which there can be numbers, or None."""
        start = self.definition.program_start
        return start or min((r.date_from for r in self.reports), default=None)

    @property
    def rows(self):
        """Return what was reported or expected, as slots."""
        return [*self.reports, *(self.slots or ())]

    def group_of(self, row):
        """Return the site that a row is shown under, None for all of them."""
        return row.site_id if self.by_site else None


@dataclass
class Rows:
    """What concerns a group in a span: reports with their cells, slots.

    ``is_cut`` says that a period lies partly outside the span.
    """

    reports: list = field(default_factory=list)
    slots: set = field(default_factory=set)
    is_cut: bool = False


def rows_in(reading, span):
    """Sort out what lies in a span, and what only partly does.

    :param reading: :class:`Reading`
    :param span: :class:`Span`
    :return: ``{group: Rows}``
    """
    found = {}
    for report, table in zip(reading.reports, reading.tables, strict=True):
        if span.counts(report):
            rows = found.setdefault(reading.group_of(report), Rows())
            rows.reports.append((report, table))
    for row in reading.rows:
        if span.counts(row):
            rows = found.setdefault(reading.group_of(row), Rows())
            rows.slots.add(tuple(row[:5]))
        elif span.cuts(row):
            found.setdefault(reading.group_of(row), Rows()).is_cut = True
    return found


def prepare(definition, facts, by, expected=(), overlaps=(), weights=None):
    """Gather the rows of one programme indicator.

    :param definition: :class:`facts.Definition`
    :param facts: iterable of :class:`facts.Fact`
    :param by: ``site``, ``period`` and codes of dimensions to split by
    :param expected: iterable of :class:`facts.Slot`, or their number
    :param overlaps: iterable of :class:`facts.Overlap`
    :param weights: ``{site_id: Decimal}`` or None
    :return: :class:`Reading`
    """
    reports = reports_of(facts, definition)
    dimensions = tuple(code for code in by if code not in ("site", "period"))
    exclusive = definition.exclusive
    tables = [table_of(report.rows, dimensions, exclusive) for report in reports]
    is_number = isinstance(expected, int)
    return Reading(
        definition=definition,
        reports=reports,
        tables=tables,
        moments=moments_of(reports, tables),
        dimensions=dimensions,
        by_site="site" in by,
        by_period="period" in by,
        slots=None if is_number else _met_by_sites(expected, reports),
        expected=expected if is_number else None,
        overlaps=tuple(overlaps),
        weights=weights,
    )


def _met_by_sites(slots, reports):
    """Replace slots without a site by the sites that their partner reports."""
    sites_of = {}
    for report in reports:
        sites_of.setdefault(report.slot[1:], set()).add(report.site_id)
    return tuple(
        {
            Slot(site_id, *slot[1:])
            for slot in slots
            for site_id in (
                sites_of.get(slot[1:], {None}) if slot[0] is None else {slot[0]}
            )
        }
    )


def spans_of(reading, window):
    """Return the span of a window, or one for each period inside it if split so.

    :param reading: :class:`Reading`
    :param window: :class:`calendars.Window`
    """
    return periods_in(reading, window) if reading.by_period else [Span(window)]


def periods_in(reading, window):
    """Return the reported and expected periods wholly inside a window, in order.

    :param reading: :class:`Reading`
    :param window: :class:`calendars.Window`
    :return: list of :class:`Span`
    """
    periods = {(r.date_from, r.date_to, r.period_id) for r in reading.rows}
    return [
        Span(Window(first, last), period_id)
        for first, last, period_id in sorted(periods)
        if (first, last) in window
    ]
