from odoo.http import content_disposition, request, route

from .portal import AsmCustomerPortal


class PortalPaper(AsmCustomerPortal):
    """A report to print and fill in by hand, where there is no connection."""

    @route(
        "/my/reports/<int:submission_id>/paper",
        type="http",
        auth="user",
        website=True,
        methods=["GET"],
    )
    def portal_my_report_paper(self, submission_id, **kw):
        submission = self._find_readable("asm.submission", submission_id)
        # found as the user; what a report points to is hidden from people outside
        report = request.env["ir.actions.report"].sudo()
        content, _kind = report._render_qweb_pdf(
            "asm_programs.asm_submission_report_paper", submission.ids
        )
        name = f"{submission.sudo().display_name}.pdf"
        return request.make_response(
            content,
            headers=[
                ("Content-Type", "application/pdf"),
                ("Content-Length", len(content)),
                ("Content-Disposition", content_disposition(name)),
                ("Cache-Control", "no-store"),
            ],
        )
