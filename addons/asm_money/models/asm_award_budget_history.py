from decimal import Decimal

from odoo import fields, models

from ..tools import budget


class AsmAward(models.Model):
    """How the budget of an award changed, and whether its donor allowed it."""

    _inherit = "asm.award"

    budget_change_ids = fields.One2many(
        "asm.budget.change", "award_id", string="Changes of the Budget"
    )
    transfer_limit = fields.Float(
        string="Transfers Without Approval (%)",
        default=10.0,
        tracking=True,
        digits=(6, 2),
        help="How much may be moved between budget lines without prior approval, in "
        "percent of the award: 10 where 2 CFR 200.308 holds.",
    )

    _transfer_limit_is_percent = models.Constraint(
        "CHECK (transfer_limit >= 0 AND transfer_limit <= 100)",
        "What may be transferred lies between 0 and 100 %.",
    )

    def _transferred(self):
        """Return what was moved between lines that nothing allowed."""
        self.ensure_one()
        own = self.sudo().budget_change_ids.filtered(
            lambda change: not change.amendment_id and not change.term_id
        )
        return budget.transferred(
            [
                (
                    change.budget_line_id,
                    _exactly(change.amount_before),
                    _exactly(change.amount_after),
                )
                for change in own
            ]
        )

    def _budget_on(self, day):
        """Return ``{budget line: amount}`` as they stood at the end of a day."""
        found = {}
        for line in self.sudo().budget_line_ids:
            changes = [
                (change.date, _exactly(change.amount_before))
                for change in line.change_ids.sorted("id")
            ]
            found[line] = budget.in_force(_exactly(line.amount), changes, day)
        return found


def _exactly(value):
    return None if value is False else Decimal(str(value))
