from odoo import api, fields, models
from odoo.exceptions import UserError


class MtmCommitment(models.Model):
    """Who promised what by when.

    It shows up as an activity of whoever follows it, and ends with a note or a piece
    of evidence that says how the promise was kept.
    """

    _name = "mtm.commitment"
    _description = "Commitment"
    _inherit = ["mtm.portal.mixin", "mtm.follow.mixin"]
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
        copy=False,
    )
    agreement_id = fields.Many2one(
        "agreement",
        index="btree_not_null",
        ondelete="restrict",
        help="The agreement that this is an obligation of.",
    )
    closing_note = fields.Text(string="How It Was Kept", copy=False, tracking=True)
    evidence_id = fields.Many2one(
        "mtm.evidence", index="btree_not_null", ondelete="restrict", copy=False
    )
    date_done = fields.Date(string="Done On", readonly=True, copy=False)
    is_overdue = fields.Boolean(
        compute="_compute_is_overdue", search="_search_is_overdue"
    )

    # those due are looked for every morning, the oldest first
    _due_idx = models.Index("(date_due, id) WHERE state = 'open'")
    _done_says_how = models.Constraint(
        "CHECK (state <> 'done' OR evidence_id IS NOT NULL "
        "OR COALESCE(btrim(closing_note), '') <> '')",
        "A commitment is done with a note or a piece of evidence that says how it was "
        "kept.",
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
            "partner": self.partner_id.name,
            "is_ours": self.is_ours,
            "date_due": self.date_due,
            "is_overdue": self.is_overdue,
            "is_done": self.state == "done",
            "date_done": self.date_done,
        }

    def _portal_cards_with_links(self):
        """Return the cards, with a link where the user may open the engagement."""
        open_to_user = self.engagement_id._filtered_access("read")
        return [
            card
            | {
                "url": f"/my/engagements/{commitment.engagement_id.id}"
                if commitment.engagement_id in open_to_user
                else None,
                # the name of an engagement that the user may not open stays hidden
                "engagement": commitment.engagement_id in open_to_user
                and card["engagement"],
            }
            for commitment, card in zip(self, self._portal_cards(), strict=True)
        ]

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([self._with_date_done(vals) for vals in vals_list])

    def write(self, vals):
        return super().write(self._with_date_done(vals))

    @api.model
    def _with_date_done(self, vals):
        if "state" not in vals or "date_done" in vals:
            return vals
        is_done = vals["state"] == "done"
        return vals | {"date_done": is_done and fields.Date.context_today(self)}

    def action_done(self, note=None):
        """Mark as done what says how it was kept; for the rest, ask how.

        :param note: how it was kept
        """
        self.check_access("write")
        if note:
            self.write({"state": "done", "closing_note": note})
        elif all(commitment._says_how() for commitment in self):
            self.write({"state": "done"})
        else:
            return self._action_close()
        return True

    def _says_how(self):
        """Say whether there is a note or evidence of how this was kept."""
        self.ensure_one()
        return bool(self.evidence_id or (self.closing_note or "").strip())

    def _action_close(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("How Was It Kept?"),
            "res_model": "mtm.commitment.close",
            "view_mode": "form",
            "target": "new",
            "context": {"default_commitment_ids": self.ids},
        }

    def action_cancel(self):
        self.state = "cancelled"

    def action_reopen(self):
        self.write({"state": "open", "closing_note": False, "evidence_id": False})

    # -- the activity of who follows it --

    @api.model
    def _followup_fields(self):
        return {"name", "date_due", "user_id", "state"}

    def _followup_values(self):
        if self.state != "open" or not self.user_id:
            return None
        return {
            "summary": self.name,
            "date_deadline": self.date_due,
            "user_id": self.user_id.id,
        }

    def _followup_outcome(self):
        if self.state != "done":
            return False
        return self.closing_note or self.evidence_id.name

    def _followup_changed(self, date, user):
        self.write({"date_due": date, "user_id": user.id})

    def _followup_done(self, feedback, attachments):
        values = {"state": "done"}
        if attachments:
            values["evidence_id"] = self._as_evidence(attachments[0]).id
        if feedback:
            values["closing_note"] = feedback
        if len(values) == 1 and not self._says_how():
            raise UserError(
                self.env._(
                    "Say in the feedback how “%(commitment)s” was kept, or attach what "
                    "shows it.",
                    commitment=self.name,
                )
            )
        self.write(values)

    def _as_evidence(self, attachment):
        """Return a piece of evidence with a copy of this file."""
        return self.env["mtm.evidence"].create(
            {"file": attachment.datas, "filename": attachment.name}
        )
