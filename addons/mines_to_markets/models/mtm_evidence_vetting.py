from odoo import fields, models


class MtmEvidence(models.Model):
    """Evidence of a check: open to those who may read findings, by a rule."""

    _inherit = "mtm.evidence"

    vetting_ids = fields.Many2many(
        "mtm.vetting",
        "mtm_evidence_vetting_rel",
        "evidence_id",
        "vetting_id",
        string="Vettings",
        ondelete="restrict",
    )
