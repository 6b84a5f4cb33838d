from odoo import models
from odoo.exceptions import UserError


class AsmDonorReport(models.Model):
    """Who may freeze a report, and when."""

    _inherit = "asm.donor.report"

    def action_freeze(self, reason=None):
        for report in self:
            report._check_freezer()
            report._check_nothing_open()
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

    def _check_nothing_open(self):
        """:raises UserError: when a final financial report has something in line 10f"""
        if not self.is_final or not self.format_id:
            return
        single, _rows = self.format_id._read_layout().asked({})
        if any(asked.subject == "sf425" for asked in single):
            award = self.award_period_id.award_id
            award.read_sf425(self.date_end, self.as_of or None, final=True)

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
