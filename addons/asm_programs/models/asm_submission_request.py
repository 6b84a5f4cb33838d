from odoo import fields, models


class AsmSubmission(models.Model):
    """What partners ask for about a report."""

    _inherit = "asm.submission"

    request_ids = fields.One2many("asm.report.request", "submission_id", "Requests")

    def _request_label(self, row, point):
        """Name a number in a list to choose from: what, where, of whom, how many."""
        parts = (
            row.program_indicator_id.indicator_id.name,
            row.site_id.name,
            row.disaggregation_id.display_name,
        )
        name = ", ".join(filter(None, parts))
        return f"{name}: {self._number_text(row, point)}"
