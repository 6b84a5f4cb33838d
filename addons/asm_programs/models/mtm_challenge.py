from odoo import fields, models


class MtmChallenge(models.Model):
    """What results share a challenge, beside the engagements that do."""

    _inherit = "mtm.challenge"

    result_ids = fields.Many2many(
        "asm.result",
        "asm_result_challenge_rel",
        "challenge_id",
        "result_id",
        string="Results",
    )
    result_count = fields.Integer(compute="_compute_result_count")

    def _compute_result_count(self):
        self._count_sharing("asm.result", "result_count")

    def action_view_results(self):
        return self._view_sharing("asm_programs.asm_result_action_menu")
