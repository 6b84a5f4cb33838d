"""How fast an award is spent, and where that leads.

Burn compares the share of the money that is spent with the share of the time that is
gone. The forecast to the end is: what is spent, what is ordered or passed on and not
recorded yet, and the run rate for the months that are left. The run rate is the average
of the last full months (six at most, three at least) of what was neither ordered before
nor passed on, so that nothing counts twice. With less behind it, it stays blank.
"""

from datetime import date, timedelta
from decimal import Decimal
from typing import NamedTuple

MONTHS_AT_MOST = 6
MONTHS_AT_LEAST = 3
DAYS_OF_MONTH = Decimal("365.25") / 12
# spent this much less or more of the money than of the time is behind or ahead
TOLERANCE = Decimal(15)


class Burn(NamedTuple):
    """Percentages; blank (None) where there is nothing to compare yet."""

    money: Decimal | None
    time: Decimal | None
    pace: str | None


def share(part, whole):
    """Return a part in percent; blank where there is no whole.

    >>> share(Decimal(30), Decimal(120)), share(Decimal(30), Decimal(0))
    (Decimal('25'), None)
    """
    return 100 * part / whole if whole else None


def time_gone(start, end, day):
    """Return how much of an award's days is gone at the end of a day, in percent.

    >>> time_gone(date(2025, 1, 1), date(2025, 1, 10), date(2025, 1, 5))
    Decimal('50')
    >>> time_gone(date(2025, 1, 1), date(2025, 1, 10), date(2024, 12, 31))
    Decimal('0')
    >>> time_gone(date(2025, 1, 1), date(2025, 1, 10), date(2026, 1, 1))
    Decimal('100')
    """
    gone = min(max((day - start).days + 1, 0), (end - start).days + 1)
    return share(Decimal(gone), Decimal((end - start).days + 1))


def burn(spent, amount, start, end, day):
    """Return the :class:`Burn` of an award on a day.

    :param spent: Decimal, of the donor's money
    :param amount: Decimal, the award in the same currency

    >>> found = burn(Decimal(10), Decimal(100), date(2025, 1, 1), date(2025, 1, 10),
    ...              date(2025, 1, 5))
    >>> found.money, found.time, found.pace
    (Decimal('10'), Decimal('50'), 'behind')
    >>> burn(Decimal(60), Decimal(100), date(2025, 1, 1), date(2025, 1, 10),
    ...      date(2025, 1, 5)).pace
    'on'
    >>> burn(Decimal(0), Decimal(0), date(2025, 1, 1), date(2025, 1, 2),
    ...      date(2025, 1, 5)).pace is None
    True
    """
    money, time = share(spent, amount), time_gone(start, end, day)
    if money is None or not time:
        return Burn(money, time, None)
    if money < time - TOLERANCE:
        pace = "behind"
    elif money > time + TOLERANCE:
        pace = "ahead"
    else:
        pace = "on"
    return Burn(money, time, pace)


def full_months(start, day):
    """Return the first days of the full months that a run rate is taken of.

    :param start: first day of the award; its first month counts when it is whole
    :param day: the day of the question; its month counts when it ends with it

    >>> [f"{month:%m-%d}" for month in full_months(date(2025, 1, 1), date(2025, 4, 15))]
    ['01-01', '02-01', '03-01']
    >>> [f"{month:%m-%d}" for month in full_months(date(2025, 1, 9), date(2025, 4, 30))]
    ['02-01', '03-01', '04-01']
    >>> full_months(date(2025, 1, 1), date(2025, 3, 15))
    []
    """
    following = day + timedelta(days=1)
    border = date(following.year, following.month, 1)
    months = []
    while len(months) < MONTHS_AT_MOST:
        border = (border - timedelta(days=1)).replace(day=1)
        if border < start:
            break
        months.append(border)
    return sorted(months) if len(months) >= MONTHS_AT_LEAST else []


def month_after(month):
    """Return the first day of the month after one.

    >>> month_after(date(2025, 12, 1))
    datetime.date(2026, 1, 1)
    """
    return (month + timedelta(days=31)).replace(day=1)


def run_rate(months, by_month):
    """Return what is spent in a month, on average; a month without any counts as 0.

    :param months: what :func:`full_months` gives
    :param by_month: ``{first day: Decimal}``
    :return: Decimal; None where there is too little to say

    >>> months = full_months(date(2025, 1, 1), date(2025, 4, 1))
    >>> run_rate(months, {date(2025, 1, 1): Decimal(60), date(2025, 3, 1): Decimal(30)})
    Decimal('30')
    >>> run_rate(months, {}) is None, run_rate([], {}) is None
    (True, True)
    """
    found = [by_month[month] for month in months if month in by_month]
    return sum(found, Decimal(0)) / len(months) if found else None


def forecast(spent, committed, rate, end, day, loading=Decimal(1)):
    """Return what will be spent by the end, or None where it cannot be said.

    :param committed: open orders and sub-awards
    :param rate: what :func:`run_rate` gives
    :param end: last day of the award
    :param loading: by how much computed indirect cost raises what is spent

    >>> left = date(2025, 7, 1)
    >>> round(forecast(Decimal(60), Decimal(5), Decimal(10), date(2025, 12, 31), left))
    125
    >>> forecast(Decimal(60), Decimal(5), None, date(2025, 12, 31), left) is None
    True
    >>> forecast(Decimal(60), Decimal(5), None, date(2025, 6, 30), left)
    Decimal('65')
    """
    days = (end - day).days
    if days <= 0:
        return spent + committed * loading
    if rate is None:
        return None
    return spent + (committed + rate * days / DAYS_OF_MONTH) * loading
