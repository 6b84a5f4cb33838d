from odoo import fields, models
from odoo.exceptions import UserError


class AsmProposalReject(models.TransientModel):
    """Asks why proposals are rejected: those that are open behind it."""

    _name = "asm.proposal.reject"
    _description = "Reject Proposals"

    reason = fields.Text(string="Why Not", required=True)

    def action_reject(self):
        self.ensure_one()
        model = self.env.get(self.env.context.get("active_model"))
        if not isinstance(model, self.env.registry["asm.approval.mixin"]):
            raise UserError(self.env._("Open the proposals again, and reject there."))
        # the right to reject is that of who rejects, and checked there
        model.browse(self.env.context.get("active_ids")).action_reject(self.reason)
        return {"type": "ir.actions.act_window_close"}
