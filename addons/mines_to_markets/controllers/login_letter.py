from odoo import http
from odoo.http import content_disposition, request

MOST_DAYS = 90


class LoginLetter(http.Controller):
    """The letter with a code, for staff who give access."""

    @http.route(
        "/mines_to_markets/login_letter", type="http", auth="user", methods=["POST"]
    )
    def login_letter(self, access_id="", days="14", **kw):
        """Make a new code and answer with its letter, the only place it stands in."""
        if not (access_id.isdecimal() and days.isdecimal()):
            raise request.not_found()
        access = request.env["mtm.partner.access"].search([("id", "=", int(access_id))])
        if not access:
            raise request.not_found()
        access.check_access("write")
        days = min(max(int(days), 1), MOST_DAYS)
        content = request.env["mtm.login.code"]._letter(access, days)
        request.env["mtm.log.entry"]._describe_export(access, format="pdf")
        name = f"{access.user_id.login}.pdf"
        return request.make_response(
            content,
            headers=[
                ("Content-Type", "application/pdf"),
                ("Content-Disposition", content_disposition(name)),
                ("Cache-Control", "no-store"),
            ],
        )
