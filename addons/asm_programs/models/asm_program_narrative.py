from odoo import fields, models


class AsmProgram(models.Model):
    """What partners of a programme are asked to tell, besides numbers."""

    _inherit = "asm.program"

    narrative_section_ids = fields.One2many(
        "asm.narrative.section",
        "program_id",
        string="Narrative Sections",
        context={"active_test": False},
        copy=True,
    )
