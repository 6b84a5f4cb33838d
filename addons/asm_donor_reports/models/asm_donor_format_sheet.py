from odoo import api, fields, models
from odoo.exceptions import ValidationError


class AsmDonorFormatSheet(models.Model):
    """A sheet of a layout; repeated, one for each indicator or whatever it is of."""

    _name = "asm.donor.format.sheet"
    _description = "Sheet of a Donor Format"
    _inherit = ["asm.donor.format.source.mixin"]
    _order = "format_id, sequence, id"

    format_id = fields.Many2one(
        "asm.donor.format", required=True, index=True, ondelete="cascade"
    )
    sequence = fields.Integer(default=10)
    code = fields.Char(required=True, help="What formulas of other sheets call it.")
    name = fields.Char(
        string="Tab",
        required=True,
        help="May name terms, as {indicator.code} where it is repeated.",
    )
    orientation = fields.Selection(
        [("portrait", "Portrait"), ("landscape", "Landscape")],
        required=True,
        default="portrait",
    )
    paper = fields.Selection(
        [
            ("A4", "A4"),
            ("A3", "A3"),
            ("letter", "US letter"),
            ("tabloid", "US tabloid"),
        ],
        required=True,
        default="A4",
    )
    widths = fields.Char(
        string="Column Widths", help="In characters, with commas: A:12, B:40"
    )
    freeze_columns = fields.Integer(
        string="Columns That Stay", help="In sight when the sheet is scrolled."
    )
    block_ids = fields.One2many("asm.donor.format.block", "sheet_id", copy=True)
    chart_ids = fields.One2many("asm.donor.format.chart", "sheet_id", copy=True)

    _code_unique = models.UniqueIndex(
        "(format_id, code)", "There is a sheet of this code in the format already."
    )

    _layout_keys = {
        key: key for key in ("code", "name", "orientation", "paper", "freeze_columns")
    }
    _layout_children = {"blocks": "block_ids", "charts": "chart_ids"}

    def _is_usual(self, name, value):
        return (name, value) in (("orientation", "portrait"), ("paper", "A4"))

    def _as_layout(self):
        found = super()._as_layout()
        return found | {"widths": widths} if (widths := self._widths()) else found

    def _widths(self):
        """Return ``{letters of a column: characters}``.

        :raises ValidationError: when they are written in another way
        """
        found = {}
        for part in filter(None, map(str.strip, (self.widths or "").split(","))):
            letters, _colon, width = part.partition(":")
            try:
                found[letters.strip()] = float(width)
            except ValueError:
                raise ValidationError(
                    self.env._(
                        "%(text)s is no width of a column. Write A:12, B:40.", text=part
                    )
                ) from None
        return found

    @api.model
    def _from_layout(self, data):
        widths = data.get("widths") or {}
        return super()._from_layout(data) | {
            "widths": ", ".join(f"{key}:{width:g}" for key, width in widths.items())
        }
