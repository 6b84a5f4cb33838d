from odoo import api, models
from odoo.exceptions import ValidationError


class AsmAssignment(models.Model):
    """Nobody is asked for the same period by two versions of a definition."""

    _inherit = "asm.assignment"

    @api.constrains("program_indicator_id", "partner_id", "date_start", "date_end")
    def _check_versions_apart(self):
        """Two versions in one programme never ask a partner for the same days."""
        for mine, other in self._pairs_of_versions():
            if mine._overlaps(other):
                raise ValidationError(
                    self.env._(
                        "%(partner)s would report %(mine)s and %(other)s for the same "
                        "days, and would be counted twice. End the one before the "
                        "other starts.",
                        partner=mine.partner_id.display_name,
                        mine=mine.program_indicator_id.display_name,
                        other=other.program_indicator_id.display_name,
                    )
                )

    def _pairs_of_versions(self):
        """Yield these beside the same partner's for other versions."""
        # what nobody else reports in another version needs no look at each
        others = self.sudo().search(
            [
                ("program_id", "in", self.program_id.ids),
                ("partner_id", "in", self.partner_id.ids),
                (
                    "program_indicator_id.indicator_id.code",
                    "in",
                    list(set(self.program_indicator_id.indicator_id.mapped("code"))),
                ),
            ]
        )
        if len(others) <= 1:
            return
        by_key = others.grouped(AsmAssignment._version_key)
        for mine in self.sudo():
            for other in by_key.get(mine._version_key(), ()):
                if other.program_indicator_id != mine.program_indicator_id:
                    yield mine, other

    def _version_key(self):
        line = self.program_indicator_id
        return line.program_id, self.partner_id, line.indicator_id.code

    def _overlaps(self, other):
        return (
            not self.date_end
            or not other.date_start
            or self.date_end >= other.date_start
        ) and (
            not other.date_end
            or not self.date_start
            or other.date_end >= self.date_start
        )
