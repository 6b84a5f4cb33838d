"""Rounding so that the parts still make the whole.

Numbers are rounded for display only, half away from zero. Where a whole is dealt
out in units, or a table is shown rounded, the parts are chosen so that they add
up to the whole.
"""

from decimal import ROUND_FLOOR, ROUND_HALF_UP, Decimal


def half_away(number, digits=0):
    """Round half away from zero, as a reader expects.

    :param number: Decimal, or None for blank
    :param digits: decimals to keep
    :return: Decimal, or None

    >>> half_away(Decimal("2.5")), half_away(Decimal("-2.5"))
    (Decimal('3'), Decimal('-3'))
    >>> half_away(Decimal("9.80392"), 2), half_away(None)
    (Decimal('9.80'), None)
    """
    if number is None:
        return None
    return number.quantize(Decimal(1).scaleb(-digits), rounding=ROUND_HALF_UP)


def apportion(total, weights):
    """Deal out whole units in proportion to weights, by largest remainder.

    Ties go to the larger weight, then to the first key in order.

    :param total: whole number of units, as Decimal; negative deals out a deduction
    :param weights: ``{key: Decimal}``, none negative, at least one above 0
    :return: ``{key: Decimal}``, whole numbers that add up to the total
    :raises ValueError: when the total is not whole or no weight is above 0

    >>> thirds = {"A": Decimal(1), "B": Decimal(1), "C": Decimal(1)}
    >>> {key: int(units) for key, units in apportion(Decimal(10), thirds).items()}
    {'A': 4, 'B': 3, 'C': 3}
    >>> shares = {"A": Decimal(25), "B": Decimal(75)}
    >>> {key: int(units) for key, units in apportion(Decimal(-2), shares).items()}
    {'A': 0, 'B': -2}
    """
    weight = sum(weights.values())
    if total % 1 or not weight or min(weights.values()) < 0:
        raise ValueError("whole units and weights that are not all 0 are needed")
    sign = -1 if total < 0 else 1
    quotas = {key: abs(total) * w / weight for key, w in weights.items()}
    units = _raise_to(abs(total), quotas, weights, Decimal(1))
    return {key: sign * number for key, number in units.items()}


def controlled(parts, digits=0, total=None):
    """Round parts so that they add up to their rounded total.

    Each part goes to a neighbour of itself; what is a multiple of the unit stays.

    :param parts: ``{key: Decimal}``
    :param digits: decimals to keep
    :param total: the rounded total to reach, if it is fixed already; it may be
        further off than rounding is, then no part stays next to itself
    :return: ``{key: Decimal}``

    >>> parts = {"f": Decimal("3.5"), "m": Decimal("2.5"), "x": Decimal("4")}
    >>> {key: str(number) for key, number in controlled(parts).items()}
    {'f': '4', 'm': '2', 'x': '4'}
    >>> sum(controlled(parts).values()) == half_away(sum(parts.values()))
    True
    """
    unit = Decimal(1).scaleb(-digits)
    if total is None:
        total = half_away(sum(parts.values(), Decimal(0)), digits)
    return _raise_to(total, parts, parts, unit)


def _raise_to(total, quotas, sizes, unit):
    """Floor the quotas, then raise those with the largest remainders to the total."""
    if not quotas:
        return {}
    floors = {key: quota.quantize(unit, ROUND_FLOOR) for key, quota in quotas.items()}
    order = sorted(
        quotas, key=lambda key: (floors[key] - quotas[key], -sizes[key], _in_order(key))
    )
    missing = int((total - sum(floors.values())) / unit)
    rounds, rest = divmod(missing, len(order))
    raised = set(order[:rest])
    return {key: floors[key] + unit * (rounds + (key in raised)) for key in quotas}


def _in_order(key):
    """Make keys of one kind sortable, also where some hold None.

    >>> sorted([(2, None), (None, "a"), (1, "b")], key=_in_order)
    [(None, 'a'), (1, 'b'), (2, None)]
    """
    if isinstance(key, tuple):
        return (1, *map(_in_order, key))
    return (0,) if key is None else (1, key)
