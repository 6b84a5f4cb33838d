from odoo import api, fields, models
from odoo.exceptions import ValidationError


class AsmIndicator(models.Model):
    """Which of an indicator's dimensions are crossed, and whom a change concerns."""

    _inherit = "asm.indicator"

    crossing_ids = fields.One2many(
        "asm.crossing",
        "indicator_id",
        string="Crossed",
        copy=True,
        help="Dimensions asked for together, such as sex by age. The others stand "
        "side by side.",
    )

    def write(self, vals):
        result = super().write(vals)
        if {"dimension_ids", "measure", "formula"}.intersection(vals):
            self._asked_changed()
        return result

    @api.constrains("dimension_ids")
    def _check_crossings(self):
        for indicator in self:
            lost = indicator.crossing_ids.dimension_ids - indicator.dimension_ids
            if lost:
                raise ValidationError(
                    self.env._(
                        "%(dimension)s is crossed with others in %(indicator)s. Take "
                        "it out of the crossing first.",
                        dimension=lost[0].name,
                        indicator=indicator.display_name,
                    )
                )

    def _asked_changed(self):
        """Bring open reports in step with what these indicators are split by."""
        lines = self.sudo().program_indicator_ids
        lines.program_id._merge_open_reports()
