from odoo import fields, models


class AsmActualReopen(models.TransientModel):
    _name = "asm.actual.reopen"
    _description = "Reopen an Approved Number"

    actual_id = fields.Many2one(
        "asm.actual", required=True, ondelete="cascade", readonly=True
    )
    reason = fields.Text(required=True)

    def action_reopen(self):
        self.actual_id.action_reopen(self.reason)
        return {"type": "ir.actions.act_window_close"}
