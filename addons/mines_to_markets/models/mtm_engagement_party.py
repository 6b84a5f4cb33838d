from odoo import fields, models


class MtmEngagementParty(models.Model):
    """A further party of an engagement, beside its stakeholder."""

    _name = "mtm.engagement.party"
    _description = "Party of an Engagement"
    _order = "engagement_id, id"
    _rec_name = "partner_id"

    engagement_id = fields.Many2one(
        "mtm.engagement", required=True, index=True, ondelete="cascade"
    )
    partner_id = fields.Many2one(
        "res.partner",
        string="Organisation",
        required=True,
        index=True,
        ondelete="restrict",
    )
    role = fields.Selection(
        [
            ("member", "Consortium member"),
            ("committee", "Committee member"),
            ("signatory", "Signatory"),
            ("beneficiary", "Beneficiary"),
            ("observer", "Observer"),
        ],
        required=True,
        default="member",
    )

    _partner_unique = models.UniqueIndex(
        "(engagement_id, partner_id, role)",
        "This organisation has this role in the engagement already.",
    )
