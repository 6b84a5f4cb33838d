import hashlib
from datetime import timedelta

from odoo import Command, fields, models
from odoo.exceptions import UserError
from odoo.tools import human_size

from ..tools import uploads
from .asm_submission_entry import MAY_SAVE
from .asm_submission_form import Cell

MOST_OF_NUMBER = 50
MOST_IN_AN_HOUR = 200


class AsmSubmission(models.Model):
    """Files and links that a partner hangs on the numbers of a report.

    They hang on the number of a place: its total, or where only its parts are typed
    on the first of these. Callers for the portal have checked that the user may read
    the report and call with sudo(); the role is checked here.
    """

    _inherit = "asm.submission"

    def _attach_file(self, line_id, site_id, name, raw):
        """Hang a file on a number.

        :param name: as the sender calls it
        :param bytes raw: what it holds
        :return: the place anew, as :meth:`_describe_evidence_at` says
        :raises UserError: in a sentence, where it is refused
        """
        name = name.replace("\\", "/").rpartition("/")[2].strip()[-120:] or "file"
        number = self._number_to_attach_to(line_id, site_id)
        try:
            uploads.check(name, raw)
        except uploads.Refused as error:
            raise UserError(self._explain_refused(name, error.reason)) from None
        self._attach(number, {"raw": raw, "name": name})
        return self._describe_evidence_at(line_id, site_id)

    def _attach_link(self, line_id, site_id, url):
        """Hang a link on a number, as :meth:`_attach_file` does with a file."""
        url = url.strip()
        if not url.lower().startswith(("http://", "https://")) or len(url) > 2000:
            raise UserError(
                self.env._("A link starts with https://, as in https://example.org/.")
            )
        number = self._number_to_attach_to(line_id, site_id)
        self._attach(number, {"url": url})
        return self._describe_evidence_at(line_id, site_id)

    def _attach(self, number, piece):
        # in the user's name; what they may do was checked with the number
        Evidence = self.env["mtm.evidence"].sudo()
        values = {"url": piece.get("url")}
        if "raw" in piece:
            file = self.env["ir.attachment"].sudo()
            file = file.create(
                {
                    "name": piece["name"],
                    "raw": piece["raw"],
                    "res_model": "mtm.evidence",
                }
            )
            # whoever lost the answer, with the connection, sends it again; Odoo may
            # have made a large picture smaller
            number.lock_for_update()
            number.invalidate_recordset(["evidence_ids"])
            known = number.evidence_ids.mapped("sha256")
            if hashlib.sha256(file.raw).hexdigest() in known:
                file.unlink()
                return
            values = {"attachment_id": file.id}
        Evidence.create(values | {"actual_ids": [Command.link(number.id)]})

    def _number_to_attach_to(self, line_id, site_id):
        """Return the number of a place, if more may hang on it.

        :raises UserError: in a sentence, where nothing can
        """
        self._portal_check_role(MAY_SAVE)
        number = self._number_at(line_id, site_id)
        if not number:
            raise UserError(
                self.env._(
                    "Type the number first, or say why it is missing: a file belongs "
                    "to a number."
                )
            )
        self._check_may_attach(number)
        pieces = self._rows_at(line_id, site_id).evidence_ids
        if len(pieces) >= MOST_OF_NUMBER:
            raise UserError(
                self.env._(
                    "%(count)s pieces of evidence are at this number already. Delete "
                    "one that is not needed, or give a link to a folder.",
                    count=len(pieces),
                )
            )
        self._check_rate()
        return number

    def _check_may_attach(self, number):
        if not self._is_editable() or number._is_locked():
            raise UserError(
                self.env._(
                    "This number is under review or approved: what it rests on stays "
                    "as it is."
                )
            )

    def _check_rate(self):
        """:raises UserError: where one user sends more files than anybody needs to"""
        sent = (
            self.env["mtm.evidence"]
            .sudo()
            .search_count(
                [
                    ("create_uid", "=", self.env.uid),
                    ("create_date", ">", fields.Datetime.now() - timedelta(hours=1)),
                ],
                limit=MOST_IN_AN_HOUR,
            )
        )
        if sent >= MOST_IN_AN_HOUR:
            raise UserError(
                self.env._(
                    "You sent %(count)s files within an hour. Go on in an hour; what "
                    "you sent is kept.",
                    count=sent,
                )
            )

    def _change_piece(self, line_id, site_id, evidence_id, kind, date):
        """Say what a piece of evidence of a number is, and of which day.

        :raises UserError: in a sentence, where that cannot be
        """
        piece = self._piece_to_change(line_id, site_id, evidence_id)
        try:
            day = fields.Date.to_date(date or False)
        except ValueError:
            raise UserError(self.env._("Choose a day in the calendar.")) from None
        kinds = dict(piece._fields["kind"]._description_selection(self.env))
        if (kind == "link") != bool(piece.url) or kind not in kinds:
            raise UserError(self.env._("Choose one of the list."))
        piece.write({"kind": kind, "date": day})
        return self._describe_evidence_at(line_id, site_id)

    def _delete_piece(self, line_id, site_id, evidence_id):
        """Take a piece of evidence away from a number, and its file where nothing
        else rests on it.

        :raises UserError: in a sentence, where the number is no longer a draft
        """
        piece = self._piece_to_change(line_id, site_id, evidence_id)
        rows = self._rows_at(line_id, site_id)
        rows.evidence_ids = [Command.unlink(piece.id)]
        if not any(piece._uses()[piece]):
            # its file goes with it
            piece.unlink()
        return self._describe_evidence_at(line_id, site_id)

    def _piece_to_change(self, line_id, site_id, evidence_id):
        """Return a piece of evidence of a number that is still a draft.

        :raises UserError: where there is none, whoever else may have one of that id
        """
        self._portal_check_role(MAY_SAVE)
        rows = self._rows_at(line_id, site_id)
        piece = rows.evidence_ids.filtered(lambda piece: piece.id == evidence_id)
        if not piece:
            raise UserError(self.env._("This file is no longer at the report."))
        self._check_may_attach(rows[0])
        return piece

    def _rows_at(self, line_id, site_id):
        """Return the numbers of a place, its total first."""
        rows = self._rows()
        total = Cell(line_id, site_id)
        cells = sorted(cell for cell in rows if cell.place == total.place)
        return self.env["asm.actual"].union(*(rows[cell] for cell in cells))

    def _number_at(self, line_id, site_id):
        return self._rows_at(line_id, site_id)[:1]

    # What the grid shows

    def _describe_evidence_at(self, line_id, site_id):
        """Return what :meth:`_describe_evidence_of` does, anew, of one place."""
        rows = self._rows_at(line_id, site_id)
        rows.invalidate_recordset(["evidence_ids"])
        lacks = self._evidence_lacks(self._evidence_findings(rows))
        return self._describe_evidence_of(
            list(rows), lacks.get((line_id, site_id), []), rows.evidence_ids._ids
        )

    def _evidence_lacks(self, findings):
        """Return ``{place: [[severity, message]]}`` of the evidence that is missing."""
        lacks = {}
        for finding in findings:
            if finding.rule == "evidence":
                place = (finding.line.id, finding.site.id or 0)
                lacks.setdefault(place, []).append([finding.severity, finding.message])
        return lacks

    def _describe_evidence_of(self, rows, lacks, together):
        """Return what hangs on the numbers of a place, and what is missing there.

        :param rows: the numbers, the total first
        :param lacks: as of :meth:`_evidence_lacks`
        :param together: ids of the evidence that is read together
        """
        if not rows:
            return {}
        number = rows[0]
        pieces = number.evidence_ids.union(*(row.evidence_ids for row in rows))
        pieces = pieces.with_prefetch(together)
        described = {}
        if pieces:
            described["evidence"] = [
                self._describe_piece(piece, number) for piece in pieces.sorted("id")
            ]
        if number.evidence_note:
            described["evidence_note"] = number.evidence_note
        if lacks:
            described["evidence_lacks"] = lacks
        return described

    def _describe_piece(self, piece, number):
        file = piece.attachment_id
        kinds = dict(piece._fields["kind"]._description_selection(self.env))
        return {
            "id": piece.id,
            "name": piece.name or "",
            "kind": piece.kind,
            "kind_label": kinds[piece.kind],
            "size": human_size(file.file_size) if file else "",
            "date": fields.Date.to_string(piece.date) if piece.date else "",
            "url": piece.url or self._url_of_file(piece),
            "is_open": self._is_editable() and not number._is_locked(),
        }

    def _url_of_file(self, piece):
        if self.env.user._is_internal():
            return f"/web/content/{piece.attachment_id.id}"
        return f"/my/reports/{self.id}/evidence/{piece.id}"

    def _describe_uploads(self):
        """Return what the page has to know to send files."""
        field = self.env["mtm.evidence"]._fields["kind"]
        kinds = field._description_selection(self.env)
        return {
            "url": f"/my/reports/{self.id}/evidence",
            "most_bytes": uploads.MOST_BYTES,
            "most": human_size(uploads.MOST_BYTES),
            "accept": uploads.ACCEPTED,
            "kinds": [list(pair) for pair in kinds if pair[0] != "link"],
        }

    def _explain_refused(self, name, reason):
        words = {"file": name, "limit": human_size(uploads.MOST_BYTES)}
        messages = {
            "empty": self.env._("“%(file)s” is empty. Choose the file again."),
            "large": self.env._(
                "“%(file)s” is too large: a file has at most %(limit)s. Make it "
                "smaller, or give a link to it."
            ),
            "kind": self.env._(
                "“%(file)s” is of a kind that cannot be taken. Send a photo, a PDF, "
                "or a file of a word processor or spreadsheet."
            ),
            "ending": self.env._(
                "“%(file)s” holds something else than its name says. Save it again "
                "in the program that made it."
            ),
            "archive": self.env._(
                "“%(file)s” is an archive. Unpack it, then send the files in it: you "
                "can choose several at once."
            ),
            "encrypted": self.env._(
                "“%(file)s” is protected by a password. Save it without, then send "
                "it again."
            ),
            "macros": self.env._(
                "“%(file)s” holds macros. Save it without them, as .xlsx or .docx or "
                "PDF."
            ),
            "picture": self.env._(
                "“%(file)s” cannot be read as a picture. Take the photo again, or "
                "save it as JPEG."
            ),
            "damaged": self.env._(
                "“%(file)s” is damaged or did not arrive whole. Send it again."
            ),
            "unpacks": self.env._(
                "“%(file)s” becomes too large when it is opened. Send it as PDF."
            ),
        }
        return messages[reason] % words
