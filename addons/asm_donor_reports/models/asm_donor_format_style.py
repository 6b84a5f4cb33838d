from odoo import api, fields, models


class AsmDonorFormatStyle(models.Model):
    """How cells of a layout look, by a name that they use."""

    _name = "asm.donor.format.style"
    _description = "Style of a Donor Format"
    _inherit = ["asm.donor.format.part.mixin"]
    _order = "format_id, name, id"

    format_id = fields.Many2one(
        "asm.donor.format", required=True, index=True, ondelete="cascade"
    )
    name = fields.Char(required=True)
    bold = fields.Boolean()
    italic = fields.Boolean()
    size = fields.Float(default=10, digits=(4, 1), help="In points.")
    color = fields.Char(string="Text Colour", help="As #RRGGBB; blank for black.")
    background = fields.Char(help="As #RRGGBB; blank for none.")
    border = fields.Selection(
        [("0", "None"), ("1", "Thin"), ("2", "Thick")], required=True, default="0"
    )
    align = fields.Selection(
        [("left", "Left"), ("center", "Centre"), ("right", "Right")],
        help="Blank: numbers right, texts left.",
    )
    valign = fields.Selection(
        [("top", "Top"), ("vcenter", "Middle"), ("bottom", "Bottom")],
        string="Vertical",
        required=True,
        default="top",
    )
    is_wrapped = fields.Boolean(default=True)
    number_format = fields.Char(help="As workbooks write it: #,##0.00")
    indent = fields.Integer()

    _name_unique = models.UniqueIndex(
        "(format_id, name)", "There is a style of this name in the format already."
    )
    _size_range = models.Constraint(
        "CHECK (size BETWEEN 4 AND 72)", "A size lies from 4 to 72 points."
    )
    _indent_range = models.Constraint(
        "CHECK (indent BETWEEN 0 AND 15)", "Cells are indented by at most 15 steps."
    )

    _layout_keys = {
        key: key
        for key in (
            "bold",
            "italic",
            "size",
            "color",
            "background",
            "align",
            "valign",
            "number_format",
            "indent",
        )
    }

    def _as_layout(self):
        found = super()._as_layout()
        if self.border != "0":
            found["border"] = int(self.border)
        return found if self.is_wrapped else found | {"wrap": False}

    def _is_usual(self, name, value):
        return (name, value) in (("size", 10), ("valign", "top"))

    @api.model
    def _from_layout(self, data):
        return super()._from_layout(data) | {
            "border": str(data.get("border") or 0),
            "is_wrapped": data.get("wrap", True),
        }
