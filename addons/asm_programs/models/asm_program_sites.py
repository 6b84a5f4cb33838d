from odoo import models


class AsmProgram(models.Model):
    """The sites that a programme asks numbers of."""

    _inherit = "asm.program"

    def _assigned_sites(self):
        self.ensure_one()
        assignments = self.env["asm.assignment"].sudo()
        return assignments.search([("program_id", "=", self.id)]).site_ids.with_env(
            self.env
        )
