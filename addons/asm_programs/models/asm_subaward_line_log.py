from odoo import models


class AsmSubawardLine(models.Model):
    """Who approved payments and refunds, and who paid, is in the log."""

    _inherit = "asm.subaward.line"

    def action_approve(self):
        result = super().action_approve()
        if self:
            self.env["mtm.log.entry"]._note("approval", self)
        return result

    def write(self, vals):
        result = super().write(vals)
        # the day is for the system alone to write, whichever way it was said
        if self and self.env.su and "date_paid" in vals:
            details = {"date": vals["date_paid"] and str(vals["date_paid"])}
            self.env["mtm.log.entry"]._note("payment", self, details)
        return result
