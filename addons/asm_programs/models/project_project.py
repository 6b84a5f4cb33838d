from odoo import fields, models


class ProjectProject(models.Model):
    _inherit = "project.project"

    asm_program_ids = fields.One2many(
        "asm.program", "project_id", string="Programmes", groups="base.group_user"
    )
