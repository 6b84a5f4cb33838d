from odoo import api, fields, models

from .asm_donor_format_source_mixin import as_list, as_text


class AsmDonorFormatChart(models.Model):
    """Bars of columns of a block that is repeated for rows."""

    _name = "asm.donor.format.chart"
    _description = "Chart of a Donor Format"
    _inherit = ["asm.donor.format.part.mixin"]
    _order = "sheet_id, sequence, id"
    _rec_name = "title"

    sheet_id = fields.Many2one(
        "asm.donor.format.sheet", required=True, index=True, ondelete="cascade"
    )
    sequence = fields.Integer(default=10)
    kind = fields.Selection(
        [
            ("achievement", "Planned and reached, each row on its own scale"),
            ("amounts", "Planned and spent, on one scale"),
            ("line", "Lines over the rows"),
        ],
        required=True,
        default="achievement",
    )
    title = fields.Char()
    block = fields.Char(required=True, help="Name of the block that it draws.")
    label = fields.Char(
        required=True, help="Name of the column whose texts stand beside the bars."
    )
    series = fields.Char(
        required=True, help="Names of the columns of numbers, with commas."
    )

    _layout_keys = {key: key for key in ("kind", "title", "block", "label")}

    def _formats(self):
        return self.sheet_id.format_id

    def _is_usual(self, name, value):
        return (name, value) == ("kind", "achievement")

    def _as_layout(self):
        return super()._as_layout() | {"series": as_list(self.series)}

    @api.model
    def _from_layout(self, data):
        return super()._from_layout(data) | {"series": as_text(data.get("series"))}
