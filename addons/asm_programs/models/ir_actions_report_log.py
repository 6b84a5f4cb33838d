from odoo import models


class IrActionsReport(models.Model):
    _inherit = "ir.actions.report"

    def _render_xlsx(self, report_ref, docids, data=None):
        self._describe_for_log(report_ref, docids)
        return super()._render_xlsx(report_ref, docids, data)
