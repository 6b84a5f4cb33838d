from odoo import models


class MailActivitySchedule(models.TransientModel):
    """A plan launched from the chatter is a playbook too: its steps are remembered."""

    _inherit = "mail.activity.schedule"

    def _compute_plan_date(self):
        """Propose the start of the engagement, where dates of steps count from."""
        result = super()._compute_plan_date()
        for scheduler in self.filtered(lambda s: s.res_model == "mtm.engagement"):
            engagements = scheduler._get_applied_on_records()
            if len(engagements) == 1 and engagements.date_start:
                scheduler.plan_date = engagements.date_start
        return result

    def action_schedule_plan(self):
        if self.res_model != "mtm.engagement":
            return super().action_schedule_plan()
        for engagement in self._get_applied_on_records():
            known = engagement._step_activities()
            steps = self.plan_id.template_ids.filtered(
                lambda step, k=known: step._step_key() not in k
            )
            engagement._add_steps(
                [
                    engagement._prepare_step(
                        step, self.plan_on_demand_user_id, self.plan_date
                    )
                    for step in steps
                ]
            )
        return {"type": "ir.actions.client", "tag": "soft_reload"}
