"""What is read of one programme indicator: its reports, split and gathered."""

from dataclasses import dataclass, field
from functools import cached_property

from .calendars import Window
from .facts import Definition, Slot


@dataclass(frozen=True)
class Span:
    """The days of some lines; with ``period_id`` only that period counts in them."""

    window: Window
    period_id: int | None = None

    def counts(self, slot):
        """Say whether a slot or a report lies in the span."""
        first, last = self.window
        return (
            first <= slot.date_from
            and slot.date_to <= last
            and self.period_id in (None, slot.period_id)
        )

    def cuts(self, slot):
        """Say whether a slot lies in the span with a part of its days only."""
        first, last = self.window
        if slot.date_to < first or last < slot.date_from:
            return False
        # a period of another calendar has no id in this one
        is_wanted = None in (self.period_id, slot.period_id)
        is_wanted = is_wanted or self.period_id == slot.period_id
        return is_wanted and (slot.date_from < first or last < slot.date_to)


@dataclass(frozen=True)
class Reading:
    """All that is known of one programme indicator, and how it is to be split.

    ``tables`` are the cells of each report, ``moments`` those of each place in
    order of time. ``slots`` is None where only the number expected is known.
    ``programs`` holds the definitions of other programmes that are read with it, whose
    running totals and scopes begin when theirs do. ``periods`` are the spans to split
    by, where they are not those of the rows. ``kept`` keeps what was made of single
    periods, for all readings of the same rows.
    """

    definition: Definition
    reports: list
    reported_slots: tuple
    tables: list
    moments: dict
    dimensions: tuple
    by_site: bool
    by_period: bool
    slots: tuple | None
    expected: int | None
    overlaps: tuple
    weights: dict | None
    programs: dict = field(default_factory=dict)
    periods: tuple | None = None
    kept: dict = field(default_factory=dict, compare=False, repr=False)

    def definition_of(self, program_id):
        """Return the definition as a programme counts: since its own start."""
        return self.programs.get(program_id, self.definition)

    @cached_property
    def first_days(self):
        """Return ``{program id: the first day of the programme, or of its numbers}``.

        Where nothing is reported the programme that is asked has a day, or None.
        """
        days = {}
        for report in self.reports:
            days.setdefault(report.program_id, []).append(report.date_from)
        return {
            program_id: self.definition_of(program_id).program_start
            or min(found, default=None)
            for program_id, found in (days or {None: []}).items()
        }

    @cached_property
    def rows(self):
        """Return what was reported or expected, as slots."""
        return [*self.reported_slots, *(self.slots or ())]

    @cached_property
    def known_periods(self):
        """Return the spans of all periods that were reported or expected, in order."""
        periods = {(row.date_from, row.date_to, row.period_id) for row in self.rows}
        return [
            Span(Window(first, last), period_id)
            for first, last, period_id in sorted(periods)
        ]

    @cached_property
    def adds_up_alone(self):
        """Say whether the days of a period come to the same whatever is known of
        others."""
        definition = self.definition
        return (
            set(definition.time_rules) == {"sum"}
            and not definition.counts_once
            and self.weights is None
            and not self.overlaps
            and self.slots is not None
        )

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
    for report, table, slot in zip(
        reading.reports, reading.tables, reading.reported_slots, strict=True
    ):
        if span.counts(slot):
            rows = found.setdefault(reading.group_of(slot), Rows())
            rows.reports.append((report, table))
            rows.slots.add(slot)
        elif span.cuts(slot):
            found.setdefault(reading.group_of(slot), Rows()).is_cut = True
    for slot in reading.slots or ():
        if span.counts(slot):
            found.setdefault(reading.group_of(slot), Rows()).slots.add(slot)
        elif span.cuts(slot):
            found.setdefault(reading.group_of(slot), Rows()).is_cut = True
    return found


def met_by_sites(slots, reports):
    """Replace slots without a site by the sites that their partner reports.

    :param slots: iterable of :class:`facts.Slot`
    :param reports: what the partners report, rows of whatever place
    """
    slots = set(slots)
    if all(slot[0] is not None for slot in slots):
        return tuple(slots)
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
    if reading.periods is not None:
        spans = [span for span in reading.periods if span.window in window]
        return [span for span in spans if any(map(span.counts, reading.rows))]
    return [span for span in reading.known_periods if span.window in window]


def kept_of_period(reading, span, what, make):
    """Return what a span comes to, made once for all readings of the same rows where
    a single period fills it and only sums are asked for: whatever lies outside then
    changes nothing.

    :param reading: :class:`Reading`
    :param span: :class:`Span`
    :param what: hashable, says what is made
    :param make: callable that makes it; it is not to be changed afterwards
    """
    around = reading.adds_up_alone and [
        period.window
        for period in reading.known_periods
        if period.window.overlaps(span.window)
    ]
    if around != [span.window]:
        return make()
    asked = frozenset(filter(span.counts, reading.slots))
    key = what, reading.dimensions, reading.by_site, span.window, asked
    if key not in reading.kept:
        reading.kept[key] = make()
    return reading.kept[key]
