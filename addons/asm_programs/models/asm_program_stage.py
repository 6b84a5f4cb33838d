from odoo import fields, models


class AsmProgramStage(models.Model):
    _name = "asm.program.stage"
    _description = "Programme Stage"
    _inherit = ["mtm.restrict.mixin"]
    _order = "sequence, id"

    sequence = fields.Integer(default=10)
    name = fields.Char(required=True, translate=True)
    iati_activity_status = fields.Char(
        string="IATI Activity Status", help="Code of the IATI list ActivityStatus."
    )
    fold = fields.Boolean(string="Folded in Kanban")
    is_closed = fields.Boolean(string="Closing Stage")
    active = fields.Boolean(default=True)
