"""Which target or baseline holds, among versions that are never overwritten."""

import datetime
from decimal import Decimal, localcontext
from typing import NamedTuple

from . import wording
from .amounts import add, categories_of, is_blank, is_complete, largest, mean
from .calendars import ONE_DAY
from .placewise import value_of


class TargetVersion(NamedTuple):
    """One version of a target; ``award_id`` None for the programme's own.

    A version without a number takes the target back. ``approved_on`` None: not
    approved, so it does not hold.
    """

    date_from: datetime.date
    date_to: datetime.date
    value: Decimal | None
    approved_on: object
    award_id: int | None = None
    site_id: int | None = None
    categories: object = ()
    numerator: Decimal | None = None
    denominator: Decimal | None = None


class Target(NamedTuple):
    """The target that holds; ``source`` is award, programme, derived or None."""

    value: Decimal | None
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    source: str | None = None
    notes: tuple = ()


class Cell(NamedTuple):
    """What a target is for; ``award_id`` None for the programme's own."""

    award_id: int | None
    date_from: datetime.date
    date_to: datetime.date
    site_id: int | None
    categories: tuple


def target_for(
    versions,
    window,
    definition,
    award_id=None,
    site_id=None,
    categories=(),
    as_of=None,
    sites=(),
    values=None,
    passing=None,
):
    """Return the target for a window, a site and a category.

    The award's own holds, else the programme's own, else what a complete set of
    finer targets adds up to: periods that fill the window, all sites, all
    categories of an exclusive dimension. Where those differ a note says so.

    :param versions: iterable of :class:`TargetVersion` of one programme indicator
    :param window: :class:`calendars.Window`
    :param definition: :class:`facts.Definition`
    :param award_id: the award that is read for, or None
    :param site_id: the site, or None for all
    :param categories: ``{dimension code: value code}``, empty for the total
    :param as_of: moment, comparable with ``approved_on``; None for now
    :param sites: ids of all sites that have targets of their own
    :param values: ``{dimension code: [value codes]}``, complete, of exclusive
        dimensions
    :param passing: ``{dimension code: {value code: window}}`` of categories that are
        valid in that part of the window only: they are added where they have
        targets, and what was complete without them stays complete
    :return: :class:`Target`, blank when there is none

    >>> from .calendars import Window
    >>> from .facts import Definition
    >>> year = Window(datetime.date(2026, 1, 1), datetime.date(2026, 12, 31))
    >>> own = TargetVersion(*year, Decimal(400), datetime.date(2025, 11, 1))
    >>> march = datetime.date(2026, 3, 1)
    >>> revised = own._replace(value=Decimal(500), approved_on=march)
    >>> [int(target_for([own, revised], year, Definition(), as_of=day).value)
    ...  for day in (datetime.date(2026, 1, 31), None)]
    [400, 500]
    """
    versions = list(versions)
    if not versions:
        return Target(None)
    with localcontext(prec=50):
        ledger = _Ledger(
            versions, definition, as_of, sites, values or {}, passing or {}
        )
        cell = Cell(award_id, *window, site_id, categories_of(categories))
        return ledger.target(cell)


class _Ledger:
    """The versions that hold at a moment, ``{cell: amount}``."""

    def __init__(self, versions, definition, as_of, sites, values, passing):
        self.definition = definition
        self.sites = tuple(sites)
        self.values = values
        self.passing = passing
        self.amounts = _amounts(current(versions, as_of))

    def target(self, cell):
        own = self.of_award(cell), self.amounts.get(cell._replace(award_id=None))
        derived = self.derived(cell) or self.derived(cell._replace(award_id=None))
        sources = zip(("award", "programme", "derived"), (*own, derived), strict=True)
        found = [(source, amount) for source, amount in sources if amount is not None]
        if not found:
            return Target(None)
        source, amount = found[0]
        value, numerator, denominator = self.shown(amount)
        notes = self.notes(own, derived, source)
        return Target(value, numerator, denominator, source, notes)

    def of_award(self, cell):
        return self.amounts.get(cell) if cell.award_id else None

    def notes(self, own, derived, source):
        award, programme = (amount and self.shown(amount)[0] for amount in own)
        notes = []
        if None not in (award, programme) and award != programme:
            notes.append(wording.TARGETS_DISAGREE_AWARD)
        known = award if source == "award" else programme
        if source != "derived" and derived and self.shown(derived)[0] != known:
            notes.append(wording.TARGETS_DISAGREE_FINER)
        return tuple(notes)

    def shown(self, amount):
        """Return value, numerator and denominator of a target."""
        value, *parts = amount
        if is_complete(parts):
            ratio = (
                value_of(parts, self.definition) if self.definition.is_ratio else None
            )
            value = ratio if value is None else value
        return value, *parts

    def derived(self, cell):
        """Return what a complete set of finer targets adds up to, or None."""
        return self.from_periods(cell) or self.from_sites(cell) or self.from_parts(cell)

    def from_periods(self, cell):
        chain = self.chain(cell)
        return self.over_time([self.amounts[step] for step in chain]) if chain else None

    def chain(self, cell):
        """Return own targets that follow on one another and fill the window.

        The fewest are taken: half-years rather than quarters.
        """
        steps = sorted(
            (c for c in self.amounts if _is_step(c, cell)),
            key=lambda step: (step.date_from, -step.date_to.toordinal()),
            reverse=True,
        )
        chains = {cell.date_to + ONE_DAY: []}
        for step in steps:
            rest = chains.get(step.date_to + ONE_DAY)
            best = chains.get(step.date_from)
            if rest is not None and (best is None or len(rest) < len(best) - 1):
                chains[step.date_from] = [step, *rest]
        return chains.get(cell.date_from)

    def over_time(self, amounts):
        """Add up targets over time by the rule of the actuals."""
        rules = [rule.replace("growth", "sum") for rule in self.definition.time_rules]
        values, *columns = zip(*amounts, strict=True)
        if not self.definition.is_ratio:
            return _if_known((_collect(rules[0], values), None, None))
        parts = [_collect(*pair) for pair in zip(rules, columns, strict=True)]
        last = values[-1] if set(rules) == {"latest"} else None
        return _if_known((last, *parts))

    def from_sites(self, cell):
        if cell.site_id is not None or not self.sites:
            return None
        if self.definition.place_rule != "sum":
            return None
        parts = [cell._replace(site_id=site_id) for site_id in self.sites]
        return self.added(parts, self.from_periods)

    def from_parts(self, cell):
        """Add up the categories of a dimension that are all there."""
        named = dict(cell.categories)
        for code in sorted({*self.values, *self.passing}):
            if code in self.definition.exclusive and code not in named:
                cells = self.parts(cell, code)
                added = self.added(cells, self.from_periods)
                if added:
                    return added
        return None

    def parts(self, cell, code):
        """Return the cells of a dimension's categories that a sum of them needs."""
        named = dict(cell.categories)
        always = [
            cell._replace(categories=categories_of({**named, code: value}))
            for value in self.values.get(code, ())
        ]
        passing = [
            self.while_valid(
                cell._replace(categories=categories_of({**named, code: value})), window
            )
            for value, window in self.passing.get(code, {}).items()
        ]
        if not always:
            return passing
        known = [c for c in passing if c in self.amounts or self.from_periods(c)]
        return always + known

    def while_valid(self, cell, window):
        """Return the cell, cut to a window where it has no target as it is."""
        if cell in self.amounts:
            return cell
        return cell._replace(date_from=window[0], date_to=window[1])

    def added(self, cells, else_from):
        amounts = [self.amounts.get(cell) or else_from(cell) for cell in cells]
        if not amounts or None in amounts:
            return None
        amount = add(amounts)
        if self.definition.is_ratio:
            complete = all(is_complete(each[1:]) for each in amounts)
            return (None, *amount[1:]) if complete else None
        return _if_known(amount)


def current(versions, as_of=None):
    """Return of each cell the version that was approved last, by a moment.

    :param versions: iterable of records with ``approved_on``, of targets
    :param as_of: moment, or None for now
    :return: ``{Cell: version}``
    """
    found = {}
    for version in versions:
        approved = version.approved_on
        if approved is None or (as_of is not None and approved > as_of):
            continue
        cell = _cell(version)
        if cell not in found or found[cell].approved_on < approved:
            found[cell] = version
    return found


def _cell(version):
    return Cell(
        version.award_id,
        version.date_from,
        version.date_to,
        version.site_id,
        categories_of(version.categories),
    )


def _amounts(versions):
    """Return ``{Cell: (value, numerator, denominator)}``, without those taken back."""
    amounts = {
        cell: (version.value, version.numerator, version.denominator)
        for cell, version in versions.items()
    }
    return {cell: amount for cell, amount in amounts.items() if not is_blank(amount)}


def _is_step(step, cell):
    """Say whether a target is of the same cell, for a part of its window."""
    is_same = step._replace(date_from=cell.date_from, date_to=cell.date_to) == cell
    inside = cell.date_from <= step.date_from and step.date_to <= cell.date_to
    return is_same and inside and step != cell


def _collect(rule, numbers):
    if None in numbers:
        return None
    if rule == "latest":
        return numbers[-1]
    collect = {"sum": sum, "average": mean, "maximum": largest}.get(rule)
    return collect(numbers) if collect else None


def _if_known(amount):
    return None if is_blank(amount) else amount


class BaselineVersion(NamedTuple):
    """One version of a baseline; ``award_id`` None for the programme's own."""

    value: Decimal | None
    approved_on: object
    award_id: int | None = None
    site_id: int | None = None
    categories: object = ()
    numerator: Decimal | None = None
    denominator: Decimal | None = None


def baseline_for(
    versions, definition, award_id=None, site_id=None, categories=(), as_of=None
):
    """Return the number of the baseline that holds, or None for blank.

    The award's own holds, else the programme's own; of each the version that was
    approved last.

    :param versions: iterable of :class:`BaselineVersion` of one programme indicator
    :param definition: :class:`facts.Definition`
    :param award_id: the award that is read for, or None
    :param site_id: the site, or None for all
    :param categories: ``{dimension code: value code}``, empty for the total
    :param as_of: moment, comparable with ``approved_on``; None for now
    """
    always = datetime.date.min, datetime.date.max
    targets = [TargetVersion(*always, *version) for version in versions]
    cells = [
        Cell(owner, *always, site_id, categories_of(categories))
        for owner in dict.fromkeys((award_id, None))
    ]
    ledger = _Ledger(targets, definition, as_of, (), {}, {})
    amounts = [ledger.amounts[cell] for cell in cells if cell in ledger.amounts]
    return ledger.shown(amounts[0])[0] if amounts else None
