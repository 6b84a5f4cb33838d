from odoo import fields, models


class MtmEngagementHealth(models.Model):
    """One statement of how an engagement was doing: append-only."""

    _name = "mtm.engagement.health"
    _description = "Health of an Engagement"
    _order = "date desc, id desc"
    _rec_name = "engagement_id"

    engagement_id = fields.Many2one(
        "mtm.engagement", required=True, index=True, ondelete="cascade"
    )
    date = fields.Date(required=True)
    health = fields.Selection(
        [
            ("on_track", "On track"),
            ("at_risk", "At risk"),
            ("off_track", "Off track"),
        ],
        required=True,
    )
    reason = fields.Text()
    user_id = fields.Many2one(
        "res.users", string="Said By", required=True, index=True, ondelete="restrict"
    )

    _reason_given = models.Constraint(
        "CHECK (health = 'on_track' OR TRIM(COALESCE(reason, '')) <> '')",
        "Say why an engagement is at risk or off track.",
    )
