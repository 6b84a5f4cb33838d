"""Sums over the totals of reports, in one statement however they are grouped."""

from collections import defaultdict
from decimal import Decimal

from odoo.tools import SQL

from ..tools import calendars
from ..tools.summed import Sums

GROUPS = ("line", "program", "period", "country", "site")
INSIDE = SQL("is_inside")


def read_sums(env, families, window, groupings):
    """Sum up the reports of some programme indicators in a window.

    :param env: environment whose reader may see all numbers of the indicators
    :param families: ``{program indicator id: key}``: what is summed up together
    :param window: :class:`calendars.Window`
    :param groupings: tuples of names of GROUPS
    :return: ``{grouping: {(key of the family, *ids): Sums}}``
    """
    found = {grouping: {} for grouping in groupings}
    if not families:
        return found
    names = [name for name in GROUPS if any(name in each for each in groupings)]
    rows = env.execute_query(_statement(env, families, window, groupings, names))
    by_mask = {_mask(grouping, names): grouping for grouping in groupings}
    for family, mask, *cells in rows:
        grouping = by_mask[mask]
        ids = dict(zip(names, cells, strict=False))
        key = (family, *(ids[name] for name in grouping))
        found[grouping][key] = _sums(*cells[len(names) :])
    return found


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


def _statement(env, families, window, groupings, names):
    columns = [SQL.identifier("s", name) for name in names]
    mask = SQL("GROUPING(%s)", SQL(", ").join(columns)) if names else SQL("0")
    sets = [
        SQL("(%s)", SQL(", ").join([SQL("s.family"), *map(SQL.identifier, grouping)]))
        for grouping in groupings
    ]
    return SQL(
        """
        WITH families AS MATERIALIZED (
            SELECT * FROM unnest(%(lines)s, %(keys)s) AS f(line, family)),
        reports AS MATERIALIZED (%(reports)s),
        rows AS (
            SELECT r.line, r.family, program_id AS program, period_id AS period,
                   site_id AS site, %(country)s AS country, is_inside,
                   value, numerator, denominator,
                   COALESCE(value, numerator, denominator) IS NOT NULL AS is_reported,
                   has_rows, missing
              FROM reports r
             UNION ALL %(unmet)s)
        SELECT %(columns)s,
               (sum(value) FILTER (WHERE is_inside))::text,
               (sum(numerator) FILTER (WHERE is_inside))::text,
               (sum(denominator) FILTER (WHERE is_inside))::text,
               count(*) FILTER (WHERE is_inside AND is_reported),
               count(*) FILTER (WHERE is_inside),
               bool_or(NOT is_inside),
               bool_or(is_inside AND has_rows AND NOT is_reported),
               string_agg(missing, ',') FILTER (WHERE is_inside AND missing <> '')
          FROM rows s GROUP BY GROUPING SETS (%(sets)s)
        """,
        lines=list(families),
        keys=list(families.values()),
        reports=_reports(env, window),
        country=_country(env, groupings),
        unmet=_unmet(env, families, window, groupings),
        columns=SQL(", ").join([SQL("s.family"), mask, *columns]),
        sets=SQL(", ").join(sets),
    )


def _reports(env, window):
    """Return the SQL of what was reported in the window, or in a part of it."""
    condition = SQL(
        """s.program_indicator_id IN (SELECT line FROM families)
        AND s.date_from <= %s AND s.date_to >= %s""",
        window.date_to,
        window.date_from,
    )
    return SQL(
        """SELECT f.line, f.family, s.program_id, s.period_id, s.site_id, s.partner_id,
               s.country_id, s.value, s.numerator, s.denominator, s.has_rows, s.missing,
               s.date_from >= %s AND s.date_to <= %s AS is_inside
          FROM (%s) s JOIN families f ON f.line = s.program_indicator_id""",
        window.date_from,
        window.date_to,
        env["asm.result.summary"].sudo()._rows(condition),
    )


def _is_by_country(groupings):
    return any("country" in grouping for grouping in groupings)


def _country(env, groupings):
    """Return the country of a report: of its site, else its programme's only one."""
    if not _is_by_country(groupings):
        return SQL("NULL::int")
    return SQL(
        "CASE WHEN site_id IS NULL THEN (%s) ELSE country_id END", _only_country("r")
    )


def _only_country(alias):
    return SQL(
        """SELECT min(c.country_id) FROM asm_program_country_rel c
            WHERE c.program_id = %s HAVING count(*) = 1""",
        SQL.identifier(alias, "program_id"),
    )


def _unmet(env, families, window, groupings):
    """Return the SQL of what was asked for and not reported, as a report each.

    What is asked of an organisation without a site is met by whatever it reports.
    """
    env["asm.assignment"].flush_model()
    env["asm.program"].flush_model()
    known = _periods(env, window)
    if not known:
        return SQL(
            """SELECT NULL::int, NULL::int, NULL::int, NULL::int, NULL::int, NULL::int,
            FALSE, NULL::numeric, NULL::numeric, NULL::numeric, FALSE, FALSE, ''
            WHERE FALSE"""
        )
    country = SQL("NULL::int")
    if _is_by_country(groupings):
        country = SQL(
            """CASE WHEN e.site_id IS NULL THEN (%s) ELSE (
            SELECT country_id FROM mtm_site WHERE id = e.site_id) END""",
            _only_country("e"),
        )
    return SQL(
        """
        SELECT e.line, e.family, e.program_id, e.period_id, e.site_id, %(country)s,
               TRUE, NULL::numeric, NULL::numeric, NULL::numeric, FALSE, FALSE, ''
          FROM (SELECT DISTINCT f.line, f.family, g.id AS program_id, p.period_id,
                       t.mtm_site_id AS site_id, a.partner_id
                  FROM families f
                  JOIN asm_assignment a ON a.program_indicator_id = f.line
                  JOIN asm_program g ON g.id = a.program_id
                  JOIN unnest(%(kinds)s, %(months)s, %(starts)s::date[],
                              %(ends)s::date[], %(ids)s, %(closes)s)
                    AS p(kind, month, date_from, date_to, period_id, closes)
                    ON p.kind = g.frequency AND p.month = g.fiscal_month
                   AND COALESCE(a.date_start <= p.date_to, TRUE)
                   AND COALESCE(a.date_end >= p.date_from, TRUE)
                   AND (COALESCE(a.frequency, p.kind) = p.kind
                        OR p.closes LIKE '%%' || a.frequency || '%%')
                  LEFT JOIN asm_assignment_mtm_site_rel t
                    ON t.asm_assignment_id = a.id) e
         WHERE NOT EXISTS (
               SELECT FROM reports r
                WHERE r.line = e.line AND r.period_id = e.period_id
                  AND r.partner_id = e.partner_id
                  AND (e.site_id IS NULL OR r.site_id = e.site_id))
        """,
        country=country,
        **{name: list(values) for name, values in known.items()},
    )


def _periods(env, window):
    """Return the periods of all calendars in use inside a window, in columns.

    ``closes`` names the longer kinds that end with a period.
    """
    calendars_used = (
        env["asm.program"].sudo()._read_group([], ["frequency", "fiscal_month"])
    )
    ids = {
        (p.kind, p.fiscal_month, p.date_start, p.date_end): p.id
        for p in env["asm.period"].search(
            [
                ("date_start", ">=", window.date_from),
                ("date_end", "<=", window.date_to),
            ]
        )
    }
    columns = defaultdict(list)
    for kind, month in calendars_used:
        for span in calendars.periods_within(kind, month, *window):
            closes = [
                longer
                for longer in calendars.MONTHS_OF_KIND
                if calendars.period_of(span.date_to, longer, month).date_to
                == span.date_to
            ]
            values = (kind, month, *span, ids.get((kind, month, *span), 0))
            names = ("kinds", "months", "starts", "ends", "ids")
            for name, value in zip(names, values, strict=True):
                columns[name].append(value)
            columns["closes"].append(" ".join(closes))
    return columns
