"""Numbers as they are added up: a value, or a numerator with its denominator.

An *amount* is a tuple of one or two members, ``(value,)`` or ``(numerator,
denominator)``, each a Decimal or None. None is blank: nobody reported it. It adds
nothing, and a sum of nothing but blanks is blank. Zero is a number.
"""

from decimal import Decimal

ZERO = Decimal(0)


def to_decimal(number):
    """Return a number of Odoo as Decimal with the digits that it shows.

    :param number: float, int, str or Decimal; None and False are blank

    >>> to_decimal(0.1), to_decimal(0.0), to_decimal(False), to_decimal(3)
    (Decimal('0.1'), Decimal('0.0'), None, Decimal('3'))
    """
    return None if number is None or number is False else Decimal(str(number))


def categories_of(categories):
    """Return categories as a sorted tuple of pairs, which can be a key.

    :param categories: ``{dimension code: value code}``, or pairs, or None

    >>> categories_of({"sex": "f", "age": "18-24"})
    (('age', '18-24'), ('sex', 'f'))
    >>> categories_of(None)
    ()
    """
    return tuple(sorted(dict(categories or ()).items()))


def dimensions_of(cell):
    """Return the grain of a cell: the dimensions that it is split by.

    >>> sorted(dimensions_of((("age", "18-24"), ("sex", "f"))))
    ['age', 'sex']
    """
    return frozenset(code for code, _value in cell)


def total(numbers):
    """Add numbers, leaving out blanks.

    :param numbers: iterable of Decimal or None

    >>> total([Decimal(2), None, Decimal(0)]), total([None]), total([])
    (Decimal('2'), None, None)
    """
    known = [number for number in numbers if number is not None]
    return sum(known, ZERO) if known else None


def mean(numbers):
    """Return the mean of those numbers that are not blank.

    >>> mean([Decimal(2), None, Decimal(4)]), mean([None])
    (Decimal('3'), None)
    """
    known = [number for number in numbers if number is not None]
    return sum(known, Decimal(0)) / len(known) if known else None


def largest(numbers):
    """Return the largest of those numbers that are not blank.

    >>> largest([Decimal(2), None, Decimal(-4)]), largest([])
    (Decimal('2'), None)
    """
    return max((number for number in numbers if number is not None), default=None)


def add(amounts):
    """Add amounts, member by member.

    >>> add([(Decimal(1), Decimal(2)), (Decimal(9), None)])
    (Decimal('10'), Decimal('2'))
    """
    if len(amounts) == 1:
        return tuple([None if one is None else ZERO + one for one in amounts[0]])
    return tuple([total(members) for members in zip(*amounts, strict=True)])


def subtract(amount, part):
    """Return what is left of an amount; blank where either is blank.

    >>> subtract((Decimal(10), None), (Decimal(4), Decimal(1)))
    (Decimal('6'), None)
    """
    return tuple(
        None if whole is None or known is None else whole - known
        for whole, known in zip(amount, part, strict=True)
    )


def is_complete(amount):
    """Say whether every member is there, so that the amount can be shown.

    >>> is_complete((Decimal(0),)), is_complete((Decimal(1), None))
    (True, False)
    """
    return None not in amount


def is_blank(amount):
    """Say whether nothing is there.

    >>> is_blank((None, None)), is_blank((Decimal(0), None))
    (True, False)
    """
    return amount.count(None) == len(amount)


def divide(amount, multiplier):
    """Return a ratio: numerator over denominator times the multiplier.

    :return: Decimal; None when one is blank or the denominator is 0

    >>> divide((Decimal(1), Decimal(8)), 100)
    Decimal('12.5')
    >>> divide((Decimal(1), Decimal(0)), 100)
    """
    numerator, denominator = amount
    if numerator is None or not denominator:
        return None
    return multiplier * numerator / denominator
