"""From approved rows to cells: corrections, grain, and what is not disaggregated.

A *cell* is a sorted tuple of ``(dimension code, value code)`` pairs; the empty one
is the total. The *grain* of a row is the set of dimensions that split it.
"""

from functools import lru_cache
from itertools import combinations
from typing import NamedTuple

from .amounts import (
    add,
    categories_of,
    dimensions_of,
    is_blank,
    is_complete,
    subtract,
)
from .facts import Slot

NOT_DISAGGREGATED = "_nd"
NO_DIMENSION = frozenset()


class Report(NamedTuple):
    """What one partner reports for one site and period: ``{cell: amount}``.

    ``missing`` holds the reasons of rows without a number, ``is_worded`` says that
    there are words.
    """

    site_id: int | None
    partner_id: int
    period_id: int
    date_from: object
    date_to: object
    rows: dict
    missing: frozenset = frozenset()
    is_worded: bool = False
    program_id: int | None = None
    currencies: frozenset = frozenset()

    @property
    def slot(self):
        return Slot(*self[:5], self.program_id)

    @property
    def is_reported(self):
        return bool(self.rows) or self.is_worded


def report_of(slot, facts, definition):
    """Gather the rows of one site, partner and period, corrections added.

    A correction whose number is not there is left out: it is no number by itself.

    :param slot: :class:`facts.Slot`
    :param facts: list of the :class:`facts.Fact` s of it
    :param definition: :class:`facts.Definition`
    :return: :class:`Report`
    """
    return Report(
        *slot[:5],
        rows=_rows(facts, definition),
        missing=frozenset(f.missing_reason for f in facts if f.missing_reason),
        is_worded=any(fact.text for fact in facts),
        program_id=slot.program_id,
        currencies=frozenset(fact.currency_id for fact in facts if fact.currency_id),
    )


def _rows(facts, definition):
    numbers = {}
    for fact in facts:
        amount = _amount(fact, definition)
        if not is_blank(amount):
            key = (categories_of(fact.categories), fact.correction)
            numbers.setdefault(key, []).append(amount)
    return {
        cell: add(amounts + numbers.get((cell, True), []))
        for (cell, is_correction), amounts in numbers.items()
        if not is_correction
    }


def lone_corrections(facts):
    """Return the corrections whose number is not among the facts.

    :param facts: list of :class:`facts.Fact`
    """
    if not any(fact.correction for fact in facts):
        return []
    known = {
        (fact.slot, categories_of(fact.categories))
        for fact in facts
        if not fact.correction and not fact.missing_reason
    }
    return [
        fact
        for fact in facts
        if fact.correction and (fact.slot, categories_of(fact.categories)) not in known
    ]


def _amount(fact, definition):
    if not definition.is_ratio:
        return (fact.value,)
    amount = (fact.numerator, fact.denominator)
    rules = definition.time_rules
    halved = rules[0] == rules[1] and not is_complete(amount)
    return (None, None) if halved else amount


def table_of(rows, dimensions, exclusive):
    """Return every cell of some dimensions that the rows of one report can fill.

    A cell is its own row, else the sum of the finest rows inside it. Rows of
    different grain are never added together. Rows of one grain are only added over
    dimensions whose categories exclude each other. Where the finest rows sum up to
    less than coarser ones they are not complete, and the coarser ones are taken.

    :param rows: ``{cell: amount}`` without blanks
    :param dimensions: codes of the dimensions wanted
    :param exclusive: codes of the dimensions whose categories exclude each other
    :return: ``{cell: amount}``, as far as they are known

    >>> from decimal import Decimal
    >>> rows = {(("sex", "f"),): (Decimal(6),), (("sex", "m"),): (Decimal(4),)}
    >>> table_of(rows, [], {"sex"})
    {(): (Decimal('10'),)}
    >>> table_of(rows, [], set())
    {}
    """
    plan = _cells_around(tuple(rows), tuple(dimensions), frozenset(exclusive))
    return {
        cell: _best(
            {grain: [rows[row] for row in inside] for grain, inside in grains.items()}
        )
        for cell, grains in plan.items()
    }


@lru_cache(maxsize=1024)
def _cells_around(rows, dimensions, exclusive):
    """Return which rows add up to which cells of some dimensions, with the total.

    Most reports of an indicator have the same rows.

    :return: ``{cell: {dimensions that are added over: [row]}}``

    >>> rows = (("age", "a"), ("sex", "f")), (("age", "b"), ("sex", "f"))
    >>> for cell, grains in _cells_around(rows, ("sex",), frozenset({"age"})).items():
    ...     print(cell, *(len(inside) for inside in grains.values()))
    (('sex', 'f'),) 2
    """
    cells = {}
    for row in sorted(rows):
        pairs = [pair for pair in row if pair[0] in dimensions]
        for size in range(len(pairs) + 1):
            for cell in combinations(pairs, size):
                added_over = dimensions_of(row) - dimensions_of(cell)
                if added_over <= exclusive:
                    grains = cells.setdefault(cell, {})
                    grains.setdefault(added_over, []).append(row)
    return cells


def _best(grains):
    if len(grains) == 1 or NO_DIMENSION in grains:
        return add(grains.get(NO_DIMENSION) or next(iter(grains.values())))

    def completeness(added_over):
        size = sums[added_over][-1]
        return size is not None, size or 0, len(added_over), sorted(added_over)

    sums = {added_over: add(amounts) for added_over, amounts in grains.items()}
    return sums[max(sums, key=completeness)]


def split(table, dimensions, exclusive):
    """Split a total by dimensions, one after the other, into parts.

    What is known of a total but of none of its parts is not disaggregated
    (``_nd``). Over dimensions whose categories exclude each other the parts add up
    to the total.

    :param table: ``{cell: amount}`` as of :func:`table_of`
    :param dimensions: codes, in the order of splitting
    :param exclusive: codes of the dimensions whose categories exclude each other
    :return: ``{cell: amount}`` where each cell names all the dimensions

    >>> from decimal import Decimal
    >>> table = {(): (Decimal(10),), (("sex", "f"),): (Decimal(6),)}
    >>> for cell, amount in split(table, ["sex"], {"sex"}).items():
    ...     print(dict(cell), *amount)
    {'sex': 'f'} 6
    {'sex': '_nd'} 4
    """
    return {
        tuple(sorted(label)): amount
        for label, amount in _parts((), (), table, tuple(dimensions), exclusive)
    }


def _parts(cell, label, table, dimensions, exclusive):
    if not dimensions:
        if cell in table:
            yield label, table[cell]
        return
    code, rest = dimensions[0], dimensions[1:]
    pairs = _pairs_inside(cell, code, table)
    for pair in pairs:
        part = tuple(sorted((*cell, pair)))
        yield from _parts(part, (*label, pair), table, rest, exclusive)
    unknown = (code, NOT_DISAGGREGATED)
    if not pairs:
        yield from _parts(cell, (*label, unknown), table, rest, exclusive)
    elif code in exclusive:
        rest_of_cell = _remainder(cell, pairs, table)
        if rest_of_cell:
            missing = ((code, NOT_DISAGGREGATED) for code in dimensions)
            yield (*label, *missing), rest_of_cell


def _pairs_inside(cell, code, table):
    inside = (other for other in table if set(cell) <= set(other))
    return sorted({pair for other in inside for pair in other if pair[0] == code})


def _remainder(cell, pairs, table):
    """Return what none of the parts has; nothing where that is not known."""
    parts = [table.get(tuple(sorted((*cell, pair)))) for pair in pairs]
    if cell not in table or None in parts:
        return None
    left = subtract(table[cell], add(parts))
    known = [member for member in left if member is not None]
    return left if known and min(known) >= 0 and max(known) > 0 else None
