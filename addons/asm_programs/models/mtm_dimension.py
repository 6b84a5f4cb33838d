from odoo import models


class MtmDimension(models.Model):
    """Whether categories exclude each other decides of what a report comes to."""

    _inherit = "mtm.dimension"

    def write(self, vals):
        result = super().write(vals)
        if {"exclusive", "code"} & vals.keys():
            indicators = self.env["asm.indicator"].sudo()
            used = indicators.with_context(active_test=False).search(
                [("dimension_ids", "in", self.ids)]
            )
            self.env["asm.result.summary"].sudo()._touch(used)
        return result
