from odoo import fields, models


class MtmDimensionValue(models.Model):
    """One category of a dimension: female, 18-24, tin."""

    _name = "mtm.dimension.value"
    _description = "Category"
    _inherit = ["mtm.restrict.mixin"]
    _order = "dimension_id, sequence, id"

    sequence = fields.Integer(default=10)
    dimension_id = fields.Many2one(
        "mtm.dimension", required=True, index=True, ondelete="restrict"
    )
    code = fields.Char(required=True)
    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True)

    _code_unique = models.UniqueIndex(
        "(dimension_id, code)", "This dimension has a category with this code already."
    )
    _code_not_reserved = models.Constraint(
        "CHECK (code <> '_nd')",
        'The code "_nd" stands for "not disaggregated" and cannot be used.',
    )
