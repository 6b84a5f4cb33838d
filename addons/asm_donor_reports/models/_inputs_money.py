"""Money of awards: of the whole, by budget line, by period, by award."""

from datetime import timedelta
from decimal import Decimal
from functools import cache, cached_property

from odoo.addons.asm_money.tools import burn
from odoo.addons.asm_money.tools.indirect import rounded

from ..tools.inputs import Line
from ._inputs_award import Values

ZERO = Decimal(0)
ONE_DAY = timedelta(days=1)
ADDED = ("spent", "spent_period", "committed")


class AwardMoney:
    """Where the money of an award stands at the report's end, by budget line.

    Amounts are rounded as the layout says where they are entered; what follows from
    them follows from the rounded ones, so that a column adds up to its total.
    """

    def __init__(self, reader, award):
        self.reader, self.award = reader, award
        day = reader.report.date_end
        before = reader.report.date_start - ONE_DAY
        self.position = award._positions(day, reader.moment)[award]
        self._sums_before = award._ledger_sums(before, reader.moment)[award]

    def rounded(self, amount):
        if amount is None:
            return None
        whole = self.reader.facts.rounding == "whole"
        return rounded(amount, 0 if whole else self.award.currency_id.decimal_places)

    @cached_property
    def by_line(self):
        """``{budget line, or None for what is on none: {name: amount}}``."""
        position, award = self.position, self.award
        spent, committed, _parts = award._by(position, "budget_line_id")
        before, _committed, _parts = award._by(
            position._replace(sums=self._sums_before, commitments=[]), "budget_line_id"
        )
        budgets = award._budget_on(position.day)
        rows = {
            line: self._row(line.id, budget, spent, before, committed)
            for line, budget in budgets.items()
        }
        if spent[None] or committed[None] or before[None]:
            rows[None] = self._row(None, None, spent, before, committed)
        return rows

    def _row(self, key, budget, spent, before, committed):
        return self.derived(
            {
                "budget": self.rounded(budget),
                "spent": self.rounded(spent[key]),
                "spent_period": self.rounded(spent[key] - before[key]),
                "committed": self.rounded(committed[key]),
            }
        )

    @staticmethod
    def derived(row):
        """Return a row with what follows from its budget; blank without one."""
        budget = row["budget"]
        left = None if budget is None else budget - row["spent"] - row["committed"]
        gone = None if budget is None else burn.share(row["spent"], budget)
        return row | {"available": left, "burn": gone}

    @cached_property
    def total(self):
        """``{name: amount}`` of all lines; without a budget, of the whole award."""
        rows = self.by_line.values()
        total = {name: sum((row[name] for row in rows), ZERO) for name in ADDED}
        agreed = [row["budget"] for row in rows if row["budget"] is not None]
        if agreed:
            total["budget"] = sum(agreed, ZERO)
        else:
            total["budget"] = self.rounded(self.position.amount)
        return self.derived(total)


class MoneyValues(Values):
    """Money of the award whose period is reported, in its currency."""

    def value(self, asked):
        name = asked.term.partition(".")[2]
        money = self.reader.money(self.award)
        if name in money.total:
            return money.total[name]
        position = money.position
        if name == "time":
            return position.burn.time
        found = {
            "forecast": position.forecast,
            "received": position.received,
            "on_hand": position.on_hand,
        }
        return money.rounded(found[name])


class BudgetRows:
    """Budget lines, award by award, and what is on none of them."""

    def __init__(self, reader):
        self.reader = reader

    def lines(self, source, asked):
        for award in self.reader.awards:
            for line, row in self.reader.money(award).by_line.items():
                values = row | self._words(award, line)
                yield Line(
                    (line.id if line else f"award-{award.id}",),
                    "total",
                    (line.code if line else "") or "",
                    {str(one): values[one.term.partition(".")[2]] for one in asked},
                )

    def _words(self, award, line):
        reader = self.reader
        found = {"award": award.reference, "currency": award.currency_id.name}
        if not line:
            return found | {"code": None, "name": reader.env._("On no budget line")}
        own = line.with_env(reader.env)
        return found | {"code": own.code or None, "name": own.name or None}


class PeriodRows:
    """What was spent in each period of the award, of the kind reported."""

    def __init__(self, reader):
        self.reader = reader

    def lines(self, source, asked):
        reader = self.reader
        spent = cache(self._spent)
        for period in reader.periods:
            values = {
                "name": lambda one: one.name,
                "date_start": lambda one: one.date_start,
                "date_end": lambda one: one.date_end,
                "spent": lambda one: spent()[one],
            }
            yield Line(
                (period.id,),
                "total",
                "",
                {str(one): values[one.term.partition(".")[2]](period) for one in asked},
            )

    def _spent(self):
        """Return ``{period: amount}``: what is spent by its end and not before it."""
        award = self.reader.award
        if award.accounting_basis == "accrual" and award.indirect_method != "computed":
            found = self._spent_by_day_of_cost()
        else:
            # paid later, or computed from all that came before
            by_day = cache(self._spent_by)
            found = {
                one: by_day(one.date_end) - by_day(one.date_start - ONE_DAY)
                for one in self.reader.periods
            }
        money = self.reader.money(award)
        return {period: money.rounded(amount) for period, amount in found.items()}

    def _spent_by_day_of_cost(self):
        reader = self.reader
        days = {
            day
            for one in reader.periods
            for day in (one.date_start, one.date_end + ONE_DAY)
        }
        firsts = sorted(days)
        last = max(reader.periods.mapped("date_end"))
        spent = reader.award._spent_in_spans(last, firsts, reader.moment).by_span
        return {
            one: spent.get(firsts.index(one.date_start) + 1, ZERO)
            for one in reader.periods
        }

    def _spent_by(self, day):
        award = self.reader.award
        sums = award._ledger_sums(day, self.reader.moment)[award]
        return sum((award._spent_of(sums, one) for one in award._fundings()), ZERO)


class GrantRows:
    """The awards that are reported together: what each has disbursed."""

    def __init__(self, reader):
        self.reader = reader

    def lines(self, source, asked):
        for grant in self.reader.grants:
            yield Line(
                (grant["award_id"],),
                "total",
                grant["reference"],
                {str(one): grant[one.term.partition(".")[2]] for one in asked},
            )
