from odoo.http import request, route

from odoo.addons.mines_to_markets.controllers.sent_once import sent_once

from .portal import AsmCustomerPortal

TYPED = ("kind", "wished", "site_id", "actual_id", "reason")


class PortalReportRequest(AsmCustomerPortal):
    """What a partner asks for about a report that they cannot change themselves."""

    @route(
        "/my/reports/<int:submission_id>/ask",
        type="http",
        auth="user",
        website=True,
        methods=["GET"],
        readonly=True,
    )
    def portal_my_report_ask(self, submission_id, kind=None, **kw):
        submission = self._find_readable("asm.submission", submission_id)
        return self._render_ask(submission, {"kind": kind})

    @route(
        "/my/reports/<int:submission_id>/ask",
        type="http",
        auth="user",
        website=True,
        methods=["POST"],
    )
    @sent_once
    def portal_my_report_ask_send(self, submission_id, **post):
        submission = self._find_readable("asm.submission", submission_id)
        typed = {name: post[name] for name in TYPED if isinstance(post.get(name), str)}
        # portal users hold no right to create; their role is checked in there
        Request = request.env["asm.report.request"].sudo()
        _asked, problems = Request._portal_ask(submission.sudo(), typed)
        if problems:
            return self._render_ask(submission, typed, problems)
        return request.redirect(f"/my/reports/{submission.id}/ask?done=1")

    def _render_ask(self, submission, typed, problems=None):
        # found as the user; what a report points to is hidden from people outside
        report = submission.sudo()
        Request = request.env["asm.report.request"].sudo()
        values = {
            "report": report._portal_card(),
            "may_ask": report._portal_role() in ("editor", "officer"),
            "kinds": Request._fields["kind"]._description_selection(request.env),
            "sites": Request._portal_sites(report),
            "numbers": Request._portal_numbers(report),
            "asked": report.request_ids._portal_cards(),
            "typed": typed,
            "problems": problems or {},
            "done": request.params.get("done"),
        }
        response = self._render_page(
            "portal_my_report_ask", "report_ask", values, addon="asm_programs"
        )
        response.status_code = 422 if problems else 200
        return response
