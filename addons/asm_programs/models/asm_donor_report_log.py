from odoo import models

KINDS = {
    "frozen": "freeze",
    "sent": "sending",
    "returned": "answer",
    "accepted": "answer",
}


class AsmDonorReport(models.Model):
    """Who froze, sent and restated donor reports is in the log."""

    _inherit = "asm.donor.report"

    _log_has_name = True

    def write(self, vals):
        before = {report: report.state for report in self.sudo()}
        result = super().write(vals)
        for report, state in before.items():
            if report.state != state and report.state in KINDS:
                report._log_state()
        return result

    def _log_state(self):
        details = {"state": self.state}
        if self.sha256:
            details["sha256"] = self.sha256
        self.env["mtm.log.entry"]._note(KINDS[self.state], self, details)

    def action_restate(self):
        result = super().action_restate()
        restated = self.sudo().superseded_by_ids.ids
        details = {"restatement": restated[-1]} if restated else {}
        self.env["mtm.log.entry"]._note("restatement", self, details)
        return result
