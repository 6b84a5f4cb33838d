from odoo import fields, models


class AsmIndicator(models.Model):
    _inherit = "asm.indicator"

    evidence_rule_ids = fields.One2many(
        "asm.evidence.rule",
        "indicator_id",
        string="Evidence",
        copy=True,
        help="What the numbers of this indicator have to rest on.",
    )
