from bisect import bisect_right
from collections import defaultdict
from datetime import date, datetime, time
from decimal import Decimal
from typing import NamedTuple

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..tools import indirect

ZERO = Decimal(0)
Day = date
# as many borders are compared one by one
FEW = 6


def days_after(day):
    """Return the day after a day, if there is one."""
    return () if day == date.max else (indirect.after(day),)


class Key(NamedTuple):
    """What a sum of money is of; ids, or None."""

    funding: str
    nature: str
    budget_line_id: int | None
    program_id: int | None


class Sum(NamedTuple):
    """An amount of money by a day, in the award's currency.

    ``incurred`` is what an award on accrual has spent, ``paid`` one on cash; ``owed``
    is incurred and not paid, ``ordered`` incurred on orders, which had announced it.
    """

    incurred: Decimal = ZERO
    paid: Decimal = ZERO
    owed: Decimal = ZERO
    ordered: Decimal = ZERO

    def plus(self, other):
        return Sum(*map(sum, zip(self, other, strict=True)))


class AsmAward(models.Model):
    """What was spent of awards, by a day and as known at a moment.

    All that shows or reports money of an award adds up these sums, so that it counts
    the same: money of a sub-award once, indirect cost posted or computed, in kind only
    with its evidence.
    """

    _inherit = "asm.award"

    @api.private
    def _ledger_sums(self, date_to, as_of=None):
        """Return what was spent: ledger, sub-awards and computed indirect cost.

        :param date_to: last day that counts
        :param as_of: moment (or day, to its end) whose knowledge is used; blank: now
        :return: ``{award: {Key: Sum}}``; the nature ``income`` is program income that
            was earned, its funding says nothing
        """
        # an award is seen whole or not at all
        self.check_access("read")
        day, moment = fields.Date.to_date(date_to), self._moment(as_of)
        found = {award: {} for award in self}
        columns = ("funding", "nature", "budget_line_id", "program_id")
        for award, *key, amounts in self._posted_sums(day, moment, columns):
            found[award][Key(*key)] = amounts
        for entry in self._subaward_entries(day, moment):
            key = Key("donor", "direct", entry.budget_line_id, entry.program_id)
            sums = found[self.browse(entry.award_id)]
            sums[key] = sums.get(key, Sum()).plus(entry.sum)
        for award in self.filtered(lambda one: one.indirect_method == "computed"):
            base = award._indirect_base(day, moment)
            for key, amounts in award._computed_sums(base).items():
                found[award][key] = found[award].get(key, Sum()).plus(amounts)
        return found

    def _spent_on_basis(self, amounts):
        """Return what of a :class:`Sum` this award calls spent."""
        return amounts.paid if self.accounting_basis == "cash" else amounts.incurred

    def _spent_by_line(self, date_to, as_of):
        """Return ``{budget line id: amount}`` of the donor's money by a day."""
        spent = defaultdict(lambda: ZERO)
        # the funder's people were shown this award; they read no ledger
        sums = self.sudo()._ledger_sums(date_to, as_of)[self.sudo()]
        for key, amounts in sums.items():
            if key.funding == "donor" and key.nature != "income":
                spent[key.budget_line_id] += self._spent_on_basis(amounts)
        spent.pop(None, None)
        return dict(spent)

    @api.model
    def _moment(self, as_of):
        """Return the moment that ``as_of`` means, in UTC; the end of a day."""
        if not as_of:
            return datetime.max
        if isinstance(as_of, str) and len(as_of) > len("2025-01-01"):
            as_of = fields.Datetime.to_datetime(as_of)
        if isinstance(as_of, datetime):
            return as_of
        day = as_of if isinstance(as_of, date) else fields.Date.to_date(as_of)
        return datetime.combine(day, time.max)

    # -- the ledger --

    def _posted_sums(self, day, moment, columns, borders=()):
        """Return sums of ledger lines, from one statement.

        :param day: last day that counts
        :param moment: of the knowledge
        :param columns: names of the columns to tell apart; ``nature`` is one of them
        :param borders: days, in order; where given, lines are told apart by how many of
            them lie not after theirs as well
        :return: list of ``(award, *columns[, borders passed], Sum)``
        """
        # what was incurred by the day lies before the day after it
        days = sorted({*borders, *days_after(day)})
        parts = [SQL.identifier("line", name) for name in columns]
        if len(self) != 1:
            parts.append(SQL.identifier("line", "award_id"))
        sums = {}
        place = columns.index("nature")
        for *key, passed, amounts in self._posted_groups(day, moment, parts, days):
            award = self if len(self) == 1 else self.browse(key.pop())
            start = days[passed - 1] if passed else date.min
            if borders:
                key.append(bisect_right(borders, start))
            key = (award, *key)
            part = self._sum_of(key[place + 1], start <= day, *amounts)
            sums[key] = sums[key].plus(part) if key in sums else part
        return [(*key, one) for key, one in sums.items()]

    def _sum_of(self, nature, is_incurred, amount, paid, ordered):
        """Return a group of lines as a :class:`Sum`.

        Indirect cost, in kind and income have no payment: they count by their day.
        """
        if nature != "direct":
            paid = amount if is_incurred else ZERO
        if not is_incurred:
            return Sum(paid=paid)
        return Sum(amount, paid, amount - paid, ordered)

    def _posted_groups(self, day, moment, parts, days):
        """Add up ledger lines by some expressions and how many of the days they passed.

        :return: list of ``(*parts, days passed, (amount, what of it was paid, what of
            it an order had announced))``
        """
        # PostgreSQL takes a comparison for two groups, and a number for any number of
        # them, for which it would sort instead of adding up
        is_compared = len(days) <= FEW
        if is_compared:
            spans = [SQL("line.date >= %s", one) for one in days]
        else:
            spans = [SQL("width_bucket(line.date, %s::date[])", days)]
        rows = self.env.execute_query(self._posted_sql(day, moment, [*parts, *spans]))
        count = len(parts)
        return [
            (*row[:count], sum(row[count:-3]), tuple(map(Decimal, row[-3:])))
            for row in rows
        ]

    def _posted_sql(self, day, moment, parts):
        """Return the statement that adds up ledger lines by some expressions.

        What tells few lines apart is added up beside them: each expression to group by
        multiplies how many groups PostgreSQL expects, and with them it sorts.
        """
        return SQL(
            """
            SELECT %(by)s,
                   SUM(line.amount_award)::text,
                   COALESCE(SUM(line.amount_award) FILTER (
                       WHERE line.date_paid <= %(day)s
                         AND COALESCE(line.date_paid_known <= %(known)s, TRUE)
                   ), 0)::text,
                   COALESCE(SUM(line.amount_award) FILTER (
                       WHERE line.obligation_id IS NOT NULL), 0)::text
              FROM account_analytic_line line
             WHERE %(counts)s
          GROUP BY %(places)s
            """,
            by=SQL(", ").join(parts),
            day=day,
            known=moment.date(),
            counts=self._counts_sql(day, moment),
            places=SQL(", ").join(SQL(str(n + 1)) for n in range(len(parts))),
        )

    def _counts_sql(self, day, moment):
        """Return the test of the lines that count, on accrual or on cash."""
        self.env["account.analytic.line"].flush_model()
        self.env["asm.subaward.line"].flush_model()
        return SQL(
            """
            line.award_id %(awards)s
            AND %(posted)s
            AND (line.date <= %(day)s OR line.date_paid <= %(day)s)
            AND (line.nature <> 'in_kind' OR line.funding <> 'cost_share'
                 OR line.date_evidenced <= %(known)s)
            AND (line.subaward_id IS NULL
                 OR line.subaward_id <> ALL(ARRAY(%(counted)s)))
            """,
            awards=SQL("= %s", self.id)
            if len(self) == 1
            else SQL("= ANY(%s)", self.ids),
            known=moment.date(),
            posted=self.env["account.analytic.line"]._posted_by_sql(moment),
            day=day,
            counted=self._subawards_with_lines_sql(),
        )

    def _subawards_with_lines(self):
        """Return the ids of sub-awards whose money comes from lines of their own."""
        self.env["asm.subaward.line"].flush_model()
        rows = self.env.execute_query(self._subawards_with_lines_sql())
        return [found for (found,) in rows]

    def _subawards_with_lines_sql(self):
        return SQL(
            """
            SELECT subaward.id
              FROM asm_subaward subaward
             WHERE subaward.award_id = ANY(%s)
               AND EXISTS (SELECT FROM asm_subaward_line line
                            WHERE line.subaward_id = subaward.id)
            """,
            self.ids,
        )

    # -- sub-awards --

    def _subaward_entries(self, day, moment, strict=True):
        """Return the :class:`SubawardEntry` of lines that count, in order of time.

        :param strict: whether one without a rate is an error; else it is left out
        :raises UserError: where one has no amount in the award's currency
        """
        self.env["asm.subaward"].flush_model()
        self.env["asm.subaward.line"].flush_model()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT subaward.award_id, subaward.id, line.id, line.kind,
                       line.budget_line_id, subaward.program_id, line.date,
                       CASE WHEN COALESCE(line.paid_late_on <= %(moment)s,
                                          line.date_paid <= %(known)s)
                            THEN line.date_paid END,
                       (CASE WHEN subaward.currency_id = award.currency_id
                             THEN line.amount
                             ELSE line.amount_award END)::text,
                       line.amount::text
                  FROM asm_subaward_line line
                  JOIN asm_subaward subaward ON subaward.id = line.subaward_id
                  JOIN asm_award award ON award.id = subaward.award_id
                 WHERE subaward.award_id = ANY(%(awards)s)
                   AND line.state = 'approved'
                   AND COALESCE(line.late_on <= %(moment)s,
                                LEAST(line.date, line.date_paid) <= %(known)s)
                   AND (line.date <= %(day)s OR line.date_paid <= %(day)s)
              ORDER BY COALESCE(line.date_paid, line.date), line.id
                """,
                awards=self.ids,
                known=moment.date(),
                moment=moment,
                day=day,
            )
        )
        entries = [SubawardEntry.of(row, day) for row in rows]
        if strict:
            self._refuse_unconverted(entries)
        return [entry for entry in entries if any(entry.sum)]

    def _refuse_unconverted(self, entries):
        missing = [entry.line_id for entry in entries if entry.amount_award is None]
        if missing:
            line = self.env["asm.subaward.line"].sudo().browse(missing[0])
            raise UserError(
                self.env._(
                    "%(line)s of %(date)s in %(currency)s has no amount in the "
                    "currency of its award. Enter a rate, then press Convert on its "
                    "sub-award.",
                    line=line.display_name,
                    date=line.date,
                    currency=line.currency_id.name,
                )
            )


class SubawardEntry(NamedTuple):
    """One line of money of a sub-award, in the award's currency and its own.

    ``sum.owed`` is left to the sub-award as a whole: expenses are paid by advances.
    """

    award_id: int
    subaward_id: int
    line_id: int
    kind: str
    budget_line_id: int | None
    program_id: int
    date: Day
    date_paid: Day | None
    amount_award: Decimal | None
    amount: Decimal
    sum: Sum

    @classmethod
    def of(cls, row, day):
        *key, when, date_paid, amount_award, amount = row
        in_award = None if amount_award is None else Decimal(amount_award)
        kind = key[3]
        counted = in_award or ZERO
        incurred = counted if kind == "expense" and when <= day else ZERO
        paid = ZERO
        if kind in ("advance", "payment") and date_paid and date_paid <= day:
            paid = counted
        elif kind == "refund" and when <= day:
            paid = -counted
        return cls(
            *key, when, date_paid, in_award, Decimal(amount), Sum(incurred, paid)
        )
