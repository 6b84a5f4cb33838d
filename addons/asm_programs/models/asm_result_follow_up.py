from odoo import fields, models

from .asm_rating import LIGHTS, STEPS


class AsmResult(models.Model):
    """How a result is rated."""

    _inherit = "asm.result"

    rating_step = fields.Selection(STEPS, string="Rating", compute="_compute_rating")
    rating_light = fields.Selection(LIGHTS, string="Light", compute="_compute_rating")

    def _compute_rating(self):
        """The last rating of each result for all donors."""
        last = self.env["asm.rating"]._last_by("result_id", self)
        for result in self:
            step, light = last.get(result._origin, (False, False))
            result.rating_step, result.rating_light = step, light

    def action_view_ratings(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "asm_programs.asm_rating_action"
        )
        return action | {
            "domain": [("result_id", "=", self.id)],
            "context": {
                "default_program_id": self.program_id.id,
                "default_result_id": self.id,
            },
        }
