from collections import defaultdict
from decimal import ROUND_HALF_UP, Decimal

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools.misc import format_date

from ..tools import rates

OF_AWARD = {"funding": "donor", "nature": "direct"}


class AccountAnalyticLine(models.Model):
    """How a ledger line of an award comes to its accounts, amounts and rate.

    What follows from an award, a currency or a day is found once for all lines that
    are entered together.
    """

    _inherit = "account.analytic.line"

    @api.model_create_multi
    def create(self, vals_list):
        vals_list = [dict(vals) for vals in vals_list]
        self._name_by_account(vals_list)
        by_award = defaultdict(list)
        for vals in vals_list:
            if vals.get("award_id"):
                by_award[vals["award_id"]].append(vals)
        # whoever books an entry on its account may not have rights on the award
        for award in self.env["asm.award"].sudo().browse(by_award):
            self._complete(award, by_award[award.id])
        return super().create(vals_list)

    def _name_by_account(self, vals_list):
        """Name award and budget line in values that come with their account alone."""
        column = self.env["asm.award"]._plan_column()
        unnamed = [
            vals for vals in vals_list if vals.get(column) and not vals.get("award_id")
        ]
        if not unnamed:
            return
        of_account = self._awards_by_account({vals[column] for vals in unnamed})
        for vals in unnamed:
            award, line = of_account.get(vals[column], (None, None))
            if not award:
                continue
            vals["award_id"] = award.id
            if line:
                vals.setdefault("budget_line_id", line.id)
            if "amount_transaction" not in vals and "amount_award" not in vals:
                # an entry of Odoo's own: costs are below zero there
                vals["amount_transaction"] = -(vals.get("amount") or 0.0)
                vals["transaction_currency_id"] = award.company_id.currency_id.id

    def _awards_by_account(self, accounts):
        """Return ``{account id: (award, budget line or none)}``."""
        # whoever books an entry may not have rights on awards
        domain = [("analytic_account_id", "in", list(accounts))]
        lines = self.env["asm.budget.line"].sudo().search(domain)
        awards = (
            self.env["asm.award"].sudo().with_context(active_test=False).search(domain)
        )
        return {
            award.analytic_account_id.id: (award, lines.browse()) for award in awards
        } | {line.analytic_account_id.id: (line.award_id, line) for line in lines}

    # -- values that follow --

    def _complete(self, award, vals_list):
        """Fill in what follows from an award in the values of its new lines."""
        today = fields.Date.context_today(self)
        column = award._plan_column()
        self._check_related(award, vals_list)
        ids = {
            vals["budget_line_id"] for vals in vals_list if vals.get("budget_line_id")
        }
        lines = self.env["asm.budget.line"].sudo().browse(ids)
        accounts = {line.id: line.analytic_account_id.id for line in lines}
        for vals in vals_list:
            for name, value in OF_AWARD.items():
                vals.setdefault(name, value)
            vals["date"] = fields.Date.to_date(vals.get("date")) or today
            vals["date_posted"] = fields.Date.to_date(vals.get("date_posted")) or today
            if vals.get("date_paid"):
                paid = fields.Date.to_date(vals["date_paid"])
                vals.setdefault("date_paid_known", max(vals["date_posted"], paid))
            vals.setdefault("company_id", award.company_id.id)
            account = accounts.get(vals.get("budget_line_id"))
            vals[column] = account or award.analytic_account_id.id
        self._complete_amounts(award, vals_list)

    def _complete_amounts(self, award, vals_list):
        """Fill in the amounts in the award's currency and the company's."""
        currencies = {}
        for vals in vals_list:
            self._complete_transaction(award, vals)
            number = vals["transaction_currency_id"]
            if number not in currencies:
                currencies[number] = self.env["res.currency"].browse(number)
        asked = {
            (currencies[vals["transaction_currency_id"]], vals["date"])
            for vals in vals_list
            if not self._has_own_rate(vals)
        }
        found = award._rates_for(sorted(asked, key=lambda pair: (pair[0].id, pair[1])))
        award._use_rates(found.values())
        for vals in vals_list:
            currency = currencies[vals["transaction_currency_id"]]
            self._convert_line(award, currency, vals, found)
        self._complete_company_amounts(award, currencies, vals_list)

    def _complete_transaction(self, award, vals):
        """Fill in the amount and currency of the transaction."""
        if "amount_transaction" not in vals and "amount_award" in vals:
            vals["transaction_currency_id"] = award.currency_id.id
            vals["amount_transaction"] = vals["amount_award"]
        vals["transaction_currency_id"] = (
            vals.get("transaction_currency_id") or award.currency_id.id
        )

    @api.model
    def _has_own_rate(self, vals):
        """Say whether the ledger converted this line itself, and by whose rate."""
        return bool(
            vals.get("rate_source") and (vals.get("rate") or vals.get("amount_award"))
        )

    def _convert_line(self, award, currency, vals, found):
        amount = _round(vals.get("amount_transaction"), currency)
        places = award.currency_id.decimal_places
        if currency == award.currency_id:
            self._check_needs_no_rate(award, vals, amount)
            vals.update(rates.SAME.values_of(amount, vals["date"], places))
        elif self._has_own_rate(vals):
            self._keep_own_rate(award, vals, amount, places)
        else:
            rate = found[currency, vals["date"]]
            vals.update(rate.values_of(amount, vals["date"], places))
        vals["amount_transaction"] = float(amount)

    def _check_needs_no_rate(self, award, vals, amount):
        said = vals.get("amount_award")
        if said is not None and _round(said, award.currency_id) != amount:
            raise ValidationError(
                self.env._(
                    "%(line)s is in the currency of %(award)s, so that both amounts "
                    "are the same: %(one)s is not %(other)s.",
                    line=vals.get("name"),
                    award=award.display_name,
                    one=amount,
                    other=said,
                )
            )

    def _keep_own_rate(self, award, vals, amount, places):
        """Keep the ledger's own conversion: its amount, else its rate.

        A ledger prints fewer digits of a rate than it converts by; where its rate
        does not give its amount, the rate follows from the amounts.
        """
        said = vals.get("amount_award")
        rate = rates.Rate(
            Decimal(str(vals.get("rate") or 0)),
            fields.Date.to_date(vals.get("rate_date")),
            vals["rate_source"],
        )
        if said is not None and said is not False:
            converted = _round(said, award.currency_id)
            if amount and converted and rate.of(amount, places) != converted:
                rate = rate._replace(value=converted / amount).stored()
            vals.update(rate.values_of(amount, vals["date"], places))
            vals["amount_award"] = float(converted)
        else:
            vals.update(rate.values_of(amount, vals["date"], places))
        if rate.value <= 0:
            raise ValidationError(
                self.env._(
                    "%(line)s: %(amount)s and %(other)s have no rate between them. A "
                    "rate is above zero.",
                    line=vals.get("name"),
                    amount=amount,
                    other=said,
                )
            )

    def _complete_company_amounts(self, award, currencies, vals_list):
        """Fill in Odoo's own amount, 0 where no rate to the company's is known."""
        company_currency = award.company_id.currency_id
        unknown = []
        for vals in vals_list:
            if "amount" in vals:
                continue
            currency = currencies[vals["transaction_currency_id"]]
            if currency == company_currency:
                vals["amount"] = -vals["amount_transaction"]
            elif award.currency_id == company_currency:
                vals["amount"] = -vals["amount_award"]
            else:
                unknown.append((currency, vals))
        pairs = {(currency, vals["date"]) for currency, vals in unknown}
        found = award._try_company_rates(pairs) if pairs else {}
        for currency, vals in unknown:
            rate = found[currency, vals["date"]]
            amount = Decimal(str(vals["amount_transaction"]))
            places = company_currency.decimal_places
            vals["amount"] = -float(rate.of(amount, places)) if rate else 0.0

    # -- what it has to agree with --

    def _check_related(self, award, vals_list):
        """:raises ValidationError: when something that a line names is another's"""
        for name in ("budget_line_id", "subaward_id", "obligation_id"):
            ids = {vals[name] for vals in vals_list if vals.get(name)}
            for other in self.env[self._fields[name].comodel_name].sudo().browse(ids):
                if other.award_id != award:
                    raise ValidationError(
                        self.env._(
                            "%(other)s belongs to another award than %(award)s.",
                            other=other.display_name,
                            award=award.display_name,
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


def _round(amount, currency):
    """Return an amount as a Decimal with the places of its currency."""
    unit = Decimal(1).scaleb(-currency.decimal_places)
    return Decimal(str(amount or 0)).quantize(unit, rounding=ROUND_HALF_UP)
