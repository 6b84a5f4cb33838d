from odoo import fields, models
from odoo.exceptions import UserError


class MtmEvidence(models.Model):
    _inherit = "mtm.evidence"

    actual_ids = fields.Many2many(
        "asm.actual",
        "asm_actual_evidence_rel",
        "evidence_id",
        "actual_id",
        string="Numbers",
    )

    def write(self, vals):
        if "actual_ids" not in vals:
            return super().write(vals)
        # who may take evidence away does not depend on what they may read
        before = self.sudo()._locked_numbers()
        result = super().write(vals)
        taken = before - self.sudo()._locked_numbers()
        if taken:
            taken._check_not_locked()
        return result

    def _locked_numbers(self):
        return self.actual_ids.filtered(lambda row: row._is_locked())

    def _check_nothing_confirmed_rests(self):
        result = super()._check_nothing_confirmed_rests()
        # who may exchange the file does not depend on what they may read
        if self.sudo()._locked_numbers():
            raise UserError(
                self.env._(
                    "A number under review or approved rests on this evidence, so its "
                    "file stays as it arrived. Add another piece of evidence instead."
                )
            )
        return result
