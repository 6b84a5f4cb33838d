"""Rows of one programme indicator, gathered once for all that is read of them."""

from dataclasses import replace
from itertools import chain

from .cells import lone_corrections, report_of, table_of
from .reading import Reading, Span, met_by_sites
from .timewise import moments_of


class Gathered:
    """The reports of one programme indicator, for any days and splits.

    Adding up rows into cells takes the most time of all, and is the same whatever
    days are asked for: a shorter window only leaves periods out.

    :param definition: :class:`facts.Definition`
    :param facts: iterable of :class:`facts.Fact`
    :param programs: ``{program id: Definition}`` of other programmes among the facts
    """

    def __init__(self, definition, facts, programs=None):
        groups = {}
        for fact in facts:
            groups.setdefault(fact.slot, []).append(fact)
        self._begin(definition, programs or {}, groups)

    def _begin(self, definition, programs, groups):
        self._asked = definition
        self._asked_programs = programs
        self._groups = groups
        self._splits = {}
        self._kept = {}
        self._lone = {slot for slot, group in groups.items() if lone_corrections(group)}
        facts = chain.from_iterable(groups.values())
        self.definition = definition.settled_for(facts)
        self.programs = {
            program_id: replace(each, is_ratio=self.definition.is_ratio)
            for program_id, each in programs.items()
        }
        self.reports = [
            report_of(slot, group, self.definition) for slot, group in groups.items()
        ]

    def has_lone_corrections(self):
        """Say whether there is a correction without the number that it corrects."""
        return bool(self._lone) and any(slot in self._lone for slot in self._groups)

    def up_to(self, day):
        """Return what is gathered of the periods that begin by a day."""
        groups = {
            slot: group for slot, group in self._groups.items() if slot.date_from <= day
        }
        if len(groups) == len(self._groups):
            return self
        if self.definition is not self._asked:
            facts = list(chain.from_iterable(groups.values()))
            if self._asked.settled_for(facts) != self.definition:
                # without the later rows it is no ratio
                return Gathered(self._asked, facts, self._asked_programs)
        return _Earlier(self, groups, day)

    def reading(self, by, expected=(), overlaps=(), weights=None, periods=None):
        """Return the :class:`reading.Reading` for a split; see :func:`results.read`."""
        dimensions = tuple(code for code in by if code not in ("site", "period"))
        tables, moments = self.split(dimensions)
        is_number = isinstance(expected, int)
        return Reading(
            definition=self.definition,
            reports=self.reports,
            reported_slots=tuple(self._groups),
            tables=tables,
            moments=moments,
            dimensions=dimensions,
            by_site="site" in by,
            by_period="period" in by,
            slots=None if is_number else met_by_sites(expected, self.reports),
            expected=expected if is_number else None,
            overlaps=tuple(overlaps),
            weights=weights,
            programs=self.programs,
            periods=periods and tuple(Span(*pair) for pair in periods),
            kept=self._kept,
        )

    def split(self, dimensions):
        """Return the cells of each report, and of each place in order of time."""
        if dimensions not in self._splits:
            self._splits[dimensions] = self._split(dimensions)
        return self._splits[dimensions]

    def _split(self, dimensions):
        exclusive = self.definition.exclusive
        tables = [
            table_of(report.rows, dimensions, exclusive) for report in self.reports
        ]
        return tables, moments_of(self.reports, tables)


class _Earlier(Gathered):
    """What is gathered of the earlier periods, from what is known of all."""

    def __init__(self, whole, groups, day):
        self._asked = whole._asked
        self._asked_programs = whole._asked_programs
        self._groups = groups
        self._splits = {}
        self._kept = whole._kept
        self._lone = whole._lone
        self._whole = whole
        self._day = day
        self.definition = whole.definition
        self.programs = whole.programs
        self.reports = [r for r in whole.reports if r.date_from <= day]

    def _split(self, dimensions):
        tables, moments = self._whole.split(dimensions)
        kept = {
            place: earlier
            for place, at_place in moments.items()
            if (earlier := [m for m in at_place if m.date_from <= self._day])
        }
        pairs = zip(self._whole.reports, tables, strict=True)
        return [table for r, table in pairs if r.date_from <= self._day], kept
