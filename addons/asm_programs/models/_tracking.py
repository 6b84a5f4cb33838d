"""The results of all indicators of a programme, from sums where these say all."""

from dataclasses import replace
from functools import cache, partial

from odoo.tools import SQL

from ..tools import formula
from ..tools.summed import Sums, figures_of
from ._results_source import ResultsSource
from ._summary_source import SummarySource, sees_all_numbers
from ._summary_sums import BY_TIME, read_sums, sums_of
from ._tracking_lines import line_of
from ._tracking_sql import GROUPINGS, OF_SUMS
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

    Everything that waits to be written is written, for whatever reads by SQL.

    :param program: an ``asm.program`` record, in the environment of the reader
    :param window: :class:`calendars.Window`
    :raises AccessError: where they may not read it
    """

    def __init__(self, program, window):
        self.env = program.env
        self.window = window
        self._said = cache(partial(translated, self.env))
        rows = self._read(program)
        if not rows:  # it has none, or may not be read
            program.check_access("read")
        count = len(OF_SUMS)
        self.lines = [
            line_of(row[0], *row[count:]) for row in rows if row[count] is not None
        ]
        self._sums = rows[len(self.lines) :]

    def _read(self, program):
        """Return the lines that the reader may see, in their order, and their sums."""
        self.env["asm.indicator"].check_access("read")
        self.env.flush_all()
        Line = self.env["asm.program.indicator"]
        lines = Line._search([("program_id", "=", program.id)])
        readable = program._search([("id", "=", program.id)], active_test=False)
        return self.env.execute_query(
            SQL(
                "SELECT * FROM asm_tracking(ARRAY(%s), ARRAY(%s), %s, %s)",
                lines.select(),
                readable.select(),
                *self.window,
            )
        )

    def cells_of(self, by_period):
        """Return ``{line id: {"total": cell, "periods": [cell]}}``."""
        sees_all = sees_all_numbers(self.env)
        summed = self._summed() if sees_all else []
        found = self._of_sums(summed, by_period)
        rest = [line.id for line in self.lines if line.id not in found]
        if rest:
            rest = self.env["asm.program.indicator"].browse(rest)
            found |= self._of_rows(rest, by_period, sees_all)
        return {line.id: found[line.id] for line in self.lines}

    def _summed(self):
        """Return the lines of which sums say all, what is waiting included."""
        summed = [line for line in self.lines if not line.needs_rows]
        waiting = [line.id for line in summed if line.is_waiting]
        odd = ids_of_odd(self.env, waiting)
        return [line for line in summed if line.id not in odd]

    def _of_sums(self, lines, by_period):
        definitions = {line.id: line.definition for line in lines}
        totals, periods = {}, {line.id: [] for line in lines}
        for line_id, period_id, sums in self._sums_of(lines):
            if line_id not in definitions:
                continue
            if period_id is None:
                totals[line_id] = self._cell(definitions[line_id], sums)
            elif by_period and sums.expected:
                cell = self._cell(definitions[line_id], sums, period_id)
                periods[line_id].append(cell)
        return {
            line_id: {
                "total": totals.get(line_id) or self._cell(definition, Sums()),
                "periods": periods[line_id],
            }
            for line_id, definition in definitions.items()
        }

    def _sums_of(self, lines):
        """Yield line, period (none for the total) and sums, periods by time."""
        waiting = {line.id for line in lines if line.is_waiting}
        numbers = slice(2, len(OF_SUMS))
        for row in self._sums:
            if row[0] not in waiting:
                yield *row[:2], sums_of(*row[numbers])
        if waiting:
            families = SQL("(SELECT unnest(%s), 0)", list(waiting))
            anew = read_sums(self.env, families, self.window, GROUPINGS, BY_TIME)
            for (_family, line_id), sums in anew["line",].items():
                yield line_id, None, sums
            for (_family, *ids), sums in anew["line", "period"].items():
                yield *ids, sums

    def _cell(self, definition, sums, period_id=None):
        value, numerator, denominator, reason, notes = figures_of(definition, sums)
        cell = {
            "categories": {},
            "value": value,
            "numerator": numerator,
            "denominator": denominator,
            "reported": sums.reported,
            "expected": sums.expected,
            "carried": [],
            "reason": reason and self._said(reason),
            "notes": [self._said(note) for note in notes],
        }
        if period_id is not None:
            cell["period_id"] = max(period_id, 0)
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
