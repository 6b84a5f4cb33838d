from odoo import http
from odoo.http import content_disposition, request

WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class Frameworks(http.Controller):
    """The workbook from which a results framework is brought in."""

    @http.route(
        "/asm_programs/framework/<model('asm.program'):program>/template",
        type="http",
        auth="user",
        methods=["GET"],
    )
    def download_template(self, program):
        program.check_access("read")
        request.env["asm.result"].check_access("create")
        request.env["mtm.log.entry"]._describe_export(program, format="xlsx")
        content = request.env["asm.framework"]._workbook(program)
        return request.make_response(
            content,
            headers=[
                ("Content-Type", WORKBOOK),
                (
                    "Content-Disposition",
                    content_disposition(f"framework_{program.code}.xlsx"),
                ),
                ("Content-Length", len(content)),
            ],
        )
