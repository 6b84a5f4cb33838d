"""Whether a budget adds up, and how much was moved between its lines."""

from collections import defaultdict
from decimal import Decimal


def missing(amounts, total):
    """Return how much of an award its budget lines leave, or exceed (below zero).

    :param amounts: of the lines; None where not agreed yet
    :param total: Decimal, the award's amount
    :return: Decimal; None where a line is blank or there is none

    >>> missing([Decimal(60), Decimal(50)], Decimal(100))
    Decimal('-10')
    >>> missing([Decimal(60), None], Decimal(100)), missing([], Decimal(100))
    (None, None)
    """
    amounts = list(amounts)
    if not amounts or None in amounts:
        return None
    return total - sum(amounts, Decimal(0))


def transferred(changes):
    """Return how much was moved between lines: what they gained, to and fro settled.

    What one line gains another loses, so gains alone are added up; an increase that
    no other line pays for is no transfer.

    :param changes: ``(line, before, after)``; a blank amount is None

    >>> transferred([
    ...     ("staff", Decimal(100), Decimal(80)),
    ...     ("travel", Decimal(50), Decimal(75)),
    ...     ("travel", Decimal(75), Decimal(70)),
    ... ])
    Decimal('20')
    >>> transferred([("staff", None, Decimal(80))])
    Decimal('0')
    """
    nets = defaultdict(Decimal)
    for line, before, after in changes:
        nets[line] += (after or Decimal(0)) - (before or Decimal(0))
    gained = sum((net for net in nets.values() if net > 0), Decimal(0))
    lost = -sum((net for net in nets.values() if net < 0), Decimal(0))
    return min(gained, lost)


def in_force(amount, changes, day):
    """Return what a line's amount was at the end of a day.

    :param amount: what it is now; None is blank
    :param changes: ``(day, before)``, in the order in which they were made

    >>> from datetime import date
    >>> changes = [(date(2025, 3, 1), Decimal(10)), (date(2025, 6, 1), Decimal(20))]
    >>> [in_force(Decimal(30), changes, date(2025, month, 1)) for month in (2, 3, 6)]
    [Decimal('10'), Decimal('20'), Decimal('30')]
    """
    for changed, before in changes:
        if changed > day:
            return before
    return amount


def spread(left, rooms, rest):
    """Lay what is left of a sub-award to the budget lines that have room for it.

    :param left: Decimal, what is committed in all
    :param rooms: ``{line: Decimal}``, budgets less expenses, in the same currency
    :param rest: the line of what fits nowhere
    :return: ``{line: Decimal}`` that adds up to ``left``

    >>> spread(Decimal(70), {"staff": Decimal(60), "travel": Decimal(40)}, "staff")
    {'staff': Decimal('60'), 'travel': Decimal('10')}
    >>> spread(Decimal(70), {"staff": Decimal(60), "travel": Decimal(-5)}, None)
    {'staff': Decimal('60'), None: Decimal('10')}
    """
    found = {}
    for line, room in rooms.items():
        part = min(max(room, Decimal(0)), left)
        if part:
            found[line] = part
            left -= part
    if left:
        found[rest] = found.get(rest, Decimal(0)) + left
    return found
