from markupsafe import Markup

from odoo import api, fields, models

from ..tools import playbooks


class MtmEngagement(models.Model):
    """Playbooks: what a service needs doing, offered when it is put on an engagement.

    A step's date counts from the engagement's start and moves with it as long as it is
    open and nobody set another date by hand; its owner follows the manager and the
    team in the same way. A step that somebody left out or cancelled is not offered
    again, and can still be ticked in the list of steps.
    """

    _inherit = "mtm.engagement"

    skipped_step_ids = fields.Many2many(
        "mail.activity.plan.template",
        "mtm_engagement_skipped_step_rel",
        "engagement_id",
        "template_id",
        string="Steps Left Out",
        copy=False,
    )
    offered_step_count = fields.Integer(compute="_compute_offered_steps")
    offered_step_services = fields.Char(compute="_compute_offered_steps")
    step_progress = fields.Char(string="Steps Done", compute="_compute_step_progress")

    @api.depends("service_ids", "skipped_step_ids", "stage_id", "active")
    def _compute_offered_steps(self):
        for engagement in self:
            steps = engagement._offered_steps()
            services = engagement.service_ids.filtered(
                lambda service, s=steps: service.sudo().activity_plan_id & s.plan_id
            )
            engagement.offered_step_count = len(steps)
            engagement.offered_step_services = ", ".join(services.mapped("name"))

    def _compute_step_progress(self):
        counts = {}
        groups = self.env["mail.activity"].sudo()
        for engagement, active, count in groups.with_context(
            active_test=False
        )._read_group(
            [("mtm_engagement_id", "in", self.ids), ("mtm_step_key", "!=", False)],
            ["mtm_engagement_id", "active"],
            ["__count"],
        ):
            counts[engagement.id, active] = count
        for engagement in self:
            done = counts.get((engagement.id, False), 0)
            total = done + counts.get((engagement.id, True), 0)
            engagement.step_progress = f"{done} / {total}" if total else False

    def _playbook_steps(self):
        """Return one step for each key of the playbooks of this engagement's services.

        Which playbook a service has is no secret; another company's is left out.
        """
        self.ensure_one()
        plans = self.service_ids.sudo().activity_plan_id.filtered(
            lambda plan: plan.active and plan.company_id <= self.company_id
        )
        steps = playbooks.keep_earliest(
            (step._step_key(), step._get_date_deadline(self.date_start), step.id)
            for step in plans.template_ids
        )
        return self.env["mail.activity.plan.template"].browse(
            step_id for _key, _date, step_id in steps
        )

    def _step_activities(self):
        """Return ``{step key: activity}`` of this engagement, done ones included."""
        self.ensure_one()
        # a step that somebody else has is there, also for who may not read it
        activities = self.env["mail.activity"].sudo().with_context(active_test=False)
        found = activities.search(
            [
                ("mtm_engagement_id", "=", self._origin.id),
                ("mtm_step_key", "!=", False),
            ]
        )
        return {activity.mtm_step_key: activity for activity in found}

    def _offered_steps(self):
        """Return the steps that this engagement neither has nor was to go without."""
        self.ensure_one()
        if self.is_closed or not self.active or not self.service_ids:
            return self.env["mail.activity.plan.template"]
        known = self._step_activities().keys() | {
            step._step_key() for step in self.skipped_step_ids
        }
        return self._playbook_steps().filtered(lambda s: s._step_key() not in known)

    def action_open_playbook(self):
        """Show the steps of this engagement's playbooks, to be added or left out."""
        self.ensure_one()
        playbook = self.env["mtm.engagement.playbook"].create(
            {"engagement_id": self.id}
        )
        return playbook._get_records_action(
            name=self.env._("Steps of the Playbook"), target="new"
        )

    def _start_playbook(self, on_demand_user=None):
        """Add every step that is offered, with the dates and owners it proposes."""
        user = on_demand_user or self.env.user
        for engagement in self:
            engagement._add_steps(
                [
                    engagement._prepare_step(step, user)
                    for step in engagement._offered_steps()
                ]
            )

    def _prepare_step(self, step, on_demand_user, base_date=None):
        """Return the values of the activity for a step of a playbook."""
        self.ensure_one()
        owner = step._determine_responsible(on_demand_user, self)
        planned = step._get_date_deadline(self.date_start)
        return {
            "activity_type_id": step.activity_type_id.id,
            "summary": step.summary,
            "note": step.note,
            "automated": False,
            "date_deadline": step._get_date_deadline(base_date or self.date_start),
            "res_model_id": self.env["ir.model"]._get_id(self._name),
            "res_id": self.id,
            "user_id": owner["responsible"].id,
            "mtm_template_id": step.id,
            "mtm_step_key": step._step_key(),
            "mtm_date_planned": planned,
            "mtm_user_planned_id": owner["responsible"].id,
            "warning": owner["warning"],
        }

    def _add_steps(self, steps):
        """Create activities, with a note where an owner was missing.

        :param steps: the values of :meth:`_prepare_step`
        """
        self.ensure_one()
        if not steps:
            return self.env["mail.activity"]
        for values in steps:
            if warning := values.pop("warning", False):
                values["note"] = (values["note"] or Markup()) + Markup(
                    "<p>%s</p>"
                ) % warning
        activities = self.env["mail.activity"].create(steps)
        lines = Markup().join(
            Markup("<li>%s</li>") % self._describe_activity(activity)
            for activity in activities.sorted("date_deadline")
        )
        self.message_post(
            body=Markup("<p>%s</p><ul>%s</ul>")
            % (self.env._("Steps of the playbook:"), lines),
            subtype_xmlid="mail.mt_note",
        )
        return activities

    def write(self, vals):
        result = super().write(vals)
        if "date_start" in vals:
            self._move_steps()
        if "user_id" in vals:
            self._reassign_steps()
        return result

    def _open_steps(self):
        """Return the activities still to do that came from a step."""
        # the owner of a step can be somebody whose activities the user may not read
        return (
            self.env["mail.activity"]
            .sudo()
            .search(
                [
                    ("mtm_engagement_id", "in", self.ids),
                    ("mtm_template_id", "!=", False),
                ]
            )
        )

    def _move_steps(self):
        """Count dates of open steps from the start again; those set by hand stay."""
        for activity in self._open_steps():
            start = activity.mtm_engagement_id.date_start
            if not start or activity.date_deadline != activity.mtm_date_planned:
                continue
            day = activity.mtm_template_id._get_date_deadline(start)
            if day != activity.date_deadline:
                activity.write({"date_deadline": day, "mtm_date_planned": day})

    def _reassign_steps(self):
        """Give open steps to who owns them now, but for those given away by hand."""
        for activity in self._open_steps():
            step = activity.mtm_template_id
            if (
                step.responsible_type == "on_demand"
                or activity.user_id != activity.mtm_user_planned_id
            ):
                continue
            engagement = activity.mtm_engagement_id.with_env(self.env)
            owner = step.with_env(self.env)._determine_responsible(
                activity.user_id, engagement
            )["responsible"]
            if owner != activity.user_id:
                activity.write({"user_id": owner.id, "mtm_user_planned_id": owner.id})

    def _may_be_opened_by(self, user):
        self.ensure_one()
        return user.active and self.with_user(user).has_access("read")
