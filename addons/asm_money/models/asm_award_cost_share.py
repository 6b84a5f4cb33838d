from decimal import Decimal

from odoo import fields, models
from odoo.tools import SQL

from .asm_award_sums import ZERO


class AsmAward(models.Model):
    """Cost share and program income of an award, as they stand."""

    _inherit = "asm.award"

    share_met = fields.Monetary(
        string="Cost Share Met",
        compute="_compute_share_and_income",
        help="On the award's basis; in kind counts with valuation and evidence.",
    )
    share_left = fields.Monetary(
        string="Still to Be Provided", compute="_compute_share_and_income"
    )
    share_in_kind_waiting = fields.Monetary(
        string="In Kind, Not Counted Yet",
        compute="_compute_share_and_income",
        help="Valuation or evidence is missing.",
    )
    income_earned = fields.Monetary(
        string="Program Income Earned", compute="_compute_share_and_income"
    )
    income_used = fields.Monetary(
        string="Program Income Spent", compute="_compute_share_and_income"
    )
    income_left = fields.Monetary(
        string="Program Income Left", compute="_compute_share_and_income"
    )

    def _compute_share_and_income(self):
        today = fields.Date.context_today(self)
        awards = self.filtered(lambda award: award.id)
        sums, terms = awards._ledger_sums(today), awards._in_force_all(today)
        waiting = awards.sudo()._in_kind_waiting(today, self._moment(None))
        for award in self:
            required = terms.get(award, {}).get("cost_share_required", ZERO)
            met = earned = used = ZERO
            for key, amounts in sums.get(award, {}).items():
                if key.nature == "income":
                    earned += amounts.incurred
                elif key.funding == "cost_share":
                    met += award._spent_on_basis(amounts)
                elif key.funding == "program_income":
                    used += award._spent_on_basis(amounts)
            award.share_met = float(met)
            award.share_left = float(max(required - met, ZERO))
            award.share_in_kind_waiting = float(waiting.get(award.id, ZERO))
            award.income_earned = float(earned)
            award.income_used = float(used)
            award.income_left = float(earned - used)

    def _in_kind_waiting(self, day, moment):
        """Return ``{award id: amount}`` given in kind that does not count yet."""
        rows = self.env.execute_query(
            SQL(
                """
                SELECT line.award_id, SUM(line.amount_award)::text
                  FROM account_analytic_line line
                 WHERE line.award_id = ANY(%(awards)s) AND line.date <= %(day)s
                   AND %(posted)s
                   AND line.nature = 'in_kind' AND line.funding = 'cost_share'
                   AND COALESCE(line.date_evidenced > %(known)s, TRUE)
              GROUP BY line.award_id
                """,
                awards=self.ids,
                day=day,
                known=moment.date(),
                posted=self.env["account.analytic.line"]._posted_by_sql(moment),
            )
        )
        return {award: Decimal(amount) for award, amount in rows}

    def action_view_cost_share(self):
        return self._action_of_award(
            "asm_money.account_analytic_line_action",
            [("funding", "=", "cost_share")],
            default_funding="cost_share",
        )

    def action_view_program_income(self):
        return self._action_of_award(
            "asm_money.account_analytic_line_action",
            ["|", ("funding", "=", "program_income"), ("nature", "=", "income")],
            default_funding="program_income",
        )

    def action_financial_report(self):
        """Show the numbers of a Federal Financial Report, of the last period ended."""
        self.ensure_one()
        today = fields.Date.context_today(self)
        ended = self.period_ids.filtered(lambda period: period.date_end < today)
        period = ended.sorted("date_end")[-1:]
        values = {"award_period_id": period.id}
        if not period:
            values["date_to"] = max(min(today, self.date_end), self.date_start)
        return self._action_report_by(values)

    def _action_report_by(self, values):
        """Open a new financial report of this award.

        :param values: of its options
        """
        self.ensure_one()
        report = self.env["asm.financial.report"].create({"award_id": self.id} | values)
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Financial Report"),
            "res_model": report._name,
            "res_id": report.id,
            "view_mode": "form",
            "views": [(False, "form")],
        }
