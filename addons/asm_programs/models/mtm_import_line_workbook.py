from odoo import fields, models


class MtmImportLine(models.Model):
    """What a cell of a workbook of reports would do or did."""

    _inherit = "mtm.import.line"

    action = fields.Selection(
        selection_add=[("conflict", "To decide")], ondelete={"conflict": "cascade"}
    )
    sheet = fields.Char(readonly=True)
    input = fields.Char(readonly=True, export_string_translation=False)
    before = fields.Text(string="Stored Now", readonly=True)
    theirs = fields.Text(readonly=True, export_string_translation=False)
    after = fields.Text(string="In the File", readonly=True)
