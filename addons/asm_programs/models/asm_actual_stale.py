from odoo import models


class AsmActual(models.Model):
    """Reports are told of numbers that were approved or opened again."""

    _inherit = "asm.actual"

    def _check_reports_stale(self):
        self.env["asm.donor.report"]._resting_on(self)._check_stale_soon()
