import io
import logging

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import file_open

from ..tools import paged

_logger = logging.getLogger(__name__)


class IrActionsReport(models.Model):
    _inherit = "ir.actions.report"

    is_paged = fields.Boolean(
        string="Paged by WeasyPrint",
        help="The PDF is laid out with CSS for pages, with numbers on them and charts "
        "as drawings. The template is a whole HTML page (see "
        "mines_to_markets.paged_layout); each record makes a document of its own.",
    )

    def _get_readable_fields(self):
        return super()._get_readable_fields() | {"is_paged"}

    def _pre_render_qweb_pdf(self, report_ref, res_ids=None, data=None):
        if not self._get_report(report_ref).is_paged:
            return super()._pre_render_qweb_pdf(report_ref, res_ids, data)
        return self._render_qweb_pdf_prepare_streams(report_ref, data, res_ids), "pdf"

    def _render_qweb_pdf_prepare_streams(self, report_ref, data, res_ids=None):
        report = self._get_report(report_ref)
        if not report.is_paged:
            return super()._render_qweb_pdf_prepare_streams(report_ref, data, res_ids)
        streams = {}
        for res_id in res_ids or [False]:
            attachment = report.attachment and report.retrieve_attachment(
                self.env[report.model].browse(res_id)
            )
            if attachment and report.attachment_use:
                content = attachment.raw
            else:
                content = self._render_paged(report, res_id, data)
            streams[res_id] = {"stream": io.BytesIO(content), "attachment": attachment}
        return streams

    def _render_paged(self, report, res_id, data):
        """Return the bytes of one record's PDF, with what its reader may see."""
        values = dict(data or {}, report_type="pdf")
        html, _kind = self._render_qweb_html(report, res_id and [res_id], data=values)
        try:
            return paged.render(html.decode(), self._read_for_paged)
        except paged.Missing as error:
            raise UserError(
                self.env._(
                    "A library for making PDF pages is missing on the server: "
                    "%(error)s. On Debian, install libpango-1.0-0, libpangoft2-1.0-0 "
                    "and libharfbuzz-subset0, then start Odoo again.",
                    error=error,
                )
            ) from error
        except Exception as error:
            _logger.exception("The pages of %s were not drawn", report)
            raise UserError(
                self.env._(
                    "The pages could not be drawn; the server's log says why. Tell "
                    "whoever runs the server."
                )
            ) from error

    def _read_for_paged(self, kind, key):
        """Read a static file, or an attachment that the reader may read."""
        if kind == "static":
            with file_open(key, "rb") as file:
                return file.read()
        attachment = self.env["ir.attachment"].browse(key)
        attachment.check_access("read")
        return attachment.raw or b""
