from odoo import fields, models

from odoo.addons.mines_to_markets.fields import OptionalFloat


class AsmSubmissionReturnLine(models.TransientModel):
    _name = "asm.submission.return.line"
    _description = "Number to Return"

    return_id = fields.Many2one(
        "asm.submission.return", required=True, ondelete="cascade", index=True
    )
    actual_id = fields.Many2one(
        "asm.actual", string="Number", required=True, ondelete="cascade"
    )
    amount = OptionalFloat(string="Value", related="actual_id.amount", aggregator=None)
    last_amount = OptionalFloat(related="actual_id.last_amount", aggregator=None)
    finding_text = fields.Text(related="actual_id.finding_text")
    comment = fields.Text(string="What Is to Be Put Right")
