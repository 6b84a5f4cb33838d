from datetime import timedelta

from werkzeug.exceptions import TooManyRequests

from odoo import fields, http
from odoo.exceptions import UserError
from odoo.http import content_disposition, request, route

from ..models.asm_submission_entry import MAY_SAVE
from ..models.mtm_import_workbook_page import MOST_MB
from .portal import DUE, AsmCustomerPortal

WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PAGE = "/my/reports/workbook"
# a little more than the file, which is told apart by a sentence
MOST_BODY = (MOST_MB + 1) * 1024 * 1024
# so many cells are listed on a page; what is to be decided and put right is all there
MOST_LINES = 300
# more than anybody fills in by hand; each is kept with what it said
MOST_IN_AN_HOUR = 60


def send_workbook(content, filename):
    return request.make_response(
        content,
        headers=[
            ("Content-Type", WORKBOOK),
            ("Content-Disposition", content_disposition(filename)),
            ("Content-Length", len(content)),
            ("X-Content-Type-Options", "nosniff"),
        ],
    )


class StaffWorkbook(http.Controller):
    """The workbook of reports that a member of staff chose in a list."""

    @route(
        "/asm_programs/workbook",
        type="http",
        auth="user",
        methods=["GET"],
    )
    def download_workbook(self, ids="", **kw):
        if not request.env.user._is_internal():
            raise request.not_found()
        chosen = [int(each) for each in ids.split(",") if each.isdecimal()]
        reports = request.env["asm.submission"].search([("id", "in", chosen)])
        if not reports:
            raise request.not_found()
        request.env["mtm.log.entry"]._describe_export(reports, format="xlsx")
        return send_workbook(reports._workbook(), reports._workbook_filename())


class WorkbookPortal(AsmCustomerPortal):
    """Reports go out as a workbook and come back filled in."""

    @route(PAGE, type="http", auth="user", website=True, methods=["GET"], readonly=True)
    def portal_workbook(self, **kw):
        return self._render_workbook()

    def _render_workbook(self, refused=None):
        values = {
            "reports": self._reports_to_fill_in()._portal_cards(),
            "uploads": self._own_uploads(limit=10),
            "refused": refused,
            "labels": dict(
                request.env["mtm.import"]
                ._fields["state"]
                ._description_selection(request.env)
            ),
        }
        return self._render_page(
            "portal_my_workbook", "workbook", values, addon="asm_programs"
        )

    def _reports_to_fill_in(self):
        """Return the reports that are due and that the user's role may fill in."""
        families = self._find_reports_due().grouped("partner_id")
        # partners do not read who has which role; each asks for their own, and that of
        # an organisation is the same for all its reports
        return request.env["asm.submission"].union(
            *(
                reports
                for reports in families.values()
                if reports[0].sudo()._portal_role() in MAY_SAVE
            )
        )

    def _find_reports_due(self):
        Submission = request.env["asm.submission"]
        if not Submission.has_access("read"):
            return Submission
        due = self._of_current("asm.submission", [("state", "in", DUE)])
        return Submission.search(due, order="date_due, id")

    def _own_uploads(self, domain=(), limit=None):
        """Return the workbooks that the user uploaded, newest first."""
        # partners have no right on imports: these are their own
        Import = request.env["mtm.import"].sudo()
        mine = [("kind", "=", "workbook"), ("create_uid", "=", request.env.uid)]
        return Import.search([*mine, *domain], limit=limit)

    def _find_upload(self, import_id):
        found = self._own_uploads([("id", "=", import_id)])
        # who lost access loses what they uploaded, too
        if not found or not found._workbook_is_open():
            raise request.not_found()
        return found

    @route(
        f"{PAGE}/download",
        type="http",
        auth="user",
        website=True,
        methods=["GET"],
    )
    def portal_workbook_download(self, **kw):
        """Give all reports that are due as one workbook."""
        reports = self._reports_to_fill_in()
        if not reports:
            return request.redirect(PAGE)
        return self._send(reports)

    @route(
        "/my/reports/<int:submission_id>/workbook",
        type="http",
        auth="user",
        website=True,
        methods=["GET"],
    )
    def portal_report_workbook(self, submission_id, **kw):
        report = self._find_readable("asm.submission", submission_id)
        # partners do not read who has which role; each asks for their own
        if report.sudo()._portal_role() not in MAY_SAVE:
            raise request.not_found()
        return self._send(report)

    def _send(self, reports):
        # what reports point to is hidden from partners; these are open to them
        reports = reports.sudo()
        request.env["mtm.log.entry"]._describe_export(reports, format="xlsx")
        return send_workbook(reports._workbook(), reports._workbook_filename())

    @route(
        PAGE,
        type="http",
        auth="user",
        website=True,
        methods=["POST"],
        max_content_length=MOST_BODY,
    )
    def portal_workbook_upload(self, file=None, **kw):
        """Take a workbook and show what it would change."""
        Import = request.env["mtm.import"]
        content, problem = Import._workbook_upload(file)
        if problem:
            return self._render_workbook(problem)
        an_hour_ago = fields.Datetime.now() - timedelta(hours=1)
        sent = self._own_uploads([("create_date", ">", an_hour_ago)], MOST_IN_AN_HOUR)
        if len(sent) >= MOST_IN_AN_HOUR:
            raise TooManyRequests()
        # partners have no right on imports; what theirs may write is checked by it
        item = Import.sudo().create(
            {"kind": "workbook", "file": content, "filename": file.filename[:120]}
        )
        item.action_preview()
        return request.redirect(f"{PAGE}/{item.id}")

    @route(
        f"{PAGE}/<int:import_id>",
        type="http",
        auth="user",
        website=True,
        methods=["GET"],
    )
    def portal_workbook_preview(self, import_id, **kw):
        item = self._find_upload(import_id)
        values = {"upload": item, **item._workbook_page(MOST_LINES)}
        return self._render_page(
            "portal_my_workbook_upload", "workbook_upload", values, addon="asm_programs"
        )

    @route(
        f"{PAGE}/<int:import_id>/store",
        type="http",
        auth="user",
        website=True,
        methods=["POST"],
    )
    def portal_workbook_store(self, import_id, **post):
        """Store what was shown; what is to be decided, as the user decided."""
        item = self._find_upload(import_id)
        if item.state == "previewed":
            try:
                item._workbook_choose(post)
                item.action_start()
            except UserError as error:
                item._record(message=str(error))
        return request.redirect(f"{PAGE}/{item.id}")

    @route(
        f"{PAGE}/<int:import_id>/progress",
        type="jsonrpc",
        auth="user",
        readonly=True,
    )
    def portal_workbook_progress(self, import_id):
        item = self._find_upload(import_id)
        return {
            "is_running": item.state == "running",
            "progress": item.progress,
            "message": item.message or "",
        }

    @route(
        f"{PAGE}/<int:import_id>/marked",
        type="http",
        auth="user",
        website=True,
        methods=["GET"],
    )
    def portal_workbook_marked(self, import_id, **kw):
        """Give the workbook back with the cells marked that are to be put right."""
        item = self._find_upload(import_id)
        if not item._workbook_can_be_marked():
            raise request.not_found()
        request.env["mtm.log.entry"]._describe_export(item, format="xlsx")
        return send_workbook(item._workbook_marked(), item._workbook_marked_name())
