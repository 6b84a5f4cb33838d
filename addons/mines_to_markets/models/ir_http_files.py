from werkzeug.exceptions import TooManyRequests

from odoo import models
from odoo.http import request

# how files come that are added to a record; the screens show what is wrong with them
_BESIDE_A_RECORD = ("/mail/attachment/upload", "/web/binary/upload_attachment")


class IrHttp(models.AbstractModel):
    """Nobody sends files without end, wherever files are taken."""

    _inherit = "ir.http"

    @classmethod
    def _dispatch(cls, endpoint):
        if request.dispatcher.routing_type == "http" and not cls._may_send_files():
            if request.httprequest.path not in _BESIDE_A_RECORD:
                raise TooManyRequests()
            said = request.env._(
                "You sent very many files within an hour. Go on in an hour; what you "
                "sent is kept."
            )
            return request.make_json_response({"error": said})
        return super()._dispatch(endpoint)

    @classmethod
    def _may_send_files(cls):
        """Count the files of a request before anybody looks into them.

        Visitors send none, and pages that only read take none: where a visitor is let
        into a conversation by its link, the web server counts.
        """
        sent = request.httprequest.files.items(multi=True)
        files = [file for _name, file in sent if file.filename]
        if not files or not request.session.uid or request.env.cr.readonly:
            return True
        return request.env["mtm.portal.sending"]._count_files(len(files))
