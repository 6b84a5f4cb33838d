"""Sums over the totals of reports, in one statement however they are grouped."""

from collections.abc import Callable
from decimal import Decimal
from typing import NamedTuple

from odoo.tools import SQL

from ..tools import calendars
from ..tools.summed import Sums
from ._summary_subtotals import IS_REPORTED, reporter, site_of

GROUPS = ("line", "program", "period", "country", "site")
# periods that are not recorded yet come first
BY_TIME = SQL("ORDER BY period > 0, min(date_from), min(date_to), period")
NO_ID = SQL("NULL::int")
# what names no site is of its programme's country, where that is one
LONE_COUNTRIES = SQL(
    """SELECT program_id, min(country_id) AS country_id
         FROM asm_program_country_rel GROUP BY 1 HAVING count(*) = 1"""
)
# what is asked of an organisation without a site is met by whatever it reports;
# a full join is never made by looking through all rows for each of the others
UNMET = SQL(
    """
    SELECT DISTINCT a.line, a.family, a.program_id, a.period_id, a.date_from,
           a.date_to, n AS reporter
      FROM (SELECT a.line, a.family, a.program_id, a.reporters,
                   p.period_id, p.date_from, p.date_to
              FROM asked a
              JOIN periods p ON p.kind = a.kind AND p.month = a.month
               AND COALESCE(a.date_start <= p.date_to, TRUE)
               AND COALESCE(a.date_end >= p.date_from, TRUE)
               AND (COALESCE(a.frequency, p.kind) = p.kind
                    OR strpos(p.closes, a.frequency) > 0)) a
      FULL JOIN (SELECT s.line, s.period_id, s.reporters FROM subtotals s
                  WHERE s.reporters IS NOT NULL) s
        ON s.line = a.line AND s.period_id = a.period_id
     CROSS JOIN LATERAL unnest(a.reporters) n
     WHERE NOT COALESCE(a.reporters <@ s.reporters, a.line IS NULL)
       AND NOT COALESCE(n = ANY(s.reporters), FALSE)
    """
)


class RowsOf(NamedTuple):
    """What gives the SQL of subtotals, and of totals, that meet a condition."""

    subtotals: Callable
    totals: Callable


def read_sums(env, families, window, groupings, order=None):
    """Sum up the reports of some programme indicators in a window.

    :param env: environment whose reader may see all numbers of the indicators
    :param families: SQL of pairs of the id of a programme indicator and a key: what
        has the same key is summed up together
    :param window: :class:`calendars.Window`
    :param groupings: tuples of names of GROUPS
    :param order: SQL of the order in which the groups come
    :return: ``{grouping: {(key of the family, *ids): Sums}}``; periods that are not
        recorded have ids below 0
    """
    for name in ("asm.assignment", "asm.program", "mtm.site"):
        env[name].flush_model()
    Program = env["asm.program"].sudo()
    in_use = Program._read_group([], ["frequency", "fiscal_month"])
    statement = sums_statement(
        families,
        SQL("IN (SELECT line FROM families)"),
        SQL("asm_program"),
        _periods(_columns_of_periods(in_use, window)),
        window,
        groupings,
        RowsOf(
            env["asm.result.subtotal"].sudo()._rows,
            env["asm.result.summary"].sudo()._rows,
        ),
        order,
    )
    return _found(env.execute_query(statement), groupings)


def _found(rows, groupings):
    names = _names(groupings)
    first = 2 + len(names)
    found = {grouping: {} for grouping in groupings}
    by_mask = {}
    for grouping in groupings:
        places = [0, *[2 + names.index(name) for name in grouping]]
        by_mask[_mask(grouping, names)] = found[grouping], places
    for row in rows:
        groups, places = by_mask[row[1]]
        groups[tuple([row[place] for place in places])] = sums_of(*row[first:])
    return found


def _names(groupings):
    return [name for name in GROUPS if any(name in each for each in groupings)]


def _mask(grouping, names):
    """Return what GROUPING gives: a bit for each name that is not grouped by."""
    bits = ("0" if name in grouping else "1" for name in names)
    return int("".join(bits) or "0", 2)


def sums_of(value, numerator, denominator, reported, expected, cut, lacks, missing):
    """Return sums, from the columns of :func:`sums_statement`."""
    return Sums(
        value and Decimal(value),
        numerator and Decimal(numerator),
        denominator and Decimal(denominator),
        reported,
        expected,
        bool(cut),
        bool(lacks),
        frozenset(missing.split(",")) if missing else frozenset(),
    )


def sums_statement(
    families, wanted, programs, periods, window, groupings, rows_of, order=None
):
    """Return the statement that sums up reports.

    :param families: SQL of pairs of an indicator and what it is summed up with; none:
        each indicator stands for itself
    :param wanted: SQL of the condition that an indicator is one of these
    :param programs: SQL of the programmes, with their calendars
    :param periods: SQL of the periods in the window
    :param window: first and last day, as dates or SQL
    :param rows_of: gives the SQL of subtotals and of totals of reports that meet a
        condition
    :param order: SQL of the order in which the groups come
    """
    names = _names(groupings)
    columns = [SQL.identifier("s", name) for name in names]
    mask = SQL("GROUPING(%s)", SQL(", ").join(columns)) if names else SQL("0")
    sets = [
        SQL("(%s)", SQL(", ").join([SQL("s.family"), *map(SQL.identifier, grouping)]))
        for grouping in groupings
    ]
    return SQL(
        """
        WITH %(families)s periods AS MATERIALIZED (%(periods)s),
        lone AS MATERIALIZED (%(lone)s),
        subtotals AS MATERIALIZED (%(subtotals)s),
        asked AS MATERIALIZED (%(asked)s),
        unmet AS (%(unmet)s),
        rows AS (%(reports)s UNION ALL %(missed)s)
        SELECT s.family, %(mask)s AS mask, %(names)s
               sum(value)::text AS value,
               sum(numerator)::text AS numerator,
               sum(denominator)::text AS denominator,
               sum(reported) AS reported, sum(expected) AS expected,
               bool_or(is_cut) AS is_cut, bool_or(lacks_totals) AS lacks_totals,
               string_agg(missing, ',') AS missing
          FROM rows s GROUP BY GROUPING SETS (%(sets)s) %(order)s
        """,
        families=families
        and SQL(
            "families AS MATERIALIZED (SELECT * FROM %s AS f(line, family)),", families
        )
        or SQL(),
        periods=periods,
        lone=LONE_COUNTRIES,
        subtotals=_of_families(families, rows_of.subtotals(_condition(wanted, window))),
        asked=_asked(families, wanted, programs),
        unmet=UNMET,
        reports=_reports(families, wanted, window, groupings, rows_of),
        missed=_missed(groupings),
        mask=mask,
        names=SQL().join(SQL("%s, ", column) for column in columns),
        sets=SQL(", ").join(sets),
        order=order or SQL(),
    )


def _condition(wanted, window):
    """Return the condition that something was reported in a window, or a part of it."""
    return SQL(
        "s.program_indicator_id %s AND s.date_from <= %s AND s.date_to >= %s",
        wanted,
        window.date_to,
        window.date_from,
    )


def _reports(families, wanted, window, groupings, rows_of):
    """Return the SQL of what was reported: by site, or in subtotals of these."""
    source, site = SQL("subtotals"), NO_ID
    if _is_by("site", groupings):
        totals = _as_subtotals(rows_of.totals(_condition(wanted, window)))
        source, site = SQL("(%s)", _of_families(families, totals)), SQL("s.site_id")
    country, lone = NO_ID, SQL()
    if _is_by("country", groupings):
        country = SQL("CASE WHEN s.is_placed THEN s.country_id ELSE o.country_id END")
        lone = SQL("LEFT JOIN lone o ON o.program_id = s.program_id")
    return SQL(
        """
        SELECT s.line, s.family, s.program_id AS program, s.period_id AS period,
               %s AS country, %s AS site, s.date_from, s.date_to,
               CASE WHEN i.is_inside THEN s.value END AS value,
               CASE WHEN i.is_inside THEN s.numerator END AS numerator,
               CASE WHEN i.is_inside THEN s.denominator END AS denominator,
               CASE WHEN i.is_inside THEN s.reported ELSE 0 END AS reported,
               CASE WHEN i.is_inside THEN s.expected ELSE 0 END AS expected,
               NOT i.is_inside AS is_cut,
               i.is_inside AND s.lacks_totals AS lacks_totals,
               CASE WHEN i.is_inside THEN NULLIF(s.missing, '') END AS missing
          FROM %s s
         CROSS JOIN LATERAL (
               SELECT s.date_from >= %s AND s.date_to <= %s AS is_inside) i %s
        """,
        country,
        site,
        source,
        window.date_from,
        window.date_to,
        lone,
    )


def _of_families(families, rows):
    """Return the SQL of subtotals with the families that they belong to."""
    columns, join = _family(families, SQL("s.program_indicator_id"))
    return SQL("SELECT %s, s.* FROM (%s) s %s", columns, rows, join)


def _family(families, line):
    """Return the columns of an indicator and its family, and what to join for them."""
    if not families:
        return SQL("%s AS line, 0 AS family", line), SQL()
    return SQL("f.line, f.family"), SQL("JOIN families f ON f.line = %s", line)


def _as_subtotals(totals):
    """Return the SQL of totals of reports, each as what subtotals are."""
    return SQL(
        """SELECT s.*, s.site_id IS NOT NULL AS is_placed,
               (%(is_reported)s)::int AS reported, 1 AS expected,
               s.has_rows AND NOT (%(is_reported)s) AS lacks_totals
          FROM (%(totals)s) s""",
        is_reported=IS_REPORTED,
        totals=totals,
    )


def _is_by(name, groupings):
    return any(name in grouping for grouping in groupings)


def _asked(families, wanted, programs):
    """Return the SQL of what is asked for, with the reporters it is asked of."""
    partner = SQL("a.partner_id")
    columns, join = _family(families, SQL("a.program_indicator_id"))
    only = SQL() if families else SQL("WHERE a.program_indicator_id %s", wanted)
    return SQL(
        """
        SELECT %s, g.id AS program_id, g.frequency AS kind,
               g.fiscal_month AS month, a.date_start, a.date_end, a.frequency,
               COALESCE(NULLIF(ARRAY(
                   SELECT %s FROM asm_assignment_mtm_site_rel t
                    WHERE t.asm_assignment_id = a.id), '{}'), ARRAY[%s]) AS reporters
          FROM asm_assignment a
          JOIN %s g ON g.id = a.program_id %s
         %s
        """,
        columns,
        reporter(partner, SQL("t.mtm_site_id")),
        reporter(partner),
        programs,
        join,
        only,
    )


def _missed(groupings):
    """Return the SQL of what was asked for and not reported, as a report each."""
    site = site_of(SQL("e.reporter"))
    country, lone = NO_ID, SQL()
    if _is_by("country", groupings):
        country = SQL("CASE WHEN t.id IS NULL THEN o.country_id ELSE t.country_id END")
        lone = SQL(
            """LEFT JOIN lone o ON o.program_id = e.program_id
               LEFT JOIN mtm_site t ON t.id = %s""",
            site,
        )
    return SQL(
        """
        SELECT e.line, e.family, e.program_id, e.period_id, %s, %s,
               e.date_from, e.date_to, NULL, NULL, NULL, 0, 1, FALSE, FALSE, NULL
          FROM unmet e %s
        """,
        country,
        site if _is_by("site", groupings) else NO_ID,
        lone,
    )


def _periods(columns):
    """Return the SQL of periods; those that are not recorded have ids below 0."""
    return SQL(
        """
        SELECT c.*, COALESCE(q.id, -row_number() OVER ())::int AS period_id
          FROM unnest(%s::varchar[], %s::int[], %s::date[], %s::date[], %s::text[])
            AS c(kind, month, date_from, date_to, closes)
          LEFT JOIN asm_period q ON q.kind = c.kind AND q.fiscal_month = c.month
           AND q.date_start = c.date_from AND q.date_end = c.date_to
        """,
        *columns,
    )


def _columns_of_periods(in_use, window):
    """Return the periods of calendars inside a window, as columns.

    The last column names the longer kinds that end with a period.
    """
    spans = [
        (kind, month, *span, _closes(span, month))
        for kind, month in in_use
        for span in calendars.periods_within(kind, month, *window)
    ]
    return [[span[column] for span in spans] for column in range(5)]


def _closes(span, month):
    longer = (
        kind
        for kind in calendars.MONTHS_OF_KIND
        if calendars.period_of(span.date_to, kind, month).date_to == span.date_to
    )
    return " ".join(longer)
