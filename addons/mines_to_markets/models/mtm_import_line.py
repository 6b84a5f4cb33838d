from odoo import fields, models


class MtmImportLine(models.Model):
    _name = "mtm.import.line"
    _description = "Import Line"

    import_id = fields.Many2one(
        "mtm.import", required=True, index=True, ondelete="cascade"
    )
