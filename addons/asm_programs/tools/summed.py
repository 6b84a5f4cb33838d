"""Cells of what only has to be summed up, from sums that a database made.

Numbers that add up over time and over places alike need no order of adding; their
sums say all that a cell says. ``results.read`` gives the same cells from the rows.
"""

from decimal import Decimal, localcontext
from typing import NamedTuple

from . import wording
from .amounts import total
from .placewise import value_of
from .results import PRECISION


class Sums(NamedTuple):
    """What some reports come to.

    ``expected`` counts what was reported or asked for; ``is_cut`` says that a period
    lies partly outside the window, ``lacks_totals`` that a report has only parts that
    do not add up, ``missing`` why numbers are missing.
    """

    value: Decimal | None = None
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    reported: int = 0
    expected: int = 0
    is_cut: bool = False
    lacks_totals: bool = False
    missing: frozenset = frozenset()

    def __add__(self, other):
        """Add up what different reports come to.

        >>> one, two = Sums(Decimal(1), reported=1), Sums(Decimal(2), reported=1)
        >>> (one + two).value, (one + two).reported, (one + Sums()).value
        (Decimal('3'), 2, Decimal('1'))
        """
        return Sums(
            *(total(pair) for pair in zip(self[:3], other[:3], strict=True)),
            self.reported + other.reported,
            self.expected + other.expected,
            self.is_cut or other.is_cut,
            self.lacks_totals or other.lacks_totals,
            self.missing | other.missing,
        )


def is_summed(definition):
    """Say whether sums of reports say all of a definition's cells.

    :param definition: :class:`facts.Definition`

    >>> from .facts import Definition
    >>> is_summed(Definition()), is_summed(Definition(time_aggregation="latest"))
    (True, False)
    """
    adds_places = definition.place_rule == "sum"
    if definition.is_ratio:
        adds_places = definition.place_aggregation != "none"
    return (
        adds_places
        and set(definition.time_rules) == {"sum"}
        and not definition.is_running
        and not definition.counts_once
        and not definition.is_worded
        and definition.measure != "milestone"
        and not definition.formula
    )


def figures_of(definition, sums):
    """Return what a cell of :func:`results.read` says: all but counts and splits.

    :param definition: :class:`facts.Definition` of which :func:`is_summed` holds
    :param sums: :class:`Sums`
    :return: value, numerator, denominator, reason, notes

    >>> from .facts import Definition
    >>> figures_of(Definition(), Sums(Decimal(3), reported=1, expected=2))
    (Decimal('3'), None, None, 'not everything expected is reported', [])
    """
    value, numerator, denominator = sums.value, None, None
    if definition.is_ratio:
        value, numerator, denominator = None, sums.numerator, sums.denominator
        if numerator is not None and denominator is not None:
            with localcontext(prec=PRECISION):
                value = value_of((numerator, denominator), definition)
    notes = sorted(sums.missing) if sums.missing else []
    return (
        value,
        numerator,
        denominator,
        _reason(sums, value, denominator, notes),
        notes,
    )


def _reason(sums, value, denominator, missing):
    """Return the most telling reason of a line."""
    if denominator is not None and denominator == 0:
        return wording.ZERO_DENOMINATOR
    if sums.is_cut:
        return wording.OUTSIDE
    if sums.lacks_totals:
        return wording.NOT_EXCLUSIVE
    if value is None:
        return missing[0] if missing else wording.NOT_REPORTED
    return wording.INCOMPLETE if sums.reported < sums.expected else None
