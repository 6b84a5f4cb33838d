from odoo import fields, models


class ResCountry(models.Model):
    _inherit = "res.country"

    program_ids = fields.Many2many(
        "asm.program",
        "asm_program_country_rel",
        "country_id",
        "program_id",
        string="Programmes",
        groups="mines_to_markets.group_mtm_user",
    )
