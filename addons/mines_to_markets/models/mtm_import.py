from odoo import fields, models


class MtmImport(models.Model):
    _name = "mtm.import"
    _description = "Import"

    kind = fields.Selection([], required=True)
