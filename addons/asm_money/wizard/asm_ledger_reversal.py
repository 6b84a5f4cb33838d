from odoo import Command, api, fields, models


class AsmLedgerReversal(models.TransientModel):
    """Asks why ledger lines, or what was posted of an invoice, are taken back."""

    _name = "asm.ledger.reversal"
    _description = "Reverse Ledger Lines"

    voucher_id = fields.Many2one(
        "asm.voucher", string="Shared Invoice", ondelete="cascade"
    )
    line_ids = fields.Many2many(
        "account.analytic.line",
        string="Ledger Lines",
        domain=[("award_id", "!=", False), ("reversal_of_id", "=", False)],
    )
    reason = fields.Char(required=True, help="Kept on the lines that take back.")

    @api.model
    def default_get(self, fields):
        values = super().default_get(fields)
        if self.env.context.get("active_model") == "account.analytic.line":
            chosen = self.env.context.get("active_ids", ())
            values.setdefault("line_ids", [Command.set(chosen)])
        return values

    def action_reverse(self):
        self.ensure_one()
        if self.voucher_id:
            self.voucher_id.action_reverse(self.reason)
            return {"type": "ir.actions.client", "tag": "soft_reload"}
        lines = self.line_ids.action_reverse(self.reason)
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "asm_money.account_analytic_line_action"
        )
        return action | {"domain": [("id", "in", lines.ids)], "context": {}}
