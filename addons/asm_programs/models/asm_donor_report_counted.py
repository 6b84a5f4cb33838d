from odoo import models
from odoo.fields import Domain

from ..tools.cells import NOT_DISAGGREGATED
from ._behind import Behind
from ._question import Question
from ._told import tell
from ._trace_numbers import smallest_of, tell_traced
from ._tracking_table import windows_of
from ._withheld import Withheld

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
            used_id = columns["actual"]["line"]
            if withheld.has_small_baseline(used_id, values["baseline"]):
                hidden.append("baseline")
            if values["parts"]:
                values["parts"] = {
                    window: pair
                    for window, pair in values["parts"].items()
                    if not set(hidden) & {n for n, w in ACTUALS.items() if w == window}
                }
            for name in hidden:
                values.update(dict.fromkeys((name, *COMPUTED.get(name, ())), False))
            if hidden:
                said = self.env._("Small numbers of people are not shown.")
                values["note"] = "; ".join(filter(None, (values["note"], said)))

    def _withheld_of(self, award, told):
        lines = award.award_indicator_ids.program_indicator_id
        return self._withheld_after(award, Withheld(lines | lines._inputs()), told)

    def _withheld_after(self, award, withheld, told):
        """Find what of a report must not be told, after what was told before.

        :param withheld: :class:`Withheld` of the award's lines; knows it afterwards
        :param told: the numbers of this report, which are batch 0 of it
        """
        least = award._least_people()
        # what was told before has the numbers below that of this report
        for number, earlier in enumerate(self._frozen_before(award), start=1):
            withheld.know(-number, earlier._numbers_told(award), least)
        withheld.add(0, told, least)
        return withheld

    def _frozen_before(self, award):
        """Return the reports to an award's donor that are older, the newest first."""
        domain = Domain("award_ids", "in", award.ids) & Domain("state", "!=", "draft")
        # what the donor knows does not depend on who draws
        own = Domain("id", "not in", self._origin.ids)
        found = self.sudo().search(domain & own, order="frozen_on desc, id desc")
        if not self.frozen_on:
            return found
        # what was frozen later changes nothing in this one; a search knows no
        # parts of seconds
        moment = (self.frozen_on, self._origin.id)
        return found.filtered(lambda one: (one.frozen_on, one.id) < moment)

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
        names = (*PLACE_OF_LINE, *ACTUALS, "parts")
        lines = [
            {
                name: line[name].id if name.endswith("_id") else line[name]
                for name in names
            }
            for line in self.line_ids
        ]
        told = [
            one
            for _values, columns in self._each_told(award, lines)
            for one in columns.values()
        ]
        return told + self._traced(award)

    def _traced(self, award):
        """Return what the sheet tells that traces the numbers of an award.

        It may have been drawn when the award had real counts, whether or not it has.
        """
        lines = award.award_indicator_ids & self.line_ids.award_indicator_id
        own = self.line_ids.filtered(lambda one: one.award_indicator_id in lines)
        if not own:
            return []
        behind = Behind(own)
        ids = {one for line in lines for one in behind.ids_of(line)}
        smallest = smallest_of(self.env["asm.actual"].browse(ids))
        texts = {str(line_id): str(number) for line_id, number in smallest.items()}
        used = lines.program_indicator_id
        return tell_traced(used | used._inputs(), self, texts)

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
                        | {"parts": (values["parts"] or {}).get(window)}
                        for name, window in ACTUALS.items()
                        if window in windows
                    },
                )

    def _counted_days(self, award, line, window, column):
        if column != "actual":
            return window
        return line.program_indicator_id._on_basis(Question(window, award)).window
