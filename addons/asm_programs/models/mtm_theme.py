from odoo import fields, models


class MtmTheme(models.Model):
    _inherit = "mtm.theme"

    sdg_link_ids = fields.One2many(
        "asm.sdg.link", "theme_id", string="SDG Links", copy=True
    )
