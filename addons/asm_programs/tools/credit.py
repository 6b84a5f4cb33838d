"""Crediting a result, stored once, to the awards that pay for it.

A ``share`` is a part of the 100 % that all awards, own resources included, make
together. ``full`` counts a result whole for an award, outside the 100 % and outside
the sums over donors. ``lead`` gives it to one award alone.
"""

from datetime import date, timedelta
from decimal import Decimal
from typing import NamedTuple

from .rounding import apportion, controlled

WHOLE = Decimal(100)


class Share(NamedTuple):
    """How a programme or one of its indicators is credited to one award.

    ``reference`` is the award's; it settles ties. ``percentage`` is in percent.
    ``date_to`` None: without end.
    """

    award_id: int
    reference: str
    rule: str
    percentage: Decimal
    date_from: date
    date_to: date | None = None

    def __contains__(self, day):
        return self.date_from <= day and (not self.date_to or day <= self.date_to)


class Credit(NamedTuple):
    """The award that results are read for, and the shares of *all* awards."""

    award_id: int
    shares: tuple


class Credited(NamedTuple):
    """What an award is credited with: exactly, and in whole units."""

    exact: Decimal
    allotted: Decimal


NOTHING = Credited(Decimal(0), Decimal(0))


def shares_on(shares, day):
    """Return the shares that hold on a day.

    The share on a period's last day rules the whole period.

    :param shares: iterable of :class:`Share`
    :param day: date
    """
    return [share for share in shares if day in share]


def problems_of(shares, is_border):
    """Return what is wrong with dated shares, as ``(kind, day, percentage)``.

    :param shares: iterable of :class:`Share`
    :param is_border: callable that says of a day whether a finest period starts
    :return: list of ``("border", day, None)``, where shares change inside a period,
        and ``("sum", day, percentage)``, where from a day on they miss 100 %

    >>> half = Share(1, "A", "share", Decimal(50), date(2026, 1, 1))
    >>> problems_of([half], lambda day: True)
    [('sum', datetime.date(2026, 1, 1), Decimal('50'))]
    """
    parts = [share for share in shares if share.rule == "share"]
    ends = [share.date_to + timedelta(days=1) for share in shares if share.date_to]
    days = sorted({*ends, *(share.date_from for share in shares)})
    sums = [(day, _percentage(shares_on(parts, day))) for day in days]
    return [("border", day, None) for day in days if not is_border(day)] + [
        ("sum", day, percentage)
        for day, percentage in sums
        if percentage not in (0, WHOLE)
    ]


def allot(total, shares, whole=True):
    """Deal out one number to awards.

    Whole units go by largest remainder; ties to the larger share, then to the first
    reference. What is a fraction already is not dealt out in units.

    :param total: Decimal
    :param shares: the :class:`Share` s of one day, of all awards
    :param whole: False for what comes in fractions, such as tonnes
    :return: ``{award_id: Credited}``

    >>> shares = [Share(n, f"GR-{n}", "share", Decimal(p), date(2026, 1, 1))
    ...           for n, p in ((1, 30), (2, 40), (3, 30))]
    >>> given = allot(Decimal(5), shares)
    >>> {award_id: int(given[award_id].allotted) for award_id in (1, 2, 3)}
    {1: 2, 2: 2, 3: 1}
    """
    parts = allot_parts({(): total}, shares, whole)
    return {award_id: given[()] for award_id, given in parts.items()}


def allot_parts(parts, shares, whole=True):
    """Deal out the parts of a number, so that rows and columns add up.

    What an award gets of the parts adds up to what it gets of the whole, and what
    the awards get of a part adds up to the part: the parts are rounded by
    controlled rounding, award by award, each from what the earlier ones left.

    :param parts: ``{key: Decimal}``, parts that add up to a number
    :param shares: the :class:`Share` s of one day, of all awards
    :param whole: False for what comes in fractions
    :return: ``{award_id: {key: Credited}}``
    """
    shares = _effective(shares)
    dealt = [share for share in shares if share.rule == "share"]
    given = _dealt(parts, dealt, whole and all(p % 1 == 0 for p in parts.values()))
    for share in shares:
        if share.rule != "share":
            factor = 1 if share.rule in ("full", "lead") else 0
            given[share.award_id] = {
                key: Credited(part * factor, part * factor)
                for key, part in parts.items()
            }
    return given


def _effective(shares):
    """Resolve lead awards: the first takes all that is not credited in full."""
    leads = sorted((s for s in shares if s.rule == "lead"), key=_by_size)
    if not leads:
        return sorted(shares, key=lambda share: share.rule == "full")
    others = [
        share._replace(rule="none")
        for share in shares
        if share.rule != "full" and share != leads[0]
    ]
    return others + leads[:1] + [share for share in shares if share.rule == "full"]


def _by_size(share):
    return -share.percentage, share.reference


def _percentage(shares):
    return sum((share.percentage for share in shares), Decimal(0))


def _dealt(parts, shares, whole):
    exact = {
        share.award_id: {k: p * share.percentage / WHOLE for k, p in parts.items()}
        for share in shares
    }
    units = _units(parts, shares) if whole else exact
    return {
        award_id: {
            key: Credited(exact[award_id][key], units[award_id][key]) for key in parts
        }
        for award_id in exact
    }


def _units(parts, shares):
    """Deal out whole parts, award by award, from what the earlier ones left."""
    totals = _apportioned(sum(parts.values(), Decimal(0)), shares)
    units, left = {}, dict(parts)
    for share in sorted(shares, key=_by_size):
        total = totals[share.award_id]
        sum_left = sum(left.values(), Decimal(0)) or 1
        quotas = {key: part * total / sum_left for key, part in left.items()}
        units[share.award_id] = controlled(quotas, total=total)
        left = {key: left[key] - units[share.award_id][key] for key in left}
    return units


def _apportioned(total, shares):
    """Apportion whole units; what no share covers goes to nobody."""
    weights = {(s.reference, s.award_id): s.percentage for s in shares}
    nobody = WHOLE - _percentage(shares)
    if nobody > 0:
        weights[("", None)] = nobody
    units = apportion(total, weights) if weights else {}
    return {share.award_id: units[share.reference, share.award_id] for share in shares}
