"""The results of one programme in an award, as they were when they were released."""

from types import SimpleNamespace

from ..tools import calendars
from ._tracking_table import TrackingTable


class ReleasedTable(TrackingTable):
    """The tracking table's totals of a year and of the award's life, and no more.

    Categories and places stay inside: a funder sees totals.

    :param award: an ``asm.award``, as system
    :param release: the ``asm.release`` of a programme's results to its people
    """

    def __init__(self, award, release):
        self._program = release.program_id
        self._release = release
        report = SimpleNamespace(
            env=award.env,
            date_start=award.date_start,
            date_end=release.date_to,
            as_of=release.released_on,
        )
        super().__init__(report, award)

    def _is_reported(self, line):
        return line.program_id == self._program and super()._is_reported(line)

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
        indicators = self._lines.program_indicator_id.with_context(
            asm_days_as_asked=True
        )
        read = indicators.read_achievement(
            window.date_from,
            window.date_to,
            award_id=self._award.id,
            as_of=self._as_of,
        )
        return {(key, None, None): cell for key, [cell] in read.items()}

    def _dimension_values(self):
        return {}

    def _read_deviations(self):
        return {}

    def _splits(self, line):
        yield None, None

    def rows(self):
        """Return the lines as a page shows them: plain texts."""
        return [self._row(values) for values in self.lines()]

    def _row(self, values):
        values = self._release._suppressed(values)
        show = self._release._space_number
        names = ("baseline", "year_target", "year_actual", "life_target", "life_actual")
        percentages = ("year_achievement", "life_achievement")
        return {
            "code": values["code"] or "",
            "name": values["name"] or "",
            "unit": values["unit"] or "",
            "reported": values["reported"] or 0,
            "expected": values["expected"] or 0,
            **{name: show(values[name]) for name in names},
            **{name: self._percentage(values[name]) for name in percentages},
            "bar": self._bar(values["life_achievement"]),
        }

    def _percentage(self, number):
        return (
            "" if number is None else f"{self._release._space_number(round(number))} %"
        )

    def _bar(self, number):
        """Return how much of a bar is full, in percent; None for no bar."""
        return None if number is None else int(min(max(number, 0), 100))
