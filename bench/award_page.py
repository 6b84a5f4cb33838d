"""The page of an award with more and more ledger lines: what it asks the server for.

Measured is the board that the page opens with: spent and committed by budget line,
programme and period, cash, burn, forecast and what is due. The peer is one hand-written
statement over the same tables, folded into the same numbers, which are asserted; it
does no more than it must: no rights, no amendments, nothing that is due.
"""

from bisect import bisect_right
from collections import defaultdict
from datetime import date
from decimal import Decimal

from odoo.tools import SQL

from bench.measure import Result, compare, slope
from bench.sf425 import World, rounded

SIZES = (1_000, 10_000, 100_000, 1_000_000)
JUDGED = 100_000
DAY = date(2026, 9, 30)
RATES = (date(2026, 1, 1), date(2026, 7, 1), date(2027, 1, 1))
QUARTERS = (date(2026, 1, 1), date(2026, 4, 1), date(2026, 7, 1))
MONTHS = tuple(date(2026, month, 1) for month in range(4, 10))
END_OF_MONTHS = date(2026, 10, 1)
REPEATS = {1_000: 9, 10_000: 9, 100_000: 7, 1_000_000: 4}


def measure(env, large):
    world = World(env)
    results, counts, seconds = [], [], []
    for size in SIZES:
        counts.append(world.grow(size))
        results.append(_at(world, size))
        seconds.append(results[-1].ours)
    return [
        *results,
        Result(
            "award_page_growth",
            f"the exponent with which the time grows, over {len(counts)} sizes",
            ours=max(0.0, slope(counts, seconds)),
            peer=1.0,
            bound=1.0,
            unit="",
        ),
    ]


def _at(world, size):
    peer = Peer(world)
    _assert_same(world.award.read_board(DAY), peer.numbers())

    def ours():
        world.award.env.invalidate_all()
        world.award.read_board(DAY)

    return compare(
        f"award_page_{size}",
        f"page of an award with {size:,} ledger lines; peer: one statement of SQL",
        ours,
        peer.numbers,
        # rights, terms and what is due are seen in small awards alone
        bound=1.5 if size >= JUDGED else 40.0,
        repeats=REPEATS[size],
        watches_memory=False,
    )


def _assert_same(board, numbers):
    shown = {
        "spent": board["spent"],
        "committed": board["committed"],
        "paid": board["paid"],
        "run_rate": board["run_rate"],
        "lines": {row["id"] or None: row["spent"] for row in board["lines"]},
        "programs": {row["id"]: row["spent"] for row in board["programs"]},
        "periods": [row["spent"] for row in board["periods"]],
    }
    for name, value in numbers.items():
        if shown[name] != value:
            raise AssertionError(f"{name}: {shown[name]} is not {value}")


class Peer:
    """What the board shows, from one statement and a fold."""

    STATEMENT = """
        WITH passed AS (
            SELECT COALESCE(SUM(line.amount) FILTER (WHERE line.kind <> 'expense'
                       AND line.date_paid <= %(day)s), 0) AS paid
              FROM asm_subaward_line line
              JOIN asm_subaward subaward ON subaward.id = line.subaward_id
             WHERE subaward.award_id = %(award)s AND line.state = 'approved'),
        ordered AS (
            SELECT COALESCE(SUM(GREATEST(obligation.amount_award - COALESCE(used, 0),
                                         0)), 0) AS amount
              FROM asm_obligation obligation
              LEFT JOIN LATERAL (
                  SELECT SUM(amount_award) AS used FROM account_analytic_line line
                   WHERE line.obligation_id = obligation.id
                     AND line.date <= %(day)s) line ON TRUE
             WHERE obligation.award_id = %(award)s AND obligation.date <= %(day)s)
        SELECT funding, nature, budget_line_id, program_id,
               width_bucket(date, %(borders)s::date[]),
               obligation_id IS NULL AND subaward_id IS NULL,
               date <= %(day)s, COALESCE(date_paid <= %(day)s, FALSE),
               SUM(amount_award)::text
          FROM account_analytic_line
         WHERE award_id = %(award)s AND (date <= %(day)s OR date_paid <= %(day)s)
           AND (nature <> 'in_kind' OR funding <> 'cost_share'
                OR date_evidenced IS NOT NULL)
           AND (subaward_id IS NULL OR subaward_id <> ALL(ARRAY(
               SELECT subaward_id FROM asm_subaward_line)))
         GROUP BY 1, 2, 3, 4, 5, 6, 7, 8
        UNION ALL
        SELECT 'passed', NULL, NULL, NULL, NULL, NULL, NULL, NULL, paid::text
          FROM passed
        UNION ALL
        SELECT 'ordered', NULL, NULL, NULL, NULL, NULL, NULL, NULL, amount::text
          FROM ordered
        UNION ALL
        SELECT 'subaward', NULL, NULL, NULL, NULL, NULL, NULL, NULL,
               SUM(amount)::text
          FROM asm_subaward WHERE award_id = %(award)s AND state = 'active'
        """
    PERCENT = {1: Decimal("12.5"), 2: Decimal(10)}

    def __init__(self, world):
        self.cr = world.env.cr
        self.base = {line.id for line in world.lines if line.category != "equipment"}
        self.indirect = world.lines.filtered(lambda line: line.category == "indirect")
        self.lines = world.lines.ids
        self.borders = sorted({*RATES, *QUARTERS, *MONTHS, END_OF_MONTHS})
        self.statement = SQL(
            self.STATEMENT, award=world.award.id, borders=self.borders, day=DAY
        )

    def numbers(self):
        self.cr.execute(self.statement)
        lines = defaultdict(Decimal, {line: Decimal(0) for line in self.lines})
        programs, periods, bases = (defaultdict(Decimal) for _ in range(3))
        single, recent, paid = {}, Decimal(0), Decimal(0)
        for row in self.cr.fetchall():
            funding, nature, line, program, span, is_free, is_spent, is_paid = row[:8]
            amount = Decimal(row[8])
            if span is None:
                single[funding] = amount
                continue
            if funding != "donor" or nature == "income":
                continue
            if is_paid if nature == "direct" else is_spent:
                paid += amount
            if not is_spent:
                continue
            first = self.borders[span - 1]
            lines[line] += amount
            programs[program] += amount
            period = bisect_right(QUARTERS, first)
            periods[period] += amount
            if is_free and MONTHS[0] <= first < END_OF_MONTHS:
                recent += amount
            if nature == "direct" and line in self.base:
                bases[period, bisect_right(RATES, first)] += amount
        charged = Decimal(0)
        for number in (1, 2, 3):
            # what a period adds to the charge on all until its end
            before, charged = charged, self._charged(bases, number)
            periods[number] += charged - before
        lines[self.indirect.id or None] += charged
        programs[None] += charged
        return {
            "spent": float(sum(lines.values())),
            "committed": float(single["ordered"] + single["subaward"]),
            "paid": float(paid + charged + single["passed"]),
            "run_rate": float(recent / len(MONTHS)),
            "lines": {line: float(amount) for line, amount in lines.items()},
            "programs": {key: float(amount) for key, amount in programs.items()},
            "periods": [float(periods[number]) for number in (1, 2, 3)],
        }

    def _charged(self, bases, last):
        return sum(
            (
                rounded(
                    sum(bases[number, span] for number in range(last + 1))
                    * percent
                    / 100
                )
                for span, percent in self.PERCENT.items()
            ),
            Decimal(0),
        )
