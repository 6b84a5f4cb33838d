from odoo import fields, models


class AsmBudgetLine(models.Model):
    """Keeps every amount that a budget line has had."""

    _inherit = "asm.budget.line"

    change_ids = fields.One2many("asm.budget.change", "budget_line_id", readonly=True)

    def write(self, vals):
        before = {line: line.amount for line in self} if "amount" in vals else {}
        result = super().write(vals)
        changed = [line for line, amount in before.items() if _differ(line, amount)]
        # kept by the system, whoever changes it
        self.env["asm.budget.change"].sudo().create(
            [
                {
                    "budget_line_id": line.id,
                    "award_id": line.award_id.id,
                    "amount_before": before[line],
                    "amount_after": line.amount,
                    "changed_by": self.env.uid,
                }
                for line in changed
            ]
        )
        return result


def _differ(line, amount):
    # 0 and blank are two things, though Python calls them equal
    return line.amount != amount or (line.amount is False) != (amount is False)
