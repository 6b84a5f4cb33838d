from odoo import fields, models


class MtmStaffScope(models.Model):
    _inherit = "mtm.staff.scope"

    program_ids = fields.Many2many(
        "asm.program",
        "asm_staff_scope_program_rel",
        "scope_id",
        "program_id",
        string="Programmes",
        help="Empty: not restricted by programme.",
    )
