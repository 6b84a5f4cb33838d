from odoo import fields, models


class AsmAwardPeriod(models.Model):
    """The layouts in which one period of an award is reported."""

    _inherit = "asm.award.period"

    format_ids = fields.Many2many(
        "asm.donor.format",
        "asm_award_period_donor_format_rel",
        "period_id",
        "format_id",
        string="Report Formats",
        ondelete="restrict",
        help="Blank: those of the award.",
    )

    def _formats_reported(self):
        """Return the formats in which this period is reported."""
        self.ensure_one()
        return self.format_ids or self.award_id.format_ids
