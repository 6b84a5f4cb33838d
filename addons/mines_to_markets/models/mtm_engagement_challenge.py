from odoo import fields, models


class MtmEngagement(models.Model):
    _inherit = "mtm.engagement"

    challenge_ids = fields.Many2many(
        "mtm.challenge",
        "mtm_engagement_challenge_rel",
        "engagement_id",
        "challenge_id",
        string="Challenges",
        ondelete="restrict",
        help="What stands in the way of formal mining and is worked on here.",
    )
