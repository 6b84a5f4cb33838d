from odoo import api, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain


class MtmDimensionValue(models.Model):
    """A category keeps the numbers that were reported for it."""

    _inherit = "mtm.dimension.value"

    @api.constrains("date_from", "date_to")
    def _check_covers_numbers(self):
        """:raises ValidationError: where a number would lie outside the validity"""
        # numbers count for everybody, whoever may read them
        actuals = self.env["asm.actual"].sudo()
        for value in self:
            outside = Domain.FALSE
            if value.date_from:
                outside |= Domain("period_id.date_end", "<", value.date_from)
            if value.date_to:
                outside |= Domain("period_id.date_start", ">", value.date_to)
            found = actuals.search(
                Domain("disaggregation_id.value_ids", "in", value.ids) & outside,
                order="id",
                limit=1,
            )
            if found:
                raise ValidationError(
                    self.env._(
                        "%(category)s has numbers of %(period)s, which would lie "
                        "outside its validity. Choose dates that cover them.",
                        category=value.name,
                        period=found.period_id.name,
                    )
                )
