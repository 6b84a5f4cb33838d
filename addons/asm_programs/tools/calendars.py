"""Reporting periods of calendars whose year starts in any month.

A *window* is a pair of days, both inside. A *period* is a window of one of four
kinds. ``fiscal_month`` is the month in which the calendar's year starts; a year
that does not start in January is named after the year in which it ends.
"""

from datetime import date, timedelta
from typing import NamedTuple

MONTHS_OF_KIND = {"month": 1, "quarter": 3, "half": 6, "year": 12}
ONE_DAY = timedelta(days=1)


class Window(NamedTuple):
    """Days from ``date_from`` to ``date_to``, both inside.

    >>> year = Window(date(2026, 1, 1), date(2026, 12, 31))
    >>> Window(date(2026, 1, 1), date(2026, 3, 31)) in year
    True
    >>> Window(date(2025, 12, 1), date(2026, 2, 28)) in year
    False
    >>> date(2026, 12, 31) in year
    True
    """

    date_from: date
    date_to: date

    def __contains__(self, other):
        first, last = other if isinstance(other, tuple) else (other, other)
        return self.date_from <= first and last <= self.date_to

    def overlaps(self, other):
        """Say whether the two windows share a day."""
        return self.date_from <= other.date_to and other.date_from <= self.date_to


def add_months(day, count):
    """Return the day so many months later; a month's last day stays a last day.

    >>> add_months(date(2024, 2, 29), 12), add_months(date(2023, 2, 28), 12)
    (datetime.date(2025, 2, 28), datetime.date(2024, 2, 29))
    >>> add_months(date(2026, 1, 30), -11), add_months(date(2026, 1, 15), -1)
    (datetime.date(2025, 2, 28), datetime.date(2025, 12, 15))
    """
    first = _first_of_month(day, count)
    last = _first_of_month(day, count + 1) - ONE_DAY
    if (day + ONE_DAY).month != day.month:
        return last
    return first.replace(day=min(day.day, last.day))


def _first_of_month(day, count=0):
    month = day.year * 12 + day.month - 1 + count
    return date(month // 12, month % 12 + 1, 1)


def period_of(day, kind, fiscal_month=1):
    """Return the period of a calendar in which a day lies.

    :param day: date
    :param kind: month, quarter, half or year
    :param fiscal_month: month in which the calendar's year starts, 1 to 12
    :return: :class:`Window`
    :raises ValueError: for an unknown kind or month

    >>> period_of(date(2026, 5, 20), "quarter").date_to
    datetime.date(2026, 6, 30)
    >>> period_of(date(2025, 12, 31), "half", fiscal_month=10)
    Window(date_from=datetime.date(2025, 10, 1), date_to=datetime.date(2026, 3, 31))
    """
    length = _length_of(kind, fiscal_month)
    start = _first_of_month(day, -((day.month - fiscal_month) % length))
    return Window(start, _first_of_month(start, length) - ONE_DAY)


def _length_of(kind, fiscal_month):
    if kind not in MONTHS_OF_KIND:
        raise ValueError(f"not a kind of period: {kind!r}")
    if fiscal_month not in range(1, 13):
        raise ValueError(f"not a month: {fiscal_month!r}")
    return MONTHS_OF_KIND[kind]


def periods_within(kind, fiscal_month, date_from, date_to):
    """Return the periods that lie wholly inside a window, in order.

    Nothing is pro-rated: a period that sticks out is left out.

    >>> [period.date_from.month for period in
    ...  periods_within("quarter", 1, date(2026, 2, 1), date(2026, 12, 30))]
    [4, 7]
    """
    period = period_of(date_from, kind, fiscal_month)
    if period.date_from < date_from:
        period = _following(period, kind, fiscal_month)
    periods = []
    while period.date_to <= date_to:
        periods.append(period)
        period = _following(period, kind, fiscal_month)
    return periods


def _following(period, kind, fiscal_month):
    return period_of(period.date_to + ONE_DAY, kind, fiscal_month)


def is_period_start(day, kind, fiscal_month=1):
    """Say whether a period of the calendar starts on this day.

    >>> is_period_start(date(2026, 4, 1), "quarter"), is_period_start(
    ...     date(2026, 4, 1), "half")
    (True, False)
    """
    return period_of(day, kind, fiscal_month).date_from == day


def window_fits(date_from, date_to, kind, fiscal_month=1):
    """Say whether periods of the calendar fill a window without rest.

    >>> window_fits(date(2026, 4, 1), date(2026, 9, 30), "quarter")
    True
    >>> window_fits(date(2026, 4, 1), date(2026, 9, 30), "half")
    False
    """
    return is_period_start(date_from, kind, fiscal_month) and is_period_start(
        date_to + ONE_DAY, kind, fiscal_month
    )


def year_name(day, fiscal_month=1):
    """Return the name of the year in which a day lies.

    >>> year_name(date(2025, 10, 1), 10), year_name(date(2025, 10, 1))
    ('FY2026', '2025')
    """
    year = period_of(day, "year", fiscal_month).date_to.year
    return str(year) if fiscal_month == 1 else f"FY{year}"


def period_name(day, kind, fiscal_month=1):
    """Return the name of the period in which a day lies.

    >>> period_name(date(2025, 10, 1), "quarter", 10)
    'FY2026 Q1'
    >>> period_name(date(2026, 2, 1), "quarter"), period_name(date(2026, 8, 1), "half")
    ('2026 Q1', '2026 H2')
    >>> period_name(date(2026, 8, 1), "year", 7), period_name(date(2026, 8, 1), "month")
    ('FY2027', '2026-08')
    """
    if kind == "month":
        return f"{day:%Y-%m}"
    year = year_name(day, fiscal_month)
    if kind == "year":
        return year
    number = (day.month - fiscal_month) % 12 // _length_of(kind, fiscal_month) + 1
    return f"{year} {kind[0].upper()}{number}"


def basis_window(basis, window, award_start, program_start, fiscal_month=1):
    """Return the days that an award's line counts, for a report on a window.

    :param basis: period, year_to_date, since_award or since_program
    :param window: :class:`Window` of the report
    :param award_start: date, or None when it is not known
    :param program_start: date, or None when it is not known
    :param fiscal_month: month in which the year of ``year_to_date`` starts
    :return: :class:`Window` that ends with the report's

    >>> report = Window(date(2026, 4, 1), date(2026, 6, 30))
    >>> basis_window("year_to_date", report, None, None, 10).date_from
    datetime.date(2025, 10, 1)
    >>> basis_window("since_award", report, date(2024, 5, 1), None).date_from
    datetime.date(2024, 5, 1)
    """
    start = {
        "year_to_date": period_of(window.date_to, "year", fiscal_month).date_from,
        "since_award": award_start,
        "since_program": program_start,
    }.get(basis)
    return Window(start or window.date_from, window.date_to)
