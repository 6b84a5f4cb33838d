from odoo import fields, models


class AsmSubmissionReturn(models.TransientModel):
    _name = "asm.submission.return"
    _description = "Return a Submission"

    submission_id = fields.Many2one(
        "asm.submission", required=True, ondelete="cascade", readonly=True
    )
    reason = fields.Text(string="What Is to Be Put Right", required=True)

    def action_return(self):
        self.submission_id.action_return(self.reason)
        return {"type": "ir.actions.act_window_close"}
