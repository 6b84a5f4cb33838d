"""What a tracking table needs of a programme, read by a function of the database.

The database keeps the plans of its statements, which take longer to make than the
statements run.
"""

from odoo.tools import SQL

from ..tools import calendars
from . import _summary_sql, _summary_subtotals
from ._summary_sums import BY_TIME, RowsOf, sums_statement
from ._tracking_lines import DEFINITION_TYPES

GROUPINGS = (("line",), ("line", "period"))
OF_SUMS = {
    "line": "int4",
    "period": "int4",
    "value": "text",
    "numerator": "text",
    "denominator": "text",
    "reported": "int8",
    "expected": "int8",
    "is_cut": "bool",
    "lacks_totals": "bool",
    "missing": "text",
}
OF_LINES = {"needs_rows": "bool", "is_waiting": "bool", **DEFINITION_TYPES}
COLUMNS = OF_SUMS | OF_LINES


def tracking_function():
    """Return the SQL that makes ``asm_tracking(lines, programs, from, to)``.

    It first returns a row for each line, in their order: what it is by its definition,
    whether there is more to it than sums, and whether a report of it has changed since
    its total was computed. Then come the sums of each line, those of periods by time.
    """
    return SQL(
        """
        DROP FUNCTION IF EXISTS asm_tracking;
        CREATE FUNCTION asm_tracking(
            p_lines int[], p_programs int[], p_from date, p_to date)
        RETURNS TABLE (%(columns)s)
        LANGUAGE plpgsql STABLE SET plan_cache_mode = force_generic_plan AS $tracking$
        #variable_conflict use_column
        DECLARE
            p_program int;
            p_kind varchar;
            p_month int;
            p_length int;
        BEGIN
            SELECT g.id, g.frequency, g.fiscal_month, CASE g.frequency %(lengths)s END
              INTO p_program, p_kind, p_month, p_length
              FROM asm_program g WHERE g.id = ANY(p_programs);
            RETURN QUERY %(lines)s;
            RETURN QUERY %(sums)s;
        END
        $tracking$
        """,
        columns=SQL(", ").join(
            SQL("%s %s", SQL.identifier(name), SQL.identifier(kind))
            for name, kind in COLUMNS.items()
        ),
        lengths=SQL(" ").join(
            SQL("WHEN %s THEN %s", kind, months)
            for kind, months in calendars.MONTHS_OF_KIND.items()
        ),
        lines=_lines(),
        sums=_sums(),
    )


def _lines():
    return SQL(
        """
        SELECT l.id, %s,
               COALESCE(l.includes_children, FALSE)
               OR i.place_weight_id IS NOT NULL OR i.previous_id IS NOT NULL
               OR EXISTS (SELECT FROM asm_overlap o WHERE o.indicator_id = i.id
                             AND o.approved_on IS NOT NULL)
               OR EXISTS (SELECT FROM asm_result_summary s
                           WHERE s.program_indicator_id = l.id AND s.is_odd),
               EXISTS (SELECT FROM asm_summary_touched t
                        WHERE t.program_indicator_id = l.id),
               %s
          FROM asm_program_indicator l
          JOIN asm_indicator i ON i.id = l.indicator_id
         WHERE l.id = ANY(p_lines) AND l.program_id = p_program
         ORDER BY l.sequence, l.id
        """,
        _blanks([kind for name, kind in OF_SUMS.items() if name != "line"]),
        SQL(", ").join(
            SQL("%s::%s", SQL.identifier("i", name), SQL.identifier(kind))
            for name, kind in DEFINITION_TYPES.items()
        ),
    )


def _sums():
    statement = sums_statement(
        None,
        SQL("= ANY(p_lines)"),
        SQL("(SELECT p_program AS id, p_kind AS frequency, p_month AS fiscal_month)"),
        _periods(),
        calendars.Window(SQL("p_from"), SQL("p_to")),
        GROUPINGS,
        RowsOf(_summary_subtotals.stored, _summary_sql.stored),
        BY_TIME,
    )
    return SQL(
        "SELECT %s, %s FROM (%s) f",
        SQL(", ").join(SQL.identifier("f", name) for name in OF_SUMS),
        _blanks(OF_LINES.values()),
        statement,
    )


def _blanks(kinds):
    return SQL(", ").join(SQL("NULL::%s", SQL.identifier(kind)) for kind in kinds)


def _periods():
    """Return the SQL of the periods of a calendar that lie wholly inside a window.

    They are those of ``calendars.periods_within``; a test says so.
    """
    closes = SQL(", ").join(
        SQL(
            "CASE WHEN (d.month - p_month) %% %s = 0 THEN %s END",
            months,
            kind,
        )
        for kind, months in calendars.MONTHS_OF_KIND.items()
    )
    return SQL(
        """
        SELECT p_kind AS kind, p_month AS month, d.date_from, d.date_to,
               concat_ws(' ', %s) AS closes,
               COALESCE(q.id, -row_number() OVER ())::int AS period_id
          FROM (SELECT n::date AS date_from,
                       (n + make_interval(months => p_length))::date - 1 AS date_to,
                       EXTRACT(month FROM n)::int + p_length AS month
                  FROM generate_series(
                       date_trunc('month', p_from::timestamp) - make_interval(months =>
                       (EXTRACT(month FROM p_from)::int - p_month + 12) %% p_length),
                       p_to::timestamp, make_interval(months => p_length)) n) d
          LEFT JOIN asm_period q ON q.kind = p_kind AND q.fiscal_month = p_month
           AND q.date_start = d.date_from AND q.date_end = d.date_to
         WHERE d.date_from >= p_from AND d.date_to <= p_to
        """,
        closes,
    )
