from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    asm_freezer_is_another = fields.Boolean(
        string="Freezing Is for Another",
        help="Whoever approved a number of a report does not freeze that report.",
    )
