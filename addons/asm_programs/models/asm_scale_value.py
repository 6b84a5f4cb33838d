from odoo import fields, models


class AsmScaleValue(models.Model):
    """A value that an ordinal or nominal indicator can take."""

    _name = "asm.scale.value"
    _description = "Scale Value"
    _inherit = ["mtm.restrict.mixin"]
    _order = "indicator_id, sequence, id"

    indicator_id = fields.Many2one(
        "asm.indicator", required=True, index=True, ondelete="cascade"
    )
    sequence = fields.Integer(default=10)
    code = fields.Char(required=True)
    name = fields.Char(required=True, translate=True)

    _code_unique = models.UniqueIndex(
        "(indicator_id, code)", "This scale has a value with this code already."
    )
