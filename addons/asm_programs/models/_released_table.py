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

    def lines(self):
        """Yield the values of each line; what is too small is blank, and said so.

        ``withheld`` says why, for the columns that are not shown.
        """
        shown = self._release._withheld()
        for values in super().lines():
            yield self._without_small(shown, values)

    def _without_small(self, shown, values):
        """Return the values without what must not be told, nor its percentages."""
        line = self.env["asm.award.indicator"].browse(values["award_indicator_id"])
        used = line.program_indicator_id
        windows = self._windows()
        withheld = {
            f"{name}_actual": shown.why(used, windows[name])
            for name in ("year", "life")
        }
        if shown.has_small_baseline(used, values["baseline"]):
            is_ratio = used.indicator_id.is_ratio
            withheld["baseline"] = "beside" if is_ratio else "small"
        withheld = {name: shown.text(why) for name, why in withheld.items() if why}
        blank = dict.fromkeys(withheld)
        for name in ("year", "life"):
            if {f"{name}_actual", "baseline"} & withheld.keys():
                blank[f"{name}_achievement"] = None
        return values | blank | {"withheld": withheld}

    def _row(self, values):
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
            **values["withheld"],
            "is_withheld": bool(values["withheld"]),
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
