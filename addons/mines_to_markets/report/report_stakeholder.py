from markupsafe import Markup

from odoo import api, models

from ..tools import glance


class ReportStakeholder(models.AbstractModel):
    """One page about an organisation: for a visit, and with its reader's rights."""

    _name = "report.mines_to_markets.report_stakeholder"
    _description = "Stakeholder at a Glance"

    @api.model
    def _get_report_values(self, docids, data=None):
        partners = self.env["res.partner"].with_context(glance_on_paper=True)
        docs = [self._read_page(partner) for partner in partners.browse(docids)]
        return {"doc_ids": docids, "doc_model": "res.partner", "docs": docs}

    @api.model
    def _read_page(self, partner):
        page = partner._read_whole_glance()
        for section in page["sections"]:
            # nosemgrep: markup-of-a-value - drawn from numbers and escaped words
            section["chart"] = section["chart"] and Markup(section["chart"])
        return {
            "partner": partner,
            "cards": page["cards"],
            "columns": glance.lay_out(page["sections"]),
        }
