from odoo import api, fields, models

from ..tools import targets


class AsmBaseline(models.Model):
    """One version of a baseline: where an indicator stood before the work began."""

    _name = "asm.baseline"
    _description = "Baseline"
    _inherit = ["asm.cell.mixin"]
    _order = "program_indicator_id, date_measured desc, id desc"

    date_measured = fields.Date(string="Measured On")
    current_id = fields.Many2one(
        "asm.baseline", string="Holds Now", compute="_compute_history"
    )
    history_ids = fields.Many2many("asm.baseline", compute="_compute_history")

    _cell_fields = (
        "program_indicator_id",
        "award_id",
        "site_id",
        "disaggregation_id",
    )
    _kept_columns = (
        *_cell_fields,
        *("value", "numerator", "denominator", "text", "option_id", "currency_id"),
        *("reason", "donor_reference", "proposed_by", "approved_by", "approved_on"),
        "date_measured",
    )

    _cell_unique = models.UniqueIndex(
        "(program_indicator_id, COALESCE(award_id, 0), COALESCE(site_id, 0), "
        "COALESCE(disaggregation_id, 0), approved_on) WHERE approved_on IS NOT NULL",
        "This baseline was approved at the same moment already.",
    )
    _proposal_unique = models.UniqueIndex(
        "(program_indicator_id, COALESCE(award_id, 0), COALESCE(site_id, 0), "
        "COALESCE(disaggregation_id, 0)) "
        "WHERE approved_on IS NULL AND closed_on IS NULL",
        "A proposal for this baseline is open already. Change that one, or have it "
        "decided first.",
    )

    @api.depends(
        "program_indicator_id.display_name",
        "site_id.name",
        "disaggregation_id.display_name",
    )
    def _compute_display_name(self):
        for baseline in self:
            baseline.display_name = bool(baseline.program_indicator_id) and self.env._(
                "Baseline of %(indicator)s%(where)s",
                indicator=baseline.program_indicator_id.display_name or "",
                where=baseline._where(),
            )

    def _holding(self, award, categories, moment=None):
        """Return the version that holds for all sites, an award's before others.

        :param award: ``asm.award`` record, or none
        :param categories: ``{dimension code: value code}``
        :param moment: by when it was approved; none for now
        """
        known = self.filtered(
            lambda version: (
                version.approved_on
                and (not moment or version.approved_on <= moment)
                and not version.site_id
                and version.disaggregation_id._categories() == categories
            )
        ).sorted("approved_on")
        for owner in (award, award.browse()):
            last = known.filtered(lambda version, o=owner: version.award_id == o)[-1:]
            if last.shown:
                return last
        return self.browse()

    def _as_version(self):
        self.ensure_one()
        return targets.BaselineVersion(
            self._decimal("value"),
            self.approved_on or None,
            self.award_id.id or None,
            self.site_id.id or None,
            self.disaggregation_id._categories(),
            self._decimal("numerator"),
            self._decimal("denominator"),
        )
