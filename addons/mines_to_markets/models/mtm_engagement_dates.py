from odoo import api, fields, models

ACTIVITY_TYPES = {
    "date_review": "mines_to_markets.mail_activity_type_review",
    "date_renewal": "mines_to_markets.mail_activity_type_renewal",
}
HEALTH = "mines_to_markets.mail_activity_type_health"


class MtmEngagement(models.Model):
    """Review and renewal: each date raises one activity and moves it along."""

    _inherit = "mtm.engagement"

    date_review = fields.Date(
        string="Next Review",
        copy=False,
        tracking=True,
        help="Puts a review on the manager's list for that day.",
    )
    date_renewal = fields.Date(
        string="Decide on Renewal By",
        copy=False,
        tracking=True,
        help="Puts the decision on the manager's list for that day.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        engagements = super().create(vals_list)
        for name in ACTIVITY_TYPES:
            engagements.filtered(name)._follow_date(name)
        return engagements

    def write(self, vals):
        closed = self.filtered("is_closed")
        managers = {e.id: e.user_id for e in self} if "user_id" in vals else {}
        result = super().write(vals)
        if managers:
            self._hand_over_reminders(managers)
        reopened = closed.filtered(lambda engagement: not engagement.is_closed)
        for name in ACTIVITY_TYPES:
            moved = self if name in vals else reopened.filtered(name)
            moved._follow_date(name)
        return result

    def _hand_over_reminders(self, managers):
        """Pass open reminders of the manager before to the one now.

        Activities that people planned by hand stay with whom they were given to.
        """
        for activity in self.activity_search([*ACTIVITY_TYPES.values(), HEALTH]):
            engagement = self.browse(activity.res_id)
            if engagement.user_id and activity.user_id == managers[engagement.id]:
                activity.user_id = engagement.user_id

    def _follow_date(self, name):
        """Keep one open activity on the day of this date, or none without a date."""
        activity_type = ACTIVITY_TYPES[name]
        planned = self.activity_search([activity_type]).grouped("res_id")
        for engagement in self:
            day = not engagement.is_closed and engagement[name]
            activity = planned.get(engagement.id, self.env["mail.activity"])
            if not day:
                activity.unlink()
            elif activity:
                activity.date_deadline = day
            else:
                engagement.activity_schedule(
                    activity_type,
                    date_deadline=day,
                    user_id=engagement.user_id.id or self.env.uid,
                )
