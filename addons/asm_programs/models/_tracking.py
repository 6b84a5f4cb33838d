"""The results of all indicators of a programme, from sums where these say all."""

from dataclasses import replace

from odoo.tools import SQL

from ..tools import formula
from ..tools.summed import Sums, cell_of, is_summed
from ._results_source import ResultsSource
from ._summary_source import SummarySource, sees_all_numbers
from ._summary_sums import read_sums
from ._wording import translated
from .asm_results_mixin import Question


def are_summed(lines):
    """Return those lines of which sums of reports say all, by the definitions.

    :param lines: ``asm.program.indicator`` records
    """
    env = lines.env
    lines = lines.filtered(
        lambda line: (
            not line.includes_children
            and not line.indicator_id.place_weight_id
            and is_summed(line._definition())
        )
    )
    overlaps = (
        env["asm.overlap"]
        .sudo()
        ._read_group(
            [
                ("indicator_id", "in", lines.indicator_id.ids),
                ("approved_on", "!=", False),
            ],
            ["indicator_id"],
        )
    )
    overlapping = {indicator.id for (indicator,) in overlaps}
    odd = ids_of_odd(env, lines.ids)
    return lines.filtered(
        lambda line: line.id not in odd and line.indicator_id.id not in overlapping
    )


def ids_of_odd(env, line_ids):
    """Return which indicators have reports that have to be looked at row by row."""
    if not line_ids:
        return set()
    rows = (
        env["asm.result.summary"]
        .sudo()
        ._rows(SQL("s.program_indicator_id = ANY(%s) AND s.is_odd", list(line_ids)))
    )
    found = env.execute_query(
        SQL("SELECT DISTINCT program_indicator_id FROM (%s) s", rows)
    )
    return {line_id for (line_id,) in found}


def names_categories(lines):
    """Say whether a formula needs more than the totals of reports."""
    return any(
        reference.categories
        for line in lines | lines._inputs()
        if line.indicator_id.formula
        for reference in formula.references_in(formula.parse(line.indicator_id.formula))
    )


def source_for(lines):
    """Return the class of the source of rows: totals of reports where these do.

    :param lines: all lines that are read, for a reader who sees all their numbers
    """
    by_row = names_categories(lines) or ids_of_odd(lines.env, lines.ids)
    return ResultsSource if by_row else SummarySource


class Tracking:
    """Reads all indicators of a programme.

    :param lines: ``asm.program.indicator`` records of one programme
    :param window: :class:`calendars.Window`
    """

    def __init__(self, lines, window):
        self.env = lines.env
        self.lines = lines
        self.window = window

    def cells_of(self, by_period):
        """Return ``{line id: {"total": cell, "periods": [cell]}}``."""
        sees_all = sees_all_numbers(self.env)
        summed = self._summed() if sees_all else self.lines.browse()
        found = self._of_sums(summed, by_period) | self._of_rows(
            self.lines - summed, by_period, sees_all
        )
        return {line.id: found[line.id] for line in self.lines}

    def _summed(self):
        """Leave out what is a series of several versions."""
        alone = self.lines.filtered(lambda line: not line.indicator_id.previous_id)
        return are_summed(alone)

    def _of_sums(self, lines, by_period):
        groupings = [("line",), ("line", "period")] if by_period else [("line",)]
        families = dict.fromkeys(lines.ids, 0)
        sums = read_sums(self.env, families, self.window, groupings)
        found = {}
        definitions = {line.id: line._definition() for line in lines}
        for line_id, definition in definitions.items():
            of_line = sums["line",].get((0, line_id), Sums())
            found[line_id] = {"total": self._cell(definition, of_line), "periods": []}
        of_periods = sums.get(("line", "period"), {})
        for (_family, line_id, period_id), of_period in of_periods.items():
            if of_period.expected:
                cell = self._cell(definitions[line_id], of_period)
                found[line_id]["periods"].append({"period_id": period_id} | cell)
        self._sort(found)
        return found

    def _sort(self, found):
        """Put periods in order of time."""
        periods = self.env["asm.period"].browse(
            {cell["period_id"] for each in found.values() for cell in each["periods"]}
        )
        places = {
            period.id: (period.date_start, period.date_end, period.id)
            for period in periods
            if period.id
        }
        for each in found.values():
            each["periods"].sort(key=lambda cell: places.get(cell["period_id"], ()))

    def _cell(self, definition, sums):
        cell = cell_of(definition, sums)
        return cell | {
            "reason": translated(self.env, cell["reason"]),
            "notes": [translated(self.env, note) for note in cell["notes"]],
        }

    def _of_rows(self, lines, by_period, sees_all):
        if not lines:
            return {}
        needed = lines._read_along()
        source_of = source_for(needed) if sees_all else ResultsSource
        source = source_of(needed, self.window.date_to)
        asked = Question(self.window, self.env["asm.award"])
        totals = lines._read_from(source, asked)
        periods = {}
        if by_period:
            periods = lines._read_from(source, replace(asked, by=("period",)))
        return {
            line.id: {"total": totals[line.id][0], "periods": periods.get(line.id, [])}
            for line in lines
        }
