import hashlib
import json
import re
import uuid

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import SQL

from ..tools import clock

KEY = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.ASCII)
KEPT_DAYS = 60


class AsmSubmissionSending(models.Model):
    """One sending of what a report holds, so that sent twice it counts once.

    The page gives each sending a key of its own before it tries. Whoever lost the
    answer, with the connection, sends again with the same key and gets the same
    answer. A sending to review carries the receipt; one of a draft is forgotten after
    some weeks.
    """

    _name = "asm.submission.sending"
    _description = "Sending of a Submission"
    _order = "submission_id, sent_on desc, id desc"
    _rec_name = "receipt"

    submission_id = fields.Many2one(
        "asm.submission", required=True, readonly=True, index=True, ondelete="cascade"
    )
    key = fields.Char(
        required=True,
        readonly=True,
        default=lambda self: str(uuid.uuid4()),
        help="Made by the page, or by the system for what staff send.",
    )
    user_id = fields.Many2one(
        "res.users",
        string="Sent By",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    sent_on = fields.Datetime(
        required=True, readonly=True, default=lambda self: clock.now()
    )
    day = fields.Date(
        readonly=True, help="The day on which it was sent, where the sender is."
    )
    number = fields.Integer(
        string="Time",
        required=True,
        readonly=True,
        default=0,
        help="Which time the report was sent to review, 0 for a draft.",
    )
    receipt = fields.Char(readonly=True)
    digest = fields.Char(
        string="Content", readonly=True, help="SHA-256 of what the report held."
    )
    # what was asked and answered, for whoever asks again
    asked = fields.Char(readonly=True, groups=fields.NO_ACCESS)
    problems = fields.Json(
        readonly=True, groups=fields.NO_ACCESS, export_string_translation=False
    )
    is_answered = fields.Boolean(readonly=True, default=True)

    _key_unique = models.UniqueIndex(
        "(submission_id, key)", "This was received already."
    )
    _number_unique = models.UniqueIndex(
        "(submission_id, number) WHERE number > 0",
        "This report was sent to review with this number already.",
    )
    _receipt_numbered = models.Constraint(
        "CHECK ((number > 0) = (receipt IS NOT NULL))",
        "Only what is sent to review has a receipt.",
    )

    @api.model
    def _claim(self, submission, key, content):
        """Register a sending before it is carried out.

        Of two at once with one key the second waits here, and is repeated by the
        server once the first is there.

        :param content: what is sent, in plain values
        :return: the sending, not answered yet where it is new
        :raises ValidationError: for a key that is none, or of other content
        """
        if not isinstance(key, str) or not KEY.fullmatch(key):
            raise ValidationError(
                self.env._("This sending has no proper key. Reload the page.")
            )
        text = json.dumps(content, sort_keys=True, default=str)
        asked = hashlib.sha256(text.encode()).hexdigest()
        self.env.cr.execute(
            SQL(
                """INSERT INTO asm_submission_sending (
                       submission_id, key, user_id, sent_on, asked, number,
                       is_answered, create_uid, create_date, write_uid, write_date)
                   VALUES (%(submission)s, %(key)s, %(user)s, %(now)s, %(asked)s, 0,
                       FALSE, %(user)s, %(now)s, %(user)s, %(now)s)
                   ON CONFLICT DO NOTHING""",
                submission=submission.id,
                key=key,
                user=self.env.uid,
                now=clock.now(),
                asked=asked,
            ),
            log_exceptions=False,
        )
        found = self.sudo().search_fetch(
            [("submission_id", "=", submission.id), ("key", "=", key)],
            ("user_id", "asked", "problems", "is_answered", "number", "receipt"),
        )
        if found.asked != asked or found.user_id != self.env.user:
            raise ValidationError(
                self.env._(
                    "Something else was sent with this key. Reload the page and send "
                    "again."
                )
            )
        return found

    def _answer(self):
        """Return what whoever sent this is told besides the grid."""
        self.ensure_one()
        return {
            "problems": self.problems or {},
            "receipt": self.receipt or "",
            "sent_number": self.number,
        }

    @api.autovacuum
    def _gc_drafts(self):
        """Forget sendings of drafts: nobody asks for an answer after weeks."""
        before = fields.Datetime.subtract(clock.now(), days=KEPT_DAYS)
        self.sudo().search(
            [("number", "=", 0), ("sent_on", "<", before)], limit=10_000
        ).unlink()
