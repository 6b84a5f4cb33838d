from odoo import fields, models


class AsmDonorFormatSection(models.Model):
    """A part of the story that a donor wants told."""

    _name = "asm.donor.format.section"
    _description = "Narrative Section of a Donor Format"
    _inherit = ["asm.donor.format.part.mixin"]
    _order = "format_id, sequence, id"

    format_id = fields.Many2one(
        "asm.donor.format", required=True, index=True, ondelete="cascade"
    )
    sequence = fields.Integer(default=10)
    code = fields.Char(required=True)
    name = fields.Char(string="Heading", required=True)
    help = fields.Text(string="What to Write")
    is_required = fields.Boolean(string="Required")

    _code_unique = models.UniqueIndex(
        "(format_id, code)", "There is a section of this code in the format already."
    )

    _layout_keys = {key: key for key in ("code", "name", "help", "is_required")}
