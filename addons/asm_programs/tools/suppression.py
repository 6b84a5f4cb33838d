"""Which cells of a table to hide, so that no small number can be worked out.

Cells hold counts and add up: each relation is a sum of cells, times whole numbers,
that is zero. A reader knows the relations, that counts are not negative, every cell
that is shown, and of a cell that says so that it lies between 1 and ``least - 1``.
Zero is shown: it is no person. A hidden cell is safe when there are other tables that
look the same to the reader, in whole numbers, in which it has another value; a small
one when there are such tables for every value from 1 to ``least - 1``. Such tables are
looked for and found, not presumed: where none is found, more is hidden. Of a small
correction nobody says that it is small: another value is enough, as long as it is one.
"""

from collections import defaultdict
from dataclasses import dataclass, field

SMALL = "small"
BESIDE = "beside"
_DEEPEST = 14
_MOST_STEPS = 400


@dataclass
class Table:
    """Cells, how they add up, and who sees which.

    :param values: ``{cell: number}``, those that are not shown included
    :param relations: list of ``{cell: whole number}``, each adding up to zero
    :param shown: cells that would be shown
    :param seen: cells among them that cannot be hidden any more
    :param forced: cells that have to be hidden whatever their size
    :param changes: cells that are what a number was corrected by; they add to nothing
    :param lost: what the reader knows already; more is added to it
    :param loose: what is left over where sums do not add up: nobody is counted in it
    """

    values: dict
    relations: list = field(default_factory=list)
    shown: set = field(default_factory=set)
    seen: set = field(default_factory=set)
    forced: set = field(default_factory=set)
    loose: set = field(default_factory=set)
    changes: set = field(default_factory=set)
    lost: set = field(default_factory=set)

    def __post_init__(self):
        self.relations_of = defaultdict(list)
        for number, relation in enumerate(self.relations):
            for cell in relation:
                self.relations_of[cell].append(number)

    def is_small(self, cell, least):
        """Say whether a cell counts somebody, and fewer than ``least``."""
        return 0 < self.values[cell] < least and cell not in self.loose


def suppress(table, least):
    """Return ``{cell: 'small' or 'beside'}`` of the shown cells to hide.

    :param table: :class:`Table`
    :param least: the smallest number above 0 that may be shown; below 2: all may

    >>> parts = {"f": 2, "m": 8, "total": 10}
    >>> table = Table(parts, [{"f": 1, "m": 1, "total": -1}], set(parts))
    >>> sorted(suppress(table, 5).items())
    [('f', 'small'), ('m', 'beside')]
    >>> suppress(table, 1)
    {}
    >>> suppress(Table({"f": 0, "m": 8, "total": 8}, table.relations, set(parts)), 5)
    {}
    """
    if least < 2:
        return {}
    open_cells = table.shown - table.seen
    hidden = {
        cell: SMALL if table.is_small(cell, least) else BESIDE
        for cell in sorted(open_cells, key=repr)
        if table.is_small(cell, least) or cell in table.forced
    }
    secret = [
        cell
        for cell in table.values
        if cell not in table.seen
        and cell not in table.lost
        and (table.is_small(cell, least) or cell in table.forced)
    ]
    secret.sort(key=lambda cell: (table.values[cell], repr(cell)))
    added = _hide_around(table, least, hidden, secret)
    secret = [cell for cell in secret if cell not in table.lost]
    _show_again(table, least, hidden, secret, added)
    return hidden


def _hide_around(table, least, hidden, secret):
    """Hide more until every secret is safe; return what was hidden.

    What is safe stays so when more is hidden: each is looked at once.
    """
    added, todo = [], list(secret)
    while todo:
        cell = todo[0]
        if Reader(table, least, hidden).is_unsure_of(cell):
            todo.pop(0)
            continue
        found = _best_to_hide(table, least, hidden, cell)
        if found is None:
            # nothing is left to be hidden around it
            table.lost.add(todo.pop(0))
            continue
        hidden[found] = BESIDE
        added.append(found)
        todo.append(found)
    return added


def _show_again(table, least, hidden, secret, added):
    """Show what turned out not to be needed."""
    for cell in sorted(added, key=lambda one: (-table.values[one], repr(one))):
        without = {key: why for key, why in hidden.items() if key != cell}
        rest = [one for one in (*secret, *added) if one in without or one in secret]
        rest = [one for one in rest if one not in table.lost]
        if _first_unsafe(table, least, without, rest) is None:
            del hidden[cell]


def _first_unsafe(table, least, hidden, cells):
    reader = Reader(table, least, hidden)
    return next((cell for cell in cells if not reader.is_unsure_of(cell)), None)


def _best_to_hide(table, least, hidden, cell):
    """Return what to hide so that a cell is safe, the smallest number first."""
    near = _around(table, hidden, cell)
    near.sort(key=lambda one: (table.values[one], repr(one)))
    for one in near:
        if Reader(table, least, hidden | {one: BESIDE}).is_unsure_of(cell):
            return one
    return near[0] if near else None


def _around(table, hidden, cell):
    """Return what can still be hidden and adds up with a cell, by what is hidden."""
    reached, todo, found = {cell}, [cell], {}
    while todo:
        for number in table.relations_of[todo.pop()]:
            for other in table.relations[number]:
                if other in reached:
                    continue
                reached.add(other)
                if other in hidden or other not in table.shown:
                    todo.append(other)
                elif other not in table.seen:
                    found[other] = None
    return list(found)


class Reader:
    """Somebody who knows all that is shown, and how it adds up."""

    # steps tried so far, by all of them: how much work it is, on any machine
    tried = 0

    def __init__(self, table, least, hidden):
        self._table = table
        self._least = least
        self._hidden = hidden
        self._steps = 0

    def _is_known(self, cell):
        return cell in self._table.shown and cell not in self._hidden

    def _fits(self, cell, value):
        """Say whether a cell could hold a value, for all that its text says."""
        if self._hidden.get(cell) == SMALL:
            return 1 <= value < self._least
        if cell in self._table.changes:
            # whether there are more or fewer is not said
            return value != 0
        return cell in self._table.loose or value >= min(0, self._table.values[cell])

    def is_unsure_of(self, cell):
        """Say whether other tables look the same in which the cell differs."""
        values, steps = self._table.values, (1, -1)
        if cell in self._table.changes:
            steps = (1, -1, -2 * values[cell])
        if cell in self._table.changes or not self._table.is_small(cell, self._least):
            return any(self._moved(values, cell, by) for by in steps)
        return self._reaches(cell, 1) and self._reaches(cell, -1)

    def _reaches(self, cell, by):
        values = self._table.values
        while 1 <= values[cell] + by < self._least:
            values = self._moved(values, cell, by)
            if not values:
                return False
        return True

    def _moved(self, values, cell, by):
        """Return a table that looks the same, with one cell changed; or None."""
        if self._is_known(cell) or not self._fits(cell, values[cell] + by):
            return None
        self._steps = 0
        changes = self._balance(values, {cell: by})
        if changes is None:
            return None
        return values | {one: values[one] + change for one, change in changes.items()}

    def _balance(self, values, changes):
        """Go on changing hidden cells until everything adds up again."""
        self._steps += 1
        Reader.tried += 1
        open_relations = self._unbalanced(changes)
        if not open_relations:
            return changes
        if len(changes) >= _DEEPEST or self._steps > _MOST_STEPS:
            return None
        # where there are the fewest ways to go on, it shows first that there is none
        ways = min(
            (
                self._repairs(values, changes, number, left)
                for number, left in open_relations.items()
            ),
            key=len,
        )
        for cell, change in ways:
            found = self._balance(values, changes | {cell: change})
            if found:
                return found
        return None

    def _unbalanced(self, changes):
        """Return ``{relation: what is left}`` of those that do not add up."""
        left = {}
        for cell, change in changes.items():
            for number in self._table.relations_of[cell]:
                factor = self._table.relations[number][cell]
                left[number] = left.get(number, 0) + factor * change
        return {number: one for number, one in left.items() if one}

    def _repairs(self, values, changes, number, left):
        relation = self._table.relations[number]
        found = [
            (cell, -left // factor)
            for cell, factor in relation.items()
            if cell not in changes
            and not self._is_known(cell)
            and left % factor == 0
            and self._fits(cell, values[cell] - left // factor)
        ]
        degree = self._table.relations_of
        return sorted(found, key=lambda one: (len(degree[one[0]]), -values[one[0]]))
