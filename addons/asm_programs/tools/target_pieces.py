"""Which pieces of a target are there, and which are missing."""

from .calendars import Window
from .targets import current


def missing_pieces(versions, window, periods):
    """Return the periods of a window that no finer target of the total covers.

    :param versions: iterable of :class:`targets.TargetVersion`
    :param window: :class:`calendars.Window` whose target is to be added up
    :param periods: windows of the finest periods in it
    :return: list of those without a target; all of them when there is none

    >>> from datetime import date
    >>> from decimal import Decimal
    >>> from .calendars import periods_within
    >>> from .targets import TargetVersion
    >>> year = Window(date(2026, 1, 1), date(2026, 12, 31))
    >>> half = Window(date(2026, 1, 1), date(2026, 6, 30))
    >>> quarters = periods_within("quarter", 1, *year)
    >>> versions = [TargetVersion(*half, Decimal(5), date(2025, 12, 1))]
    >>> [str(days.date_from) for days in missing_pieces(versions, year, quarters)]
    ['2026-07-01', '2026-10-01']
    """
    pieces = [
        Window(cell.date_from, cell.date_to)
        for cell, version in current(versions).items()
        if cell.award_id is None
        and cell.site_id is None
        and not cell.categories
        and (version.value, version.numerator) != (None, None)
    ]
    pieces = [days for days in pieces if days in window and days != window]
    return [days for days in periods if not any(days in piece for piece in pieces)]
