import re

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.http import request, route

from ..tools import uploads
from .portal import AsmCustomerPortal

# a little more than the file, for the other fields of the form
# the id of an indicator of a programme, or of a site, 0 for none
NUMBER = re.compile(r"[0-9]{1,9}", re.ASCII)
MOST_BYTES = uploads.MOST_BYTES + 64 * 1024


class EvidencePortal(AsmCustomerPortal):
    """Files and links at the numbers of a report, one call a piece.

    A report that the user may not read is not found. What else is refused is said in
    a sentence, ``{"problem": sentence}``, and changes nothing.
    """

    @route(
        "/my/reports/<int:submission_id>/evidence",
        type="http",
        auth="user",
        methods=["POST"],
        max_content_length=MOST_BYTES,
    )
    def portal_evidence_add(
        self, submission_id, line="", site="", file=None, url=None, **kw
    ):
        report = self._report_for_evidence(submission_id)
        place = self._place_of_evidence(line, site)
        if hasattr(file, "read"):
            raw = file.read(uploads.MOST_BYTES + 1)
            return self._answer_evidence(
                report._attach_file, *place, file.filename, raw
            )
        link = url if isinstance(url, str) else ""
        return self._answer_evidence(report._attach_link, *place, link)

    @route(
        "/my/reports/<int:submission_id>/evidence/<int:evidence_id>/change",
        type="http",
        auth="user",
        methods=["POST"],
    )
    def portal_evidence_change(
        self, submission_id, evidence_id, line="", site="", kind="", date="", **kw
    ):
        report = self._report_for_evidence(submission_id)
        place = self._place_of_evidence(line, site)
        said = [text if isinstance(text, str) else "" for text in (kind, date)]
        return self._answer_evidence(report._change_piece, *place, evidence_id, *said)

    @route(
        "/my/reports/<int:submission_id>/evidence/<int:evidence_id>/delete",
        type="http",
        auth="user",
        methods=["POST"],
    )
    def portal_evidence_delete(
        self, submission_id, evidence_id, line="", site="", **kw
    ):
        report = self._report_for_evidence(submission_id)
        place = self._place_of_evidence(line, site)
        return self._answer_evidence(report._delete_piece, *place, evidence_id)

    @route(
        "/my/reports/<int:submission_id>/evidence/<int:evidence_id>",
        type="http",
        auth="user",
        methods=["GET"],
    )
    def portal_evidence(self, submission_id, evidence_id, **kw):
        # evidence is hidden from portal users but for that of their own numbers
        report = self._find_readable("asm.submission", submission_id).sudo()
        piece = report.actual_ids.evidence_ids.filtered(
            lambda piece: piece.id == evidence_id and piece.attachment_id
        )
        if not piece:
            raise request.not_found()
        stream = request.env["ir.binary"]._get_stream_from(piece.attachment_id)
        # never shown as a page of this site, whatever it holds
        return stream.get_response(as_attachment=True)

    @route(
        "/my/reports/<int:submission_id>/history",
        type="jsonrpc",
        auth="user",
        readonly=True,
    )
    def portal_report_history(self, submission_id):
        report = self._find_readable("asm.submission", submission_id)
        # the trail and its people are hidden from portal users; who they are is
        # told as far as their organisation knows them
        return report.sudo()._portal_history()

    def _place_of_evidence(self, *numbers):
        """Return line and site as they arrived; other texts are of no place."""
        if not all(
            isinstance(text, str) and NUMBER.fullmatch(text) for text in numbers
        ):
            raise request.not_found()
        return [int(text) for text in numbers]

    def _report_for_evidence(self, submission_id):
        # portal users hold no right to write; their role is checked by the model
        return self._find_readable("asm.submission", submission_id).sudo()

    def _answer_evidence(self, method, *arguments):
        """Return what a method of the report says as JSON, a refusal as a sentence."""
        try:
            with request.env.cr.savepoint():
                answer = method(*arguments)
        except (AccessError, UserError, ValidationError) as error:
            return request.make_json_response({"problem": str(error)}, status=422)
        return request.make_json_response(answer)
