from odoo import models

from ..tools import workbook as writing


class AsmDonorReportWorkbook(models.AbstractModel):
    """The workbook of a report that was drawn, in the donor's layout."""

    _name = "report.asm_donor_reports.workbook"
    _description = "Donor Report in the Donor's Layout"
    _inherit = "report.report_xlsx.abstract"

    def get_workbook_options(self):
        return super().get_workbook_options() | writing.OPTIONS

    def generate_xlsx_report(self, workbook, data, objs):
        for report in objs:
            writing.write_into(workbook, report._book_with_trace())
