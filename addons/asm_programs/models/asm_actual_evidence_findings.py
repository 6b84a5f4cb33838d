from odoo import models

from .asm_actual_evidence import FAR_KM
from .asm_submission_validation import Finding


class AsmActual(models.Model):
    """What is odd about the photos behind a number, as findings of its report."""

    _inherit = "asm.actual"

    def _evidence_finding(self, severity, message, rule):
        self.ensure_one()
        return Finding(
            severity,
            message,
            rule,
            self.program_indicator_id,
            self.site_id,
            self.env["mtm.disaggregation"],
            self,
        )

    def _odd_photos(self, pieces, rules):
        """Yield ``(rule, message)`` of photos taken elsewhere or at another time.

        :param pieces: evidence behind the number
        :param rules: those of its indicator; the tightest distance counts
        """
        self.ensure_one()
        limits = [r.distance_km for r in rules if r.distance_km is not False]
        limit = min(limits, default=FAR_KM)
        # where a rule asks for the date, it says so itself
        asks_for_date = any(rule.freshness != "any" for rule in rules)
        for piece in pieces:
            km = piece._distance_to(self.site_id) if self.site_id else None
            if km is not None and km > limit:
                yield (
                    "evidence_place",
                    self.env._(
                        "The photo “%(photo)s” was taken %(km)s km from "
                        "the site. Check that it shows this site.",
                        photo=piece.name,
                        km=round(km),
                    ),
                )
            period = self.period_id
            inside = piece.taken_on and (
                period.date_start <= piece.taken_on <= period.date_end
            )
            if piece.taken_on and not inside and not asks_for_date:
                yield (
                    "evidence_time",
                    self.env._(
                        "The photo “%(photo)s” was taken on %(day)s, "
                        "outside of the period. Check that it shows what is reported.",
                        photo=piece.name,
                        day=piece.taken_on,
                    ),
                )
