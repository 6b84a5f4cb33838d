from odoo import fields, models


class MtmDimension(models.Model):
    """Something numbers are split by: sex, age band, mineral, site."""

    _name = "mtm.dimension"
    _description = "Dimension"
    _inherit = ["mtm.restrict.mixin", "mtm.kept.mixin"]
    _order = "sequence, id"

    sequence = fields.Integer(default=10)
    code = fields.Char(required=True)
    name = fields.Char(required=True, translate=True)
    exclusive = fields.Boolean(
        default=True,
        help="Whoever is in one category is in no other, as with sex. Parts of such "
        "a dimension never exceed the total; parts of the others are not added.",
    )
    value_ids = fields.One2many("mtm.dimension.value", "dimension_id", copy=True)
    active = fields.Boolean(default=True)

    _code_unique = models.UniqueIndex(
        "(code)", "There is a dimension with this code already."
    )
