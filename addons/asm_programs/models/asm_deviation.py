from odoo import api, fields, models


class AsmDeviation(models.Model):
    """Why an award's indicator is off target in a period, and what is done about it."""

    _name = "asm.deviation"
    _description = "Deviation from Target"
    _inherit = ["asm.derived.mixin", "asm.approval.mixin"]
    _order = "award_period_id, award_indicator_id, id"

    award_indicator_id = fields.Many2one(
        "asm.award.indicator",
        string="Indicator",
        required=True,
        index=True,
        ondelete="restrict",
    )
    award_period_id = fields.Many2one(
        "asm.award.period",
        string="Period",
        required=True,
        index=True,
        ondelete="restrict",
    )
    award_id = fields.Many2one(
        related="award_period_id.award_id", store=True, index=True
    )
    cause = fields.Text(required=True)
    action = fields.Text(string="What Is Done About It")

    _period_unique = models.UniqueIndex(
        "(award_indicator_id, award_period_id)",
        "This deviation is explained already: change it there.",
    )

    @api.depends("award_indicator_id.display_name", "award_period_id.name")
    def _compute_display_name(self):
        for deviation in self:
            deviation.display_name = bool(deviation.award_indicator_id) and self.env._(
                "Deviation of %(indicator)s, %(period)s",
                indicator=deviation.award_indicator_id.display_name or "",
                period=deviation.award_period_id.name or "",
            )

    def _as_text(self):
        self.ensure_one()
        return "\n".join(filter(None, (self.cause, self.action)))
