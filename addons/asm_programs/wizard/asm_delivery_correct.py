from odoo import fields, models


class AsmDeliveryCorrect(models.TransientModel):
    _name = "asm.delivery.correct"
    _description = "Correct a Counted Delivery"

    delivery_id = fields.Many2one(
        "mtm.service.delivery", required=True, ondelete="cascade", readonly=True
    )
    reason = fields.Text(required=True)

    def action_correct(self):
        self.delivery_id.action_correct(self.reason)
        return {"type": "ir.actions.act_window_close"}
