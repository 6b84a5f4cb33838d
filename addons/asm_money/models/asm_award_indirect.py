from collections import defaultdict
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..tools import indirect
from .asm_award_sums import Key, Sum

# what modified total direct cost leaves out, by the category of the budget line
NOT_IN_BASE = ("equipment", "construction", "participant", "indirect")


class Posted(NamedTuple):
    """A sum of ledger lines; ``start`` is the first day of its span, if in one.

    What was not asked for is None.
    """

    funding: str
    nature: str
    line: int | None
    subaward: int | None
    start: date | None
    sum: Sum
    program: int | None = None


class Base(NamedTuple):
    """What computed indirect cost rests on: the spans of the rates, and all cost.

    ``posted`` is told apart by the spans at least; ``entries`` are those of
    :meth:`asm.award._subaward_entries`.
    """

    spans: list
    posted: list
    entries: list


class AsmAward(models.Model):
    """The indirect cost of an award: computed from rates, or posted."""

    _inherit = "asm.award"

    @api.constrains("indirect_method")
    def _check_indirect_not_posted(self):
        for award in self.filtered(lambda one: one.indirect_method == "computed"):
            # a line that the user may not see counts all the same
            posted = (
                self.env["account.analytic.line"]
                .sudo()
                .search(
                    [
                        ("award_id", "=", award.id),
                        ("nature", "=", "indirect"),
                        ("funding", "in", ("donor", "cost_share")),
                        ("reversal_of_id", "=", False),
                        ("is_reversed", "=", False),
                    ],
                    limit=1,
                )
            )
            if posted:
                raise ValidationError(
                    self.env._(
                        "%(award)s has indirect cost in its ledger (%(line)s of "
                        "%(date)s). Reverse that first: it is posted or computed, "
                        "never both.",
                        award=award.display_name,
                        line=posted.name,
                        date=posted.date,
                    )
                )

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
            if rate._is_known(moment)
        ]

    def _indirect_charges(self, day, moment, basis=None):
        """Return what each span of the rates charges by a day.

        :param basis: accrual or cash; by default the award's
        :return: list of :class:`tools.indirect.Charge`, those that start later not
        """
        base = self._indirect_base(day, moment)
        return self._charges_on(base, basis or self.accounting_basis)

    def _indirect_base(self, day, moment):
        """Return the :class:`Base` of this award by a day."""
        spans = self._indirect_spans(day, moment)
        return Base(
            spans,
            self._posted_for_base(spans, day, moment),
            self._subaward_entries(day, moment),
        )

    def _charges_on(self, base, basis):
        costs = self._costs_for_base(base, basis)
        return indirect.charges(base.spans, costs, self.currency_id.decimal_places)

    def _indirect_spans(self, day, moment):
        """Return the spans of the rates known at a moment that have begun by a day."""
        found = indirect.spans(self._indirect_rates(moment))
        return [span for span in found if span.start <= day]

    def _posted_for_base(self, found, day, moment):
        """Return the ledger's sums as :class:`Posted`, told apart by span."""
        borders = self._borders(found)
        columns = ("funding", "nature")
        if borders:
            columns += ("budget_line_id", *self._columns_of_subawards())
        return self._posted_in_spans(day, moment, columns, borders)

    def _columns_of_subawards(self):
        """Return the column that tells sub-awards apart in the ledger, if one counts.

        Where all have lines of their own, none of the ledger's counts.
        """
        without = set(self.subaward_ids.ids) - set(self._subawards_with_lines())
        return ("subaward_id",) if without else ()

    def _posted_in_spans(self, day, moment, columns, borders):
        """Return what :meth:`_posted_sums` gives of this award as :class:`Posted`."""
        rows = []
        for _award, *key, amounts in self._posted_sums(day, moment, columns, borders):
            passed = key.pop() if borders else 0
            named = dict(zip(columns, key, strict=True))
            rows.append(
                Posted(
                    named["funding"],
                    named["nature"],
                    named.get("budget_line_id"),
                    named.get("subaward_id"),
                    borders[passed - 1] if passed else None,
                    amounts,
                    named.get("program_id"),
                )
            )
        return rows

    def _costs_for_base(self, base, basis):
        """Return the direct cost that may be in a :class:`Base` as ``indirect.Cost``.

        :param basis: accrual or cash
        """
        if not base.spans:
            return []
        which = "paid" if basis == "cash" else "incurred"
        return [
            indirect.Cost(
                row.start,
                row.line,
                getattr(row.sum, which),
                row.funding == "cost_share",
                row.subaward,
            )
            for row in base.posted
            if row.start
            and row.nature == "direct"
            and row.funding in ("donor", "cost_share")
        ] + self._subaward_costs(base.entries, which)

    def _borders(self, found):
        """Return the days on which spans start or have ended, in order."""
        return sorted(
            {span.start for span in found}
            | {indirect.after(span.end) for span in found}
        )

    def _subaward_costs(self, entries, which):
        """Return the cost of sub-awards; what is on no line is where they budget."""
        subawards = self.env["asm.subaward"].sudo()
        costs = []
        for entry in entries:
            amount = getattr(entry.sum, which)
            if not amount:
                continue
            line = entry.budget_line_id
            if line is None:
                line = subawards.browse(entry.subaward_id)._usual_line().id or None
            when = entry.date if which == "incurred" else entry.date_paid or entry.date
            costs.append(indirect.Cost(when, line, amount, subaward=entry.subaward_id))
        return costs

    def _computed_sums(self, base):
        """Return ``{Key: Sum}`` of computed indirect cost, on either basis.

        :param base: :class:`Base`
        """
        line = self.budget_line_ids.filtered(lambda one: one.category == "indirect")[:1]
        found = defaultdict(Sum)
        for basis, part in (("accrual", "incurred"), ("cash", "paid")):
            for charge in self._charges_on(base, basis):
                share = charge.amount - charge.amount_donor
                amounts = {"donor": charge.amount_donor, "cost_share": share}
                for funding, amount in amounts.items():
                    key = Key(funding, "indirect", line.id or None, None)
                    if amount:
                        found[key] = found[key].plus(Sum(**{part: amount}))
        return dict(found)

    def _true_ups(self, date_to, as_of=None):
        """Return what final rates change, as :class:`tools.indirect.TrueUp`.

        Where it is computed the difference is in the report already; where it is
        posted it is still to be posted.
        """
        self.ensure_one()
        self.check_access("read")
        award = self.sudo()
        day, moment = fields.Date.to_date(date_to), self._moment(as_of)
        base = award._indirect_base(day, moment)
        charged = None
        if self.indirect_method != "computed":
            charged = defaultdict(Decimal)
            for row in base.posted:
                if row.nature == "indirect" and row.funding == "donor" and row.start:
                    span = indirect.span_of(base.spans, row.start)
                    charged[span] += row.sum.incurred
        found = indirect.true_ups(
            award._indirect_rates(moment),
            award._costs_for_base(base, self.accounting_basis),
            charged,
            self.currency_id.decimal_places,
        )
        return [one for one in found if one.start <= day]
