from odoo import models
from odoo.exceptions import UserError


class AsmDonorReport(models.Model):
    """Who may freeze a report, and when."""

    _inherit = "asm.donor.report"

    def action_freeze(self, reason=None):
        for report in self:
            report._check_freezer()
        return super().action_freeze(reason)

    def _check_freezer(self):
        """:raises UserError: when the user approved a number of this report, and the
        company wants another to freeze it
        """
        company = self.award_period_id.award_id.company_id
        # a setting of the company, which not everybody reads
        if company.sudo().asm_freezer_is_another and self._has_approved():
            raise UserError(
                self.env._(
                    "You approved numbers of %(report)s. Somebody else has to freeze "
                    "it.",
                    report=self.display_name,
                )
            )

    def _has_approved(self):
        """Say whether the user approved a number that this report may rest on."""
        lines = self.award_ids.award_indicator_ids.program_indicator_id
        return bool(
            self.env["asm.actual"].search_count(
                [
                    ("program_indicator_id", "in", (lines | lines._inputs()).ids),
                    ("period_id.date_end", "<=", self.date_end),
                    ("state", "=", "approved"),
                    ("approved_by", "=", self.env.uid),
                ],
                limit=1,
            )
        )
