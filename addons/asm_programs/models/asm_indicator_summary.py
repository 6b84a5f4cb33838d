from odoo import models


class AsmIndicator(models.Model):
    """What decides of a report's total: a change of it touches all reports."""

    _inherit = "asm.indicator"

    _of_totals = frozenset(
        {"is_ratio", "measure", "numerator_time", "denominator_time", "dimension_ids"}
    )

    def write(self, vals):
        result = super().write(vals)
        if self._of_totals & vals.keys():
            self.env["asm.result.summary"].sudo()._touch(self)
        return result
