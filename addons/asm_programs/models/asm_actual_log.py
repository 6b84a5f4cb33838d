from odoo import models


class AsmActual(models.Model):
    """Who approved, returned and opened numbers again is in the log, by action."""

    _inherit = "asm.actual"

    def _approve(self, behalf=None):
        result = super()._approve(behalf)
        self._log_review("approval", behalf)
        return result

    def _return(self, reason, behalf=None, comment=None):
        result = super()._return(reason, behalf, comment)
        self._log_review("return", behalf)
        return result

    def action_reopen(self, reason):
        result = super().action_reopen(reason)
        self._log_review("reopening")
        return result

    def _log_review(self, kind, behalf=None):
        """Log one entry a report: its numbers are named by their ids."""
        for submission, rows in self.grouped("submission_id").items():
            details = {"submission": submission.id}
            if behalf:
                details["in_place_of"] = behalf.id
            self.env["mtm.log.entry"]._note(kind, rows, details)
