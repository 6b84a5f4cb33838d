from odoo import fields, models


class MtmEngagement(models.Model):
    """Trainings and workshops under an engagement."""

    _inherit = "mtm.engagement"

    event_count = fields.Integer(string="Trainings", compute="_compute_event_count")

    def _compute_event_count(self):
        counts = self._count_by_engagement("event.event")
        for engagement in self:
            engagement.event_count = counts.get(engagement, 0)

    def action_view_events(self):
        action = self._action_view("event_event_action_training")
        action["context"] = {
            "default_engagement_id": self.id,
            "default_address_id": False,
            "default_user_id": self.user_id.id,
        }
        return action
