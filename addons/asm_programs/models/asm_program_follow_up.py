from odoo import fields, models

from .asm_rating import LIGHTS, STEPS


class AsmProgram(models.Model):
    """How a programme is rated, and what was recommended to it."""

    _inherit = "asm.program"

    program_rating_ids = fields.One2many("asm.rating", "program_id", string="Ratings")
    rating_step = fields.Selection(STEPS, string="Rating", compute="_compute_rating")
    rating_light = fields.Selection(LIGHTS, string="Light", compute="_compute_rating")
    recommendation_count = fields.Integer(
        string="Open Recommendations", compute="_compute_follow_up_counts"
    )
    audit_count = fields.Integer(string="Audits", compute="_compute_follow_up_counts")

    def _compute_rating(self):
        """The last rating of the programme as a whole, for all donors."""
        ratings = self.env["asm.rating"].search(
            [
                ("program_id", "in", self.ids),
                ("result_id", "=", False),
                ("award_id", "=", False),
                ("is_current", "=", True),
            ]
        )
        by_program = ratings.grouped("program_id")
        for program in self:
            last = by_program.get(program._origin, ratings.browse())
            program.rating_step = last.filtered("rating")[:1].rating
            program.rating_light = last[:1].light

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
