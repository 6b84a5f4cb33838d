from collections import defaultdict
from decimal import Decimal

from odoo import api, models
from odoo.exceptions import ValidationError

from ..tools import validation
from ._later import LATER


def plain(number):
    return f"{number.normalize():f}"


class AsmActual(models.Model):
    """The parts of a number fit into it."""

    _inherit = "asm.actual"

    @api.constrains(
        "value",
        "numerator",
        "denominator",
        "submission_id",
        "program_indicator_id",
        "period_id",
        "site_id",
        "disaggregation_id",
        "correction_of_id",
    )
    def _check_parts_within_total(self):
        if self.env.su and self.env.context.get("asm_parts_checked") is LATER:
            return
        self._check_parts()

    def _check_parts(self):
        """:raises ValidationError: with the numbers, where parts exceed the total"""
        suspects = self._filtered_suspect()
        if not suspects:
            return
        cells = defaultdict(self.browse)
        corrected = suspects.filtered(lambda row: not row.correction_of_id)
        corrected |= suspects.correction_of_id
        siblings = self.sudo().search(
            [
                ("submission_id", "in", corrected.submission_id.ids),
                ("program_indicator_id", "in", suspects.program_indicator_id.ids),
                ("correction_of_id", "=", False),
                ("parked_on", "=", False),
            ]
        )
        corrections = self.sudo().search([("correction_of_id", "in", siblings.ids)])
        for row in siblings + corrections:
            place = row.correction_of_id or row
            key = (
                place.submission_id,
                place.program_indicator_id,
                place.period_id,
                place.site_id,
            )
            cells[key] += row
        for (_submission, line, _period, site), rows in cells.items():
            self._check_parts_of_cell(line, site, rows)

    def _check_parts_of_cell(self, line, site, rows):
        excess = validation.parts_exceeding_total(
            [row._as_part() for row in rows], line.indicator_id._exclusive_codes()
        )
        if excess:
            raise ValidationError(self._describe_excess(line, site, excess[0]))

    @api.model
    def _describe_excess(self, line, site, excess):
        """Say that parts exceed what they are parts of, with the numbers."""
        return self.env._(
            "%(indicator)s%(site)s: the parts by %(dimension)s add up to %(parts)s, "
            "more than the total %(total)s.",
            indicator=line.indicator_id.display_name,
            site=site and f", {site.name}" or "",
            dimension=excess.label,
            parts=plain(excess.parts),
            total=plain(excess.total),
        )

    def _as_part(self):
        self.ensure_one()
        numbers = {
            name: None if self[name] is False else Decimal(str(self[name]))
            for name in ("value", "numerator", "denominator")
        }
        return validation.Part(self.disaggregation_id._categories(), **numbers)
