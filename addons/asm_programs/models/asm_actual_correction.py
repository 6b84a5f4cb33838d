from odoo import api, models
from odoo.exceptions import ValidationError


class AsmActual(models.Model):
    """A correction names the number that it corrects, and is of the same cell."""

    _inherit = "asm.actual"

    @api.constrains(
        "correction_of_id", "program_indicator_id", "site_id", "disaggregation_id"
    )
    def _check_correction(self):
        if not self._pointed("correction_of_id"):
            return
        for actual in self.filtered("correction_of_id"):
            corrected = actual.correction_of_id
            if corrected.correction_of_id:
                raise ValidationError(
                    self.env._(
                        "%(actual)s is a correction itself. Name the number that both "
                        "correct.",
                        actual=corrected.display_name,
                    )
                )
            place = ("program_indicator_id", "site_id", "disaggregation_id")
            if any(actual[name] != corrected[name] for name in place):
                raise ValidationError(
                    self.env._(
                        "A correction is of the same indicator, site and category as "
                        "the number that it corrects, %(actual)s.",
                        actual=corrected.display_name,
                    )
                )
