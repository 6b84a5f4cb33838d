from decimal import Decimal

from odoo import models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..tools.inputs import Inputs
from ._inputs import PLAIN, InputsReader

# models whose records make up the money of an award
MONEY = (
    "account.analytic.line",
    "asm.obligation",
    "asm.subaward",
    "asm.subaward.line",
    "asm.tranche",
    "asm.budget.line",
    "asm.award.amendment",
    "asm.indirect.rate",
)
ACTUAL = "indicator.actual@period"


class AsmDonorReport(models.Model):
    """What a report is drawn from: results and money, and what was sent before."""

    _inherit = "asm.donor.report"

    def _read_inputs(self, single=(), rows=(), facts=PLAIN):
        """Return the :class:`Inputs` that a layout asks for, as they are known.

        :param single: iterable of :class:`terms.Asked`
        :param rows: ``{Source: iterable of Asked}``
        :param facts: :class:`LayoutFacts`
        :raises UserError: where the reader may not see all that is added up
        """
        self.ensure_one()
        self.check_access("read")
        self._check_inputs_readable()
        return InputsReader(self, facts).answer(single, rows)

    # -- who may read it all --

    def _check_inputs_readable(self):
        # the money of an award that is hidden is hidden as well
        hidden = self.sudo().award_ids.with_env(self.env)
        hidden -= hidden._filtered_access("read")
        names = hidden.sudo().mapped("display_name") or self._money_hidden()
        if names:
            raise UserError(
                self.env._(
                    "This report takes in money of %(hidden)s that you may not read. "
                    "Somebody who may read all of it has to draw it.",
                    hidden=", ".join(names),
                )
            )
        return super()._check_inputs_readable()

    def _money_hidden(self):
        """Return what of the awards' money is hidden from the reader, in words."""
        awards = self.award_ids
        found = []
        for name in MONEY:
            seen = awards._count_money(name)
            there = awards.sudo()._count_money(name)
            label = self.env["ir.model"]._get(name).name
            found += [
                self.env._("%(award)s (%(what)s)", award=award.display_name, what=label)
                for award in awards
                if seen.get(award.id, 0) != there.get(award.id, 0)
            ]
        return found

    # -- what was said before --

    def _sent_before(self):
        """Return the report of the period before, as last sent; empty for none."""
        self.ensure_one()
        return self.search(
            self._sent_before_domain(), order="date_end desc, sent_on desc", limit=1
        )

    def _sent_before_domain(self):
        """Return the domain of sent reports that this one goes on from."""
        return self._earlier_domain() & Domain("state", "in", self._sent_states)

    def _earlier_domain(self):
        """Return the domain of reports of the same kind on days before these."""
        awards = Domain("award_ids", "in", self.award_period_id.award_id.ids)
        earlier = Domain("date_end", "<", self.date_start)
        own = Domain("format_id", "=", self.format_id.id) & Domain(
            "id", "not in", self.ids
        )
        return awards & earlier & own

    def _sent_actuals(self):
        """Return ``{key of a row: actual of the period}`` as this report says."""
        if not self:
            return {}
        found = {
            line.key: line.values[ACTUAL]
            for source, lines in self._kept_inputs().rows.items()
            for line in lines
            if source.startswith("indicator|") and ACTUAL in line.values
        }
        return found or self._actuals_of_lines()

    def _kept_inputs(self):
        """Return the :class:`Inputs` that were frozen; none without a snapshot."""
        snapshot = self._kept_snapshot()
        return Inputs.from_json(snapshot["inputs"]) if snapshot else Inputs()

    def _actuals_of_lines(self):
        """Return the numbers of a report that was frozen as a tracking table."""
        found = {}
        for line in self.line_ids:
            value = line.value_id
            if line.is_total or value:
                part = (value.dimension_id.code, value.code) if value else ()
                number = line.actual
                found[line.award_indicator_id.id, *part] = (
                    None if number is False else Decimal(str(number))
                )
        return found

    # -- what is said of indicators --

    def _deviations(self, indicators):
        """Return ``{award's indicator: deviation}`` of the report's period."""
        found = self.env["asm.deviation"].search(
            Domain("award_indicator_id", "in", indicators.ids)
            & Domain("award_period_id", "=", self.award_period_id.id)
            # what a sub-grantee says is for whoever writes the award's own
            & Domain("subaward_id", "=", False)
            & Domain("closed_on", "=", False)
        )
        return {deviation.award_indicator_id: deviation for deviation in found}

    # -- what is told --

    def _sections(self):
        """Return the sections of the story: dicts of key, name, text, previous."""
        return []
