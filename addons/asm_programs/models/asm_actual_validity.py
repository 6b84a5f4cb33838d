from odoo import api, models
from odoo.exceptions import ValidationError


class AsmActual(models.Model):
    """A number is split by the categories that are valid in its period."""

    _inherit = "asm.actual"

    @api.constrains("disaggregation_id", "period_id")
    def _check_categories_valid(self):
        # few categories have dates, so most rows are done after this line
        dated = self._pointed("disaggregation_id").value_ids.filtered(
            lambda value: value.date_from or value.date_to
        )
        if not dated:
            return
        for actual in self.filtered(lambda a: not a.correction_of_id):
            period = actual.period_id
            values = actual.disaggregation_id.value_ids & dated
            other = values - values._valid_on(period.date_start, period.date_end)
            if other:
                raise ValidationError(
                    self.env._(
                        "Numbers of %(period)s are not split by %(category)s. Choose a "
                        "category that is valid in the period.",
                        period=period.name,
                        category=other[0].name,
                    )
                )
