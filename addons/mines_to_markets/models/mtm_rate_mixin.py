from datetime import timedelta

from odoo import api, fields, models

MOST_IN_AN_HOUR = 30


class MtmRateMixin(models.AbstractModel):
    """What one person from outside may make within an hour: more than anybody needs."""

    _name = "mtm.rate.mixin"
    _description = "Made No More Often Than Needed"

    @api.model
    def _explain_too_many(self):
        """Say why the user who asks can make no more of these now; else nothing."""
        an_hour_ago = fields.Datetime.now() - timedelta(hours=1)
        # a user is asked about what they made themselves, whatever they may read of it
        made = self.sudo().search_count(
            [("create_uid", "=", self.env.uid), ("create_date", ">", an_hour_ago)],
            limit=MOST_IN_AN_HOUR,
        )
        if made < MOST_IN_AN_HOUR:
            return ""
        return self.env._(
            "You sent %(count)s of these within an hour. Go on in an hour; what you "
            "sent is kept.",
            count=made,
        )
