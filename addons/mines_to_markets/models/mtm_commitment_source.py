from odoo import api, fields, models
from odoo.tools import html2plaintext

LONGEST_NAME = 120


class MtmCommitment(models.Model):
    """Where a commitment was made: in a message, at a meeting, by an activity."""

    _inherit = "mtm.commitment"

    message_id = fields.Many2one(
        "mail.message",
        string="Made in Message",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
    )
    event_id = fields.Many2one(
        "calendar.event",
        string="Made at Meeting",
        copy=False,
        index="btree_not_null",
        ondelete="set null",
    )
    activity_id = fields.Many2one(
        "mail.activity",
        string="Made by Activity",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
    )
    source = fields.Selection(
        [
            ("message", "A message"),
            ("meeting", "A meeting"),
            ("activity", "An activity"),
            ("agreement", "An agreement"),
        ],
        string="Comes From",
        compute="_compute_source",
    )

    @api.depends("message_id", "event_id", "activity_id", "agreement_id")
    def _compute_source(self):
        for commitment in self:
            commitment.source = (
                (commitment.message_id and "message")
                or (commitment.event_id and "meeting")
                or (commitment.activity_id and "activity")
                or (commitment.agreement_id and "agreement")
            )

    @api.model
    def action_from_message(self, message_id):
        """Open a new commitment, filled in from a message.

        :param message_id: id of a message that the user may read
        """
        message = self.env["mail.message"].browse(message_id)
        message.check_access("read")
        author = message.author_id.commercial_partner_id
        is_ours = self._is_of_staff(message.author_id)
        return self._action_new(
            self.env[message.model].browse(message.res_id),
            {
                "message_id": message.id,
                "name": self._name_from(message.body) or message.subject,
                "is_ours": is_ours,
                "partner_id": False if is_ours else author.id,
            },
        )

    @api.model
    def _is_of_staff(self, author):
        # whether somebody is a colleague is not a secret
        return any(not user.share for user in author.sudo().user_ids)

    @api.model
    def _name_from(self, html):
        """Return the first line of a text, cut at a word when it is long."""
        text = html2plaintext(html or "", include_references=False)
        line = next((line.strip() for line in text.splitlines() if line.strip()), "")
        if len(line) <= LONGEST_NAME:
            return line
        return line[:LONGEST_NAME].rsplit(" ", 1)[0] + "…"

    @api.model
    def _action_new(self, record, values):
        """Return the action that opens a new commitment.

        :param record: what it was made on: an engagement, or something that belongs to
            one or to a stakeholder
        :param values: what to fill in
        """
        engagement = self._engagement_of(record)
        values = {name: value for name, value in values.items() if value}
        if engagement:
            of_engagement = {
                "engagement_id": engagement.id,
                "partner_id": engagement.partner_id.id,
            }
            values = of_engagement | values
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Make a Commitment"),
            "res_model": self._name,
            "views": [(False, "form")],
            "target": "new",
            "context": {f"default_{name}": value for name, value in values.items()},
        }

    @api.model
    def _engagement_of(self, record):
        """Return the engagement that a record belongs to, when there is one only."""
        if record._name == "mtm.engagement":
            return record
        if "engagement_id" in record._fields:
            return record.engagement_id
        if record._name == "res.partner":
            engagements = record.commercial_partner_id.engagement_ids.filtered(
                lambda engagement: not engagement.is_closed
            )
        elif "engagement_ids" in record._fields:
            engagements = record.engagement_ids
        else:
            engagements = self.env["mtm.engagement"]
        return engagements if len(engagements) == 1 else engagements.browse()

    def action_view_source(self):
        """Open what the commitment was made in."""
        self.ensure_one()
        message = self.message_id
        if message:
            record = self.env[message.model].browse(message.res_id)
        else:
            record = self.event_id or self._record_of_activity() or self.agreement_id
        return record._get_records_action(target="current")

    def _record_of_activity(self):
        activity = self.activity_id
        return activity and self.env[activity.res_model].browse(activity.res_id)
