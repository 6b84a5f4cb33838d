from odoo import Command, api, fields, models
from odoo.exceptions import UserError


class AsmSubmissionReturn(models.TransientModel):
    """Return a report: all that waits in it, or the numbers that have a comment."""

    _name = "asm.submission.return"
    _description = "Return a Submission"

    submission_id = fields.Many2one(
        "asm.submission", required=True, ondelete="cascade", readonly=True
    )
    reason = fields.Text(string="What Is to Be Put Right")
    line_ids = fields.One2many("asm.submission.return.line", "return_id")

    @api.model
    def _action_open(self, submission, actuals=None):
        """Open the dialog.

        :param actuals: the numbers to choose among; none: all that wait
        """
        submission.ensure_one()
        if actuals is None:
            waiting = submission.actual_ids
            actuals = waiting.filtered(lambda row: row.state == "submitted")
        lines = [
            Command.create({"actual_id": row.id, "comment": row.review_comment})
            for row in actuals
        ]
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Return"),
            "res_model": self._name,
            "view_mode": "form",
            "target": "new",
            "context": {
                "default_submission_id": submission.id,
                "default_line_ids": lines,
            },
        }

    def action_return(self):
        """Return the numbers that have a comment; without any, all that wait."""
        self.ensure_one()
        commented = self.line_ids.filtered(lambda line: (line.comment or "").strip())
        if commented:
            comments = {line.actual_id.id: line.comment for line in commented}
            commented.actual_id.action_return(comments)
            if self.reason:
                self.submission_id._tell_reason(self.reason)
        elif self.reason:
            self.submission_id.action_return(self.reason)
        else:
            raise UserError(
                self.env._(
                    "Write at the numbers what is to be put right, or above for the "
                    "report as a whole."
                )
            )
        return {"type": "ir.actions.act_window_close"}
