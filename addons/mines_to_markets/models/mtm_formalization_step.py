from odoo import fields, models


class MtmFormalizationStep(models.Model):
    """A rung of the ladder that a group of miners climbs to formal business."""

    _name = "mtm.formalization.step"
    _description = "Formalization Step"
    _inherit = ["mtm.restrict.mixin"]
    _order = "sequence, id"

    sequence = fields.Integer(default=10)
    code = fields.Char(required=True)
    name = fields.Char(required=True, translate=True)
    description = fields.Text(translate=True)
    active = fields.Boolean(default=True)

    _code_unique = models.UniqueIndex(
        "(code)", "There is a formalization step with this code already."
    )
