from odoo import api, fields, models


class MtmEngagementMember(models.Model):
    """Somebody in the team of an engagement, with a role or without."""

    _name = "mtm.engagement.member"
    _description = "Member of a Team"
    _order = "engagement_id, role_id, id"
    _rec_name = "user_id"

    engagement_id = fields.Many2one(
        "mtm.engagement", required=True, index=True, ondelete="cascade"
    )
    user_id = fields.Many2one(
        "res.users",
        string="Colleague",
        required=True,
        index=True,
        ondelete="cascade",
        domain="[('share', '=', False)]",
    )
    role_id = fields.Many2one(
        "mtm.engagement.role", index="btree_not_null", ondelete="restrict"
    )

    _role_unique = models.UniqueIndex(
        "(engagement_id, user_id, COALESCE(role_id, 0))",
        "This colleague has this role in the engagement already.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        members = super().create(vals_list)
        members.engagement_id._reassign_steps()
        return members

    def write(self, vals):
        engagements = self.engagement_id
        result = super().write(vals)
        (engagements | self.engagement_id)._reassign_steps()
        return result

    def unlink(self):
        engagements = self.engagement_id
        result = super().unlink()
        engagements._reassign_steps()
        return result
