from odoo import http
from odoo.http import content_disposition, request


class DonorReport(http.Controller):
    """Files of a report, for whoever may read it: those kept, or of a draft drawn."""

    @http.route(
        "/asm/donor-reports/<int:report_id>/<any(pdf,zip):kind>",
        type="http",
        auth="user",
    )
    def download(self, report_id, kind):
        report = request.env["asm.donor.report"].browse(report_id)
        if not report.exists() or not report.has_access("read"):
            raise request.not_found()
        request.env["mtm.log.entry"]._describe_export(report, format=kind)
        name, raw, mimetype = report._file_of_kind(kind)
        return request.make_response(
            raw,
            [
                ("Content-Type", mimetype),
                ("Content-Disposition", content_disposition(name)),
                ("X-Content-Type-Options", "nosniff"),
            ],
        )
