from odoo import fields, models


class MtmTheme(models.Model):
    """An area of expertise or work: health and safety, mercury, child labour."""

    _name = "mtm.theme"
    _description = "Theme"
    _inherit = ["mtm.restrict.mixin"]
    _order = "sequence, name, id"

    sequence = fields.Integer(default=10)
    code = fields.Char(required=True)
    name = fields.Char(required=True, translate=True)
    description = fields.Text(translate=True)
    sdg_ids = fields.Many2many("mtm.sdg", string="SDG Goals and Targets")
    color = fields.Integer()
    active = fields.Boolean(default=True)

    _code_unique = models.UniqueIndex(
        "(code)", "There is a theme with this code already."
    )
