from odoo import fields, models

from odoo.addons.mines_to_markets.fields import OptionalFloat


class AsmFinancialAttachmentLine(models.TransientModel):
    """What one award disbursed, in the attachment of a Federal Financial Report."""

    _name = "asm.financial.attachment.line"
    _description = "Line of an SF-425A"
    _order = "attachment_id, sequence, id"
    _rec_name = "award_id"

    attachment_id = fields.Many2one(
        "asm.financial.attachment", required=True, index=True, ondelete="cascade"
    )
    sequence = fields.Integer()
    award_id = fields.Many2one("asm.award", required=True, ondelete="cascade")
    reference = fields.Char(related="award_id.reference", string="Grant Number")
    recipient_account = fields.Char(string="Recipient Account Number")
    amount = OptionalFloat(aggregator=None)
    amount_text = fields.Char(string="Cumulative Federal Cash Disbursement")

    def action_open(self):
        """Open the financial report of this award by the same day."""
        self.ensure_one()
        whole = self.attachment_id
        return self.award_id._action_report_by(
            {
                "date_to": whole.date_to,
                "as_of": whole.as_of,
                "is_whole": whole.is_whole,
            }
        )
