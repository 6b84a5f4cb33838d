from odoo import models


class AsmCountRule(models.Model):
    """Deliveries count in the version of a definition that counts in the period."""

    _inherit = "asm.count.rule"

    def _count_into(self, submission, in_corrections=False):
        if not self._counts_in_version_of(submission):
            return None
        return super()._count_into(submission, in_corrections)

    def _waiting(self, submission):
        if not self._counts_in_version_of(submission):
            return self.env["mtm.service.delivery"]
        return super()._waiting(submission)

    def _counts_in_version_of(self, submission):
        period = submission.period_id
        return self.program_indicator_id._counts_in(period.date_start, period.date_end)
