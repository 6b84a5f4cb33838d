from odoo import api, models
from odoo.exceptions import ValidationError


class AsmActual(models.Model):
    """A number belongs to the version of the definition that counts in its period."""

    _inherit = "asm.actual"

    @api.constrains("program_indicator_id", "submission_id")
    def _check_version_counts(self):
        lines = self._pointed("program_indicator_id")
        dated = lines.filtered(lambda line: line.date_start or line.date_end)
        if not dated:
            return
        for actual in self.filtered(lambda row: row.program_indicator_id in dated):
            line, period = actual.program_indicator_id, actual.period_id
            if not line._counts_in(period.date_start, period.date_end):
                self._refuse_version(actual)

    def _refuse_version(self, actual):
        raise ValidationError(
            self.env._(
                "%(line)s does not count in %(period)s: the programme reports another "
                "version of the definition then.",
                line=actual.program_indicator_id.display_name,
                period=actual.period_id.display_name,
            )
        )
