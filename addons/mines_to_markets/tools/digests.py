"""When something is worth a message: what came to a stage, and since when."""

from datetime import timedelta

SOON, DUE, OVERDUE = "soon", "due", "overdue"
# who is late is told again, but not every day
_AGAIN_AFTER = 7


def stage(due, today, days_before):
    """Return how near a due day is, and since which day it has been so.

    :param due: the day on which something is due
    :param today: the reader's day
    :param days_before: how many days before counts as soon
    :return: ``(stage, day)``; ``(None, None)`` while it is not soon

    >>> from datetime import date
    >>> day = date(2026, 4, 15).replace
    >>> stage(day(), day(day=7), 7)
    (None, None)
    >>> stage(day(), day(day=8), 7)
    ('soon', datetime.date(2026, 4, 8))
    >>> stage(day(), day(), 7)
    ('due', datetime.date(2026, 4, 15))
    >>> stage(day(), day(day=16), 7), stage(day(), day(day=22), 7)
    (('overdue', datetime.date(2026, 4, 16)), ('overdue', datetime.date(2026, 4, 16)))
    >>> stage(day(), day(day=23), 7)
    ('overdue', datetime.date(2026, 4, 23))
    """
    if today > due:
        first = due + timedelta(days=1)
        weeks = (today - first).days // _AGAIN_AFTER
        return OVERDUE, first + timedelta(days=weeks * _AGAIN_AFTER)
    if today == due:
        return DUE, due
    first = due - timedelta(days=days_before)
    return (SOON, first) if today >= first else (None, None)


def first_day(choice, today):
    """Return the first day of the stretch in which one message is enough.

    :param choice: "daily" or "weekly"; weeks begin on Monday

    >>> from datetime import date
    >>> first_day("daily", date(2026, 4, 15)), first_day("weekly", date(2026, 4, 15))
    (datetime.date(2026, 4, 15), datetime.date(2026, 4, 13))
    """
    if choice == "weekly":
        return today - timedelta(days=today.weekday())
    return today
