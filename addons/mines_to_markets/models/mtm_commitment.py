from odoo import api, fields, models


class MtmCommitment(models.Model):
    """Who promised what by when."""

    _name = "mtm.commitment"
    _description = "Commitment"
    _inherit = ["mtm.portal.mixin", "mail.thread", "mail.activity.mixin"]
    _order = "date_due, id"

    name = fields.Char(required=True, tracking=True)
    engagement_id = fields.Many2one(
        "mtm.engagement", required=True, index=True, ondelete="restrict"
    )
    partner_id = fields.Many2one(
        "res.partner",
        string="Stakeholder",
        required=True,
        index=True,
        ondelete="restrict",
        compute="_compute_partner_id",
        store=True,
        readonly=False,
        precompute=True,
    )
    is_ours = fields.Boolean(
        string="Ours", help="We promised it to them; otherwise they to us."
    )
    user_id = fields.Many2one(
        "res.users",
        string="Followed by",
        index=True,
        ondelete="restrict",
        default=lambda self: self.env.user,
        domain="[('share', '=', False)]",
        tracking=True,
    )
    date_due = fields.Date(string="Due", required=True, tracking=True)
    state = fields.Selection(
        [("open", "Open"), ("done", "Done"), ("cancelled", "Cancelled")],
        required=True,
        default="open",
        tracking=True,
    )
    is_overdue = fields.Boolean(
        compute="_compute_is_overdue", search="_search_is_overdue"
    )

    @api.depends("engagement_id")
    def _compute_partner_id(self):
        for commitment in self:
            commitment.partner_id = (
                commitment.partner_id or commitment.engagement_id.partner_id
            )

    @api.depends("state", "date_due")
    def _compute_is_overdue(self):
        today = fields.Date.context_today(self)
        for commitment in self:
            commitment.is_overdue = bool(
                commitment.state == "open"
                and commitment.date_due
                and commitment.date_due < today
            )

    def _search_is_overdue(self, operator, value):
        if operator != "in":
            return NotImplemented
        return [("state", "=", "open"), ("date_due", "<", "today")]

    @api.model
    def _portal_readable_fields(self):
        return super()._portal_readable_fields() | {
            "name",
            "engagement_id",
            "partner_id",
            "is_ours",
            "date_due",
            "state",
            "is_overdue",
        }

    def _portal_card(self):
        return super()._portal_card() | {
            "name": self.name,
            "engagement": self.engagement_id.name,
            "is_ours": self.is_ours,
            "date_due": self.date_due,
            "is_overdue": self.is_overdue,
        }

    def _portal_todo(self):
        """Return these as entries of what a partner is to do next."""
        open_to_user = self.engagement_id._filtered_access("read")
        return [
            {
                "title": commitment.name,
                # the name of an engagement that the user may not open stays hidden
                "text": self.env._("You promised this to us"),
                "url": commitment.engagement_id in open_to_user
                and f"/my/engagements/{commitment.engagement_id.id}",
                "date": commitment.date_due,
                "badge": commitment.is_overdue and self.env._("Overdue"),
                "badge_class": "text-bg-danger",
            }
            for commitment in self
        ]

    def action_done(self):
        self.state = "done"

    def action_cancel(self):
        self.state = "cancelled"

    def action_reopen(self):
        self.state = "open"
