from odoo import fields, models


class AsmRisk(models.Model):
    _inherit = "asm.risk"

    challenge_ids = fields.Many2many(
        "mtm.challenge",
        "asm_risk_challenge_rel",
        "risk_id",
        "challenge_id",
        string="Challenges",
        ondelete="restrict",
        help="What stands in the way of formal mining and makes this risk.",
    )
