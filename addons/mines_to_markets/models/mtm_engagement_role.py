from odoo import fields, models


class MtmEngagementRole(models.Model):
    """What somebody does in the team of an engagement: steps can be owned by it."""

    _name = "mtm.engagement.role"
    _description = "Role in a Team"
    _inherit = ["mtm.restrict.mixin"]
    _order = "sequence, name, id"

    sequence = fields.Integer(default=10)
    code = fields.Char(required=True)
    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True)

    _code_unique = models.UniqueIndex("(code)", "There is a role with this code.")
