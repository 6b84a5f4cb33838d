from odoo import api, models
from odoo.exceptions import AccessError

from ..tools import paper


class ReportPaper(models.AbstractModel):
    """A report to fill in by hand: what its screen asks for, with room to write.

    For partners the page of the portal calls it, which has checked that the user may
    read the report.
    """

    _name = "report.asm_programs.report_paper"
    _description = "Report to Fill in on Paper"

    @api.model
    def _get_report_values(self, docids, data=None):
        reports = self.env["asm.submission"].browse(docids)
        if not (self.env.su or self.env.user._is_internal()):
            raise AccessError(self.env._("Open the paper form from the report."))
        reports.check_access("read")
        return {
            "doc_ids": docids,
            "doc_model": "asm.submission",
            "docs": [self._read_form(report) for report in reports],
        }

    @api.model
    def _read_form(self, report):
        form = report._portal_card() | report._describe()
        for block in form["blocks"]:
            block["tables"] = paper.tables_of(block)
            block["room"] = "number" if block["members"][0] != "text" else "text"
        return form
