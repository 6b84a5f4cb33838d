from odoo import fields, models


class MtmEngagement(models.Model):
    _inherit = "mtm.engagement"

    program_ids = fields.Many2many(
        "asm.program",
        "asm_program_engagement_rel",
        "engagement_id",
        "program_id",
        string="Programmes",
    )
