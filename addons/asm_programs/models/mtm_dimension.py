from odoo import models

from ..tools import calendars


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

    def _categories_in(self, window):
        """Return the categories that make a whole in a window, as ``target_for``
        takes them: those valid throughout, and those of a part of it."""
        values, passing = {}, {}
        for dimension in self.filtered("exclusive"):
            always = dimension.value_ids._valid_throughout(*window)
            values[dimension.code] = always.mapped("code")
            passing[dimension.code] = {
                value.code: calendars.Window(
                    max(value.date_from or window.date_from, window.date_from),
                    min(value.date_to or window.date_to, window.date_to),
                )
                for value in dimension.value_ids._valid_on(*window) - always
            }
        return {"values": values, "passing": passing}
