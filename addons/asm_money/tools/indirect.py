"""Indirect cost: which rate holds on which day, of what base, and what it charges.

Amounts are Decimal in the award's currency, rates are in percent. For the same days a
final rate takes the place of a predetermined or fixed one, and these of a provisional
one. Of each sub-award no more than a cap is in the base, over its whole life: what
comes first uses it up (2 CFR 200.1, modified total direct cost).
"""

from bisect import bisect_right
from collections import defaultdict
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from itertools import pairwise
from typing import NamedTuple

STRENGTH = ("provisional", "fixed", "predetermined", "final")
ZERO = Decimal(0)


class Rate(NamedTuple):
    """One rate; ``base`` holds the keys of its budget lines.

    ``cap`` is blank (None) where all of each sub-award is in the base; ``on_share``
    says that our own share of the base is charged as well.
    """

    key: object
    kind: str
    percent: Decimal
    start: date
    end: date
    base: frozenset = frozenset()
    cap: Decimal | None = None
    on_share: bool = False


class Span(NamedTuple):
    """Days on which one rate holds, both ends included."""

    rate: Rate
    start: date
    end: date


class Cost(NamedTuple):
    """Direct cost of one day, or of one span, as it may come into the base.

    ``subaward`` is the key of the sub-award that it belongs to, if any.
    """

    day: date
    line: object
    amount: Decimal
    is_share: bool = False
    subaward: object = None


class Charge(NamedTuple):
    """What a span charges: on the donor's part of the base, and on our own."""

    span: Span
    base: Decimal
    base_donor: Decimal
    amount: Decimal
    amount_donor: Decimal


def rounded(amount, places=2):
    """Return an amount rounded half away from zero.

    >>> rounded(Decimal("0.125")), rounded(Decimal("-2.5"), 0)
    (Decimal('0.13'), Decimal('-3'))
    """
    return amount.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)


def spans(rates):
    """Return the :class:`Span` of each rate where no stronger one holds, in order.

    >>> year = (date(2025, 1, 1), date(2025, 12, 31))
    >>> found = spans([
    ...     Rate("a", "provisional", Decimal(10), *year),
    ...     Rate("b", "final", Decimal(12), date(2025, 3, 1), date(2025, 3, 31)),
    ... ])
    >>> for one in found:
    ...     print(one.rate.key, one.start, one.end)
    a 2025-01-01 2025-02-28
    b 2025-03-01 2025-03-31
    a 2025-04-01 2025-12-31
    """
    borders = sorted(
        {rate.start for rate in rates} | {after(rate.end) for rate in rates}
    )
    found = []
    for start, following in pairwise(borders):
        holding = [rate for rate in rates if rate.start <= start <= rate.end]
        if not holding:
            continue
        rate = max(holding, key=lambda one: STRENGTH.index(one.kind))
        end = following - timedelta(days=1)
        if found and found[-1].rate is rate and after(found[-1].end) == start:
            found[-1] = found[-1]._replace(end=end)
        else:
            found.append(Span(rate, start, end))
    return found


def after(day):
    return day + timedelta(days=1)


def span_of(found, day):
    """Return the span that a day lies in, or None.

    >>> rate = Rate("a", "final", Decimal(12), date(2025, 3, 1), date(2025, 3, 31))
    >>> span_of(spans([rate]), date(2025, 3, 31)).rate.key
    'a'
    >>> span_of(spans([rate]), date(2025, 4, 1)) is None
    True
    """
    place = bisect_right([span.start for span in found], day) - 1
    return found[place] if place >= 0 and day <= found[place].end else None


def charges(found, costs, places=2):
    """Return a :class:`Charge` for each span, those without a base as well.

    :param found: what :func:`spans` gives
    :param costs: :class:`Cost`, in any order; days outside of all spans are left out
    :param places: decimal places of the award's currency

    Of a sub-award of 60 no more than 25 counts, wherever it falls:

    >>> half = [
    ...     Rate("a", "final", Decimal(10), date(2025, 1, 1), date(2025, 6, 30),
    ...          frozenset("s"), Decimal(25)),
    ...     Rate("b", "final", Decimal(20), date(2025, 7, 1), date(2025, 12, 31),
    ...          frozenset("s"), Decimal(25)),
    ... ]
    >>> made = charges(spans(half), [
    ...     Cost(date(2025, 8, 1), "s", Decimal(40), subaward=1),
    ...     Cost(date(2025, 2, 1), "s", Decimal(20), subaward=1),
    ...     Cost(date(2025, 2, 1), "s", Decimal(100)),
    ...     Cost(date(2025, 2, 1), "equipment", Decimal(900)),
    ... ])
    >>> [(one.span.rate.key, one.base, one.amount) for one in made]
    [('a', Decimal('120'), Decimal('12.00')), ('b', Decimal('5'), Decimal('1.00'))]
    """
    bases = defaultdict(lambda: [ZERO, ZERO])
    for span, is_share, amount in _in_base(found, costs):
        bases[span][is_share] += amount
    made = []
    for span in found:
        donor, share = bases[span]
        if not span.rate.on_share:
            share = ZERO
        amount = rounded((donor + share) * span.rate.percent / 100, places)
        amount_donor = rounded(donor * span.rate.percent / 100, places)
        made.append(Charge(span, donor + share, donor, amount, amount_donor))
    return made


def is_in_base(cost, rate):
    """Say whether a cost may come into the base of a rate.

    A cap says that sub-awards are in the base up to it, on whatever line they are.

    >>> passed_on = Cost(date(2025, 2, 1), "grants", Decimal(40), subaward=1)
    >>> year = (date(2025, 1, 1), date(2025, 12, 31), frozenset("s"))
    >>> is_in_base(passed_on, Rate("a", "final", Decimal(10), *year))
    False
    >>> is_in_base(passed_on, Rate("a", "final", Decimal(10), *year, Decimal(25)))
    True
    """
    is_capped = cost.subaward is not None and rate.cap is not None
    return is_capped or cost.line in rate.base


def _in_base(found, costs):
    """Give ``(span, is our share, amount)`` of what of the costs is in the base."""
    running = defaultdict(lambda: ZERO)
    counted = defaultdict(lambda: ZERO)
    for cost in sorted(costs, key=lambda one: one.day):
        span = span_of(found, cost.day)
        if span is None or not is_in_base(cost, span.rate):
            continue
        amount = cost.amount
        if cost.subaward is not None:
            one = cost.subaward
            running[one] += amount
            within = max(running[one], ZERO)
            if span.rate.cap is not None:
                # a lower cap of later days takes nothing back
                within = min(within, max(span.rate.cap, counted[one]))
            amount, counted[one] = within - counted[one], within
        if amount:
            yield span, cost.is_share, amount


class TrueUp(NamedTuple):
    """What a final rate changes; ``difference`` is still to be charged."""

    rate: Rate
    start: date
    end: date
    before: Decimal | None
    base: Decimal
    charged: Decimal
    due: Decimal
    difference: Decimal


def true_ups(rates, costs, posted=None, places=2):
    """Return a :class:`TrueUp` for each span of a final rate.

    :param rates: all :class:`Rate` that are known
    :param costs: :class:`Cost`
    :param posted: ``{span: amount}`` of the ledger; None where it is computed, so that
        what was charged before is what the weaker rates made of it

    >>> year = (date(2025, 1, 1), date(2025, 12, 31), frozenset("s"))
    >>> [change] = true_ups(
    ...     [Rate("a", "provisional", Decimal(10), *year),
    ...      Rate("b", "final", Decimal(12), *year)],
    ...     [Cost(date(2025, 2, 1), "s", Decimal(200))],
    ... )
    >>> change.charged, change.due, change.difference
    (Decimal('20.00'), Decimal('24.00'), Decimal('4.00'))
    """
    now = charges(spans(rates), costs, places)
    weaker = [rate for rate in rates if rate.kind != "final"]
    found = []
    for due in now:
        if due.span.rate.kind != "final":
            continue
        earlier = spans(_within(weaker, due.span))
        # the other days stay as they are: they use up the caps of sub-awards as well
        others = [one.span for one in now if one.span is not due.span]
        ordered = sorted([*earlier, *others], key=lambda span: span.start)
        before = [one for one in charges(ordered, costs, places) if one.span in earlier]
        if posted is None:
            charged = sum((one.amount_donor for one in before), ZERO)
        else:
            charged = posted.get(due.span, ZERO)
        percents = {one.span.rate.percent for one in before}
        found.append(
            TrueUp(
                *due.span,
                percents.pop() if len(percents) == 1 else None,
                due.base_donor,
                charged,
                due.amount_donor,
                due.amount_donor - charged,
            )
        )
    return found


def _within(rates, span):
    return [
        rate._replace(start=max(rate.start, span.start), end=min(rate.end, span.end))
        for rate in rates
        if rate.start <= span.end and rate.end >= span.start
    ]
