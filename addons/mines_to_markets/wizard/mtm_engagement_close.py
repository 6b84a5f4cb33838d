from odoo import api, fields, models


class MtmEngagementClose(models.TransientModel):
    """Close an engagement: its outcome, its lessons, and what is still open."""

    _name = "mtm.engagement.close"
    _description = "Close an Engagement"

    engagement_id = fields.Many2one(
        "mtm.engagement", required=True, readonly=True, ondelete="cascade"
    )
    stage_id = fields.Many2one(
        "mtm.engagement.stage",
        string="As",
        required=True,
        ondelete="cascade",
        domain="[('is_closed', '=', True)]",
        default=lambda self: self._default_stage_id(),
    )
    outcome = fields.Selection(
        selection=lambda self: (
            self.env["mtm.engagement"]
            ._fields["outcome"]
            ._description_selection(self.env)
        ),
        compute="_compute_words",
        store=True,
        readonly=False,
    )
    lessons = fields.Text(
        string="Lessons Learned",
        compute="_compute_words",
        store=True,
        readonly=False,
    )
    commitment_ids = fields.Many2many(
        "mtm.commitment", string="Open Commitments", compute="_compute_open_work"
    )
    delivery_ids = fields.Many2many(
        "mtm.service.delivery", string="Draft Deliveries", compute="_compute_open_work"
    )
    open_work = fields.Text(compute="_compute_open_work")
    activity_count = fields.Integer(compute="_compute_activity_count")

    @api.model
    def _default_stage_id(self):
        return self.env["mtm.engagement.stage"].search(
            [("is_closed", "=", True)], limit=1
        )

    @api.depends("engagement_id")
    def _compute_words(self):
        for closing in self:
            closing.outcome = closing.outcome or closing.engagement_id.outcome
            closing.lessons = closing.lessons or closing.engagement_id.lessons

    @api.depends("engagement_id")
    def _compute_open_work(self):
        for closing in self:
            engagement = closing.engagement_id
            closing.open_work = engagement and engagement._describe_open_work()
            for name in ("commitment_ids", "delivery_ids"):
                model = self._fields[name].comodel_name
                closing[name] = (
                    engagement._open_work(model).with_env(self.env)
                )._filtered_access("read")

    @api.depends("engagement_id")
    def _compute_activity_count(self):
        for closing in self:
            closing.activity_count = len(closing.engagement_id.activity_ids)

    def action_view_commitments(self):
        return self.engagement_id.action_view_commitments()

    def action_view_drafts(self):
        action = self.engagement_id.action_view_deliveries()
        action["context"]["search_default_draft"] = 1
        return action

    def action_close(self):
        self.engagement_id.write(
            {
                "stage_id": self.stage_id.id,
                "outcome": self.outcome,
                "lessons": self.lessons,
            }
        )
        return {"type": "ir.actions.act_window_close"}
