from odoo import api, fields, models

from odoo.addons.mines_to_markets.fields import OptionalFloat

from ..tools import facts


class AsmOverlap(models.Model):
    """People counted by more than one site, partner or programme."""

    _name = "asm.overlap"
    _description = "Overlap"
    _inherit = ["asm.approval.mixin", "mtm.category.mixin"]
    _order = "period_id, id"

    program_ids = fields.Many2many(
        "asm.program", string="Programmes", required=True, ondelete="restrict"
    )
    indicator_id = fields.Many2one(
        "asm.indicator", required=True, index=True, ondelete="restrict"
    )
    period_id = fields.Many2one(
        "asm.period", required=True, index=True, ondelete="restrict"
    )
    site_ids = fields.Many2many("mtm.site", string="Sites", ondelete="restrict")
    disaggregation_id = fields.Many2one(
        "mtm.disaggregation",
        string="Category",
        index="btree_not_null",
        ondelete="restrict",
    )
    value = OptionalFloat(aggregator=None, required=True)
    method = fields.Text(help="How the overlap was found out.")

    @api.depends("indicator_id.display_name", "period_id.name")
    def _compute_display_name(self):
        for overlap in self:
            overlap.display_name = bool(overlap.indicator_id) and self.env._(
                "Overlap in %(indicator)s, %(period)s",
                indicator=overlap.indicator_id.display_name or "",
                period=overlap.period_id.name or "",
            )

    def _as_overlap(self):
        self.ensure_one()
        return facts.Overlap(
            self.period_id.date_start,
            self.period_id.date_end,
            self._decimal("value"),
            tuple(self.site_ids.ids),
            self.disaggregation_id._categories(),
            self.period_id.id,
        )
