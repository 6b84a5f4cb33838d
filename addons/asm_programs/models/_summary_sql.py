"""The SQL of the summary: the total cell of each report, as ``tools.cells`` gives it.

A report is what one organisation says of one indicator, period and place. Its total is
its own row, else the sum of the finest complete rows inside it; corrections are added
to what they correct. Python and SQL agree to the last digit; a test says so on random
rows.
"""

from odoo.tools import SQL

KEY = ("program_indicator_id", "period_id", "site_id", "partner_id")
COLUMNS = (
    *KEY,
    "program_id",
    "indicator_id",
    "country_id",
    "date_from",
    "date_to",
    "value",
    "numerator",
    "denominator",
    "is_ratio",
    "has_rows",
    "is_worded",
    "has_lone",
    "is_odd",
    "missing",
)


def columns(names, alias):
    """Return names of columns of a table, joined by commas."""
    return SQL(", ").join(SQL.identifier(alias, name) for name in names)


def same_key(left, right):
    """Return the condition that two tables name the same report."""
    return SQL(" AND ").join(
        SQL(
            "%s IS NOT DISTINCT FROM %s" if name == "site_id" else "%s = %s",
            SQL.identifier(left, name),
            SQL.identifier(right, name),
        )
        for name in KEY
    )


def stored(condition):
    """Return the SQL of the totals that are stored, by a condition on ``s``."""
    return SQL(
        "SELECT %s FROM asm_result_summary s WHERE %s",
        columns(COLUMNS, "s"),
        condition,
    )


def totals(missing_reasons, keys=None):
    """Return the statement that computes the total cells.

    :param missing_reasons: keys of why a number can be missing
    :param keys: SQL of the reports wanted, with the columns of KEY; none: all
    """
    reasons = sorted(missing_reasons)
    return SQL(
        """
        WITH %(base)s, %(placed)s, %(rules)s, %(grains)s, %(cells)s, %(sums)s, %(best)s
        SELECT %(key)s, l.program_id, l.indicator_id, b.country_id,
               p.date_start AS date_from, p.date_end AS date_to,
               CASE WHEN NOT b.is_ratio THEN b.value END AS value,
               CASE WHEN b.is_ratio THEN b.numerator END AS numerator,
               CASE WHEN b.is_ratio THEN b.denominator END AS denominator,
               b.is_ratio,
               CASE WHEN b.is_ratio THEN b.has_ratios ELSE b.has_values END AS has_rows,
               b.is_worded, b.has_lone, b.is_odd, %(missing)s AS missing
          FROM best b
          JOIN asm_program_indicator l ON l.id = b.program_indicator_id
          JOIN asm_period p ON p.id = b.period_id
        """,
        base=_base(keys),
        placed=PLACED,
        rules=RULES,
        grains=GRAINS,
        cells=_cells(reasons),
        sums=_sums(reasons),
        best=_best(reasons),
        key=columns(KEY, "b"),
        missing=SQL(
            "concat_ws(',', %s)",
            SQL(", ").join(
                SQL("CASE WHEN b.%s THEN %s END", _flag(number), reason)
                for number, reason in enumerate(reasons)
            ),
        ),
    )


def _flag(number):
    return SQL.identifier(f"missing_{number}")


def _flags(reasons, of):
    """Return the columns that say which reasons there are, from ``of(number)``."""
    return SQL(", ").join(
        SQL("bool_or(%s) AS %s", of(number, reason), _flag(number))
        for number, reason in enumerate(reasons)
    )


def _base(keys):
    """Rows where they are: corrections only where what they correct is not there."""
    source = SQL("asm_actual a")
    if keys is not None:
        source = SQL(
            """(SELECT DISTINCT l.program_id, %s
                  FROM (%s) k JOIN asm_program_indicator l
                    ON l.id = k.program_indicator_id) k
               JOIN asm_actual a ON a.program_id = k.program_id AND %s""",
            columns(KEY, "k"),
            keys,
            same_key("a", "k"),
        )
    return SQL(
        """
        base AS MATERIALIZED (
        SELECT a.id, %(key)s, a.country_id, a.disaggregation_id,
               a.correction_of_id IS NOT NULL AS is_correction,
               a.value, a.numerator, a.denominator, a.currency_id, a.missing_reason,
               COALESCE(a.text, '') <> '' OR a.option_id IS NOT NULL AS is_worded
          FROM %(source)s
          LEFT JOIN asm_actual c ON c.id = a.correction_of_id AND c.state = 'approved'
         WHERE a.state = 'approved' AND c.id IS NULL)
        """,
        key=columns(KEY, "a"),
        source=source,
    )


PLACED = SQL(
    """
    placed AS (
    SELECT * FROM base
     UNION ALL
    SELECT c.id, %s, b.country_id, b.disaggregation_id, TRUE,
           c.value, c.numerator, c.denominator, c.currency_id, c.missing_reason,
           COALESCE(c.text, '') <> '' OR c.option_id IS NOT NULL
      FROM base b JOIN asm_actual c ON c.correction_of_id = b.id
     WHERE c.state = 'approved' AND NOT b.is_correction)
    """,
    columns(KEY, "b"),
)
RULES = SQL(
    """
    rules AS (
    SELECT l.id AS program_indicator_id, COALESCE(i.is_ratio, FALSE) AS is_ratio,
           COALESCE(i.numerator_time, 'sum') = COALESCE(i.denominator_time, 'sum')
           AS is_whole,
           COALESCE(e.exclusive, '{}') AS exclusive
      FROM asm_program_indicator l JOIN asm_indicator i ON i.id = l.indicator_id
      LEFT JOIN (
           SELECT r.asm_indicator_id, array_agg(d.id) AS exclusive
             FROM asm_indicator_mtm_dimension_rel r
             JOIN mtm_dimension d ON d.id = r.mtm_dimension_id AND d.exclusive
            GROUP BY r.asm_indicator_id) e ON e.asm_indicator_id = i.id)
    """
)
GRAINS = SQL(
    """
    grains AS (
    SELECT id, dimensions, cardinality(codes) AS size,
           dense_rank() OVER (ORDER BY codes) AS grain
      FROM (SELECT r.mtm_disaggregation_id AS id,
                   array_agg(d.id ORDER BY d.id) AS dimensions,
                   array_agg(d.code COLLATE "C" ORDER BY d.code COLLATE "C") AS codes
              FROM mtm_dimension_value_mtm_disaggregation_rel r
              JOIN mtm_dimension_value v ON v.id = r.mtm_dimension_value_id
              JOIN mtm_dimension d ON d.id = v.dimension_id
             GROUP BY r.mtm_disaggregation_id) g)
    """
)
# a half of a ratio whose other half is added up alike is no number
IS_RATIO_ROW = SQL(
    """(numerator IS NOT NULL AND denominator IS NOT NULL OR NOT r.is_whole
        AND (numerator IS NOT NULL OR denominator IS NOT NULL))"""
)


def _cells(reasons):
    """Rows of a report with the same categories as one, corrections added."""
    return SQL(
        """
        cells AS (
        SELECT %(key)s, p.disaggregation_id, max(p.country_id) AS country_id,
               sum(value) AS value,
               bool_or(value IS NOT NULL AND NOT is_correction) AS has_values,
               sum(numerator) FILTER (WHERE %(ratio)s) AS numerator,
               sum(denominator) FILTER (WHERE %(ratio)s) AS denominator,
               bool_or(%(ratio)s AND NOT is_correction) AS has_ratios,
               bool_or(denominator IS NOT NULL AND value IS NULL) AS is_divided,
               bool_or(is_worded) AS is_worded,
               bool_or(is_correction)
               AND NOT bool_or(NOT is_correction AND missing_reason IS NULL)
               AS has_lone, bool_or(currency_id IS NOT NULL) AS has_currency,
               %(flags)s
          FROM placed p JOIN rules r USING (program_indicator_id)
         GROUP BY %(key)s, p.disaggregation_id)
        """,
        key=columns(KEY, "p"),
        ratio=IS_RATIO_ROW,
        flags=_flags(
            reasons,
            lambda _n, reason: SQL("missing_reason IS NOT DISTINCT FROM %s", reason),
        ),
    )


def _sums(reasons):
    """Cells of one grain added up, as far as they may be."""
    return SQL(
        """
        sums AS (
        SELECT %(key)s, g.grain, g.size, g.dimensions, max(c.country_id) AS country_id,
               sum(value) FILTER (WHERE has_values) AS value,
               sum(numerator) FILTER (WHERE has_ratios) AS numerator,
               sum(denominator) FILTER (WHERE has_ratios) AS denominator,
               bool_or(has_values) AS has_values, bool_or(has_ratios) AS has_ratios,
               bool_or(is_divided) AS is_divided, bool_or(is_worded) AS is_worded,
               bool_or(has_lone) AS has_lone, bool_or(has_currency) AS has_currency,
               %(flags)s
          FROM cells c LEFT JOIN grains g ON g.id = c.disaggregation_id
         GROUP BY %(key)s, g.grain, g.size, g.dimensions)
        """,
        key=columns(KEY, "c"),
        flags=_flags(reasons, lambda number, _r: _flag(number)),
    )


def _best(reasons):
    """Of each report its own row, else the most complete grain that adds up."""
    adds_up = SQL("(s.grain IS NULL OR s.dimensions <@ r.exclusive)")
    by_ratio = SQL(
        "s.grain IS NULL DESC, s.denominator DESC NULLS LAST, s.size DESC, s.grain DESC"
    )
    return SQL(
        """
        best AS (
        SELECT %(key)s, max(s.country_id) AS country_id,
               bool_or(r.is_ratio) OR bool_or(s.is_divided) AS is_ratio,
               (array_agg(s.value ORDER BY s.grain IS NULL DESC, s.value DESC)
                FILTER (WHERE %(adds_up)s AND s.has_values))[1] AS value,
               (array_agg(s.numerator ORDER BY %(by_ratio)s)
                FILTER (WHERE %(adds_up)s AND s.has_ratios))[1] AS numerator,
               (array_agg(s.denominator ORDER BY %(by_ratio)s)
                FILTER (WHERE %(adds_up)s AND s.has_ratios))[1] AS denominator,
               bool_or(s.has_values) AS has_values, bool_or(s.has_ratios) AS has_ratios,
               bool_or(s.is_worded) AS is_worded, bool_or(s.has_lone) AS has_lone,
               bool_or(s.has_lone) OR bool_or(s.has_currency)
               OR NOT bool_or(r.is_ratio) AND bool_or(s.is_divided) AS is_odd,
               %(flags)s
          FROM sums s JOIN rules r USING (program_indicator_id)
         GROUP BY %(key)s)
        """,
        key=columns(KEY, "s"),
        adds_up=adds_up,
        by_ratio=by_ratio,
        flags=_flags(reasons, lambda number, _r: _flag(number)),
    )
