from odoo import api, models


class AsmDonorReportLine(models.Model):
    """The lines of a frozen report stay as they are."""

    _inherit = "asm.donor.report.line"

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines.report_id._check_is_draft()
        return lines

    def write(self, vals):
        self.report_id._check_is_draft()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_frozen(self):
        self.report_id._check_is_draft()
