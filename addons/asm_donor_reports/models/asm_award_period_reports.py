from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain

# a period that ended longer ago was reported elsewhere, or never will be
PERIODS_AT_ONCE = 20
LOOKED_BACK = timedelta(days=120)


class AsmAwardPeriod(models.Model):
    """Reports come into being from the periods of an award, before they are due."""

    _inherit = "asm.award.period"

    @api.model
    def _cron_make_reports(self):
        """Make the reports of periods that end soon, of every company."""
        for company in self.env["res.company"].search(Domain.TRUE):
            self.env["mtm.job"]._apart(
                self.env._("Donor reports of periods that end"),
                self.with_company(company)._periods_to_report(company),
                lambda periods: periods._make_reports(),
                PERIODS_AT_ONCE,
            )

    @api.model
    def _periods_to_report(self, company):
        """Return the periods that end soon, or ended a while ago.

        Only what an award or a period names a format for is made by itself.
        """
        today = fields.Date.context_today(self)
        ahead = timedelta(days=company.asm_report_days)
        return self.search(
            Domain("award_id.company_id", "=", company.id)
            & Domain("award_id.active", "=", True)
            & Domain("date_end", ">=", today - LOOKED_BACK)
            & Domain("date_end", "<=", today + ahead)
            & (
                Domain("format_ids", "!=", False)
                | Domain("award_id.format_ids", "!=", False)
            )
        )

    def _make_reports(self):
        """Make the reports of these periods that are not there yet; return them."""
        reports = self.env["asm.donor.report"]
        made = {
            (report.award_period_id, report.format_id)
            for report in reports.search([("award_period_id", "in", self.ids)])
        }
        return reports.create(
            [
                period._prepare_report(layout)
                for period in self
                for layout in period._formats_reported()
                if (period, layout) not in made
            ]
        )

    def _prepare_report(self, layout):
        self.ensure_one()
        return {
            "award_ids": [fields.Command.set(self.award_id.ids)],
            "award_period_id": self.id,
            "format_id": layout.id,
            "is_final": self.kind == "final",
        }
