import re

from odoo.exceptions import AccessError
from odoo.http import request, route
from odoo.tools import file_open

from .portal import AsmCustomerPortal

# what a worker runs: what it shares with pages first
WORKER = (
    "report_draft/draft_store.js",
    "report_draft/draft_send.js",
    "worker/report_worker.js",
)
# not every browser knows modules in a service worker
MODULE_WORDS = re.compile(r"^(import .*?;$|export )", re.MULTILINE)


def _service_worker():
    """Return the script of the service worker, as one."""
    parts = []
    for path in WORKER:
        with file_open(f"asm_programs/static/src/{path}") as file:
            parts.append(MODULE_WORDS.sub("", file.read()))
    return "\n".join(parts)


class AsmPortalDraft(AsmCustomerPortal):
    """Reports without a connection: pages that stay, drafts sent once, receipts."""

    @route()
    def portal_my_report(self, submission_id, done=None, **kw):
        response = super().portal_my_report(submission_id, done, **kw)
        if response.qcontext["report"]["can_save"]:
            self._let_keep(response)
        return response

    def _let_keep(self, response):
        """Let the service worker keep a page, for this user alone.

        Nothing else keeps it: after logging out "back" shows it no more.
        """
        owner = request.env["asm.submission"]._draft_owner()
        response.headers["X-Report-Owner"] = owner
        response.headers["Cache-Control"] = "no-store"

    @route("/my/reports/phone", type="http", auth="user", website=True, readonly=True)
    def portal_my_reports_phone(self, **kw):
        response = self._render_page(
            "portal_my_reports_phone", "reports", {}, addon="asm_programs"
        )
        self._let_keep(response)
        return response

    # nosemgrep: route-for-everybody - a fixed page, kept by browsers without a login
    @route(
        "/my/offline",
        type="http",
        auth="public",
        methods=["GET"],
        readonly=True,
        sitemap=False,
    )
    def portal_offline(self, **kw):
        return request.render("asm_programs.portal_offline")

    # nosemgrep: route-for-everybody - a fixed script, asked for after logout as well
    @route(
        "/my/service-worker.js",
        type="http",
        auth="public",
        methods=["GET"],
        readonly=True,
        sitemap=False,
    )
    def portal_service_worker(self, **kw):
        return request.make_response(
            _service_worker(),
            [
                ("Content-Type", "text/javascript"),
                ("Cache-Control", "no-cache"),
                # the first screen too, which lies above
                ("Service-Worker-Allowed", "/my"),
            ],
        )

    @route()
    def portal_my_report_save(
        self,
        submission_id,
        changes=None,
        shown=None,
        submit=False,
        key=None,
        owner=None,
        lang=None,
    ):
        """Store what was typed, once for each key.

        :param key: made by the page for this sending, the same when it tries again
        :param owner: whose page it is, so that nobody sends what another one typed
        :return: as without a key, with ``receipt`` and ``sent_number``
        """
        submission = self._find_readable("asm.submission", submission_id)
        if owner and owner != submission._draft_owner():
            raise AccessError(
                request.env._(
                    "Somebody else has logged in on this device since this was "
                    "typed. Log in as before, then it is sent."
                )
            )
        content = {
            "changes": changes,
            "shown": shown,
            "submit": bool(submit),
            "lang": lang,
        }
        if not key:
            return self._save_report(submission, **content)
        sending = request.env["asm.submission.sending"]._claim(submission, key, content)
        if sending.is_answered:
            answer = sending._answer()
            return answer | self._form_after(
                submission, answer["problems"], content["submit"]
            )
        answer = self._save_report(submission, **content)
        if not sending.is_answered:
            sending.write({"problems": answer["problems"], "is_answered": True})
        return answer | sending._answer()

    @route("/my/reports/session", type="jsonrpc", auth="user", readonly=True)
    def portal_my_reports_session(self):
        """Return who is logged in now, and the token for forms of this session."""
        return {
            "owner": request.env["asm.submission"]._draft_owner(),
            "csrf_token": request.csrf_token(),
        }

    @route(
        "/my/reports/<int:submission_id>/receipt",
        type="http",
        auth="user",
        website=True,
        methods=["GET"],
        readonly=True,
    )
    def portal_my_report_receipt(self, submission_id, **kw):
        submission = self._find_readable("asm.submission", submission_id)
        if not submission.receipt:
            raise request.not_found()
        # who sent it and when is hidden from portal users; the report is theirs
        values = {"report": submission.sudo()._portal_receipt()}
        return self._render_page(
            "portal_my_receipt", "report", values, addon="asm_programs"
        )
