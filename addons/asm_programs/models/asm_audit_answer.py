from odoo import api, fields, models


class AsmAuditAnswer(models.Model):
    """The answer of an audit to one question of the checklist."""

    _name = "asm.audit.answer"
    _description = "Answer of a Data-Quality Audit"
    _inherit = ["asm.derived.mixin"]
    _order = "audit_id, sequence, id"

    audit_id = fields.Many2one(
        "asm.audit", required=True, readonly=True, index=True, ondelete="cascade"
    )
    question_id = fields.Many2one(
        "asm.audit.question",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    program_id = fields.Many2one(
        related="audit_id.program_id", store=True, precompute=True, index=True
    )
    sequence = fields.Integer(
        related="question_id.sequence", store=True, precompute=True
    )
    dimension = fields.Selection(
        related="question_id.dimension", store=True, precompute=True
    )
    score = fields.Selection(
        [
            ("yes", "Yes, completely"),
            ("partly", "Partly"),
            ("no", "No"),
            ("na", "Does not apply"),
        ]
    )
    note = fields.Text()

    _question_once = models.UniqueIndex(
        "(audit_id, question_id)", "This audit asks this question already."
    )
    _lack_is_explained = models.Constraint(
        "CHECK (score IS NULL OR score NOT IN ('partly', 'no') "
        "OR COALESCE(btrim(note), '') <> '')",
        "Say in the note what is lacking, where the answer is Partly or No.",
    )

    @api.depends("question_id.name")
    def _compute_display_name(self):
        for answer in self:
            answer.display_name = answer.question_id.name

    def write(self, vals):
        if not self.env.su:
            self.check_access("write")
            vals = {key: v for key, v in vals.items() if key in ("score", "note")}
            self.audit_id._require_state("fieldwork")
        return super().write(vals)
