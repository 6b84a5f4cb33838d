from odoo import models

KINDS = {
    "passed": "approval",
    "conditional": "approval",
    "failed": "rejection",
    "pending": "reopening",
}


class MtmVetting(models.Model):
    """Who decided on a check, and how, is in the log; what was found is not."""

    _inherit = "mtm.vetting"

    def write(self, vals):
        result = vals.get("result")
        decided = self.filtered(lambda one: result and one.result != result)
        written = super().write(vals)
        if decided:
            details = {"state": result}
            self.env["mtm.log.entry"]._note(KINDS[result], decided, details)
        return written
