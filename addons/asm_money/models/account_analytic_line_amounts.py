from decimal import Decimal

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools.misc import format_date

OF_AWARD = {"funding": "donor", "nature": "direct"}


class AccountAnalyticLine(models.Model):
    """How a ledger line of an award comes to its accounts, amounts and rate."""

    _inherit = "account.analytic.line"

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([self._completed(vals) for vals in vals_list])

    def _completed(self, vals):
        """Return values of a new line with what follows from them filled in."""
        award = self.env["asm.award"].browse(vals.get("award_id"))
        if not award:
            return vals
        vals = OF_AWARD | vals
        vals.setdefault("date", fields.Date.context_today(self))
        vals.setdefault("date_posted", fields.Date.context_today(self))
        if vals.get("date_paid"):
            vals.setdefault("date_paid_known", vals["date_posted"])
        vals.setdefault("company_id", award.company_id.id)
        vals[award._plan_column()] = self._account_of(award, vals).id
        return vals | self._amounts_of(award, vals)

    def _account_of(self, award, vals):
        line = self.env["asm.budget.line"].browse(vals.get("budget_line_id"))
        return line.sudo().analytic_account_id or award.sudo().analytic_account_id

    def _amounts_of(self, award, vals):
        """Return the amount in the award's currency, with its rate."""
        currency = self.env["res.currency"].browse(
            vals.get("transaction_currency_id") or award.currency_id.id
        )
        if "amount_transaction" not in vals and "amount_award" in vals:
            currency = award.currency_id
            vals["amount_transaction"] = vals["amount_award"]
        amount = Decimal(str(vals.get("amount_transaction") or 0))
        day = fields.Date.to_date(vals["date"])
        rate = award._rate_for(currency, day)
        found = rate.values_of(amount, day, award.currency_id.decimal_places)
        found |= {
            "transaction_currency_id": currency.id,
            "amount_transaction": float(amount),
        }
        if "amount" not in vals:
            found["amount"] = self._company_amount(award, currency, found)
        return found

    def _company_amount(self, award, currency, found):
        """Return Odoo's own amount where no rate is needed for it, else 0."""
        company_currency = award.company_id.currency_id
        if company_currency == currency:
            return -found["amount_transaction"]
        return -found["amount_award"] if company_currency == award.currency_id else 0.0

    @api.constrains("award_id", "budget_line_id", "subaward_id", "obligation_id")
    def _check_of_one_award(self):
        for line in self.sudo().filtered("award_id"):
            for other in (line.budget_line_id, line.subaward_id, line.obligation_id):
                if other and other.award_id != line.award_id:
                    raise ValidationError(
                        self.env._(
                            "%(other)s belongs to another award than %(award)s.",
                            other=other.display_name,
                            award=line.award_id.display_name,
                        )
                    )

    @api.constrains("award_id", "date")
    def _check_within_award(self):
        for line in self.sudo().filtered("award_id"):
            award = line.award_id
            if not award.date_start <= line.date <= award.date_end:
                raise ValidationError(
                    self.env._(
                        "%(date)s lies outside of %(award)s, which runs from %(start)s "
                        "to %(end)s.",
                        date=format_date(self.env, line.date),
                        award=award.display_name,
                        start=format_date(self.env, award.date_start),
                        end=format_date(self.env, award.date_end),
                    )
                )
