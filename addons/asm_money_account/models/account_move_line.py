from decimal import Decimal

from odoo import models

from odoo.addons.asm_programs.tools.rounding import apportion, half_away


class AccountMoveLine(models.Model):
    """A posted journal item is charged to awards in its own currency."""

    _inherit = "account.move.line"

    def _prepare_analytic_lines(self):
        vals_list = super()._prepare_analytic_lines()
        column = self.env["asm.award"]._plan_column()
        charged = [vals for vals in vals_list if vals.get(column)]
        if charged:
            self._charge_awards(charged)
        return vals_list

    def _charge_awards(self, vals_list):
        """Say in values of analytic lines what awards need to know of the item.

        The day of the cost is that of the bill, which may lie before its entry.

        :param vals_list: those with an account of the plan "Award"
        """
        said = self.account_id._of_award()
        # what is earned and what is spent are both positive
        sign = -1 if said["nature"] == "income" else 1
        for vals, amount in zip(vals_list, self._shares(vals_list), strict=True):
            vals |= said
            vals["date"] = self.move_id.invoice_date or self.date
            vals["date_paid"] = self.move_id._award_paid_on()
            vals["transaction_currency_id"] = self.currency_id.id
            vals["amount_transaction"] = sign * float(amount)

    def _shares(self, vals_list):
        """Return what of the item, in its currency, each of some lines is.

        They add up to their share of it: what two halves of a cent make is a cent.
        """
        places = self.currency_id.decimal_places
        weights = {
            number: abs(Decimal(str(vals["amount"])))
            for number, vals in enumerate(vals_list)
        }
        balance = abs(Decimal(str(self.balance)))
        amount = Decimal(str(self.amount_currency))
        if not balance or not any(weights.values()):
            return [Decimal(0)] * len(vals_list)
        whole = half_away(amount * sum(weights.values()) / balance, places)
        units = apportion(whole.scaleb(places), weights)
        return [units[number].scaleb(-places) for number in weights]
