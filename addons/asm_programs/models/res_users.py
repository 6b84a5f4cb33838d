from odoo import api, fields, models


class ResUsers(models.Model):
    _inherit = "res.users"

    is_restricted_by_program = fields.Boolean(
        compute="_compute_is_restricted_by_program",
        compute_sudo=True,
        export_string_translation=False,
    )

    @api.depends("staff_scope_ids.program_ids")
    def _compute_is_restricted_by_program(self):
        for user in self:
            user.is_restricted_by_program = bool(user.staff_scope_ids.program_ids)
