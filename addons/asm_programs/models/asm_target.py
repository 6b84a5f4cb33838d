from odoo import api, fields, models

from odoo.addons.mines_to_markets.fields import OptionalFloat

from ..tools import targets


class AsmTarget(models.Model):
    """One version of a target for a window, a site and a category where wanted."""

    _name = "asm.target"
    _description = "Target"
    _inherit = ["asm.derived.mixin", "asm.approval.mixin", "mtm.category.mixin"]
    _order = "program_indicator_id, date_from, id desc"

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
    award_id = fields.Many2one(
        "asm.award",
        index="btree_not_null",
        ondelete="restrict",
        help="Set where the target was agreed with one donor; empty for the "
        "programme's own.",
    )
    date_from = fields.Date(string="From", required=True)
    date_to = fields.Date(string="To", required=True)
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
    option_id = fields.Many2one(
        "asm.scale.value",
        string="Scale Value",
        index="btree_not_null",
        ondelete="restrict",
    )
    currency_id = fields.Many2one(
        "res.currency", index="btree_not_null", ondelete="restrict"
    )
    donor_reference = fields.Char(help="Where the donor agreed, such as a letter.")

    _cell_fields = (
        "program_indicator_id",
        "award_id",
        "date_from",
        "date_to",
        "site_id",
        "disaggregation_id",
    )

    _cell_unique = models.UniqueIndex(
        "(program_indicator_id, COALESCE(award_id, 0), date_from, date_to, "
        "COALESCE(site_id, 0), COALESCE(disaggregation_id, 0), approved_on) "
        "WHERE approved_on IS NOT NULL",
        "This target was approved at the same moment already.",
    )
    _dates_in_order = models.Constraint(
        "CHECK (date_to >= date_from)", "A target cannot end before it starts."
    )

    @api.depends("program_indicator_id.display_name", "date_from", "date_to")
    def _compute_display_name(self):
        for target in self:
            target.display_name = bool(target.program_indicator_id) and self.env._(
                "Target of %(indicator)s, %(date_from)s to %(date_to)s",
                indicator=target.program_indicator_id.display_name or "",
                date_from=target.date_from,
                date_to=target.date_to,
            )

    def _as_version(self):
        self.ensure_one()
        return targets.TargetVersion(
            self.date_from,
            self.date_to,
            self._decimal("value"),
            self.approved_on or None,
            self.award_id.id or None,
            self.site_id.id or None,
            self.disaggregation_id._categories(),
            self._decimal("numerator"),
            self._decimal("denominator"),
        )
