from odoo import api, fields, models

from odoo.addons.mines_to_markets.fields import OptionalFloat


class AsmBudgetLine(models.Model):
    """What of a budget line is spent, committed and left today."""

    _inherit = "asm.budget.line"

    spent = OptionalFloat(
        aggregator=None,
        compute="_compute_standing",
        help="Of the donor's money, in the award's currency and on its basis.",
    )
    committed = OptionalFloat(
        aggregator=None,
        compute="_compute_standing",
        help="Open obligations and sub-awards; on cash also what is recorded and not "
        "paid.",
    )
    available = OptionalFloat(
        aggregator=None,
        compute="_compute_standing",
        help="Blank where the line's amount is not agreed yet.",
    )

    @api.depends("award_id", "amount")
    def _compute_standing(self):
        positions = self.award_id._positions(fields.Date.context_today(self))
        for award, lines in self.grouped("award_id").items():
            if not award:
                lines.spent = lines.committed = lines.available = False
                continue
            spent, committed, _parts = award._by(positions[award], "budget_line_id")
            for line in lines:
                key = line._origin.id
                line.spent = float(spent.get(key, 0))
                line.committed = float(committed.get(key, 0))
                line.available = (
                    False
                    if line.amount is False
                    else award.currency_id.round(
                        line.amount - line.spent - line.committed
                    )
                )
