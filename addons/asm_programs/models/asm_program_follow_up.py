from odoo import fields, models

from .asm_rating import LIGHTS, STEPS


class AsmProgram(models.Model):
    """How a programme is rated, and what was recommended to it."""

    _inherit = "asm.program"

    program_rating_ids = fields.One2many("asm.rating", "program_id")
    rating_step = fields.Selection(STEPS, string="Rating", compute="_compute_rating")
    rating_light = fields.Selection(LIGHTS, string="Light", compute="_compute_rating")
    recommendation_count = fields.Integer(
        string="Open Recommendations", compute="_compute_follow_up_counts"
    )
    audit_count = fields.Integer(string="Audits", compute="_compute_follow_up_counts")

    def _compute_rating(self):
        """The last rating of the programme as a whole, for all donors."""
        whole = [("result_id", "=", False)]
        last = self.env["asm.rating"]._last_by("program_id", self, whole)
        for program in self:
            step, light = last.get(program._origin, (False, False))
            program.rating_step, program.rating_light = step, light

    def _compute_follow_up_counts(self):
        counts = {
            model: dict(
                self.env[model]._read_group(
                    [("program_id", "in", self.ids), *domain],
                    ["program_id"],
                    ["__count"],
                )
            )
            for model, domain in (
                ("asm.recommendation", [("state", "in", ("open", "in_progress"))]),
                ("asm.audit", []),
            )
        }
        for program in self:
            own = program._origin
            program.recommendation_count = counts["asm.recommendation"].get(own, 0)
            program.audit_count = counts["asm.audit"].get(own, 0)

    def action_view_recommendations(self):
        return self._view_follow_up("asm_programs.asm_recommendation_action")

    def action_view_audits(self):
        return self._view_follow_up("asm_programs.asm_audit_action")

    def action_view_ratings(self):
        return self._view_follow_up("asm_programs.asm_rating_action")

    def _view_follow_up(self, action):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(action)
        return action | {
            "domain": [("program_id", "=", self.id)],
            "context": {"default_program_id": self.id},
        }
