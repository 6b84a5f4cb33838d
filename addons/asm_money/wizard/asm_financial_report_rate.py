from odoo import fields, models

from odoo.addons.mines_to_markets.fields import OptionalFloat


class AsmFinancialReportRate(models.TransientModel):
    """One row of box 11: what an indirect cost rate charged."""

    _name = "asm.financial.report.rate"
    _description = "Indirect Expense of a Financial Report"
    _order = "report_id, date_start, id"

    report_id = fields.Many2one(
        "asm.financial.report", required=True, index=True, ondelete="cascade"
    )
    rate_id = fields.Many2one("asm.indirect.rate", ondelete="cascade")
    currency_id = fields.Many2one(related="report_id.currency_id")
    kind = fields.Selection(
        [
            ("provisional", "Provisional"),
            ("predetermined", "Predetermined"),
            ("final", "Final"),
            ("fixed", "Fixed"),
        ],
        string="Type",
    )
    rate = OptionalFloat(string="Rate (%)", aggregator=None)
    date_start = fields.Date(string="Period From")
    date_end = fields.Date(string="Period To")
    base = fields.Monetary()
    amount_charged = fields.Monetary()
    federal_share = fields.Monetary()
    res_domain = fields.Char()

    def action_open(self):
        """Open the ledger lines that are in the base."""
        self.ensure_one()
        return self.env["asm.financial.report.line"]._action_of(
            self.env._("In the Base"), "account.analytic.line", self.res_domain
        )
