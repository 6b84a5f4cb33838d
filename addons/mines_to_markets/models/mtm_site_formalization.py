from odoo import fields, models


class MtmSite(models.Model):
    """How far a site has come on the ladder to formal business."""

    _inherit = "mtm.site"

    formalization_ids = fields.One2many("mtm.formalization", "site_id")
    formalization_step_id = fields.Many2one(
        "mtm.formalization.step",
        string="Step of Formalization",
        compute="_compute_formalization_step_id",
        search="_search_formalization_step_id",
    )

    def _compute_formalization_step_id(self):
        steps = self.env["mtm.formalization"]._current_steps("site_id", self)
        for site in self:
            site.formalization_step_id = steps.get(site._origin)

    def _search_formalization_step_id(self, operator, value):
        return [
            (
                "formalization_ids",
                "any",
                [("is_current", "=", True), ("step_id", operator, value)],
            )
        ]
