from bisect import bisect_right
from collections import defaultdict
from datetime import date
from typing import NamedTuple

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ..tools import indirect
from .asm_award_financials_lines import Part
from .asm_award_indirect import Base, Posted
from .asm_award_sums import ZERO, days_after

COLUMNS = ("funding", "nature", "budget_line_id")
# on cash what has no payment counts by its day
SPENT_ON = SQL(
    "CASE WHEN line.nature = 'direct' THEN line.date_paid ELSE line.date END"
)


class InPeriod(NamedTuple):
    """What of the donor's money was spent in one period, on the award's basis."""

    ledger: object = ZERO
    subawards: object = ZERO
    indirect: object = ZERO


class AsmAward(models.Model):
    """In which period an award has spent, by the day that its basis counts by.

    On accrual that is the day of the cost, on cash that of the payment. Computed
    indirect cost is of the period in which its base was spent.
    """

    _inherit = "asm.award"

    def _spent_by_period(self, base, rows, firsts):
        """Return ``{number of first days passed: InPeriod}``, those with something.

        :param base: :class:`Base` that is told apart by these first days
        :param rows: what :meth:`_rows_by_day` gives for them
        :param firsts: first days of the periods, in order
        """
        rows = [
            (bisect_right(firsts, first) if first else 0, row)
            for first, row, _unannounced in rows
        ]
        entries = [
            (bisect_right(firsts, self._entry_day(one)), one)
            for one in base.entries
            if self._spent_on_basis(one.sum)
        ]
        ledger, subawards = defaultdict(lambda: ZERO), defaultdict(lambda: ZERO)
        fundings = self._fundings()
        for number, row in rows:
            if row.funding in fundings and row.nature != "income":
                ledger[number] += self._spent_on_basis(row.sum)
        for number, entry in entries:
            subawards[number] += self._spent_on_basis(entry.sum)
        charged = self._charged_by_period(base.spans, rows, entries, len(firsts))
        numbers = ledger.keys() | subawards.keys() | charged.keys()
        found = {
            number: InPeriod(
                ledger[number], subawards[number], charged.get(number, ZERO)
            )
            for number in numbers
        }
        return {number: amounts for number, amounts in found.items() if any(amounts)}

    def _entry_day(self, entry):
        if self.accounting_basis == "cash":
            return entry.date_paid or entry.date
        return entry.date

    def _rows_by_day(self, base, day, moment, borders):
        """Return the ledger by the day that the award's basis counts by.

        :param base: :class:`Base` that is told apart by the borders
        :param borders: days, in order
        :return: list of ``(border that was passed last, Posted, what of it no order had
            announced)``
        """
        if self.accounting_basis == "cash":
            return self._rows_by_payment(base.spans, day, moment, borders)
        return [
            (row.start, row, row.sum.incurred - row.sum.ordered) for row in base.posted
        ]

    def _rows_by_payment(self, spans, day, moment, borders):
        """Return the same by the day of payment, from a statement of its own."""
        columns = (*COLUMNS, *self._columns_of_subawards())
        parts = [
            *(SQL.identifier("line", name) for name in columns),
            SQL("line.obligation_id IS NOT NULL"),
            SQL("width_bucket(%s, %s::date[])", SPENT_ON, borders or [date.max]),
        ]
        days = sorted({*self._borders(spans), *days_after(day)})
        rows = []
        for *key, is_ordered, number, place, amounts in self._posted_groups(
            day, moment, parts, days
        ):
            named = dict(zip(columns, key, strict=True))
            start = days[place - 1] if place else None
            part = self._sum_of(named["nature"], (start or date.min) <= day, *amounts)
            if number is not None and part.paid:
                posted = Posted(
                    named["funding"],
                    named["nature"],
                    named["budget_line_id"],
                    named.get("subaward_id"),
                    start,
                    part,
                )
                first = borders[number - 1] if number else None
                rows.append((first, posted, ZERO if is_ordered else part.paid))
        return rows

    def _charged_by_period(self, spans, rows, entries, count):
        """Return ``{number: computed indirect cost}``: what each period adds to it."""
        if self.indirect_method != "computed" or not spans:
            return {}
        found, before = {}, ZERO
        for number in range(count + 1):
            base = Base(
                spans,
                [row for passed, row in rows if passed <= number],
                [entry for passed, entry in entries if passed <= number],
            )
            charges = self._charges_on(base, self.accounting_basis)
            charged = sum((one.amount_donor for one in charges), ZERO)
            found[number], before = charged - before, charged
        return found

    # -- what a period is made of --

    @api.readonly
    def read_period_parts(self, date_from, date_to, day=None):
        """Return what was spent in a period, as the board's parts.

        :param day: the day of the board; blank: today
        :return: list of ``name``, ``amount``, ``model`` and ``domain``
        """
        self.ensure_one()
        self.check_access("read")
        first, last = map(fields.Date.to_date, (date_from, date_to))
        day = fields.Date.to_date(day) or fields.Date.context_today(self)
        award, moment = self.sudo(), self._moment(None)
        firsts = [first, indirect.after(last)]
        base = award._base_of_board(day, moment, firsts, [])
        rows = award._rows_by_day(base, day, moment, firsts)
        spent = award._spent_by_period(base, rows, firsts).get(1, InPeriod())
        ground = self._ground(day)
        parts = [
            self._period_part(ground, spent.ledger, first, min(last, day)),
            self._period_subawards(base.entries, spent.subawards, first, last),
            self._computed_part(spent.indirect),
        ]
        return [
            {
                "name": part.name,
                "amount": float(part.amount),
                "model": part.model,
                "domain": part.domain,
            }
            for part in parts
            if part.amount
        ]

    def _period_part(self, ground, amount, first, last):
        within = Domain("date", ">=", first) & Domain("date", "<=", last)
        if self.accounting_basis == "cash":
            paid = self._paid_domain(ground) & Domain("date_paid", ">=", first)
            paid &= Domain("date_paid", "<=", last)
            is_direct = Domain("nature", "=", "direct")
            within = (is_direct & paid) | (~is_direct & within)
        domain = Domain("funding", "in", self._fundings()) & within
        domain &= Domain("nature", "!=", "income")
        return self._ledger_part(ground, self.env._("Ledger lines"), amount, domain)

    def _period_subawards(self, entries, amount, first, last):
        keys = [
            entry.line_id
            for entry in entries
            if first <= self._entry_day(entry) <= last
            and self._spent_on_basis(entry.sum)
        ]
        name = self.env._("Money of sub-grantees")
        return Part(name, amount, "asm.subaward.line", [("id", "in", keys)])
