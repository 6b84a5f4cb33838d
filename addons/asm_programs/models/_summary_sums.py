"""Sums over the totals of reports, in one statement however they are grouped."""

from decimal import Decimal

from odoo.tools import SQL

from ..tools import calendars
from ..tools.summed import Sums
from ._summary_sql import stored

GROUPS = ("line", "program", "period", "country", "site")
# periods that are not recorded yet come first
BY_TIME = SQL("ORDER BY period > 0, min(date_from), min(date_to), period")
NO_COUNTRY = SQL("NULL::int")
OF_TRACKING = (("line",), ("line", "period"))


def read_sums(env, families, window, groupings):
    """Sum up the reports of some programme indicators in a window.

    :param env: environment whose reader may see all numbers of the indicators
    :param families: ``{program indicator id: key}``: what is summed up together
    :param window: :class:`calendars.Window`
    :param groupings: tuples of names of GROUPS; groups of periods come by time
    :return: ``{grouping: {(key of the family, *ids): Sums}}``; periods that are not
        recorded have ids below 0
    """
    if not families:
        return {grouping: {} for grouping in groupings}
    for name in ("asm.assignment", "asm.program"):
        env[name].flush_model()
    Program = env["asm.program"].sudo()
    in_use = Program._read_group([], ["frequency", "fiscal_month"])
    statement = _statement(
        SQL("unnest(%s, %s)", list(families), list(families.values())),
        SQL("IN (SELECT line FROM families)"),
        SQL("asm_program"),
        _periods(_columns_of_periods(in_use, window)),
        window,
        groupings,
        env["asm.result.summary"].sudo()._rows,
    )
    return _found(env.execute_query(statement), groupings)


def read_tracking_sums(program, line_ids, calendar, window):
    """Sum up lines of one programme of which nothing waits in the queue.

    The database keeps the plan of the statement, which takes longer to make than the
    statement runs.

    :param calendar: kind of its periods, and the month in which their year starts
    :return: ``{("line",): {(0, line id): Sums}, ("line", "period"): {...}}``
    """
    statement = SQL(
        "SELECT * FROM asm_tracking_sums(%s, %s, %s, %s::int[], %s, %s, "
        "%s::varchar[], %s::int[], %s::date[], %s::date[], %s::text[])",
        program.id,
        *calendar,
        line_ids,
        *window,
        *_columns_of_periods([calendar], window),
    )
    return _found(program.env.execute_query(statement), OF_TRACKING)


def tracking_function():
    """Return the SQL that makes the function of :func:`read_tracking_sums`."""
    names = ("kinds", "months", "starts", "ends", "closes")
    statement = _statement(
        SQL("(SELECT unnest(p_lines), 0)"),
        SQL("= ANY(p_lines)"),
        SQL("(SELECT p_program AS id, p_kind AS frequency, p_month AS fiscal_month)"),
        _periods([SQL.identifier(f"p_{name}") for name in names]),
        calendars.Window(SQL("p_from"), SQL("p_to")),
        OF_TRACKING,
        stored,
    )
    return SQL(
        """
        CREATE OR REPLACE FUNCTION asm_tracking_sums(
            p_program int, p_kind varchar, p_month int, p_lines int[],
            p_from date, p_to date, p_kinds varchar[], p_months int[],
            p_starts date[], p_ends date[], p_closes text[])
        RETURNS TABLE (
            family int, mask int, line int, period int, value text, numerator text,
            denominator text, reported bigint, expected bigint, is_cut bool,
            lacks_totals bool, missing text)
        LANGUAGE plpgsql STABLE AS $tracking$
        #variable_conflict use_column
        BEGIN
            RETURN QUERY %s;
        END
        $tracking$
        """,
        statement,
    )


def _found(rows, groupings):
    names = _names(groupings)
    found = {grouping: {} for grouping in groupings}
    by_mask = {
        _mask(grouping, names): (found[grouping], [names.index(n) for n in grouping])
        for grouping in groupings
    }
    for family, mask, *cells in rows:
        groups, places = by_mask[mask]
        key = (family, *[cells[place] for place in places])
        groups[key] = _sums(*cells[len(names) :])
    return found


def _names(groupings):
    return [name for name in GROUPS if any(name in each for each in groupings)]


def _mask(grouping, names):
    """Return what GROUPING gives: a bit for each name that is not grouped by."""
    bits = ("0" if name in grouping else "1" for name in names)
    return int("".join(bits) or "0", 2)


def _sums(value, numerator, denominator, reported, expected, cut, lacks, missing):
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


def _statement(families, wanted, programs, periods, window, groupings, rows_of):
    """Return the statement that sums up reports.

    :param families: SQL of pairs of an indicator and what it is summed up with
    :param wanted: SQL of the condition that an indicator is one of these
    :param programs: SQL of the programmes, with their calendars
    :param periods: SQL of the periods in the window
    :param window: first and last day, as dates or SQL
    :param rows_of: gives the SQL of the totals of reports that meet a condition
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
        WITH families AS MATERIALIZED (
            SELECT * FROM %(families)s AS f(line, family)),
        periods AS MATERIALIZED (%(periods)s),
        reports AS MATERIALIZED (%(reports)s),
        rows AS (
            SELECT r.line, r.family, program_id AS program, period_id AS period,
                   date_from, date_to, site_id AS site, %(country)s AS country,
                   is_inside, value, numerator, denominator,
                   COALESCE(value, numerator, denominator) IS NOT NULL AS is_reported,
                   has_rows, missing
              FROM reports r %(join_country)s
             UNION ALL %(unmet)s),
        parts AS (
            SELECT %(columns)s,
                   sum(value) FILTER (WHERE is_inside) AS value,
                   sum(numerator) FILTER (WHERE is_inside) AS numerator,
                   sum(denominator) FILTER (WHERE is_inside) AS denominator,
                   count(*) FILTER (WHERE is_inside AND is_reported) AS reported,
                   count(*) FILTER (WHERE is_inside) AS expected,
                   bool_or(NOT is_inside) AS is_cut,
                   bool_or(is_inside AND has_rows AND NOT is_reported) AS lacks,
                   string_agg(missing, ',') FILTER (WHERE is_inside AND missing <> '')
                   AS missing, min(date_from) AS date_from, min(date_to) AS date_to
              FROM rows s GROUP BY %(columns)s)
        SELECT s.family, %(mask)s, %(names)s sum(value)::text, sum(numerator)::text,
               sum(denominator)::text, sum(reported)::bigint, sum(expected)::bigint,
               bool_or(is_cut), bool_or(lacks), string_agg(missing, ',')
          FROM parts s GROUP BY GROUPING SETS (%(sets)s) %(order)s
        """,
        families=families,
        reports=_reports(wanted, window, rows_of),
        country=_country(groupings),
        periods=periods,
        unmet=_unmet(programs, groupings),
        columns=SQL(", ").join([SQL("s.family"), *columns]),
        mask=mask,
        names=SQL().join(SQL("%s, ", column) for column in columns),
        join_country=_join_only_country("r", groupings),
        sets=SQL(", ").join(sets),
        order=BY_TIME if "period" in names else SQL(),
    )


def _reports(wanted, window, rows_of):
    """Return the SQL of what was reported in the window, or in a part of it."""
    condition = SQL(
        "s.program_indicator_id %s AND s.date_from <= %s AND s.date_to >= %s",
        wanted,
        window.date_to,
        window.date_from,
    )
    return SQL(
        """SELECT f.line, f.family, s.program_id, s.period_id, s.date_from, s.date_to,
               s.site_id, s.partner_id, s.country_id,
               s.value, s.numerator, s.denominator, s.has_rows, s.missing,
               s.date_from >= %s AND s.date_to <= %s AS is_inside
          FROM (%s) s JOIN families f ON f.line = s.program_indicator_id""",
        window.date_from,
        window.date_to,
        rows_of(condition),
    )


def _is_by_country(groupings):
    return any("country" in grouping for grouping in groupings)


def _country(groupings):
    """Return the country of a report: of its site, else its programme's only one."""
    if not _is_by_country(groupings):
        return NO_COUNTRY
    return SQL("CASE WHEN r.site_id IS NULL THEN o.only_id ELSE r.country_id END")


def _join_only_country(alias, groupings):
    """Return the join with programmes that are in one country only."""
    if not _is_by_country(groupings):
        return SQL()
    return SQL(
        """LEFT JOIN (
            SELECT c.program_id AS of_id, min(c.country_id) AS only_id
              FROM asm_program_country_rel c GROUP BY 1 HAVING count(*) = 1) o
            ON o.of_id = %s""",
        SQL.identifier(alias, "program_id"),
    )


def _unmet(programs, groupings):
    """Return the SQL of what was asked for and not reported, as a report each.

    What is asked of an organisation without a site is met by whatever it reports.
    """
    country = NO_COUNTRY
    if _is_by_country(groupings):
        country = SQL(
            """CASE WHEN e.site_id IS NULL THEN o.only_id ELSE (
            SELECT country_id FROM mtm_site WHERE id = e.site_id) END"""
        )
    return SQL(
        """
        SELECT e.line, e.family, e.program_id, e.period_id, p.date_from, p.date_to,
               e.site_id, %(country)s, TRUE, NULL::numeric, NULL::numeric,
               NULL::numeric, FALSE, FALSE, ''
          FROM (SELECT f.line, f.family, g.id AS program_id, p.period_id,
                       t.mtm_site_id AS site_id, a.partner_id
                  FROM families f
                  JOIN asm_assignment a ON a.program_indicator_id = f.line
                  JOIN %(programs)s g ON g.id = a.program_id
                  JOIN periods p
                    ON p.kind = g.frequency AND p.month = g.fiscal_month
                   AND COALESCE(a.date_start <= p.date_to, TRUE)
                   AND COALESCE(a.date_end >= p.date_from, TRUE)
                   AND (COALESCE(a.frequency, p.kind) = p.kind
                        OR strpos(p.closes, a.frequency) > 0)
                  LEFT JOIN asm_assignment_mtm_site_rel t
                    ON t.asm_assignment_id = a.id
                EXCEPT (
                SELECT line, family, program_id, period_id, site_id, partner_id
                  FROM reports
                 UNION ALL
                SELECT line, family, program_id, period_id, NULL, partner_id
                  FROM reports)) e
          JOIN periods p ON p.period_id = e.period_id
          %(join_country)s
        """,
        country=country,
        programs=programs,
        join_country=_join_only_country("e", groupings),
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
