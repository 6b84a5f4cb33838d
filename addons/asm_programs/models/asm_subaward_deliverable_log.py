from odoo import models


class AsmSubawardDeliverable(models.Model):
    """Who accepted what was handed in, or asked for it again, is in the log."""

    _inherit = "asm.subaward.deliverable"

    def action_accept(self):
        result = super().action_accept()
        if self:
            self.env["mtm.log.entry"]._note("approval", self)
        return result

    def action_reopen(self):
        returned = self.filtered(lambda one: one.state == "delivered")
        result = super().action_reopen()
        if returned:
            self.env["mtm.log.entry"]._note("return", returned)
        return result
