from odoo import fields, models


class AsmAwardReopening(models.TransientModel):
    """Asks why a closed period of an award is opened again."""

    _name = "asm.award.reopening"
    _description = "Open a Period of an Award Again"

    period_id = fields.Many2one("asm.award.period", required=True, ondelete="cascade")
    reason = fields.Char(required=True, help="Kept with who opened it, and when.")

    def action_reopen(self):
        self.ensure_one()
        self.period_id.action_reopen(self.reason)
        return {"type": "ir.actions.client", "tag": "soft_reload"}
