from odoo import http
from odoo.http import content_disposition, request


class DonorFormat(http.Controller):
    """The file of a format, for whoever may read it."""

    @http.route(
        "/asm/donor-formats/<int:format_id>",
        type="http",
        auth="user",
    )
    def download(self, format_id):
        record = request.env["asm.donor.format"].browse(format_id)
        if not record.exists() or not record.has_access("read"):
            raise request.not_found()
        request.env["mtm.log.entry"]._describe_export(record, format="json")
        name = f"{record.code}-{record.version}.json"
        return request.make_response(
            record._as_file(),
            [
                ("Content-Type", "application/json; charset=utf-8"),
                ("Content-Disposition", content_disposition(name)),
            ],
        )
