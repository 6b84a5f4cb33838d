from odoo import fields, models


class AsmDonorFormatWord(models.Model):
    """The donor's own code and name for one of our indicators, results or budget
    lines."""

    _name = "asm.donor.format.word"
    _description = "Donor's Word"
    _inherit = ["asm.donor.format.part.mixin"]
    _order = "format_id, subject, sequence, id"
    _rec_name = "code"

    format_id = fields.Many2one(
        "asm.donor.format", required=True, index=True, ondelete="cascade"
    )
    sequence = fields.Integer(default=10)
    subject = fields.Selection(
        [
            ("indicator", "Indicator"),
            ("budget", "Budget line"),
            ("result", "Result"),
        ],
        string="For",
        required=True,
        default="indicator",
    )
    code = fields.Char(string="Our Code", required=True)
    donor_code = fields.Char(string="Donor's Code")
    donor_name = fields.Char(string="Donor's Words")

    _code_unique = models.UniqueIndex(
        "(format_id, subject, code)", "There is a word for this code already."
    )

    _layout_keys = {key: key for key in ("subject", "code", "donor_code", "donor_name")}
