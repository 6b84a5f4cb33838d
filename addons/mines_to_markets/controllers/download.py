from odoo import http

from odoo.addons.web.controllers.binary import Binary
from odoo.addons.web.controllers.report import ReportController


def _reads_only(*_):
    """Say no: a file that is kept is logged, and which it is shows when it is made."""
    return False


class Files(Binary):
    @http.route(readonly=_reads_only)
    def content_common(self, **kw):
        return super().content_common(**kw)


class Reports(ReportController):
    @http.route(readonly=_reads_only)
    def report_routes(self, *args, **data):
        return super().report_routes(*args, **data)
