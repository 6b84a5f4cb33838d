from odoo import api, fields, models


class MtmEngagementPlaybookLine(models.TransientModel):
    """One step: when, who, and whether the engagement has it already."""

    _name = "mtm.engagement.playbook.line"
    _description = "Step of the Playbook"
    _order = "date, id"

    playbook_id = fields.Many2one(
        "mtm.engagement.playbook", required=True, index=True, ondelete="cascade"
    )
    template_id = fields.Many2one(
        "mail.activity.plan.template",
        string="Step",
        required=True,
        readonly=True,
        ondelete="cascade",
    )
    plan_id = fields.Many2one(related="template_id.plan_id", string="From")
    activity_id = fields.Many2one("mail.activity", readonly=True, ondelete="cascade")
    state = fields.Selection(
        [
            ("new", "To add"),
            ("planned", "Planned already"),
            ("done", "Done"),
            ("left_out", "Left out"),
        ],
        readonly=True,
    )
    is_selected = fields.Boolean(string="Add")
    date = fields.Date(string="Due")
    user_id = fields.Many2one(
        "res.users",
        string="Owner",
        ondelete="cascade",
        compute="_compute_owner",
        store=True,
        readonly=False,
        domain="[('share', '=', False)]",
    )
    note = fields.Char(compute="_compute_owner", store=True)

    @api.depends("template_id", "activity_id", "playbook_id.on_demand_user_id")
    def _compute_owner(self):
        for line in self:
            playbook = line.playbook_id
            if line.activity_id:
                # who has a step is said, also where the activity is not for the reader
                line.user_id = line.activity_id.sudo().user_id
                line.note = False
                continue
            owner = line.template_id._determine_responsible(
                playbook.on_demand_user_id, playbook.engagement_id
            )
            line.user_id = owner["responsible"]
            line.note = owner["warning"]

    def _prepare_activity(self):
        """Return the activity's values, with the date and owner of this line."""
        self.ensure_one()
        playbook = self.playbook_id
        values = playbook.engagement_id._prepare_step(
            self.template_id, playbook.on_demand_user_id
        )
        if self.user_id.id != values["user_id"]:
            values["warning"] = False
        return values | {
            "date_deadline": self.date or values["date_deadline"],
            "user_id": self.user_id.id,
        }
