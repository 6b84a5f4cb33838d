from odoo import fields, models


class AsmAward(models.Model):
    """The budget of an award, as its donor divides it."""

    _inherit = "asm.award"

    budget_line_ids = fields.One2many(
        "asm.budget.line", "award_id", string="Budget Lines", copy=True
    )
