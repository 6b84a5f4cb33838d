from odoo import api, models


class ReportLedger(models.AbstractModel):
    """The ledger on pages, as of the moment that the reader chose."""

    _name = "report.asm_programs.report_ledger"
    _description = "Ledger on Pages"

    @api.model
    def _get_report_values(self, docids, data=None):
        data = data or {}
        asked = data.get("context") or {}
        moment = data.get("asm_as_of") or self.env.context.get("asm_as_of")
        rows = self.env["asm.ledger"].with_context(asm_as_of=moment)
        docs = rows.browse(docids or asked.get("active_ids") or [])
        return {
            "doc_ids": docs.ids,
            "doc_model": docs._name,
            "docs": docs,
            "moment": moment,
        }
