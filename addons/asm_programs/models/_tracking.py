"""The results of all indicators of a programme, from sums where these say all."""

from collections import defaultdict
from functools import cache, cached_property, partial

from odoo.tools import SQL

from ..tools import formula
from ..tools.summed import Sums, figures_of
from ._question import Question
from ._results_source import ResultsSource
from ._summary_source import SummarySource, sees_all_numbers
from ._summary_sums import BY_TIME, read_sums, sums_of
from ._tracking_lines import line_of
from ._tracking_sql import GROUPINGS, OF_SUMS
from ._wording import translated


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
        self._sums_read = rows[len(self.lines) :]
        self._sees_all = sees_all_numbers(self.env)

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
        totals = self.totals()
        periods = self.periods() if by_period else {}
        return {
            line_id: {"total": cell, "periods": periods.get(line_id, [])}
            for line_id, [cell] in totals.items()
        }

    def totals(self):
        """Return ``{line id: [cell]}``, as ``read_results`` does."""
        sums = self._sums[None]
        found = {
            line.id: [self._cell(line, sums.get(line.id, Sums()))]
            for line in self._summed
        }
        return self._with_rest(found, ())

    def periods(self):
        """Return ``{line id: [cell]}`` split by period, as ``read_results`` does."""
        found = {
            line.id: [
                self._cell(line, sums) | {"period_id": max(period_id, 0)}
                for period_id, sums in self._sums[line.id]
                if sums.expected
            ]
            for line in self._summed
        }
        return self._with_rest(found, ("period",))

    @cached_property
    def _summed(self):
        """Return the lines of which sums say all, what is waiting included."""
        if not self._sees_all:
            return []
        summed = [line for line in self.lines if not line.needs_rows]
        waiting = [line.id for line in summed if line.is_waiting]
        odd = ids_of_odd(self.env, waiting)
        return [line for line in summed if line.id not in odd]

    @cached_property
    def _sums(self):
        """Return ``{line id: [(period id, sums)]}``, periods by time, and with the key
        None ``{line id: sums}`` in total."""
        waiting = {line.id for line in self._summed if line.is_waiting}
        found, numbers = defaultdict(list, {None: {}}), slice(2, len(OF_SUMS))
        for row in self._sums_read:
            if row[0] in waiting:
                continue
            if row[1] is None:
                found[None][row[0]] = sums_of(*row[numbers])
            else:
                found[row[0]].append((row[1], sums_of(*row[numbers])))
        if waiting:
            families = SQL("(SELECT unnest(%s), 0)", list(waiting))
            anew = read_sums(self.env, families, self.window, GROUPINGS, BY_TIME)
            for (_family, line_id), sums in anew["line",].items():
                found[None][line_id] = sums
            for (_family, line_id, period_id), sums in anew["line", "period"].items():
                found[line_id].append((period_id, sums))
        return found

    def _cell(self, line, sums):
        value, numerator, denominator, reason, notes = figures_of(line.definition, sums)
        return {
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

    def _with_rest(self, found, by):
        """Add the cells of the other lines, from their rows, and put all in order."""
        if len(found) < len(self.lines):
            lines, source = self._rest
            asked = Question(self.window, self.env["asm.award"], by=by)
            found |= lines._read_from(source, asked)
        return {line.id: found[line.id] for line in self.lines}

    @cached_property
    def _rest(self):
        """Return the lines of which sums do not say all, and the source of rows."""
        summed = {line.id for line in self._summed}
        ids = [line.id for line in self.lines if line.id not in summed]
        lines = self.env["asm.program.indicator"].browse(ids)
        needed = lines._read_along()
        source_of = source_for(needed) if self._sees_all else ResultsSource
        return lines, source_of(needed, self.window.date_to)
