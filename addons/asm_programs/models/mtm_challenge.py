from odoo import fields, models


class MtmChallenge(models.Model):
    """What results and risks share a challenge, beside the engagements that do."""

    _inherit = "mtm.challenge"

    result_ids = fields.Many2many(
        "asm.result",
        "asm_result_challenge_rel",
        "challenge_id",
        "result_id",
        string="Results",
    )
    risk_ids = fields.Many2many(
        "asm.risk",
        "asm_risk_challenge_rel",
        "challenge_id",
        "risk_id",
        string="Risks",
    )
    risk_count = fields.Integer(compute="_compute_risk_count")
    result_count = fields.Integer(compute="_compute_result_count")

    def _compute_result_count(self):
        self._count_sharing("asm.result", "result_count")

    def _compute_risk_count(self):
        self._count_sharing("asm.risk", "risk_count")

    def action_view_risks(self):
        return self._view_sharing("asm_programs.asm_risk_action_menu")

    def action_view_results(self):
        return self._view_sharing("asm_programs.asm_result_action_menu")
