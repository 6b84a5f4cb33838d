from odoo import api, fields, models


class AsmAssignment(models.Model):
    """An assignment is as frequent as the programme reports the indicator."""

    _inherit = "asm.assignment"

    frequency = fields.Selection(
        compute="_compute_frequency", store=True, readonly=False, precompute=True
    )

    @api.depends("program_indicator_id.frequency")
    def _compute_frequency(self):
        for line in self:
            line.frequency = line.frequency or line.program_indicator_id.frequency
