from odoo import models


class AsmSubawardRequest(models.Model):
    """Who approved or refused what a sub-grantee asked for is in the log."""

    _inherit = "asm.subaward.request"

    def _decide(self, state):
        result = super()._decide(state)
        if self:
            kind = "approval" if state == "approved" else "rejection"
            self.env["mtm.log.entry"]._note(kind, self)
        return result
