from odoo import fields, models


class AsmFrameworkCopyLine(models.TransientModel):
    """One thing of a framework that would be copied, or is there already."""

    _name = "asm.framework.copy.line"
    _description = "What a Copy of a Framework Adds"
    _order = "sequence, id"

    copy_id = fields.Many2one(
        "asm.framework.copy", required=True, index=True, ondelete="cascade"
    )
    sequence = fields.Integer()
    kind = fields.Selection(
        [
            ("asm.result", "Result"),
            ("asm.program.indicator", "Indicator"),
            ("asm.milestone", "Milestone"),
            ("asm.baseline", "Baseline"),
            ("asm.target", "Target"),
            ("asm.risk", "Risk"),
        ]
    )
    name = fields.Char()
    is_there = fields.Boolean(string="There Already")
