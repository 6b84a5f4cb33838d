"""The reporting periods of an award, from any first day or by the donor's year."""

from datetime import date, timedelta
from typing import NamedTuple

from odoo.addons.asm_programs.tools.calendars import (
    MONTHS_OF_KIND,
    ONE_DAY,
    Window,
    add_months,
    period_name,
    period_of,
)

# days after a period's end at which a US federal financial report is due, 2 CFR
# 200.328: quarters and half-years 30, years 90, the final one 120
DUE_DAYS = {"quarter": 30, "half": 30, "year": 90, "final": 120}
LETTERS = {"quarter": "Q", "half": "H"}


class Period(NamedTuple):
    """One reporting period; both days are inside."""

    name: str
    date_from: date
    date_to: date
    date_due: date


def from_start(start, end, kind, due_days):
    """Return the periods counted from an award's own first day.

    The last one ends with the award, be it shorter.

    :param start: date, first day of the award
    :param end: date, its last day
    :param kind: quarter, half or year
    :param due_days: days after a period's end at which its report is due

    >>> made = from_start(date(2025, 3, 15), date(2026, 3, 31), "quarter", 30)
    >>> [period.name for period in made]
    ['Year 1 Q1', 'Year 1 Q2', 'Year 1 Q3', 'Year 1 Q4', 'Year 2 Q1']
    >>> made[0].date_to, made[-1].date_from, made[-1].date_to
    (datetime.date(2025, 6, 14), datetime.date(2026, 3, 15), datetime.date(2026, 3, 31))
    >>> from_start(date(2025, 1, 31), date(2025, 12, 31), "quarter", 30)[0].date_to
    datetime.date(2025, 4, 29)
    """
    length = MONTHS_OF_KIND[kind]
    made, count = [], 0
    while (first := add_months(start, length * count)) <= end:
        last = min(add_months(start, length * (count + 1)) - ONE_DAY, end)
        year, number = divmod(count * length, 12)
        part = f" {LETTERS[kind]}{number // length + 1}" if kind in LETTERS else ""
        name = f"Year {year + 1}{part}"
        made.append(Period(name, first, last, last + timedelta(days=due_days)))
        count += 1
    return made


def by_calendar(start, end, kind, fiscal_month, due_days):
    """Return the periods of the donor's calendar in which an award runs.

    The first and the last are cut at the award's own days.

    >>> made = by_calendar(date(2025, 11, 15), date(2026, 9, 30), "quarter", 10, 30)
    >>> [(period.name, period.date_from.month) for period in made]
    [('FY2026 Q1', 11), ('FY2026 Q2', 1), ('FY2026 Q3', 4), ('FY2026 Q4', 7)]
    >>> made[0].date_due
    datetime.date(2026, 1, 30)
    """
    made, day = [], start
    while day <= end:
        window = period_of(day, kind, fiscal_month)
        last = min(window.date_to, end)
        name = period_name(day, kind, fiscal_month)
        made.append(Period(name, day, last, last + timedelta(days=due_days)))
        day = last + ONE_DAY
    return made


def without(periods, taken):
    """Leave out the periods that share a day with one that there is.

    >>> made = by_calendar(date(2025, 1, 1), date(2025, 12, 31), "half", 1, 30)
    >>> kept = [(date(2025, 1, 1), date(2025, 6, 30))]
    >>> [period.name for period in without(made, kept)]
    ['2025 H2']
    """
    windows = [Window(*one) for one in taken]
    return [
        period
        for period in periods
        if not any(
            window.overlaps(Window(period.date_from, period.date_to))
            for window in windows
        )
    ]
