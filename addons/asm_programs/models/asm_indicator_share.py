from odoo import api, fields, models


class AsmIndicator(models.Model):
    """Whether the numerator of a ratio is a part of its denominator."""

    _inherit = "asm.indicator"

    is_share = fields.Boolean(
        string="A Part of the Whole",
        compute="_compute_is_share",
        store=True,
        readonly=False,
        precompute=True,
        help="The numerator is counted among the denominator, as with people trained "
        "among people employed: it is never above it. Not so for rates of growth.",
    )

    @api.depends("measure", "is_ratio")
    def _compute_is_share(self):
        for indicator in self:
            indicator.is_share = (
                indicator.measure == "percentage" and indicator.is_ratio
            )
