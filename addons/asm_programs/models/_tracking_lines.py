"""What reading a programme's indicators needs to know of them, in one statement."""

from decimal import Decimal
from typing import NamedTuple

from odoo.tools import SQL

from ..tools import facts
from ..tools.summed import is_summed

OF_DEFINITION = (
    "measure",
    "time_aggregation",
    "place_aggregation",
    "is_ratio",
    "numerator_time",
    "denominator_time",
    "multiplier",
    "basis",
    "formula",
)


class Line(NamedTuple):
    """A programme indicator, for what sums of reports say of it.

    ``needs_rows`` says that there is more to it than sums by its definition or by what
    was reported; ``is_waiting`` that a report of it has changed since its total was
    computed; ``calendar`` is the kind of periods and the month their year starts in.
    """

    id: int
    definition: facts.Definition
    calendar: tuple
    needs_rows: bool
    is_waiting: bool

    @property
    def is_summed(self):
        return not self.needs_rows and is_summed(self.definition)


def read_lines(program):
    """Return the lines of a programme that the reader may see, in their order.

    Everything that waits to be written is written, for whatever reads by SQL.

    :param program: an ``asm.program`` record, in the environment of the reader
    :raises AccessError: where they may not read it
    """
    env = program.env
    env["asm.indicator"].check_access("read")
    env.flush_all()
    lines = env["asm.program.indicator"]._search([("program_id", "=", program.id)])
    readable = program._search([("id", "=", program.id)], active_test=False)
    rows = env.execute_query(_statement(lines, readable))
    if not rows:  # it has none, or may not be read
        program.check_access("read")
    return [_line(*row) for row in rows]


def definition_of(values):
    """Return what sums of reports need to know of a definition.

    :param values: of each name in OF_DEFINITION, as an ``asm.indicator`` has them
    """
    known = {name: values[name] for name in OF_DEFINITION}
    known["multiplier"] = Decimal(str(known["multiplier"] or 0.0))
    known["is_ratio"] = bool(known["is_ratio"])
    return facts.Definition(**known)


def _line(line_id, kind, month, needs_rows, is_waiting, *of_definition):
    definition = definition_of(dict(zip(OF_DEFINITION, of_definition, strict=True)))
    return Line(line_id, definition, (kind, month), needs_rows, is_waiting)


def _statement(lines, readable):
    of_program = [
        SQL.identifier(readable.table, name)
        for name in ("id", "frequency", "fiscal_month")
    ]
    names = [
        SQL.identifier(lines.table, name)
        for name in ("id", "indicator_id", "program_id", "sequence")
    ]
    takes_in = SQL.identifier(lines.table, "includes_children")
    return SQL(
        """
        SELECT l.id, g.frequency, g.fiscal_month,
               l.takes_in OR i.place_weight_id IS NOT NULL OR i.previous_id IS NOT NULL
               OR EXISTS (SELECT FROM asm_overlap o WHERE o.indicator_id = i.id
                             AND o.approved_on IS NOT NULL)
               OR EXISTS (SELECT FROM asm_result_summary s
                           WHERE s.program_indicator_id = l.id AND s.is_odd),
               EXISTS (SELECT FROM asm_summary_touched t
                        WHERE t.program_indicator_id = l.id),
               %s
          FROM (%s) l
          JOIN asm_indicator i ON i.id = l.indicator_id
          JOIN (%s) g ON g.id = l.program_id
         ORDER BY l.sequence, l.id
        """,
        SQL(", ").join(SQL.identifier("i", name) for name in OF_DEFINITION),
        lines.select(*names, SQL("COALESCE(%s, FALSE) AS takes_in", takes_in)),
        readable.select(*of_program),
    )
