from odoo import api, fields, models

from odoo.addons.mines_to_markets.fields import OptionalFloat

from ..tools import targets


class AsmBaseline(models.Model):
    """One version of a baseline: where an indicator stood before the work began."""

    _name = "asm.baseline"
    _description = "Baseline"
    _inherit = ["asm.derived.mixin", "asm.approval.mixin", "mtm.category.mixin"]
    _order = "program_indicator_id, date_measured desc, id desc"

    program_indicator_id = fields.Many2one(
        "asm.program.indicator",
        string="Indicator",
        required=True,
        index=True,
        ondelete="restrict",
    )
    program_id = fields.Many2one(
        string="Programme",
        related="program_indicator_id.program_id",
        store=True,
        index=True,
    )
    award_id = fields.Many2one("asm.award", index="btree_not_null", ondelete="restrict")
    site_id = fields.Many2one("mtm.site", index="btree_not_null", ondelete="restrict")
    disaggregation_id = fields.Many2one(
        "mtm.disaggregation",
        string="Category",
        index="btree_not_null",
        ondelete="restrict",
    )
    value = OptionalFloat(aggregator=None)
    numerator = OptionalFloat(aggregator=None)
    denominator = OptionalFloat(aggregator=None)
    text = fields.Text()
    date_measured = fields.Date(string="Measured On")

    _cell_fields = (
        "program_indicator_id",
        "award_id",
        "site_id",
        "disaggregation_id",
    )

    _cell_unique = models.UniqueIndex(
        "(program_indicator_id, COALESCE(award_id, 0), COALESCE(site_id, 0), "
        "COALESCE(disaggregation_id, 0), approved_on) WHERE approved_on IS NOT NULL",
        "This baseline was approved at the same moment already.",
    )

    @api.depends("program_indicator_id.display_name", "date_measured")
    def _compute_display_name(self):
        for baseline in self:
            baseline.display_name = bool(baseline.program_indicator_id) and self.env._(
                "Baseline of %(indicator)s",
                indicator=baseline.program_indicator_id.display_name or "",
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
            # 0 is a number, and Python takes it for False
            if last and not (last.value is False and last.numerator is False):
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
