from odoo import fields, models


class MtmAgreementTerminate(models.TransientModel):
    """Asks from when and why an agreement ends before its time."""

    _name = "mtm.agreement.terminate"
    _description = "End an Agreement Early"

    agreement_id = fields.Many2one("agreement", required=True, ondelete="cascade")
    date = fields.Date(
        required=True,
        default=fields.Date.context_today,
        help="The first day on which it no longer holds.",
    )
    reason = fields.Text(required=True)

    def action_terminate(self):
        for wizard in self:
            wizard.agreement_id._terminate(wizard.date, wizard.reason)
        return {"type": "ir.actions.act_window_close"}
