"""How far an actual has come on its way to the target, and whether it is met.

Computed from unrounded numbers and not capped: 250 % is 250 %.
"""

from decimal import Decimal, localcontext
from typing import NamedTuple

MET = "met"
NOT_MET = "not_met"
RUNNING = "running"
NO_DATA = "no_data"


class Achievement(NamedTuple):
    """``percentage`` in percent or None; ``state`` met, not_met, running, no_data.

    The state is None for what is neither to rise nor to fall.
    """

    percentage: Decimal | None
    state: str | None


def achieve(
    actual,
    target,
    baseline=None,
    method="ratio",
    direction="more",
    has_ended=True,
    is_flow=True,
):
    """Compare an actual with its target.

    A target of 0, one equal to the baseline and, for progress, a blank baseline
    leave the percentage blank; the state is told all the same. A flow where less is
    better stays blank until the window has ended: few accidents by March say
    nothing yet about the year.

    :param actual: Decimal, or None for blank
    :param target: Decimal, or None for blank
    :param baseline: Decimal, or None for blank; used for progress
    :param method: ``ratio`` (actual over target) or ``progress`` (the way from
        baseline to target)
    :param direction: ``more``, ``less`` or ``neutral``
    :param has_ended: whether the window has ended
    :param is_flow: whether the number still grows while the window runs
    :return: :class:`Achievement`

    >>> mercury = achieve(Decimal("1.5"), Decimal(1), Decimal(3), "progress", "less")
    >>> round(mercury.percentage), mercury.state
    (75, 'not_met')
    """
    if actual is None or target is None:
        return Achievement(None, NO_DATA)
    if direction == "less" and is_flow and not has_ended:
        return Achievement(None, RUNNING)
    with localcontext(prec=50):
        percentage = _percentage(actual, target, baseline, method)
    return Achievement(percentage, _state(actual, target, direction, has_ended))


def _percentage(actual, target, baseline, method):
    if method == "progress":
        if baseline is None:
            return None
        actual, target = actual - baseline, target - baseline
    return 100 * actual / target if target else None


def _state(actual, target, direction, has_ended):
    is_met = {"more": actual >= target, "less": actual <= target}.get(direction)
    if is_met:
        return MET
    if not has_ended:
        return RUNNING
    return None if is_met is None else NOT_MET


def milestones_reached(steps, day):
    """Return how far a milestone indicator is: done over all weights.

    :param steps: iterable of ``(weight, date_done)``, weights as Decimal, date None
        when not done
    :param day: date, the last day that counts
    :return: ``(numerator, denominator)``

    >>> from datetime import date
    >>> steps = [(Decimal(1), date(2026, 2, 1)), (Decimal(3), None)]
    >>> milestones_reached(steps, date(2026, 3, 31))
    (Decimal('1'), Decimal('4'))
    """
    steps = list(steps)
    done = [weight for weight, date_done in steps if date_done and date_done <= day]
    return sum(done, Decimal(0)), sum((weight for weight, _done in steps), Decimal(0))
