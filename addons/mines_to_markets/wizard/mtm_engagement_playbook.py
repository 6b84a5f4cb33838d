from odoo import Command, api, fields, models


class MtmEngagementPlaybook(models.TransientModel):
    """The steps of an engagement's playbooks before they become activities."""

    _name = "mtm.engagement.playbook"
    _description = "Steps of the Playbook"

    engagement_id = fields.Many2one(
        "mtm.engagement", required=True, readonly=True, ondelete="cascade"
    )
    date_start = fields.Date(related="engagement_id.date_start")
    on_demand_user_id = fields.Many2one(
        "res.users",
        string="Steps Without an Owner",
        ondelete="cascade",
        default=lambda self: self.env.user,
        domain="[('share', '=', False)]",
    )
    has_on_demand = fields.Boolean(compute="_compute_has_on_demand")
    line_ids = fields.One2many("mtm.engagement.playbook.line", "playbook_id")

    @api.depends("line_ids.template_id")
    def _compute_has_on_demand(self):
        for playbook in self:
            playbook.has_on_demand = "on_demand" in playbook.line_ids.filtered(
                lambda line: not line.activity_id
            ).template_id.mapped("responsible_type")

    @api.model_create_multi
    def create(self, vals_list):
        playbooks = super().create(vals_list)
        for playbook in playbooks:
            engagement = playbook.engagement_id
            existing = engagement._step_activities()
            playbook.line_ids = [
                Command.create(playbook._prepare_line(step, existing))
                for step in engagement._playbook_steps()
            ]
        return playbooks

    def _prepare_line(self, step, existing):
        activity = existing.get(step._step_key(), self.env["mail.activity"])
        engagement = self.engagement_id
        if activity:
            state = "planned" if activity.active else "done"
        else:
            left_out = {s._step_key() for s in engagement.skipped_step_ids}
            state = "left_out" if step._step_key() in left_out else "new"
        return {
            "template_id": step.id,
            "activity_id": activity.id,
            "state": state,
            "is_selected": state == "new",
            "date": activity.date_deadline
            or step._get_date_deadline(engagement.date_start),
        }

    def action_add(self):
        """Add the ticked steps, and remember which ones were left out."""
        self.ensure_one()
        engagement = self.engagement_id
        lines = self.line_ids.filtered(lambda line: not line.activity_id)
        ticked = lines.filtered("is_selected")
        engagement.skipped_step_ids = (
            engagement.skipped_step_ids | (lines - ticked).template_id
        ) - ticked.template_id
        engagement._add_steps([line._prepare_activity() for line in ticked])
        return {"type": "ir.actions.act_window_close"}

    def action_leave_out(self):
        """Go without the steps that are offered: the offer is not made again."""
        self.line_ids.is_selected = False
        return self.action_add()
