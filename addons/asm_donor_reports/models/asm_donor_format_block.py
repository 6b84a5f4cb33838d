from odoo import api, fields, models


class AsmDonorFormatBlock(models.Model):
    """A block of a sheet: cells at given places, or columns repeated for rows."""

    _name = "asm.donor.format.block"
    _description = "Block of a Donor Format"
    _inherit = ["asm.donor.format.source.mixin"]
    _order = "sheet_id, sequence, id"

    sheet_id = fields.Many2one(
        "asm.donor.format.sheet", required=True, index=True, ondelete="cascade"
    )
    sequence = fields.Integer(default=10)
    name = fields.Char(required=True, help="What formulas call it.")
    at = fields.Char(
        string="At Cell", help="Of its first cell; blank: below the block above it."
    )
    gap = fields.Integer(string="Empty Rows Above")
    has_heading = fields.Boolean(
        string="Titles",
        default=True,
        help="Titles of columns stand above the rows.",
    )
    is_frozen = fields.Boolean(
        string="Titles Stay",
        help="In sight when the sheet is scrolled, and on every page that is printed.",
    )
    is_grouped = fields.Boolean(
        string="Add Up by Donor's Code",
        help="Budget lines that the donor has one code for are one row.",
    )
    cell_ids = fields.One2many("asm.donor.format.cell", "block_id", copy=True)

    _name_unique = models.UniqueIndex(
        "(sheet_id, name)", "There is a block of this name on the sheet already."
    )
    _gap_range = models.Constraint(
        "CHECK (gap BETWEEN 0 AND 1000)", "At most 1000 rows are left empty."
    )

    _layout_keys = {
        key: key for key in ("name", "at", "gap", "is_frozen", "is_grouped")
    }

    def _formats(self):
        return self.sheet_id.format_id

    def _as_layout(self):
        found = super()._as_layout()
        if not self.has_heading:
            found["has_heading"] = False
        parts = "columns" if self.repeat_subject else "cells"
        found[parts] = [cell._as_layout() for cell in self.cell_ids]
        return found

    @api.model
    def _from_layout(self, data):
        Cell = self.env["asm.donor.format.cell"]
        parts = [*data.get("cells", ()), *data.get("columns", ())]
        return super()._from_layout(data) | {
            "has_heading": data.get("has_heading", True),
            "cell_ids": [
                fields.Command.create({"sequence": number, **Cell._from_layout(part)})
                for number, part in enumerate(parts, start=1)
            ],
        }
