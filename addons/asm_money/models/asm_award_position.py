from collections import defaultdict
from decimal import Decimal
from typing import NamedTuple

from odoo import fields, models
from odoo.tools import SQL

from ..tools import burn
from .asm_award_sums import ZERO


class Commitment(NamedTuple):
    """What is ordered or passed on and not recorded yet, in the award's currency."""

    model: str
    record_id: int
    budget_line_id: int | None
    program_id: int | None
    funding: str
    amount: Decimal


class Position(NamedTuple):
    """Where the money of an award stands on a day, in its currency.

    ``spent``, ``committed`` and what is left are of the donor's money, on the award's
    accounting basis; ``sums`` are those of :meth:`asm.award._ledger_sums`.
    """

    day: object
    date_end: object
    amount: Decimal
    obligated: Decimal
    share_required: Decimal
    spent: Decimal
    share_met: Decimal
    income: Decimal
    income_spent: Decimal
    committed: Decimal
    received: Decimal | None
    paid: Decimal
    burn: burn.Burn
    run_rate: Decimal | None
    months: int
    forecast: Decimal | None
    sums: dict
    commitments: list

    @property
    def available(self):
        return self.amount - self.spent - self.committed

    @property
    def free_of_obligated(self):
        return self.obligated - self.spent - self.committed

    @property
    def on_hand(self):
        return None if self.received is None else self.received - self.paid


class AsmAward(models.Model):
    """Where the money of awards stands, of all that are on screen at once."""

    _inherit = "asm.award"

    def _positions(self, day, as_of=None, spent=None):
        """Return ``{award: Position}`` at the end of a day.

        :param day: date
        :param as_of: moment whose knowledge is used; blank: now
        :param spent: of one award, what :meth:`_spent_in_spans` gives
        """
        # an award is seen whole or not at all
        self.check_access("read")
        awards, moment = self.sudo(), self._moment(as_of)
        if spent:
            sums, recent = {self: spent.sums}, {self.id: spent.recent}
            entries = spent.entries
        else:
            sums = self._ledger_sums(day, as_of)
            recent = awards._recent_spending(day, moment)
            entries = awards._subaward_entries(day, moment)
        terms = self._in_force_all(day, moment)
        commitments = awards._commitments(day, moment, entries)
        return {
            award: award.sudo()._position_of(
                day,
                moment,
                terms[award],
                sums[award],
                recent[award.id],
                commitments[award.id],
            )
            for award in self
        }

    def _position_of(self, day, moment, terms, sums, recent, commitments):
        spent = sum((self._spent_of(sums, one) for one in self._fundings()), ZERO)
        committed = sum(
            (one.amount for one in commitments if one.funding == "donor"), ZERO
        )
        months = burn.full_months(self.date_start, min(day, terms["date_end"]))
        rate = burn.run_rate(months, recent)
        return Position(
            day,
            terms["date_end"],
            terms["amount_total"],
            terms["amount_obligated"],
            terms["cost_share_required"],
            spent,
            self._spent_of(sums, "cost_share"),
            sum((s.incurred for k, s in sums.items() if k.nature == "income"), ZERO),
            self._spent_of(sums, "program_income"),
            committed,
            # nobody sends our own resources
            None if self.kind == "own" else self._receipts(day, moment),
            self._paid_of(sums),
            burn.burn(
                spent, terms["amount_total"], self.date_start, terms["date_end"], day
            ),
            rate,
            len(months),
            burn.forecast(
                spent, committed, rate, terms["date_end"], day, self._loading(sums)
            ),
            sums,
            commitments,
        )

    def _fundings(self):
        """Return whose money this award is about: ours where it is our own."""
        return ("donor", "own") if self.kind == "own" else ("donor",)

    def _spent_of(self, sums, funding):
        return sum(
            (
                self._spent_on_basis(amounts)
                for key, amounts in sums.items()
                if key.funding == funding and key.nature != "income"
            ),
            ZERO,
        )

    def _paid_of(self, sums):
        """Return what was disbursed: direct cost that is paid, and indirect cost."""
        return sum(
            (
                amounts.paid
                if key.nature != "indirect"
                else self._spent_on_basis(amounts)
                for key, amounts in sums.items()
                if key.funding == "donor" and key.nature in ("direct", "indirect")
            ),
            ZERO,
        )

    def _loading(self, sums):
        """Return by how much computed indirect cost raises what is spent."""
        if self.indirect_method != "computed":
            return Decimal(1)
        natures = defaultdict(lambda: ZERO)
        for key, amounts in sums.items():
            if key.funding == "donor":
                natures[key.nature] += self._spent_on_basis(amounts)
        direct = natures["direct"]
        return 1 + natures["indirect"] / direct if direct else Decimal(1)

    # -- what is ordered or passed on --

    def _commitments(self, day, moment, entries):
        """Return ``{award id: [Commitment]}``, for all awards at once.

        :param entries: what :meth:`_subaward_entries` gives
        """
        found = defaultdict(list)
        for one in self._orders_open(day, moment):
            found[one[0]].append(one[1])
        for one in self._open_subawards(day, moment, entries):
            subaward = self.env["asm.subaward"].browse(one.key)
            spent = [entry for entry in entries if entry.subaward_id == one.key]
            for line, amount in subaward._spread(one.amount, spent).items():
                found[subaward.award_id.id].append(
                    Commitment(
                        one.model,
                        one.key,
                        line,
                        subaward.program_id.id,
                        "donor",
                        amount,
                    )
                )
        return found

    def _orders_open(self, day, moment):
        by_basis = self.grouped("accounting_basis")
        for basis, awards in by_basis.items():
            standings = self.env["asm.obligation"]._standings_where(
                SQL("obligation.award_id = ANY(%s)", awards.ids),
                day,
                moment,
                basis == "cash",
            )
            for one in standings.values():
                if one.left:
                    yield (
                        one.award_id,
                        Commitment(
                            "asm.obligation",
                            one.obligation_id,
                            one.budget_line_id,
                            one.program_id,
                            one.funding,
                            one.left,
                        ),
                    )

    # -- what is spent in a month --

    def _recent_spending(self, day, moment):
        """Return ``{award id: {first of month: amount}}`` of the months before a day.

        Of the donor's money, without what an order or a sub-award had announced.
        """
        found = defaultdict(dict)
        months = burn.full_months(fields.Date.to_date("1900-01-01"), day)
        self.flush_model(["accounting_basis"])
        self.env["account.analytic.line"].flush_model()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT line.award_id, date_trunc('month', spent.day)::date,
                       SUM(line.amount_award)::text
                  FROM account_analytic_line line
                  JOIN asm_award award ON award.id = line.award_id
            CROSS JOIN LATERAL (
                     SELECT CASE WHEN award.accounting_basis = 'cash'
                                  AND line.nature = 'direct'
                                 THEN line.date_paid ELSE line.date END AS day
                       ) spent
                 WHERE line.award_id = ANY(%(awards)s)
                   AND %(posted)s
                   AND line.funding = 'donor' AND line.nature <> 'income'
                   AND line.obligation_id IS NULL AND line.subaward_id IS NULL
                   AND (award.accounting_basis = 'cash' OR line.date >= %(first)s)
                   AND spent.day >= %(first)s AND spent.day <= %(day)s
              GROUP BY 1, 2
                """,
                awards=self.ids,
                posted=self.env["account.analytic.line"]._posted_by_sql(moment),
                first=months[0],
                day=day,
            )
        )
        for award, month, amount in rows:
            found[award][month] = Decimal(amount)
        return found
