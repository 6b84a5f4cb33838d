from odoo import fields, models


class AsmAward(models.Model):
    """The layouts in which an award is reported."""

    _inherit = "asm.award"

    format_ids = fields.Many2many(
        "asm.donor.format",
        "asm_award_donor_format_rel",
        "award_id",
        "format_id",
        string="Report Formats",
        ondelete="restrict",
        help="In which its periods are reported, unless a period says otherwise.",
    )
