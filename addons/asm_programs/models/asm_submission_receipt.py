import hashlib
import json

from odoo import api, fields, models
from odoo.tools import hmac

from ..tools import clock
from .asm_submission import AsmSubmission as Submission
from .asm_submission_form import FIELDS


class AsmSubmission(models.Model):
    """The receipt of a report: a number that the partner can refer to."""

    _inherit = "asm.submission"

    receipt = fields.Char(
        readonly=True,
        copy=False,
        help="Given when the report is first sent to review; it keeps it.",
    )
    sent_count = fields.Integer(
        string="Times Sent", required=True, readonly=True, copy=False, default=0
    )
    sending_ids = fields.One2many(
        "asm.submission.sending",
        "submission_id",
        string="Sent to Review",
        domain=[("number", ">", 0)],
        readonly=True,
    )

    _receipt_unique = models.UniqueIndex(
        "(receipt) WHERE receipt IS NOT NULL", "Another report has this receipt."
    )
    _review_fields = Submission._review_fields | {
        "receipt",
        "sent_count",
        "sending_ids",
    }

    @api.model
    def _portal_readable_fields(self):
        return super()._portal_readable_fields() | {"receipt", "sent_count"}

    def action_submit(self):
        result = super().action_submit()
        for submission in self:
            submission._give_receipt()
        return result

    def _give_receipt(self):
        """Register that this report was sent, in the user's name."""
        # the number and the register are the system's
        report = self.sudo()
        report.write(
            {
                "receipt": report.receipt
                or report.env["ir.sequence"].next_by_code("asm.submission.receipt"),
                "sent_count": report.sent_count + 1,
            }
        )
        values = {
            "receipt": report.receipt,
            "number": report.sent_count,
            "digest": report._digest(),
            "day": self.env["mtm.partner.access"]._day_of(self.env.user),
        }
        Sending = report.env["asm.submission.sending"]
        # one that is not answered yet is of this very request
        claimed = Sending.search(
            [("submission_id", "=", self.id), ("is_answered", "=", False)], limit=1
        )
        if claimed:
            claimed.write(values | {"is_answered": True})
        else:
            Sending.create(values | {"submission_id": self.id, "user_id": self.env.uid})

    def _digest(self):
        """Return the SHA-256 of what this report holds, the same for the same."""
        rows = [
            [*row._cell_key(), *(self._plain(row[name]) for name in FIELDS.values())]
            for row in self.actual_ids
        ]
        text = json.dumps([sorted(map(json.dumps, rows)), self._story()])
        return hashlib.sha256(text.encode()).hexdigest()

    def _plain(self, value):
        return value.id if isinstance(value, models.BaseModel) else value

    def _portal_card(self):
        return super()._portal_card() | {
            "receipt": self.receipt or "",
            "sent_count": self.sent_count,
        }

    def _portal_form(self):
        # a browser that kept an older description takes the newer one
        return super()._portal_form() | {"read_on": clock.now().isoformat()}

    def _portal_receipt(self):
        """Return the receipt in plain values; the caller has checked access."""
        form = self._portal_form()
        return form | {
            "sendings": [
                {
                    "number": sending.number,
                    "user": sending.user_id.name,
                    "sent_on": sending.sent_on,
                    "content": self._show_digest(sending.digest),
                }
                for sending in self.sending_ids
            ],
        }

    def _show_digest(self, digest):
        """Return the beginning of a digest as people compare it: ab12-cd34-ef56."""
        return "-".join(digest[start : start + 4] for start in (0, 4, 8))

    @api.model
    def _draft_owner(self):
        """Return under which name drafts of the user are kept in a browser.

        It says nothing about the user, and differs between databases.
        """
        secret = self.env(su=True)
        return hmac(secret, "asm.submission.draft", self.env.uid)[:32]
