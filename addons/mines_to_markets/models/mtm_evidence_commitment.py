from odoo import api, fields, models
from odoo.exceptions import UserError


class MtmEvidence(models.Model):
    _inherit = "mtm.evidence"

    commitment_ids = fields.One2many(
        "mtm.commitment", "evidence_id", string="Commitments Kept"
    )

    def _check_nothing_confirmed_rests(self):
        result = super()._check_nothing_confirmed_rests()
        # who may exchange the file does not depend on what they may read
        if "done" in self.sudo().commitment_ids.mapped("state"):
            raise UserError(
                self.env._(
                    "A commitment was closed with this evidence, so its file stays as "
                    "it arrived. Add another piece of evidence instead."
                )
            )
        return result

    @api.model
    def _use_fields(self):
        return [*super()._use_fields(), "commitment_ids"]
