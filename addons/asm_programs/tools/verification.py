"""How far a recount bears out what was reported.

The verification factor is that of the Routine Data Quality Assessment tool (RDQA,
MEASURE Evaluation): what was recounted over what was reported, in percent. Below
100 more was reported than the sources show (over-reporting), above 100 less
(under-reporting). Several places are weighed by what they reported, which makes the
factor of all of them their sum recounted over their sum reported.
"""

from decimal import Decimal
from typing import NamedTuple


class Pair(NamedTuple):
    """A number, or a numerator with its denominator; ``None`` is blank."""

    value: Decimal | None
    denominator: Decimal | None = None


def factor(reported, recounted, is_ratio=False):
    """Return the verification factor in percent, ``None`` where there is none.

    :param reported: :class:`Pair`
    :param recounted: :class:`Pair`
    :param is_ratio: whether the pairs are numerator and denominator

    >>> factor(Pair(Decimal(40)), Pair(Decimal(38)))
    Decimal('95')
    >>> factor(Pair(Decimal(0)), Pair(Decimal(0)))  # nothing, and nothing found
    Decimal('100')
    >>> factor(Pair(Decimal(0)), Pair(Decimal(3))) is None
    True
    >>> factor(Pair(Decimal(40)), Pair(None)) is None
    True
    >>> half, third = Pair(Decimal(1), Decimal(2)), Pair(Decimal(3), Decimal(8))
    >>> factor(half, third, is_ratio=True)
    Decimal('75.00')
    """
    before, after = amount(reported, is_ratio), amount(recounted, is_ratio)
    if before is None or after is None:
        return None
    if not before:
        return None if after else Decimal(100)
    return 100 * after / before


def amount(pair, is_ratio=False):
    """Return the number that a pair stands for, ``None`` where it is blank.

    >>> amount(Pair(Decimal(1), Decimal(4)), is_ratio=True)
    Decimal('0.25')
    >>> amount(Pair(Decimal(1), Decimal(0)), is_ratio=True) is None
    True
    """
    if not is_ratio:
        return pair.value
    if pair.value is None or not pair.denominator:
        return None
    return pair.value / pair.denominator


def judge(reported, recounted, is_ratio=False):
    """Say whether a number was over-reported, under-reported, or agrees.

    >>> judge(Pair(Decimal(40)), Pair(Decimal(38)))
    'over'
    >>> judge(Pair(Decimal(0)), Pair(Decimal(3)))
    'under'
    >>> judge(Pair(Decimal(3)), Pair(Decimal("3.0")))
    'agrees'
    >>> judge(Pair(Decimal(3)), Pair(None)) is None
    True
    """
    before, after = amount(reported, is_ratio), amount(recounted, is_ratio)
    if before is None or after is None:
        return None
    if before == after:
        return "agrees"
    return "over" if before > after else "under"
