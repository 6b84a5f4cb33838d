"""Traffic lights: what an achievement means, by a rule that can be said in words.

A light never stands alone: it has a key for its icon and a word beside its colour.
"""

from decimal import Decimal
from typing import NamedTuple

GREEN, AMBER, RED = "green", "amber", "red"
RUNNING, NO_TARGET, NO_DATA, NEUTRAL = "running", "no_target", "no_data", "neutral"
MET, NOT_MET = "met", "not_met"
# a reader who sees a part of the numbers cannot compare it with the whole target
PARTIAL = "partial"


class Rule(NamedTuple):
    """From which percentage on a light is green or amber."""

    green: Decimal = Decimal(90)
    amber: Decimal = Decimal(70)


USUAL = Rule()


def light(cell, direction="more", method="ratio", rule=USUAL):
    """Return which light a cell of ``read_achievement`` shows.

    A window that still runs is not judged before it has reached green: a third of
    a year's target in April is no failure. Where less is better and actual is
    divided by target, the percentage is turned around: 125 % of the accidents
    aimed at are 80 % of the way. Where a percentage cannot be said, the state is.

    :param cell: dict with ``value``, ``target``, ``achievement`` and ``state``
    :param direction: ``more``, ``less`` or ``neutral``
    :param method: ``ratio`` or ``progress``
    :param rule: :class:`Rule`
    :return: ``green``, ``amber``, ``red``; ``met`` or ``not_met`` where there is no
        percentage; ``running``, ``no_target``, ``no_data`` or ``neutral``

    >>> cell = {"value": Decimal(80), "target": Decimal(100),
    ...         "achievement": Decimal(80), "state": "not_met"}
    >>> light(cell), light(cell | {"state": "running"}), light(cell, "neutral")
    ('amber', 'running', 'neutral')
    >>> light(cell | {"value": None}), light(cell | {"target": None})
    ('no_data', 'no_target')
    >>> less = cell | {"value": Decimal(125), "achievement": Decimal(125)}
    >>> light(less, "less"), light(less | {"achievement": Decimal(200)}, "less")
    ('amber', 'red')
    >>> light(cell | {"achievement": None})
    'not_met'
    """
    if cell["value"] is None:
        return NO_DATA
    if cell.get("target") is None:
        return NO_TARGET
    if direction == "neutral":
        return NEUTRAL
    score = _score(cell, direction, method)
    if score is None:
        return cell["state"] or NO_DATA
    if cell["state"] == MET or score >= rule.green:
        return GREEN
    if cell["state"] == RUNNING:
        return RUNNING
    return AMBER if score >= rule.amber else RED


def _score(cell, direction, method):
    percentage = cell["achievement"]
    if percentage is None or direction != "less" or method == "progress":
        return percentage
    # nothing at all of what is to be little is as good as can be
    return 10_000 / percentage if percentage > 0 else Decimal("Infinity")
