from odoo import fields, models


class MtmEvidence(models.Model):
    _inherit = "mtm.evidence"

    actual_ids = fields.Many2many(
        "asm.actual",
        "asm_actual_evidence_rel",
        "evidence_id",
        "actual_id",
        string="Numbers",
    )
