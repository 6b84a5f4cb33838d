"""The totals of an award's indicators, of the year and of the award's life."""

from dataclasses import replace
from types import SimpleNamespace

from ..tools import calendars
from ._tracking_table import TrackingTable


class LifeTable(TrackingTable):
    """The tracking table's totals of a year and of the award's life, and no more.

    :param award: an ``asm.award``, with the rights by which numbers are read
    :param day: last day of what counts
    :param as_of: moment whose knowledge is used; blank: now
    """

    def __init__(self, award, day, as_of=None):
        report = SimpleNamespace(
            env=award.env, date_start=award.date_start, date_end=day, as_of=as_of
        )
        super().__init__(report, award)

    def _windows(self):
        end = self._report.date_end
        year = calendars.period_of(end, "year", self._award.fiscal_month)
        life = calendars.Window(self._award.date_start, end)
        return {
            "period": life,
            "year": calendars.Window(year.date_from, end),
            "life": life,
        }

    def _read(self, window, days_as_asked):
        question = replace(self._question(window), as_asked=True)
        read = self._readings.achievement(self._lines.program_indicator_id, question)
        return {(key, None, None): cell for key, [cell] in read.items()}

    def _dimension_values(self):
        return {}

    def _read_deviations(self):
        return {}

    def _splits(self, line):
        yield None, None
