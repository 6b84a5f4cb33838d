"""How the numbers that a reader sees of one indicator add up.

Each number is of a box: days, places, and categories. A box that holds others is
their sum and a rest, which nobody shows and everybody can subtract. So can they from
a number that was told before of the same box: what was corrected is a number as well.
"""

import itertools
from dataclasses import dataclass, field
from datetime import timedelta
from functools import lru_cache
from typing import NamedTuple

from .suppression import Table, suppress

REST = "_rest"
CHANGE = "_change"
_MOST_BOXES = 600
_ROUNDS = 4


class Number(NamedTuple):
    """A number that a reader sees, or could know.

    :param key: what the caller calls it; the same for what is the same number
    :param window: pair of days
    :param places: frozenset of ids, None for all
    :param categories: frozenset of pairs of dimension and category
    :param value: what is shown; None where blank
    :param batch: order in which it was shown
    :param is_shown: False for what is known to us alone
    """

    key: object
    window: tuple
    places: frozenset | None
    categories: frozenset
    value: object
    batch: int = 0
    is_shown: bool = True


@dataclass
class Series:
    """The numbers of one indicator, and over what they are added up.

    :param exclusive: codes of the dimensions whose categories exclude each other
    """

    numbers: list = field(default_factory=list)
    exclusive: frozenset = frozenset()
    over_time: bool = True
    over_places: bool = True


@lru_cache(maxsize=8192)
def hidden_in(numbers, rules, settled, forced, least):
    """Return ``{key: 'small' or 'beside'}`` of the numbers of one indicator to hide.

    What was worked out is kept: pages are opened again and again.

    :param numbers: tuple of :class:`Number`
    :param rules: ``(exclusive dimensions, over time, over places, is a count)``
    :param settled: ``(keys of what was seen, keys of what was hidden before)``
    :param forced: frozenset of keys that are to be hidden whatever their size
    :param least: as of :func:`suppression.suppress`
    """
    exclusive, over_time, over_places, is_count = rules
    seen, hidden = settled
    series = Series(numbers, exclusive, over_time, over_places)
    table = table_of({None: series}, {(None, key) for key in seen})
    if not is_count:
        # a percentage is hidden for what it is made of
        table.loose |= table.values.keys()
    table.shown -= {(None, key) for key in hidden}
    table.forced = {(None, key) for key in forced} & table.shown
    return {key: why for (_name, key), why in suppress(table, least).items()}


def table_of(series, seen=()):
    """Return the :class:`suppression.Table` of several :class:`Series`.

    Numbers are called ``(series, key)``.

    :param series: ``{name: Series}``
    :param seen: ``(series, key)`` of what cannot be hidden any more

    >>> year, quarter = ("2025-01-01", "2025-12-31"), ("2025-01-01", "2025-03-31")
    >>> from datetime import date
    >>> year, quarter = (tuple(map(date.fromisoformat, one)) for one in (year, quarter))
    >>> both = [Number(name, window, None, frozenset(), value)
    ...         for name, window, value in (("y", year, 12), ("q", quarter, 10))]
    >>> table = table_of({"people": Series(both)})
    >>> sorted(table.values.values())
    [2, 10, 12]
    """
    values, relations, shown, loose, changes = {}, [], set(), set(), set()
    for name, one in series.items():
        builder = _Builder(name, one, seen)
        builder.build()
        values |= builder.values
        relations += builder.relations
        shown |= builder.shown
        loose |= builder.loose
        changes |= builder.changes
    seen = set(seen) & shown
    return Table(values, relations, shown, seen, loose=loose, changes=changes)


class _Builder:
    def __init__(self, name, series, seen):
        self._name = name
        self._series = series
        self._seen = seen
        self._numbers = [one for one in series.numbers if one.value is not None]
        self._cuts = self._days()
        self._places = self._mentioned(one.places or () for one in self._numbers)
        self._dimensions = {
            code: self._mentioned(
                [value for dimension, value in one.categories if dimension == code]
                for one in self._numbers
            )
            for code in sorted(series.exclusive)
        }
        self._boxes = {}
        self._related = set()
        # what a rest is left of, and whether all of that was seen
        self._parts, self._followed = {}, {}
        self.values, self.relations = {}, []
        self.shown, self.loose, self.changes = set(), set(), set()

    def _mentioned(self, found):
        return frozenset(one for some in found for one in some) | {REST}

    def _days(self):
        starts = {one.window[0] for one in self._numbers}
        starts |= {one.window[1] + timedelta(1) for one in self._numbers}
        return sorted(starts)

    def _box(self, number):
        """Return ``(what is not added up, the set along each axis)``."""
        apart, axes = [], []
        first, last = number.window
        if self._series.over_time:
            axes.append(frozenset(one for one in self._cuts if first <= one <= last))
        else:
            apart.append(number.window)
        if self._series.over_places:
            axes.append(
                self._places if number.places is None else frozenset(number.places)
            )
        else:
            apart.append(number.places)
        categories = dict(number.categories)
        for code, known in self._dimensions.items():
            value = categories.pop(code, None)
            axes.append(known if value is None else frozenset([value]))
        return (*apart, frozenset(categories.items())), tuple(axes)

    def build(self):
        for number in sorted(self._numbers, key=lambda one: one.batch):
            cell = (self._name, number.key)
            if cell in self.values:
                # the same number stands in several columns
                continue
            self.values[cell] = number.value
            if number.is_shown:
                self.shown.add(cell)
            apart, axes = self._box(number)
            self._boxes.setdefault(apart, {}).setdefault(axes, []).append(
                (number.batch, cell)
            )
        for apart, boxes in self._boxes.items():
            for _round in range(_ROUNDS):
                if not self._add_up(apart, boxes) or len(boxes) > _MOST_BOXES:
                    break
            self._same(boxes)
            self._changed(boxes)

    def _same(self, boxes):
        """What is the same number under two names is hidden under both."""
        for versions in boxes.values():
            for (_batch, one), (_next, other) in itertools.pairwise(versions):
                if self.values[one] == self.values[other]:
                    self.relations.append({one: 1, other: -1})

    def _changed(self, boxes):
        """Relate a number to the others that are known of the same box."""
        for versions in boxes.values():
            for (earlier, other), (batch, cell) in itertools.combinations(versions, 2):
                if earlier == batch:
                    is_told = {other, cell} <= self.shown
                else:
                    is_told = self._is_seen(other) and not self._is_seen(cell)
                more = self.values[cell] - self.values[other]
                if is_told and more:
                    change = (self._name, (CHANGE, other, cell))
                    self.values[change] = abs(more)
                    self.changes.add(change)
                    sign = 1 if more > 0 else -1
                    self.relations.append({cell: sign, other: -sign, change: -1})

    def _is_seen(self, cell):
        """Say whether a number was seen, or follows from some that were."""
        if cell not in self._parts:
            return cell in self._seen
        if cell not in self._followed:
            self._followed[cell] = all(map(self._is_seen, self._parts[cell]))
        return self._followed[cell]

    def _add_up(self, apart, boxes):
        """Relate boxes to those inside them; return the rests that are new."""
        rests = {}
        for axes in boxes:
            for axis in range(len(axes)):
                for family in self._families(boxes, axes, axis):
                    for batch, cell in boxes[axes]:
                        place = (apart, axes, axis)
                        rest = self._relate(boxes, place, family, batch, cell)
                        for inside, versions in rest.items():
                            rests.setdefault(inside, []).extend(versions)
        for axes, versions in rests.items():
            known = boxes.setdefault(axes, [])
            known.extend(versions)
            known.sort(key=lambda one: one[0])
        return list(rests)

    def _families(self, boxes, axes, axis):
        """Return lists of boxes inside a box along an axis that do not overlap."""
        inside = [
            other
            for other in boxes
            if other[axis] < axes[axis]
            and other[:axis] == axes[:axis]
            and other[axis + 1 :] == axes[axis + 1 :]
        ]
        inside.sort(key=lambda one: (-len(one[axis]), sorted(map(str, one[axis]))))
        widest = [
            one for one in inside if not any(one[axis] < two[axis] for two in inside)
        ]
        families = []
        for one in widest:
            for family in families:
                if not any(one[axis] & other[axis] for other in family):
                    family.append(one)
                    break
            else:
                families.append([one])
        return families

    def _relate(self, boxes, place, family, batch, cell):
        apart, axes, axis = place
        parts = [self._nearest(boxes[one], batch) for one in family]
        if (cell, axis, *parts) in self._related:
            return {}
        self._related.add((cell, axis, *parts))
        relation = {cell: -1} | dict.fromkeys(parts, 1)
        left = self.values[cell] - sum(self.values[part] for part in parts)
        remaining = axes[axis].difference(*(one[axis] for one in family))
        if not remaining and not left:
            self.relations.append(relation)
            return {}
        inside = (*axes[:axis], frozenset(remaining), *axes[axis + 1 :])
        rest = (self._name, (REST, apart, inside, batch, cell, tuple(parts)))
        self.values[rest] = left
        self._parts[rest] = (cell, *parts)
        self.relations.append(relation | {rest: 1})
        if not remaining:
            self.loose.add(rest)
            return self._relate_known(boxes, place, family, batch, cell)
        return {inside: [(batch, rest)]}

    def _relate_known(self, boxes, place, family, batch, cell):
        """Relate a box to what was known with it, where what came later differs."""
        known = [one for one in family if boxes[one][0][0] <= batch]
        if not 0 < len(known) < len(family):
            return {}
        return self._relate(boxes, place, known, batch, cell)

    @staticmethod
    def _nearest(versions, batch):
        """Return what was known with another number, or just before it."""
        earlier = [cell for known, cell in versions if known <= batch]
        return earlier[-1] if earlier else versions[0][1]
