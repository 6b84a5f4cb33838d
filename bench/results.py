"""Reading results on more and more numbers: one programme, all of them, and keeping
the totals of reports current.

Sizes are 10,000, 100,000 and 1,000,000 numbers (``--large``: 10,000,000 as well). The
peers are hand-written SQL on the table of numbers itself; each returns the same cells,
which is asserted, and does no more than it must: no rights, no corrections, no
calendars.
"""

from decimal import Decimal

from odoo.tools import SQL

from bench.measure import Result, compare, slope
from bench.results_world import CATEGORIES, YEAR, World

SIZES = (10_000, 100_000, 1_000_000)
LARGE = 10_000_000
GROUPINGS = [(), ("program",), ("country",), ("period",), ("country", "period")]
CHANGED = 1_000
REPEATS = {"tracking": 9, "rows": 5, "scan": 7, "portfolio": 4, "summary": 2}


def measure(env, large):
    world = World(env)
    env.cr.commit()
    results, seconds, counts = [], {}, []
    for size in (*SIZES, *([LARGE] if large else ())):
        counts.append(world.grow(size))
        # all bounds are those of 1,000,000; smaller sizes show how each grows
        is_judged = size >= SIZES[-1]
        for result in _at(world, size, is_judged):
            seconds.setdefault(result.name.rsplit("_", 1)[0], []).append(result.ours)
            results.append(result)
    return results + [
        _growth(name, counts, ours, bound)
        for name, ours, bound in (
            ("results_tracking", seconds["results_tracking"], 0.3),
            ("results_rows", seconds["results_rows"], 0.3),
            ("results_portfolio", seconds["results_portfolio"], 1.0),
            ("results_summary", seconds["results_summary"], 0.7),
        )
    ]


def _at(world, size, is_judged):
    label = f"{size:,}"
    yield _tracking(world, size, label)
    yield _rows(world, size, label)
    if is_judged:
        yield _against_scan(world, size, label)
    yield _portfolio(world, size, label, 0.2 if is_judged else 5.0)
    yield _summary(world, size, label, 0.05 if is_judged else 5.0)


def _growth(name, counts, seconds, bound):
    return Result(
        f"{name}_growth",
        f"the exponent with which the time grows, over {len(counts)} sizes",
        ours=max(0.0, slope(counts, seconds)),
        peer=1.0,
        bound=bound,
        unit="",
    )


def _tracking(world, size, label):
    """The tracking table of one programme, against the best SQL for it."""
    program = _a_program(world)
    peer = Peer(world, program.id)
    _assert_same(_cells_of(program.read_tracking(*YEAR)), peer.cells())

    def ours():
        program.env.invalidate_all()
        program.read_tracking(*YEAR)

    return compare(
        f"results_tracking_{size}",
        f"the tracking table of one programme among {label} numbers; peer: SQL on "
        "the table of numbers, by its covering index",
        ours,
        peer.cells,
        bound=1.3,
        repeats=REPEATS["tracking"],
        watches_memory=False,
    )


def _a_program(world):
    Program = world.env["asm.program"].with_user(world.reader)
    return Program.search([("code", "=", "BENCH-3")])


def _cells_of(found):
    return {
        (line_id, cell.get("period_id")): (
            cell["value"],
            cell["numerator"],
            cell["denominator"],
            cell["reported"],
            cell["expected"],
            cell["reason"],
        )
        for line_id, each in found.items()
        for cell in (each["total"], *each["periods"])
    }


def _assert_same(ours, peers):
    if ours != peers:
        different = {key for key in ours | peers if ours.get(key) != peers.get(key)}
        key = min(different, key=str)
        raise AssertionError(f"{key}: {ours.get(key)} is not {peers.get(key)}")


class Peer:
    """What a programme's tracking table needs at least, in one statement."""

    STATEMENT = """
        WITH reports AS (
            SELECT program_indicator_id AS line, period_id AS period, site_id,
                   partner_id,
                   COALESCE(max(value) FILTER (WHERE disaggregation_id IS NULL),
                            sum(value)) AS value,
                   COALESCE(max(numerator) FILTER (WHERE disaggregation_id IS NULL),
                            sum(numerator)) AS numerator,
                   COALESCE(max(denominator) FILTER (WHERE disaggregation_id IS NULL),
                            sum(denominator)) AS denominator,
                   string_agg(missing_reason, ',') AS missing
              FROM asm_actual
             WHERE state = 'approved' AND program_id = %(program)s
               AND period_id = ANY(%(periods)s)
             GROUP BY 1, 2, 3, 4),
        asked AS (
            SELECT a.program_indicator_id AS line, p AS period,
                   s.mtm_site_id AS site_id, a.partner_id
              FROM asm_assignment a
              JOIN asm_assignment_mtm_site_rel s ON s.asm_assignment_id = a.id
             CROSS JOIN unnest(%(periods)s) p
             WHERE a.program_id = %(program)s)
        SELECT line, period, sum(value)::text, sum(numerator)::text,
               sum(denominator)::text, count(COALESCE(value, numerator)), count(*),
               string_agg(missing, ',')
          FROM reports FULL JOIN asked USING (line, period, site_id, partner_id)
         GROUP BY GROUPING SETS ((line), (line, period))
        """

    def __init__(self, world, program_id):
        self.cr = world.env.cr
        self.statement = SQL(self.STATEMENT, program=program_id, periods=world.periods)

    def cells(self):
        self.cr.execute(self.statement)
        return {row[:2]: self._cell(*row[2:]) for row in self.cr.fetchall()}

    def _cell(self, value, numerator, denominator, reported, expected, missing):
        reason = None
        if value is None:
            reason = missing or "not reported"
        elif reported < expected:
            reason = "not everything expected is reported"
        numbers = (value, numerator, denominator)
        numbers = [number and Decimal(number) for number in numbers]
        return (*numbers, reported, expected, reason)


def _against_scan(world, size, label):
    """The same, against adding up the whole table without an index."""
    program = _a_program(world)
    cr = world.env.cr

    def ours():
        program.env.invalidate_all()
        program.read_tracking(*YEAR)

    def scan():
        cr.execute(
            """SET LOCAL enable_indexscan = off; SET LOCAL enable_indexonlyscan = off;
               SET LOCAL enable_bitmapscan = off"""
        )
        cr.execute(
            """SELECT program_id, program_indicator_id, period_id, sum(value)
                 FROM asm_actual WHERE state = 'approved' GROUP BY 1, 2, 3"""
        )
        cr.execute(
            """SET LOCAL enable_indexscan = on; SET LOCAL enable_indexonlyscan = on;
               SET LOCAL enable_bitmapscan = on"""
        )

    return compare(
        f"results_scan_{size}",
        f"the same among {label} numbers; peer: GROUP BY over the whole table, by "
        "sequential scan",
        ours,
        scan,
        bound=0.01,
        repeats=REPEATS["scan"],
        watches_memory=False,
    )


def _rows(world, size, label):
    """The table of one programme from its rows, as a reader gets it who does not see
    every number, or asks for a day in the past: against fetching these rows."""
    program = _a_program(world)
    # without a tie to the programme, which is dropped from the cache
    lines = program.program_indicator_ids.browse(program.program_indicator_ids.ids)
    found = lines.read_results(*YEAR)
    tracked = program.read_tracking(*YEAR)
    _assert_same(
        {line_id: cell["value"] for line_id, [cell] in found.items()},
        {line_id: each["total"]["value"] for line_id, each in tracked.items()},
    )
    cr = world.env.cr
    statement = SQL(
        """SELECT id, program_indicator_id, site_id, partner_id, period_id,
                  disaggregation_id, correction_of_id, value::text, numerator::text,
                  denominator::text, missing_reason, text
             FROM asm_actual
            WHERE state = 'approved' AND program_id = %s AND period_id = ANY(%s)""",
        program.id,
        world.periods,
    )

    def ours():
        program.env.invalidate_all()
        lines.read_results(*YEAR)

    def fetch():
        cr.execute(statement)
        return [(*row[:7], Decimal(row[7]), *row[8:]) for row in cr.fetchall()]

    return compare(
        f"results_rows_{size}",
        f"the results of one programme from its {len(fetch()):,} rows, among {label} "
        "numbers; peer: fetching these rows",
        ours,
        fetch,
        bound=40.0,
        repeats=REPEATS["rows"],
        watches_memory=False,
    )


def _portfolio(world, size, label, bound):
    """All programmes in five groupings, against GROUPING SETS on the table."""
    Portfolio = world.env["asm.portfolio"].with_user(world.reader)
    asked = {"indicator_ids": world.indicators.ids}
    cr = world.env.cr

    def ours():
        world.env.invalidate_all()
        return Portfolio.read_groupings(*YEAR, GROUPINGS, **asked)

    def sets():
        cr.execute(
            SQL(
                """
                SELECT l.indicator_id, a.program_id, a.country_id, a.period_id,
                       sum(a.value)::text
                  FROM asm_actual a
                  JOIN asm_program_indicator l ON l.id = a.program_indicator_id
                 WHERE a.state = 'approved' AND a.period_id = ANY(%s)
                   AND l.indicator_id = ANY(%s)
                 GROUP BY GROUPING SETS (
                       (l.indicator_id), (l.indicator_id, a.program_id),
                       (l.indicator_id, a.country_id), (l.indicator_id, a.period_id),
                       (l.indicator_id, a.country_id, a.period_id))
                """,
                world.periods,
                world.indicators.ids,
            )
        )
        return {row[:4]: Decimal(row[4]) for row in cr.fetchall()}

    _assert_same(_values_of(ours()), sets())
    return compare(
        f"results_portfolio_{size}",
        f"all programmes in five groupings, {label} numbers; peer: GROUPING SETS on "
        "the table of numbers",
        ours,
        sets,
        bound=bound,
        repeats=REPEATS["portfolio"],
        watches_memory=False,
    )


def _values_of(found):
    names = ("program_id", "country_id", "period_id")
    return {
        (row["indicator_id"], *(row.get(name) for name in names)): row["value"]
        for by, rows in zip(GROUPINGS, found, strict=True)
        for row in rows
        if row["is_total"] != bool(by) and row["value"] is not None
    }


def _summary(world, size, label, bound):
    """After 1,000 numbers changed, against computing all totals anew."""
    Summary = world.env["asm.result.summary"]
    Subtotal = world.env["asm.result.subtotal"]
    cr = world.env.cr

    def change():
        cr.execute("DELETE FROM asm_summary_touched")
        cr.execute(
            SQL(
                """UPDATE asm_actual SET value = value + 1 WHERE id IN (
                   SELECT (SELECT min(id) FROM asm_actual WHERE state = 'approved')
                          + n * %s FROM generate_series(0, %s) n)""",
                max(CATEGORIES, world.programs * 2400 // CHANGED),
                CHANGED - 1,
            )
        )

    def rebuild():
        cr.execute("DELETE FROM asm_result_summary")
        Summary._insert(Summary._totals())
        Subtotal._renew(
            SQL(
                """SELECT DISTINCT program_indicator_id, period_id
                     FROM asm_result_summary"""
            )
        )

    def sums():
        cr.execute(
            """SELECT count(*), sum(value), sum(value * program_indicator_id),
                      sum(value * period_id * site_id) FROM asm_result_summary
                UNION ALL
               SELECT count(*), sum(value), sum(value * program_indicator_id),
                      sum(value * period_id * country_id) FROM asm_result_subtotal"""
        )
        # in whatever order the database adds them up
        return sorted(cr.fetchall())

    change()
    Summary._drain()
    drained = sums()
    rebuild()
    if drained != sums():
        raise AssertionError(f"brought up to date {drained}, rebuilt {sums()}")
    change()
    return compare(
        f"results_summary_{size}",
        f"totals of reports after {CHANGED:,} of {label} numbers changed; peer: "
        "computing all of them anew",
        Summary._drain,
        rebuild,
        bound=bound,
        reset=change,
        repeats=REPEATS["summary"],
        watches_memory=False,
    )
