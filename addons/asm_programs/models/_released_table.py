"""The results of one programme in an award, as they were when they were released."""

from ._life_table import LifeTable


class ReleasedTable(LifeTable):
    """The totals of a programme; categories and places stay inside.

    :param award: an ``asm.award``, as system
    :param release: the ``asm.release`` of a programme's results to its people
    """

    def __init__(self, award, release):
        self._program = release.program_id
        self._release = release
        super().__init__(award, release.date_to, release.released_on)

    def _is_reported(self, line):
        return line.program_id == self._program and super()._is_reported(line)

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
