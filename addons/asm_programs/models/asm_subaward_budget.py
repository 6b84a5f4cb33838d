from decimal import Decimal

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from odoo.addons.mines_to_markets.fields import OptionalFloat

from ..tools import subaward_money


class AsmSubawardBudget(models.Model):
    """What of a sub-award is meant for one budget line of its award."""

    _name = "asm.subaward.budget"
    _description = "Budget of a Sub-Award"
    _order = "subaward_id, sequence, id"
    _rec_name = "budget_line_id"

    sequence = fields.Integer(default=10)
    subaward_id = fields.Many2one(
        "asm.subaward",
        string="Sub-Award",
        required=True,
        index=True,
        ondelete="cascade",
    )
    award_id = fields.Many2one(related="subaward_id.award_id")
    currency_id = fields.Many2one(related="subaward_id.currency_id")
    budget_line_id = fields.Many2one(
        "asm.budget.line",
        required=True,
        index=True,
        ondelete="restrict",
        domain="[('award_id', '=', award_id)]",
    )
    amount = OptionalFloat(
        aggregator="sum", help="In the sub-award's currency; blank if not agreed yet."
    )
    spent = OptionalFloat(
        string="Accepted Expenses",
        compute="_compute_standing",
        help="Of expense reports that were approved; blank where there is none.",
    )
    pending = OptionalFloat(string="Under Review", compute="_compute_standing")
    balance = OptionalFloat(string="Left", compute="_compute_standing")

    _line_unique = models.UniqueIndex(
        "(subaward_id, budget_line_id)", "This budget line is in the budget already."
    )
    _amount_not_negative = models.Constraint(
        "CHECK (amount >= 0)", "A budget is not negative."
    )

    @api.depends(
        "amount",
        "subaward_id.line_ids.amount",
        "subaward_id.line_ids.state",
        "subaward_id.line_ids.budget_line_id",
    )
    def _compute_standing(self):
        for subaward, budgets in self.grouped("subaward_id").items():
            standings = subaward._standings()
            nothing = subaward_money.Standing(None, None, None, None)
            for budget in budgets:
                standing = standings.get(budget.budget_line_id, nothing)
                budget.spent = self._plain(standing.spent)
                budget.pending = self._plain(standing.pending)
                budget.balance = self._plain(standing.balance)

    def _plain(self, number):
        return False if number is None else float(number)

    @api.constrains("budget_line_id", "subaward_id")
    def _check_line_of_award(self):
        for budget in self.sudo():
            if budget.budget_line_id.award_id != budget.subaward_id.award_id:
                raise ValidationError(
                    self.env._(
                        "%(line)s is no budget line of %(award)s.",
                        line=budget.budget_line_id.display_name,
                        award=budget.subaward_id.award_id.display_name,
                    )
                )

    @api.constrains("amount", "subaward_id")
    def _check_within_amount(self):
        for subaward in self.sudo().subaward_id:
            amounts = [
                a for a in subaward.budget_ids.mapped("amount") if a is not False
            ]
            planned = sum(map(Decimal, map(str, amounts)), Decimal(0))
            if planned > Decimal(str(subaward.amount)):
                raise ValidationError(
                    self.env._(
                        "The budget of %(subaward)s adds up to %(planned)s, more than "
                        "its amount of %(amount)s.",
                        subaward=subaward.reference,
                        planned=f"{planned:f}",
                        amount=subaward.amount,
                    )
                )
