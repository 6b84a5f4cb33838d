"""Adding up over places what each place came to over time."""

import datetime
from typing import NamedTuple

from . import wording
from .amounts import add, divide, is_complete, largest, mean, total


class Item(NamedTuple):
    """What one place comes to in one category; ``date`` is the last day of it."""

    site_id: int | None
    date: datetime.date | None
    amount: tuple


class Whole(NamedTuple):
    """What the places come to: the amount added up, the value, why it is blank."""

    amount: tuple
    value: object
    reasons: tuple = ()


def over_places(items, definition, weights=None):
    """Add up the places, then divide, times the multiplier.

    A ratio of which a half is blank at a place is left out there, or its other half
    would count.

    :param items: list of :class:`Item`, one a place
    :param definition: :class:`facts.Definition`
    :param weights: ``{site_id: Decimal}`` where places are weighted by another
        indicator, else None
    :return: :class:`Whole`
    """
    complete = [item for item in items if is_complete(item.amount)]
    halved = len(complete) < len(items)
    blank = (None,) * len(definition.time_rules)
    if not complete:
        return Whole(blank, None, (wording.HALF_A_RATIO,) if halved else ())
    rule = _weighted(weights) if weights is not None else RULES[_rule(definition)]
    whole = rule(complete, definition)
    reasons = (wording.HALF_A_RATIO,) if halved else ()
    return whole._replace(reasons=whole.reasons + reasons)


def value_of(amount, definition):
    """Return the number that is shown for an amount, or None for blank.

    >>> from decimal import Decimal
    >>> from .facts import Definition
    >>> share = Definition(measure="percentage", is_ratio=True)
    >>> value_of((Decimal(1), Decimal(4)), share)
    Decimal('25')
    """
    if definition.is_ratio:
        return divide(amount, definition.factor)
    return amount[0]


def _rule(definition):
    rule = definition.place_rule
    return "sum" if definition.is_ratio and rule != "none" else rule


def _summed(items, definition):
    amount = add([item.amount for item in items])
    zero = definition.is_ratio and amount[1] == 0
    reasons = (wording.ZERO_DENOMINATOR,) if zero else ()
    return Whole(amount, value_of(amount, definition), reasons)


def _collected_by(collect):
    def rule(items, _definition):
        number = collect(item.amount[0] for item in items)
        return Whole((number,), number)

    return rule


def _latest(items, _definition):
    last = max(item.date for item in items)
    numbers = {item.amount[0] for item in items if item.date == last}
    if len(numbers) > 1:
        return Whole((None,), None, (wording.SEVERAL_LATEST,))
    return _summed([Item(None, last, (numbers.pop(),))], _definition)


def _alone_else(reason):
    def rule(items, definition):
        if len(items) == 1:
            return _summed(items, definition)
        return Whole((None,) * len(items[0].amount), None, (reason,))

    return rule


def _weighted(weights):
    """Return the rule that takes the mean over places, each with its weight."""

    def rule(items, definition):
        known = [
            (weights[item.site_id], value_of(item.amount, definition))
            for item in items
            if weights.get(item.site_id) is not None
        ]
        known = [(weight, value) for weight, value in known if value is not None]
        weight = total(weight for weight, _value in known)
        reasons = (wording.WEIGHT_MISSING,) if len(known) < len(items) else ()
        if not weight:
            return Whole((None,) * len(items[0].amount), None, reasons)
        value = total(weight * value for weight, value in known) / weight
        amount = add([item.amount for item in items])
        return Whole(amount if definition.is_ratio else (value,), value, reasons)

    return rule


RULES = {
    "sum": _summed,
    "average": _collected_by(mean),
    "maximum": _collected_by(largest),
    "latest": _latest,
    "none": _alone_else(wording.ONE_PLACE_ONLY),
    "percentages": _alone_else(wording.PERCENTAGES),
}
