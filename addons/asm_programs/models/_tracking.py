"""The results of all indicators of a programme, from sums where these say all."""

from dataclasses import replace
from functools import cache, partial

from odoo.tools import SQL

from ..tools import formula
from ..tools.summed import Sums, cell_of
from ._results_source import ResultsSource
from ._summary_source import SummarySource, sees_all_numbers
from ._summary_sums import OF_TRACKING, read_sums, read_tracking_sums
from ._tracking_lines import read_lines
from ._wording import translated
from .asm_results_mixin import Question


def ids_of_odd(env, line_ids):
    """Return which indicators have reports that have to be looked at row by row."""
    if not line_ids:
        return set()
    rows = env["asm.result.summary"].sudo()._rows(SQL("s.is_odd"))
    found = env.execute_query(
        SQL(
            """SELECT l FROM unnest(%s) l
                WHERE l IN (SELECT program_indicator_id FROM (%s) s)""",
            list(line_ids),
            rows,
        )
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

    :param program: an ``asm.program`` record, in the environment of the reader
    :param window: :class:`calendars.Window`
    """

    def __init__(self, program, window):
        self.env = program.env
        self.program = program
        self.window = window
        self.lines = read_lines(program)
        self._said = cache(partial(translated, self.env))

    def cells_of(self, by_period):
        """Return ``{line id: {"total": cell, "periods": [cell]}}``."""
        sees_all = sees_all_numbers(self.env)
        summed = self._summed() if sees_all else []
        of_sums = {line.id for line in summed}
        rest = [line.id for line in self.lines if line.id not in of_sums]
        found = self._of_sums(summed, by_period)
        if rest:
            rest = self.env["asm.program.indicator"].browse(rest)
            found |= self._of_rows(rest, by_period, sees_all)
        return {line.id: found[line.id] for line in self.lines}

    def _summed(self):
        """Return the lines of which sums say all, what is waiting included."""
        summed = [line for line in self.lines if line.is_summed]
        waiting = [line.id for line in summed if line.is_waiting]
        odd = ids_of_odd(self.env, waiting)
        return [line for line in summed if line.id not in odd]

    def _of_sums(self, lines, by_period):
        if not lines:
            return {}
        sums = self._sums_of(lines)
        totals = sums["line",]
        found = {
            line.id: {
                "total": self._cell(line.definition, totals.get((0, line.id), Sums())),
                "periods": [],
            }
            for line in lines
        }
        definitions = {line.id: line.definition for line in lines}
        of_periods = sums["line", "period"] if by_period else {}
        for (_family, line_id, period_id), of_period in of_periods.items():
            if of_period.expected:
                cell = self._cell(definitions[line_id], of_period)
                cell["period_id"] = max(period_id, 0)
                found[line_id]["periods"].append(cell)
        return found

    def _sums_of(self, lines):
        ids = [line.id for line in lines]
        if any(line.is_waiting for line in lines):
            families = dict.fromkeys(ids, 0)
            return read_sums(self.env, families, self.window, OF_TRACKING)
        return read_tracking_sums(self.program, ids, lines[0].calendar, self.window)

    def _cell(self, definition, sums):
        cell = cell_of(definition, sums)
        cell["reason"] = self._said(cell["reason"])
        cell["notes"] = [self._said(note) for note in cell["notes"]]
        return cell

    def _of_rows(self, lines, by_period, sees_all):
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
