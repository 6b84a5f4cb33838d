"""The numbers of a financial report (SF-425) of an award with more and more lines.

Sizes are 1,000 to 1,000,000 ledger lines of one award. The peer is one hand-written
statement on the same tables that gives the lines that take adding up (10b, 10e, 10f,
10j, 10l, 10n) and the base of each rate; that it gives the same is asserted. It does
no more than it must: no rights, no currencies but the award's, no closing.
"""

from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from odoo import Command
from odoo.tools import SQL

from bench.copies import bulk, copy, pick
from bench.measure import Result, compare, slope

SIZES = (1_000, 10_000, 100_000, 1_000_000)
JUDGED = 100_000
DATE_TO, AS_OF = date(2026, 9, 30), date(2026, 12, 31)
SPANS = (date(2026, 1, 1), date(2026, 7, 1), date(2027, 1, 1))
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
            "sf425_growth",
            f"the exponent with which the time grows, over {len(counts)} sizes",
            ours=max(0.0, slope(counts, seconds)),
            peer=1.0,
            bound=1.0,
            unit="",
        ),
    ]


def _at(world, size):
    peer = Peer(world)
    found = world.award.read_financials(DATE_TO, AS_OF)
    _assert_same(found, peer.lines())

    def ours():
        world.award.env.invalidate_all()
        world.award.read_financials(DATE_TO, AS_OF)

    return compare(
        f"sf425_{size}",
        f"SF-425 of an award with {size:,} ledger lines; peer: one statement of SQL",
        ours,
        peer.lines,
        # the rights, rates and terms that come on top are seen in small awards alone
        bound=1.5 if size >= JUDGED else 20.0,
        repeats=REPEATS[size],
        watches_memory=False,
    )


def _assert_same(ours, peers):
    different = {line for line in peers if ours[line] != peers[line]}
    if different:
        line = min(different)
        raise AssertionError(f"{line}: {ours[line]} is not {peers[line]}")


def rounded(amount):
    return amount.quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)


class World:
    """One award with rates, a sub-award, orders and lines; :meth:`grow` adds lines.

    :param env: of the superuser
    """

    def __init__(self, env):
        self.env = env(context=dict(env.context, tracking_disable=True))
        self.count = 0
        self._make_award()
        self._make_rates()
        self._make_subaward()
        self._make_orders()
        self.template = self._make_line()
        reader = self.env["res.users"].create(
            {
                "name": "Bench reader",
                "login": "bench-reader",
                "group_ids": [
                    Command.set(env.ref("mines_to_markets.group_mtm_user").ids)
                ],
            }
        )
        self.award = self.award.with_user(reader)
        self.env.cr.commit()

    def _make_award(self):
        program = self.env["asm.program"].create(
            {"code": "BENCH", "name": "Bench", "frequency": "quarter"}
        )
        self.award = self.env["asm.award"].create(
            {
                "reference": "BENCH",
                "kind": "own",
                "amount": 500_000_000,
                "date_start": "2026-01-01",
                "date_end": "2026-12-31",
                "indirect_method": "computed",
            }
        )
        self.env["asm.award.share"].set_from(program, "2026-01-01", {self.award: 100})
        categories = ("personnel", "travel", "supplies", "equipment", "subaward")
        self.lines = self.env["asm.budget.line"].create(
            [
                {
                    "award_id": self.award.id,
                    "code": str(number),
                    "name": category,
                    "category": category,
                }
                for number, category in enumerate(categories)
            ]
        )
        self.program = program

    def _make_rates(self):
        base = self.lines.filtered(lambda line: line.category != "equipment")
        self.env["asm.indirect.rate"].create(
            [
                {
                    "award_id": self.award.id,
                    "kind": kind,
                    "rate": rate,
                    "subaward_cap": 50_000,
                    "base_line_ids": [Command.set(base.ids)],
                    "date_start": start,
                    "date_end": end,
                }
                for kind, rate, start, end in (
                    ("final", 12.5, "2026-01-01", "2026-06-30"),
                    ("provisional", 10, "2026-07-01", "2026-12-31"),
                )
            ]
        )

    def _make_subaward(self):
        subaward = self.env["asm.subaward"].create(
            {
                "reference": "BENCH-SUB",
                "award_id": self.award.id,
                "program_id": self.program.id,
                "partner_id": self.env.company.partner_id.id,
                "amount": 90_000,
                "date_start": "2026-01-01",
                "date_end": "2026-12-31",
                "state": "active",
            }
        )
        decided = self.env.ref("base.user_admin").id
        self.env["asm.subaward.line"].create(
            [
                {
                    "subaward_id": subaward.id,
                    "kind": "payment",
                    "amount": 10_000,
                    "date": f"2026-0{month}-01",
                    "date_paid": f"2026-0{month}-03",
                    "state": "approved",
                    "decided_by": decided,
                    "decided_on": f"2026-0{month}-02 08:00:00",
                }
                for month in range(1, 6)
            ]
        )

    def _make_orders(self):
        self.env["asm.obligation"].create(
            [
                {
                    "award_id": self.award.id,
                    "reference": f"PO-{number}",
                    "date": "2026-02-01",
                    "amount": 1_000,
                }
                for number in range(20)
            ]
        )

    def _make_line(self):
        return self.env["account.analytic.line"].create(
            {
                "name": "Bench",
                "award_id": self.award.id,
                "budget_line_id": self.lines[0].id,
                "program_id": self.program.id,
                "date": "2026-01-01",
                "date_posted": "2026-01-01",
                "amount_transaction": 1,
            }
        )

    def grow(self, size):
        """Add lines until there are so many.

        :return: how many lines there are
        """
        n = SQL("n::bigint * 7919")
        day = SQL("(date '2026-01-01' + (%s %% 360)::int)", n)
        amount = SQL("round((%s %% 90000 - 5000) / 100.0, 2)", n)
        added = size - (self.count or 1)
        with bulk(self.env, "account_analytic_line"):
            copy(
                self.env,
                self.template,
                added,
                {
                    "date": day,
                    "date_posted": SQL("%s + n %% 20", day),
                    "date_paid": SQL("CASE WHEN n %% 5 > 0 THEN %s + n %% 45 END", day),
                    "date_paid_known": SQL(
                        "CASE WHEN n %% 5 > 0 THEN %s + n %% 50 END", day
                    ),
                    "budget_line_id": pick(self.lines.ids, SQL("n / 3")),
                    "funding": pick(
                        ("donor", "donor", "donor", "cost_share", "program_income"),
                        SQL("n / 7"),
                    ),
                    "amount_award": amount,
                    "amount_transaction": amount,
                    "amount": SQL("-%s", amount),
                },
            )
        self.count = size
        self._vacuum()
        return size

    def _vacuum(self):
        """Do what autovacuum does within a minute of so many rows."""
        self.env.cr.commit()
        connection = self.env.cr._cnx
        connection.autocommit = True
        self.env.cr.execute("VACUUM ANALYZE account_analytic_line")
        connection.autocommit = False


class Peer:
    """What the report needs at least, in one statement."""

    STATEMENT = """
        WITH ledger AS (
            SELECT funding, nature, width_bucket(date, %(spans)s::date[]) AS span,
                   budget_line_id = ANY(%(base)s) AS is_base,
                   date <= %(day)s AS incurred,
                   COALESCE(date_paid <= %(day)s
                            AND date_paid_known <= %(known)s, FALSE) AS paid,
                   SUM(amount_award) AS amount
              FROM account_analytic_line
             WHERE award_id = %(award)s AND date_posted <= %(known)s
               AND (date <= %(day)s OR date_paid <= %(day)s)
             GROUP BY 1, 2, 3, 4, 5, 6),
        passed AS (
            SELECT COALESCE(SUM(line.amount) FILTER (WHERE line.kind <> 'expense'
                       AND line.date_paid <= %(day)s), 0) AS paid,
                   COALESCE(SUM(line.amount) FILTER (WHERE line.kind = 'expense'), 0)
                       AS spent
              FROM asm_subaward_line line
              JOIN asm_subaward subaward ON subaward.id = line.subaward_id
             WHERE subaward.award_id = %(award)s AND line.state = 'approved'
               AND line.decided_on::date <= %(known)s),
        ordered AS (
            SELECT COALESCE(SUM(GREATEST(obligation.amount_award - COALESCE(used, 0),
                                         0)), 0) AS amount
              FROM asm_obligation obligation
              LEFT JOIN LATERAL (
                  SELECT SUM(amount_award) AS used FROM account_analytic_line line
                   WHERE line.obligation_id = obligation.id
                     AND line.date <= %(day)s) line ON TRUE
             WHERE obligation.award_id = %(award)s AND obligation.date <= %(day)s)
        SELECT funding, nature, span, is_base, incurred, paid, amount::text FROM ledger
        UNION ALL
        SELECT 'paid', NULL, NULL, NULL, NULL, NULL, passed.paid::text FROM passed
        UNION ALL
        SELECT 'spent', NULL, NULL, NULL, NULL, NULL, passed.spent::text FROM passed
        UNION ALL
        SELECT 'ordered', NULL, NULL, NULL, NULL, NULL, amount::text FROM ordered
        UNION ALL
        SELECT 'subaward', NULL, NULL, NULL, NULL, NULL, SUM(amount)::text
          FROM asm_subaward WHERE award_id = %(award)s AND state = 'active'
        """
    PERCENT = {1: Decimal("12.5"), 2: Decimal(10)}

    def __init__(self, world):
        self.cr = world.env.cr
        base = world.lines.filtered(lambda line: line.category != "equipment")
        self.statement = SQL(
            self.STATEMENT,
            award=world.award.id,
            base=base.ids,
            spans=list(SPANS),
            day=DATE_TO,
            known=AS_OF,
        )

    def lines(self):
        self.cr.execute(self.statement)
        single, rows = {}, []
        for row in self.cr.fetchall():
            if row[1] is None:
                single[row[0]] = Decimal(row[6])
            else:
                rows.append((*row[:6], Decimal(row[6])))

        def total(funding, which, is_base=None, span=None):
            return sum(
                (
                    row[6]
                    for row in rows
                    if row[0] == funding
                    and row[which]
                    and (is_base is None or row[3] == is_base)
                    and (span is None or row[2] == span)
                ),
                Decimal(0),
            )

        charged = sum(
            (
                rounded(total("donor", 4, True, span) * percent / 100)
                for span, percent in self.PERCENT.items()
            ),
            Decimal(0),
        )
        return {
            "10b": total("donor", 5) + charged + single["paid"],
            "10e": total("donor", 4) + charged + single["spent"],
            "10f": single["ordered"] + single["subaward"] - single["spent"],
            "10j": total("cost_share", 4),
            "10n": total("program_income", 4),
        }
