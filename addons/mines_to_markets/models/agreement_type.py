from odoo import fields, models


class AgreementType(models.Model):
    _inherit = "agreement.type"

    code = fields.Char(help="How imports and settings name this type.")

    _code_unique = models.UniqueIndex(
        "(code) WHERE code IS NOT NULL",
        "There is a type of agreement with this code already.",
    )
