"""Milestones: the steps of an indicator, as a moment knew them and as of a day.

A step is kept as versions: what it was from one moment to another. A day asks which
steps were done by it, a moment asks which version was known.
"""

from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple

from .achievement import milestones_reached
from .facts import Fact, Slot


class StepVersion(NamedTuple):
    """One version of one step; ``known_to`` is None for the version that holds now.

    ``weight`` is a Decimal. A dropped step is neither asked for nor counted.
    """

    weight: Decimal
    date_planned: date | None
    date_done: date | None
    known_from: datetime
    known_to: datetime | None = None
    is_dropped: bool = False


def known_at(versions, moment=None):
    """Return the versions that a moment knew, dropped steps left out.

    :param versions: iterable of :class:`StepVersion`
    :param moment: datetime, or None for now

    >>> may, june = datetime(2026, 5, 1), datetime(2026, 6, 1)
    >>> open_ = StepVersion(Decimal(1), None, None, may, june)
    >>> done = StepVersion(Decimal(1), None, date(2026, 5, 30), june)
    >>> known_at([open_, done]) == [done], known_at([open_, done], may) == [open_]
    (True, True)
    >>> known_at([open_, done], datetime(2026, 4, 1))
    []
    """
    return [
        version
        for version in versions
        if not version.is_dropped and _is_known(version, moment)
    ]


def _is_known(version, moment):
    if moment is None:
        return version.known_to is None
    is_later = version.known_to is None or moment < version.known_to
    return version.known_from <= moment and is_later


def planned_share(steps, day):
    """Return how much was to be done by a day, in percent; None without any plan.

    A step without a planned day is planned for no day, so it holds the share down
    until it has one.

    >>> moment = datetime(2026, 1, 1)
    >>> steps = [StepVersion(Decimal(1), date(2026, 3, 1), None, moment),
    ...          StepVersion(Decimal(3), date(2026, 9, 1), None, moment)]
    >>> planned_share(steps, date(2026, 6, 30)), planned_share([], date(2026, 6, 30))
    (Decimal('25'), None)
    """
    if not any(step.date_planned for step in steps):
        return None
    done, whole = milestones_reached(
        [(step.weight, step.date_planned) for step in steps], day
    )
    return 100 * done / whole if whole else None


def as_facts(steps, spans, today):
    """Return facts and slots of how far the steps are at the end of each span.

    :param steps: :class:`StepVersion` s as one moment knew them
    :param spans: pairs of a period id and its first and last day
    :param today: date; a span that has not begun says nothing
    :return: ``(facts, slots)``

    >>> step = StepVersion(Decimal(2), None, date(2026, 2, 1), datetime(2026, 1, 1))
    >>> spans = [(1, (date(2026, 1, 1), date(2026, 1, 31))),
    ...          (2, (date(2026, 2, 1), date(2026, 2, 28))),
    ...          (3, (date(2026, 3, 1), date(2026, 3, 31)))]
    >>> facts, slots = as_facts([step], spans, date(2026, 2, 10))
    >>> [(fact.period_id, fact.numerator, fact.denominator) for fact in facts]
    [(1, Decimal('0'), Decimal('2')), (2, Decimal('2'), Decimal('2'))]
    >>> len(slots)
    2
    """
    facts, slots = [], []
    for period_id, days in spans:
        if not steps or days[0] > today:
            continue
        done, whole = milestones_reached(
            [(step.weight, step.date_done) for step in steps], days[1]
        )
        facts.append(Fact(None, 0, period_id, *days, (), None, done, whole))
        slots.append(Slot(None, 0, period_id, *days))
    return facts, slots
