"""Whether the parts of a number fit into it, before they are stored.

The parts of an exclusive dimension (sex) together never exceed the number that
they are parts of; the rest is not disaggregated. Where a thing may fall into
several categories (services per child) each single part stays within it. Of a
ratio the numerators and the denominators are compared.
"""

from decimal import Decimal
from typing import NamedTuple

from .amounts import categories_of, dimensions_of, total

MEMBERS = ("value", "numerator", "denominator")


class Part(NamedTuple):
    """A number and what it is the number of; no categories stand for the total.

    ``categories`` is ``{dimension code: value code}`` or pairs of these.
    """

    categories: object = ()
    value: Decimal | None = None
    numerator: Decimal | None = None
    denominator: Decimal | None = None


class Excess(NamedTuple):
    """Parts that exceed what they are parts of, with the numbers for a message.

    ``categories`` is the cell whose number is exceeded (``{}`` the total) and
    ``label`` the codes of the dimensions that split it, ``member`` the compared
    number: value, numerator or denominator.
    """

    label: str
    parts: Decimal
    total: Decimal
    categories: dict
    member: str


def parts_exceeding_total(parts, exclusive):
    """Return where parts exceed the number that they are parts of.

    :param parts: iterable of :class:`Part`: the rows of one site and period
    :param exclusive: codes of the dimensions whose categories exclude each other
    :return: list of :class:`Excess`, coarsest first; empty when all fit

    >>> rows = [Part({}, 10), Part({"sex": "f"}, 7), Part({"sex": "m"}, 4)]
    >>> [excess] = parts_exceeding_total(rows, {"sex"})
    >>> excess.label, str(excess.parts), str(excess.total)
    ('sex', '11', '10')
    >>> parts_exceeding_total(rows, set())
    []
    """
    cells = _cells(parts)
    return [
        excess
        for cell in sorted(cells, key=lambda cell: (len(cell), cell))
        for excess in _excesses_of(cell, cells, frozenset(exclusive))
    ]


def _cells(parts):
    """Return ``{categories: {member: Decimal}}``, corrections added."""
    cells = {}
    for part in parts:
        numbers = cells.setdefault(categories_of(part.categories), {})
        for member in MEMBERS:
            numbers[member] = total([numbers.get(member), getattr(part, member)])
    return cells


def _excesses_of(cell, cells, exclusive):
    for (dimensions, _fixed), inside in _groups(cell, cells, exclusive).items():
        for member in MEMBERS:
            whole = cells[cell][member]
            parts = total(cells[part][member] for part in inside)
            if whole is not None and parts is not None and parts > whole:
                label = " x ".join(sorted(dimensions))
                yield Excess(label, parts, whole, dict(cell), member)


def _groups(cell, cells, exclusive):
    """Group the finer cells inside one into those that may be added."""
    groups = {}
    for part in cells:
        if part != cell and set(cell) < set(part):
            extra = [pair for pair in part if pair not in cell]
            fixed = tuple(pair for pair in extra if pair[0] not in exclusive)
            groups.setdefault((dimensions_of(extra), fixed), []).append(part)
    return groups


def numerators_exceeding_denominators(parts):
    """Return the rows of a share whose numerator is above its denominator.

    :param parts: iterable of :class:`Part`
    :return: list of those parts; a blank on either side says nothing

    >>> numerators_exceeding_denominators([Part({}, None, 3, 2), Part({}, None, 3)])
    [Part(categories={}, value=None, numerator=3, denominator=2)]
    """
    return [
        part
        for part in parts
        if part.numerator is not None
        and part.denominator is not None
        and part.numerator > part.denominator
    ]


def added(parts):
    """Return one part with the numbers of several added, as corrections are.

    >>> added([Part({}, None, Decimal(5), Decimal(9)), Part({}, None, Decimal(-1))])
    Part(categories=(), value=None, numerator=Decimal('4'), denominator=Decimal('9'))
    """
    parts = list(parts)
    return Part((), *(total(getattr(part, name) for part in parts) for name in MEMBERS))
