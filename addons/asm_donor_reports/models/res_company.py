from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    asm_freezer_is_another = fields.Boolean(
        string="Freezing Is for Another",
        help="Whoever approved a number of a report does not freeze that report.",
    )
    asm_divergence_from = fields.Float(
        string="Money and Results Part From (Points)",
        required=True,
        default=20.0,
        help="From so many percentage points between what is spent of an award and "
        "what is achieved of its targets, the two are flagged.",
    )

    _asm_divergence_from_positive = models.Constraint(
        "CHECK (asm_divergence_from > 0)",
        "Money and results part from more than 0 points.",
    )
