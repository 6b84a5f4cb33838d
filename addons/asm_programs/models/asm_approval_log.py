from odoo import models


class AsmApprovalMixin(models.AbstractModel):
    """Who approved or rejected targets, baselines and overlaps is in the log."""

    _inherit = "asm.approval.mixin"

    def action_approve(self):
        result = super().action_approve()
        if self:
            self.env["mtm.log.entry"]._note("approval", self)
        return result

    def action_reject(self, reason):
        result = super().action_reject(reason)
        if self:
            self.env["mtm.log.entry"]._note("rejection", self)
        return result
