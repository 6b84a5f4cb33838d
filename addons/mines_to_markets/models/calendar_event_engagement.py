from odoo import api, fields, models


class CalendarEvent(models.Model):
    """A meeting of an engagement: its minutes, and what was decided."""

    _inherit = "calendar.event"

    engagement_id = fields.Many2one(
        "mtm.engagement",
        compute="_compute_engagement_id",
        store=True,
        readonly=False,
        index="btree_not_null",
        ondelete="set null",
        groups="base.group_user",
    )
    minutes = fields.Html(
        groups="base.group_user",
        help="What was said and decided. Attendees from outside do not see it here.",
    )
    commitment_ids = fields.One2many(
        "mtm.commitment",
        "event_id",
        string="Decisions",
        groups="mines_to_markets.group_mtm_user",
    )

    @api.depends("res_model", "res_id")
    def _compute_engagement_id(self):
        Engagement = self.env["mtm.engagement"]
        for event in self:
            if event.res_model == Engagement._name:
                event.engagement_id = Engagement.browse(event.res_id or ()).exists()
            else:
                event.engagement_id = event.engagement_id

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([self._with_document(vals) for vals in vals_list])

    def write(self, vals):
        result = super().write(self._with_document(vals))
        if "engagement_id" in vals and not vals["engagement_id"]:
            of_engagement = self.filtered(
                lambda event: event.res_model == "mtm.engagement"
            )
            if of_engagement:
                of_engagement.write({"res_model_id": False, "res_id": False})
        return result

    @api.model
    def _with_document(self, vals):
        """Return the values with the engagement as the document of the meeting."""
        if not vals.get("engagement_id") or vals.get("res_id"):
            return vals
        model_id = self.env["ir.model"]._get_id("mtm.engagement")
        return vals | {"res_model_id": model_id, "res_id": vals["engagement_id"]}

    def action_new_commitment(self):
        """Open a new commitment, made at this meeting."""
        self.ensure_one()
        return self.env["mtm.commitment"]._action_new(self, {"event_id": self.id})
