from odoo import api, fields, models
from odoo.fields import Domain


class AsmNarrativeSection(models.Model):
    """A part of the story that partners tell in each report of a programme.

    Progress, difficulties, next steps, a success story. A programme without
    sections of its own has those of the programme above it; without any, a report
    has one text, what happened.
    """

    _name = "asm.narrative.section"
    _description = "Narrative Section"
    _inherit = ["mtm.kept.mixin"]
    _order = "program_id, sequence, id"

    program_id = fields.Many2one(
        "asm.program",
        string="Programme",
        required=True,
        index=True,
        ondelete="cascade",
    )
    sequence = fields.Integer(default=10)
    name = fields.Char(string="Section", required=True, translate=True)
    help = fields.Text(
        string="What to Write",
        translate=True,
        help="A sentence or two that the partner reads above the text.",
    )
    is_required = fields.Boolean(
        string="Required", help="A report is not sent while this is empty."
    )
    active = fields.Boolean(
        default=True, help="Reports that hold a text for it keep the text."
    )
    company_id = fields.Many2one(
        related="program_id.company_id", store=True, index=True
    )

    _key_unique = models.UniqueIndex(
        "(program_id, (name->>'en_US'))",
        "This programme has a section of that name already.",
    )

    @api.model
    def _of_program(self, program):
        """Return the sections of a programme, or of the nearest one above it."""
        if self.env.su:
            own = self._kept_records().filtered("active")
        else:
            own = self.search(Domain("program_id", "parent_of", program.id))
        by_program = own.grouped("program_id")
        while program and program not in by_program:
            program = program.parent_id
        return by_program.get(program, self.browse())
