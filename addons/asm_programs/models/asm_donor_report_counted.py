from odoo import models
from odoo.fields import Date

from ..tools.cells import NOT_DISAGGREGATED
from ._tracking_table import windows_of
from ._withheld import Withheld
from .asm_results_mixin import Question

# columns of a tracking table, the days that they are of, and what is computed of them
ACTUALS = {
    "actual": "period",
    "quarter_1": "quarter_1",
    "quarter_2": "quarter_2",
    "quarter_3": "quarter_3",
    "quarter_4": "quarter_4",
    "year_actual": "year",
    "life_actual": "life",
}
COMPUTED = {
    "actual": ("achievement", "state"),
    "year_actual": ("year_achievement",),
    "life_actual": ("life_achievement",),
    "baseline": ("achievement", "state", "year_achievement", "life_achievement"),
}
PLACE_OF_LINE = ("award_indicator_id", "value_id", "is_total")


class AsmDonorReport(models.Model):
    """Small numbers of people in a report: in it or not, and who gets its file.

    A report of an award that must have real counts is drawn with them. Of another,
    it is drawn without what is too small and what would tell it.
    """

    _inherit = "asm.donor.report"

    def _prepare_lines(self):
        lines = super()._prepare_lines()
        for award in self.award_ids.filtered(lambda one: not one.has_real_counts):
            self._blank_small(award, lines)
        return lines

    def _blank_small(self, award, lines):
        """Take out of lines what must not be told, and say so beside it."""
        told = list(self._each_told(award, lines))
        withheld = self._withheld_of(
            award, [one for _values, columns in told for one in columns.values()]
        )
        for values, columns in told:
            hidden = [name for name, one in columns.items() if withheld.why_not(0, one)]
            if withheld.is_small(columns["actual"]["line"], values["baseline"]):
                hidden.append("baseline")
            for name in hidden:
                values.update(dict.fromkeys((name, *COMPUTED.get(name, ())), False))
            if hidden:
                said = self.env._("Small numbers of people are not shown.")
                values["note"] = "; ".join(filter(None, (values["note"], said)))

    def _withheld_of(self, award, told):
        lines = award.award_indicator_ids.program_indicator_id
        withheld = Withheld(lines | lines._inputs())
        withheld.add(0, told, award._least_people())
        return withheld

    # -- who gets the file --

    def _offers_file(self, award):
        """Say whether the people of an award may have the file from the portal.

        It is handed out whole, or not at all where it tells a small number of people,
        by itself or together with what they have seen.
        """
        releases = award._portal_releases("report")
        release = releases.filtered(lambda one: one.report_id == self)
        return bool(release) and not release[:1]._tells_small()

    def _numbers_told(self, award):
        """Return the numbers in the file, as :class:`Withheld` takes them."""
        names = (*PLACE_OF_LINE, *ACTUALS)
        lines = [
            {
                name: line[name].id if name.endswith("_id") else line[name]
                for name in names
            }
            for line in self.line_ids
        ]
        return [
            one
            for _values, columns in self._each_told(award, lines)
            for one in columns.values()
        ]

    def _each_told(self, award, lines):
        """Yield the lines of an award, each with ``{column: what it tells}``."""
        windows = windows_of(self.date_start, self.date_end, award)
        dimension = None
        for values in lines:
            line = award.award_indicator_ids.filtered(
                lambda one, v=values: one.id == v["award_indicator_id"]
            )
            value = self.env["mtm.dimension.value"].browse(values["value_id"] or ())
            categories = ()
            if not values["is_total"]:
                # what is not disaggregated follows the categories of its dimension
                dimension = value.dimension_id.code or dimension
                categories = ((dimension, value.code or NOT_DISAGGREGATED),)
            if line:
                yield (
                    values,
                    {
                        name: tell(
                            line.program_indicator_id,
                            self._counted_days(award, line, windows[window], name),
                            values[name],
                            categories,
                        )
                        for name, window in ACTUALS.items()
                        if window in windows
                    },
                )

    def _counted_days(self, award, line, window, column):
        if column != "actual":
            return window
        return line.program_indicator_id._on_basis(Question(window, award)).window


def tell(line, window, value, categories=(), places=None):
    """Return a number of an ``asm.program.indicator``, as ``Withheld`` takes it."""
    is_blank = value is None or value is False
    return {
        "line": line.id,
        "window": [Date.to_string(day) for day in window],
        "places": places,
        "categories": categories,
        "value": None if is_blank else str(value),
        "is_shown": True,
    }
