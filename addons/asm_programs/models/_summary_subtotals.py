"""The SQL of subtotals: what the reports of one indicator, period and country come to.

Made of the totals of reports (``_summary_sql``), of which there may be hundreds for
one subtotal: an indicator is reported by many organisations for many places.
"""

from odoo.tools import SQL

from ._summary_sql import columns

PAIR = ("program_indicator_id", "period_id")
COLUMNS = (
    *PAIR,
    "is_placed",
    "country_id",
    "program_id",
    "date_from",
    "date_to",
    "value",
    "numerator",
    "denominator",
    "reported",
    "expected",
    "lacks_totals",
    "missing",
    "reporters",
)
# an organisation and a place (0: none) in one number
PLACE_BITS = 32
IS_REPORTED = SQL("COALESCE(s.value, s.numerator, s.denominator) IS NOT NULL")


def same_pair(left, right):
    """Return the condition that two tables name the same indicator and period."""
    return SQL(" AND ").join(
        SQL("%s = %s", SQL.identifier(left, name), SQL.identifier(right, name))
        for name in PAIR
    )


def reporter(partner, site=None):
    """Return the number of an organisation and a place, from SQL of their ids."""
    number = SQL("(%s::bigint << %s)", partner, SQL(str(PLACE_BITS)))
    return SQL("(%s | %s)", number, site) if site else number


def site_of(number):
    """Return the id of a reporter's place, NULL where they name none."""
    return SQL("NULLIF(%s & %s, 0)::int", number, SQL(str(2**PLACE_BITS - 1)))


def stored(condition):
    """Return the SQL of the subtotals that are stored, by a condition on ``s``."""
    return SQL(
        "SELECT %s FROM asm_result_subtotal s WHERE %s",
        columns(COLUMNS, "s"),
        condition,
    )


def subtotals(reports):
    """Return the statement that adds up totals of reports.

    Who reported is said once for an indicator and period, in the first of its rows;
    whoever reported for some place is there without a place as well.

    :param reports: SQL of all totals of the indicators and periods that are wanted
    """
    return SQL(
        """
        WITH s AS MATERIALIZED (%(reports)s),
        reporters AS (
            SELECT %(pair)s, array_agg(DISTINCT n ORDER BY n) AS reporters
              FROM s, LATERAL (VALUES (%(without)s), (%(within)s)) v(n)
             GROUP BY %(pair)s),
        sums AS (
            SELECT %(pair)s, s.site_id IS NOT NULL AS is_placed,
                   CASE WHEN s.site_id IS NOT NULL THEN s.country_id END AS country_id,
                   min(s.program_id) AS program_id,
                   min(s.date_from) AS date_from, min(s.date_to) AS date_to,
                   sum(s.value) AS value, sum(s.numerator) AS numerator,
                   sum(s.denominator) AS denominator,
                   count(*) FILTER (WHERE %(is_reported)s)::int AS reported,
                   count(*)::int AS expected,
                   bool_or(s.has_rows AND NOT (%(is_reported)s)) AS lacks_totals,
                   COALESCE(string_agg(DISTINCT s.missing, ',' ORDER BY s.missing)
                            FILTER (WHERE s.missing <> ''), '') AS missing
              FROM s GROUP BY %(pair)s, 3, 4)
        SELECT q.*, CASE WHEN row_number() OVER (
                    PARTITION BY q.program_indicator_id, q.period_id
                    ORDER BY q.is_placed, q.country_id) = 1 THEN r.reporters END
               AS reporters
          FROM sums q JOIN reporters r USING (program_indicator_id, period_id)
        """,
        reports=reports,
        pair=columns(PAIR, "s"),
        without=reporter(SQL("s.partner_id")),
        within=reporter(SQL("s.partner_id"), SQL("COALESCE(s.site_id, 0)")),
        is_reported=IS_REPORTED,
    )
