"""What validation rules compute: ranges, jumps, outliers, comparisons.

Numbers are Decimal, ``None`` is blank, and a blank never breaks a rule: whether
a number must be there is a rule of its own.
"""

from decimal import Decimal
from statistics import median
from typing import NamedTuple

from . import formula

# Iglewicz and Hoaglin (1993), How to Detect and Handle Outliers: 0.6745 is the
# 0.75 quantile of the normal distribution, 1.253314 the square root of pi / 2.
# Both make the score of a normal sample comparable to a usual z-score.
MEDIAN_SCALE = Decimal("0.6745")
MEAN_SCALE = Decimal("1.253314")
SIGNS = {
    "<=": lambda left, right: left <= right,
    "<": lambda left, right: left < right,
    "=": lambda left, right: left == right,
    ">=": lambda left, right: left >= right,
    ">": lambda left, right: left > right,
}


class Change(NamedTuple):
    """From one number to the next: the difference, and in percent of the first.

    ``percentage`` is ``None`` where the first is 0.
    """

    difference: Decimal
    percentage: Decimal | None


def is_outside(number, minimum=None, maximum=None):
    """Say whether a number is below the least or above the most that is allowed.

    >>> is_outside(Decimal(-1), minimum=Decimal(0)), is_outside(None, Decimal(0))
    (True, False)
    >>> is_outside(Decimal(0), Decimal(0), Decimal(0))
    False
    """
    return number is not None and (
        (minimum is not None and number < minimum)
        or (maximum is not None and number > maximum)
    )


def is_part(number):
    """Say whether a number is not whole.

    >>> is_part(Decimal("1.5")), is_part(Decimal("2.0")), is_part(None)
    (True, False, False)
    """
    return number is not None and number % 1 != 0


def change_of(before, now):
    """Return the :class:`Change` from one number to the next; none of a blank.

    >>> change_of(Decimal(80), Decimal(100))
    Change(difference=Decimal('20'), percentage=Decimal('25'))
    >>> change_of(Decimal(0), Decimal(5))
    Change(difference=Decimal('5'), percentage=None)
    >>> change_of(None, Decimal(5))
    """
    if before is None or now is None:
        return None
    difference = now - before
    return Change(difference, difference * 100 / abs(before) if before else None)


def is_jump(change, percentage=None, difference=None):
    """Say whether a change is larger than allowed, upwards or downwards.

    Where both limits are given both must be exceeded: a share of a small number
    is quickly large, a difference of a large one too. From 0 only the difference
    counts, and without a limit for it every rise from 0 is a jump.

    :param change: :class:`Change`, or ``None``
    :param percentage: most percent of the number before
    :param difference: most units

    >>> is_jump(Change(Decimal(3), Decimal(300)), Decimal(50), Decimal(10))
    False
    >>> is_jump(Change(Decimal(-30), Decimal(-60)), Decimal(50), Decimal(10))
    True
    >>> is_jump(Change(Decimal(5), None), Decimal(50)), is_jump(None, Decimal(50))
    (True, False)
    """
    if change is None or not change.difference:
        return False
    if difference is not None and abs(change.difference) <= difference:
        return False
    if percentage is None or change.percentage is None:
        return True
    return abs(change.percentage) > percentage


def robust_score(number, others):
    """Return how far a number is from the middle of others: the robust z-score.

    It is 0.6745 * (x - median) / MAD, where MAD is the median of the absolute
    deviations from the median, so that a few odd numbers among the others do not
    hide a further one. Where more than half of the others are the same, MAD is 0
    and the mean of the absolute deviations takes its place: (x - median) /
    (1.253314 * mean deviation). Where all are the same there is no scale: ``None``.

    :param number: Decimal, or ``None``
    :param others: iterable of Decimal, the number itself not among them

    >>> round(robust_score(Decimal(50), map(Decimal, [8, 9, 10, 11, 12])), 2)
    Decimal('26.98')
    >>> round(robust_score(Decimal(9), map(Decimal, [5, 5, 5, 9])), 2)
    Decimal('3.19')
    >>> robust_score(Decimal(6), map(Decimal, [5, 5, 5])) is None
    True
    """
    others = list(others)
    if number is None or not others:
        return None
    middle = median(others)
    deviations = [abs(other - middle) for other in others]
    spread = median(deviations)
    if spread:
        return MEDIAN_SCALE * (number - middle) / spread
    mean = sum(deviations) / len(deviations)
    return (number - middle) / (MEAN_SCALE * mean) if mean else None


def amount_of(value, numerator, denominator, multiplier, is_ratio):
    """Return the number that a row stands for, in its indicator's unit.

    >>> amount_of(None, Decimal(1), Decimal(4), Decimal(100), True)
    Decimal('25')
    >>> amount_of(Decimal(3), None, None, Decimal(1), False)
    Decimal('3')
    >>> amount_of(None, Decimal(1), Decimal(0), Decimal(100), True)
    """
    if not is_ratio:
        return value
    if numerator is None or not denominator:
        return None
    return numerator * multiplier / denominator


class Broken(NamedTuple):
    """Where a comparison does not hold: the place, its categories, both sides."""

    place: object
    categories: tuple
    left: Decimal
    right: Decimal


class Comparison:
    """Two formulas over indicators and the sign that should stand between them.

    It is checked at each place and category for which all its indicators have a
    number; where they are reported at different places, over all places together.

    >>> check = Comparison("TRAINED", "<=", "ENROLLED")
    >>> check.codes
    ['TRAINED', 'ENROLLED']
    >>> f = (("sex", "f"),)
    >>> numbers = {
    ...     ("TRAINED", "here", ()): Decimal(5), ("TRAINED", "here", f): Decimal(4),
    ...     ("ENROLLED", "here", ()): Decimal(9), ("ENROLLED", "here", f): Decimal(3),
    ... }
    >>> check.broken(numbers)
    [Broken(place='here', categories=(('sex', 'f'),), left=Decimal('4'), \
right=Decimal('3'))]
    >>> apart = {("TRAINED", "here", ()): Decimal(5), ("ENROLLED", 0, ()): Decimal(2)}
    >>> check.broken(apart)
    [Broken(place=None, categories=(), left=Decimal('5'), right=Decimal('2'))]
    """

    def __init__(self, left, sign, right):
        self.left = formula.parse(left)
        self.right = formula.parse(right)
        self.sign = sign
        self.references = list(
            dict.fromkeys(
                formula.references_in(self.left) + formula.references_in(self.right)
            )
        )
        self.codes = list(dict.fromkeys(one.code for one in self.references))

    def broken(self, numbers):
        """Return where the comparison does not hold.

        :param numbers: ``{(code, place, categories): Decimal}``
        :return: list of :class:`Broken`
        """
        own = {key: n for key, n in numbers.items() if key[0] in self.codes}
        cells = dict.fromkeys(key[1:] for key in own)
        checked = [(cell, self._sides(own, *cell)) for cell in cells]
        known = [(cell, sides) for cell, sides in checked if None not in sides]
        if not known:
            sides = self._sides(_over_places(own), None, ())
            known = [] if None in sides else [((None, ()), sides)]
        return [
            Broken(*cell, *sides)
            for cell, sides in known
            if not SIGNS[self.sign](*sides)
        ]

    def _sides(self, numbers, place, categories):
        def number_of(reference):
            return numbers.get(
                (reference.code, place, reference.categories or categories)
            )

        return (
            formula.evaluate(self.left, number_of),
            formula.evaluate(self.right, number_of),
        )


def _over_places(numbers):
    added = {}
    for (code, _place, categories), number in numbers.items():
        key = (code, None, categories)
        added[key] = added.get(key, 0) + number
    return added
