"""What was spent beside what came of it: cost of a result, and when the two part."""

from decimal import Decimal

AHEAD, BEHIND, TOGETHER = "spending_ahead", "results_ahead", "together"


def unit_cost(spent, result):
    """Return what one unit of a result cost; None where nothing came of it.

    :param spent: Decimal, or None
    :param result: Decimal in units, or None

    >>> unit_cost(Decimal(100), Decimal(8)), unit_cost(Decimal(100), Decimal(0))
    (Decimal('12.5'), None)
    """
    if spent is None or not result or result < 0:
        return None
    return spent / result


def mean(achievements):
    """Return the mean of achievements in percent, each at most 100, so that one that
    was exceeded does not hide those that lag; None without any.

    >>> mean([Decimal(50), None, Decimal(300)]), mean([None])
    (Decimal('75'), None)
    """
    known = [min(one, Decimal(100)) for one in achievements if one is not None]
    return sum(known, Decimal(0)) / len(known) if known else None


def divergence(burn, achievement, tolerance):
    """Say whether spending and results part by more than a tolerance.

    Both are in percent, of the whole budget and of the whole target: money runs ahead
    where it is more of its whole than the results are of theirs.

    :param burn: Decimal, or None
    :param achievement: Decimal, or None
    :param tolerance: percentage points
    :return: ``spending_ahead``, ``results_ahead``, ``together``, or None where one of
        the two is not known

    >>> divergence(Decimal(60), Decimal(30), 20)
    'spending_ahead'
    >>> divergence(Decimal(50), Decimal(40), 20)
    'together'
    >>> divergence(Decimal(10), Decimal(40), 20), divergence(None, Decimal(40), 20)
    ('results_ahead', None)
    """
    if burn is None or achievement is None:
        return None
    difference = burn - achievement
    if difference > tolerance:
        return AHEAD
    return BEHIND if -difference > tolerance else TOGETHER
