from odoo import models


class IrActionsReport(models.Model):
    """A report that is drawn for a request says of what it is, for the log."""

    _inherit = "ir.actions.report"

    def _render_qweb_pdf(self, report_ref, res_ids=None, data=None):
        self._describe_for_log(report_ref, res_ids)
        return super()._render_qweb_pdf(report_ref, res_ids=res_ids, data=data)

    def _render_qweb_html(self, report_ref, docids, data=None):
        self._describe_for_log(report_ref, docids)
        return super()._render_qweb_html(report_ref, docids, data=data)

    def _render_qweb_text(self, report_ref, docids, data=None):
        self._describe_for_log(report_ref, docids)
        return super()._render_qweb_text(report_ref, docids, data=data)

    def _describe_for_log(self, report_ref, ids):
        report = self._get_report(report_ref)
        if report.model in self.env:
            records = self.env[report.model].browse(ids or ())
            self.env["mtm.log.entry"]._describe_export(
                records, report=report.report_name
            )
