from odoo import fields, models


class ResPartner(models.Model):
    """How far a cooperative has come on the ladder to formal business."""

    _inherit = "res.partner"

    formalization_step_id = fields.Many2one(
        "mtm.formalization.step",
        string="Step of Formalization",
        compute="_compute_formalization_step_id",
        search="_search_formalization_step_id",
        groups="mines_to_markets.group_mtm_user",
    )

    def _compute_formalization_step_id(self):
        steps = self.env["mtm.formalization"]._current_steps("partner_id", self)
        for partner in self:
            partner.formalization_step_id = steps.get(partner._origin)

    def _search_formalization_step_id(self, operator, value):
        return [
            (
                "formalization_ids",
                "any",
                [("is_current", "=", True), ("step_id", operator, value)],
            )
        ]
