from odoo import http
from odoo.http import request
from odoo.tools import str2bool

from odoo.addons.web.controllers.binary import Binary
from odoo.addons.web.controllers.report import ReportController


def _only_shows(*_):
    """Say whether a file is looked at only: one that is kept is logged."""
    return not str2bool(request.httprequest.args.get("download") or "0", False)


class Files(Binary):
    @http.route(readonly=_only_shows)
    def content_common(self, **kw):
        return super().content_common(**kw)


class Reports(ReportController):
    @http.route(readonly=lambda *_: False)
    def report_routes(self, *args, **data):
        return super().report_routes(*args, **data)
