from collections import defaultdict
from decimal import Decimal

from odoo import models

from ..tools import indirect
from .asm_award_sums import Key, Sum

# what modified total direct cost leaves out, by the category of the budget line
NOT_IN_BASE = ("equipment", "construction", "participant", "indirect")


class AsmAward(models.Model):
    """The indirect cost of an award: computed from rates, or posted."""

    _inherit = "asm.award"

    def _indirect_rates(self, moment):
        """Return the :class:`tools.indirect.Rate` that are known at a moment."""
        self.ensure_one()
        lines = self.budget_line_ids
        usual = frozenset(
            lines.filtered(lambda line: line.category not in NOT_IN_BASE).ids
        ) | {None}
        return [
            indirect.Rate(
                rate.id,
                rate.kind,
                Decimal(str(rate.rate)),
                rate.date_start,
                rate.date_end,
                frozenset(rate.base_line_ids.ids) or usual,
                None if rate.subaward_cap is False else Decimal(str(rate.subaward_cap)),
                rate.is_on_cost_share,
            )
            for rate in self.indirect_rate_ids
            if rate.create_date <= moment
        ]

    def _indirect_charges(self, day, moment, basis=None):
        """Return what each span of the rates charges by a day.

        :param basis: accrual or cash; by default the award's
        :return: list of :class:`tools.indirect.Charge`, those that start later not
        """
        self.ensure_one()
        found = indirect.spans(self._indirect_rates(moment))
        found = [span for span in found if span.start <= day]
        costs = self._costs_for_base(found, day, moment, basis or self.accounting_basis)
        return indirect.charges(found, costs, self.currency_id.decimal_places)

    def _costs_for_base(self, found, day, moment, basis):
        """Return the direct cost that may be in the base, as ``indirect.Cost``."""
        borders = self._borders(found)
        if not borders:
            return []
        which = "paid" if basis == "cash" else "incurred"
        columns = ("funding", "nature", "budget_line_id", "subaward_id")
        costs = []
        posted = self._posted_sums(day, moment, columns, borders)
        for _award, funding, nature, line, subaward, passed, amounts in posted:
            if nature != "direct" or funding not in ("donor", "cost_share"):
                continue
            if not passed:
                continue
            costs.append(
                indirect.Cost(
                    borders[passed - 1],
                    line,
                    getattr(amounts, which),
                    funding == "cost_share",
                    subaward,
                )
            )
        return costs + self._subaward_costs(day, moment, which)

    def _borders(self, found):
        """Return the days on which spans start or have ended, in order."""
        return sorted(
            {span.start for span in found}
            | {indirect.after(span.end) for span in found}
        )

    def _subaward_costs(self, day, moment, which):
        """Return the cost of sub-awards; what is on no line is where they budget."""
        subawards = self.env["asm.subaward"].sudo()
        costs = []
        for entry in self._subaward_entries(day, moment):
            amount = getattr(entry.sum, which)
            if not amount:
                continue
            line = entry.budget_line_id
            if line is None:
                line = subawards.browse(entry.subaward_id)._usual_line().id or None
            when = entry.date if which == "incurred" else entry.date_paid or entry.date
            costs.append(indirect.Cost(when, line, amount, subaward=entry.subaward_id))
        return costs

    def _computed_sums(self, day, moment):
        """Return ``{Key: Sum}`` of computed indirect cost, on either basis."""
        line = self.budget_line_ids.filtered(lambda one: one.category == "indirect")[:1]
        found = defaultdict(Sum)
        for basis, part in (("accrual", "incurred"), ("cash", "paid")):
            for charge in self._indirect_charges(day, moment, basis):
                share = charge.amount - charge.amount_donor
                amounts = {"donor": charge.amount_donor, "cost_share": share}
                for funding, amount in amounts.items():
                    key = Key(funding, "indirect", line.id or None, None)
                    if amount:
                        found[key] = found[key].plus(Sum(**{part: amount}))
        return dict(found)
