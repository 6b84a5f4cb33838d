from odoo import api, fields, models


class MtmEvidence(models.Model):
    """What an approved overlap rests on stays with it, from this side as well."""

    _inherit = "mtm.evidence"

    overlap_ids = fields.Many2many(
        "asm.overlap",
        "asm_overlap_evidence_rel",
        "evidence_id",
        "overlap_id",
        string="Overlaps",
    )

    @api.model_create_multi
    def create(self, vals_list):
        evidence = super().create(vals_list)
        evidence.sudo().overlap_ids._check_is_open()
        return evidence

    def write(self, vals):
        if "overlap_ids" not in vals:
            return super().write(vals)
        # who may take evidence away does not depend on what they may read
        before = self.sudo().overlap_ids
        result = super().write(vals)
        after = self.sudo().overlap_ids
        ((before | after) - (before & after))._check_is_open()
        return result
