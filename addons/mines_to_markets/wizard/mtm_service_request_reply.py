from odoo import fields, models
from odoo.exceptions import UserError


class MtmServiceRequestReply(models.TransientModel):
    """Accept or decline a request, with words for the partner."""

    _name = "mtm.service.request.reply"
    _description = "Answer to a Request"

    request_id = fields.Many2one(
        "mtm.service.request", required=True, ondelete="cascade"
    )
    decision = fields.Selection(
        [("accepted", "Accept"), ("declined", "Decline")],
        required=True,
        default="accepted",
    )
    answer = fields.Text(
        string="Words to the Partner",
        help="They read this in the portal and by e-mail.",
    )

    def action_answer(self):
        """Answer the request.

        :raises UserError: for a refusal without words
        """
        self.ensure_one()
        if self.decision == "accepted":
            self.request_id.action_accept(self.answer)
        elif not (self.answer or "").strip():
            raise UserError(
                self.env._("Say why: the partner reads it beside the refusal.")
            )
        else:
            self.request_id.action_decline(self.answer)
        return {"type": "ir.actions.act_window_close"}
