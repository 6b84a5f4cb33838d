from odoo import models
from odoo.http import request

REPORTS = "/report/"
# of these, an answer is a file however it is sent, but for what Odoo shows of them
KINDS = {
    "application/pdf",
    "application/vnd.oasis.opendocument.spreadsheet",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "application/zip",
    "text/csv",
}
# what Odoo sends to be looked at, unless it is asked for a download
SHOWN = "/web/"
SHOWN_KINDS = ("application/pdf", "image/", "text/")
SHOWN_FILES = "/web/content"
# the first page of a file, shown small beside a message
SMALL = "/mail/attachment/pdf_first_page/"
# of what begins like a report: pictures of codes, and whether there is a program
NO_REPORTS = ("/report/barcode", "/report/check_")


class IrHttp(models.AbstractModel):
    """No file goes out without an entry in the log."""

    _inherit = "ir.http"

    @classmethod
    def _pre_dispatch(cls, rule, args):
        result = super()._pre_dispatch(rule, args)
        # anew each time that a request is tried again
        request.mtm_export = {
            "route": rule.rule,
            "numbers": {
                name: value
                for name, value in args.items()
                if isinstance(value, int) and not isinstance(value, bool)
            },
        }
        return result

    @classmethod
    def _post_dispatch(cls, response):
        result = super()._post_dispatch(response)
        if cls._is_file(response):
            request.env["mtm.log.entry"]._note_answer(
                response.mimetype, goes_on=cls._goes_on(response)
            )
        return result

    @classmethod
    def _goes_on(cls, response):
        """Say whether an answer is a part of a file that is not its beginning."""
        part = response.headers.get("Content-Range", "")
        return response.status_code == 206 and not part.startswith("bytes 0-")

    @classmethod
    def _is_file(cls, response):
        """Say whether an answer is a file to keep, or a report on its own page."""
        path = request.httprequest.path
        if response.status_code not in (200, 206) or path.startswith(SMALL):
            return False
        disposition = response.headers.get("Content-Disposition", "")
        if disposition.partition(";")[0].strip().lower() == "attachment":
            return True
        kind = response.mimetype or ""
        if path.startswith(SHOWN):
            is_shown = kind.startswith(SHOWN_KINDS) and kind != "text/csv"
            is_any = kind in KINDS or path.startswith(SHOWN_FILES)
            return is_any and not is_shown
        if kind in KINDS:
            return True
        return path.startswith(REPORTS) and not path.startswith(NO_REPORTS)
