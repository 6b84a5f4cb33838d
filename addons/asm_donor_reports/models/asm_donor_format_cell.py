from odoo import api, fields, models

_SPANS = [
    ("quarter", "Quarters of the donor's year"),
    ("half", "Halves of the donor's year"),
    ("year", "Donor's years"),
    ("period", "Periods reported"),
]


class AsmDonorFormatCell(models.Model):
    """A cell of a block, or a column of one that is repeated for rows.

    It shows a text, a term of the vocabulary or a formula: one of them, or nothing.
    """

    _name = "asm.donor.format.cell"
    _description = "Cell of a Donor Format"
    _inherit = ["asm.donor.format.part.mixin"]
    _order = "block_id, sequence, id"

    block_id = fields.Many2one(
        "asm.donor.format.block", required=True, index=True, ondelete="cascade"
    )
    sequence = fields.Integer(default=10)
    is_column = fields.Boolean(compute="_compute_is_column")
    name = fields.Char(help="What formulas call it.")
    cell = fields.Char(help="Its place within the block: A1 is the block's first cell.")
    title = fields.Char(
        help="Above the rows; {span} is the name of the days of a repeated column."
    )
    group_title = fields.Char(
        help="Above the titles; neighbours with the same one share it."
    )
    text = fields.Text(help="May name terms in braces: Award {award.reference}")
    term = fields.Char(help="Of the vocabulary: indicator.actual@quarter_1")
    formula = fields.Char(
        help="As in a workbook, with names in braces: ={budget}-{spent}"
    )
    kind = fields.Selection(
        [("number", "Number"), ("money", "Money"), ("percent", "Percent")],
        string="Comes To",
        help="What the formula comes to; blank for a number.",
    )
    repeat = fields.Selection(_SPANS, string="Repeated For")
    style = fields.Char(help="Name of a style; blank for the usual one.")
    part_style = fields.Char(string="Style of Parts")
    number_format = fields.Char(help="As workbooks write it: #,##0.00")
    width = fields.Float(digits=(6, 2), help="In characters; blank for the usual one.")
    across = fields.Integer(string="Columns Taken", default=1)
    down = fields.Integer(string="Rows Taken", default=1)
    is_merged = fields.Boolean(
        string="Merge Equal", help="Equal values below each other become one cell."
    )

    _shows_one_thing = models.Constraint(
        "CHECK (num_nonnulls(NULLIF(text, ''), NULLIF(term, ''), NULLIF(formula, '')) "
        "<= 1)",
        "A cell shows a text, a term or a formula, one of them.",
    )
    _size_range = models.Constraint(
        "CHECK (across BETWEEN 1 AND 200 AND down BETWEEN 1 AND 200)",
        "A cell takes from 1 to 200 columns and rows.",
    )

    _layout_keys = {
        "cell": "cell",
        "name": "name",
        "title": "title",
        "group": "group_title",
        **{
            key: key
            for key in (
                "text",
                "term",
                "formula",
                "kind",
                "repeat",
                "style",
                "part_style",
                "number_format",
                "width",
                "across",
                "down",
                "is_merged",
            )
        },
    }
    _of_columns = frozenset(
        {"title", "group", "repeat", "part_style", "width", "is_merged"}
    )
    _of_cells = frozenset({"cell", "down"})

    @api.depends("block_id.repeat_subject")
    def _compute_is_column(self):
        for cell in self:
            cell.is_column = bool(cell.block_id.repeat_subject)

    @api.depends("cell", "title", "name")
    def _compute_display_name(self):
        for cell in self:
            cell.display_name = cell.cell or cell.title or cell.name or ""

    def _formats(self):
        return self.block_id.sheet_id.format_id

    def _as_layout(self):
        found = super()._as_layout()
        others = self._of_cells if self.is_column else self._of_columns
        return {key: value for key, value in found.items() if key not in others}

    def _is_usual(self, name, value):
        return name in ("across", "down") and value == 1
