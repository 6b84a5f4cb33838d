"""Which days a window of the vocabulary is: those counted, and those aimed at.

What is counted ends with the report; a target is that of all the days. A window that
has not begun by the report's end counts nothing and has its target all the same.
"""

from typing import NamedTuple

from odoo.addons.asm_programs.tools import calendars
from odoo.addons.asm_programs.tools.calendars import Window

from .inputs import Span

# kinds of spans that a calendar makes; those of periods are records
BY_CALENDAR = ("quarter", "half", "year")


class Frame(NamedTuple):
    """What windows are cut from.

    :param report: :class:`Window` of the report
    :param award: :class:`Window` of the award, as in force
    :param fiscal_month: in which the donor's year starts
    :param previous: :class:`Window` of the report's period before, or None
    """

    report: Window
    award: Window
    fiscal_month: int = 1
    previous: Window | None = None


class Days(NamedTuple):
    """Days of one window.

    :param counted: :class:`Window` of the actual; None where nothing counts yet
    :param aimed: :class:`Window` of the target; None where there is none
    :param on_basis: whether what counts is that of the line's own basis; else the days
        are those that the column says
    """

    counted: Window | None
    aimed: Window | None
    on_basis: bool = False

    @property
    def is_whole(self):
        """Whether all days aimed at count."""
        return self.counted is not None and self.counted == self.aimed


def days_of(window, frame, spans=()):
    """Return the :class:`Days` of a window.

    :param window: key of ``terms.WINDOWS``, or of a span
    :param frame: :class:`Frame`
    :param spans: iterable of :class:`Span`
    :raises KeyError: for a span that is not among them

    >>> from datetime import date
    >>> frame = Frame(Window(date(2025, 4, 1), date(2025, 6, 30)),
    ...               Window(date(2024, 2, 1), date(2026, 9, 30)), 10)
    >>> str(days_of("year", frame).counted.date_to), str(
    ...     days_of("year", frame).aimed.date_to)
    ('2025-06-30', '2025-09-30')
    >>> days_of("quarter_4", frame).counted is None
    True
    >>> str(days_of("life", frame).counted.date_from)
    '2024-02-01'
    >>> days_of("previous", frame)
    Days(counted=None, aimed=None, on_basis=True)
    """
    report = frame.report
    if window == "period":
        return Days(report, report, True)
    if window == "previous":
        return Days(frame.previous, frame.previous, True)
    if window == "life":
        return Days(Window(frame.award.date_from, report.date_to), frame.award)
    if window == "since_start":
        days = Window(frame.award.date_from, report.date_to)
        return Days(days, days)
    year = calendars.period_of(report.date_to, "year", frame.fiscal_month)
    if window == "year":
        return Days(Window(year.date_from, report.date_to), year)
    if window.startswith("quarter_"):
        quarters = calendars.periods_within("quarter", frame.fiscal_month, *year)
        quarter = quarters[int(window[-1]) - 1]
        has_ended = quarter.date_to <= report.date_to
        return Days(quarter if has_ended else None, quarter)
    return _days_of_span({span.key: span for span in spans}[window], report)


def _days_of_span(span, report):
    aimed = Window(span.date_from, span.date_to)
    if span.date_from > report.date_to:
        return Days(None, aimed)
    return Days(Window(span.date_from, min(span.date_to, report.date_to)), aimed)


def spans_of(kind, frame):
    """Return the :class:`Span` s of a calendar over an award, whole ones, in order.

    >>> from datetime import date
    >>> frame = Frame(Window(date(2025, 4, 1), date(2025, 6, 30)),
    ...               Window(date(2025, 2, 1), date(2025, 12, 31)), 10)
    >>> [(span.key, span.name) for span in spans_of("half", frame)]
    [('half:1', 'FY2025 H1'), ('half:2', 'FY2025 H2'), ('half:3', 'FY2026 H1')]
    """
    month = frame.fiscal_month
    first = calendars.period_of(frame.award.date_from, kind, month)
    last = calendars.period_of(frame.award.date_to, kind, month)
    days = calendars.periods_within(kind, month, first.date_from, last.date_to)
    return [
        Span(
            f"{kind}:{number}",
            calendars.period_name(one.date_from, kind, month),
            *one,
        )
        for number, one in enumerate(days, start=1)
    ]
