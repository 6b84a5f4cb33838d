"""How a paper stands on a day: signed, in force, ending soon, over."""


def agreement_state(today, soon, signed, start, end, terminated):
    """Return how an agreement stands on a day.

    :param today: the day
    :param soon: the last day on which an end counts as near
    :param signed: the day of its signature, or nothing
    :param start: its first day, or nothing
    :param end: its last day, or nothing
    :param terminated: the day from which it was ended before its time, or nothing

    >>> from datetime import date
    >>> day = date(2026, 3, 10).replace
    >>> def state(*dates):
    ...     return agreement_state(day(), day(month=4), *dates)
    >>> state(None, None, None, None), state(day(day=11), None, None, None)
    ('draft', 'draft')
    >>> state(day(), day(day=11), None, None)
    'signed'
    >>> state(day(), None, None, None), state(day(), None, day(month=5), None)
    ('in_force', 'in_force')
    >>> state(day(), None, day(), None), state(day(), None, day(month=4), None)
    ('expiring', 'expiring')
    >>> state(day(day=1), None, day(day=9), None)
    'expired'
    >>> state(day(day=1), None, None, day()), state(day(day=1), None, None, day(day=11))
    ('terminated', 'in_force')
    """
    if not signed or signed > today:
        return "draft"
    if terminated and terminated <= today:
        return "terminated"
    if end and end < today:
        return "expired"
    if start and start > today:
        return "signed"
    if end and end <= soon:
        return "expiring"
    return "in_force"
