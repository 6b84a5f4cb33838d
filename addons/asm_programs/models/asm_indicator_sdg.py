from odoo import fields, models


class AsmIndicator(models.Model):
    _inherit = "asm.indicator"

    sdg_link_ids = fields.One2many(
        "asm.sdg.link", "indicator_id", string="SDG Links", copy=True
    )
