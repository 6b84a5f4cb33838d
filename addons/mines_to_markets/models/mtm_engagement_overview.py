from odoo import fields, models
from odoo.fields import Domain
from odoo.tools import SQL


class MtmEngagement(models.Model):
    _inherit = "mtm.engagement"

    # to search by: manager or member of the team, each looked up by its index
    worked_on_by_id = fields.Many2one(
        "res.users", store=False, search="_search_worked_on_by_id"
    )

    def _search_worked_on_by_id(self, operator, value):
        if operator != "in" or not all(isinstance(id_, int) and id_ for id_ in value):
            return NotImplemented
        self.flush_model(["user_id", "member_ids"])
        engagements = SQL(
            """(
                SELECT id FROM mtm_engagement WHERE user_id IN %(users)s
                UNION ALL
                SELECT engagement_id FROM mtm_engagement_member_rel
                 WHERE user_id IN %(users)s
            )""",
            users=tuple(value),
        )
        return Domain("id", "in", engagements)
