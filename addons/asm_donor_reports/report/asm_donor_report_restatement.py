from odoo import models

from ..tools import workbook as writing


class AsmDonorReportRestatement(models.AbstractModel):
    """What a restatement changes, cell by cell, as a workbook of its own."""

    _name = "report.asm_donor_reports.restatement"
    _description = "Restatement of a Donor Report"
    _inherit = "report.asm_donor_reports.workbook"

    def generate_xlsx_report(self, workbook, data, objs):
        for report in objs:
            writing.write_into(workbook, report._restatement_book())
