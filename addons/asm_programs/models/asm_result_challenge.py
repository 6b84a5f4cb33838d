from odoo import fields, models


class AsmResult(models.Model):
    _inherit = "asm.result"

    challenge_ids = fields.Many2many(
        "mtm.challenge",
        "asm_result_challenge_rel",
        "result_id",
        "challenge_id",
        string="Challenges",
        ondelete="restrict",
        help="What stands in the way of formal mining and this result works on.",
    )
