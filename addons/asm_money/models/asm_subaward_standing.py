from decimal import Decimal

from odoo import models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..tools import indirect, sf425
from .asm_award_sums import ZERO


class AsmSubaward(models.Model):
    """What of a sub-award is unliquidated, on accrual and on cash."""

    _inherit = "asm.subaward"

    def _is_obligated(self, day, moment):
        """Say whether this binds the award on a day, as known at a moment."""
        self.ensure_one()
        since = self._own_day()
        return bool(since) and since <= day and self._is_known(moment)

    def _is_closed(self, day, moment):
        self.ensure_one()
        if not self.date_closed:
            return False
        return self.date_closed <= min(day, moment.date())

    def _left_on(self, day, moment, entries, posted=None, basis=None):
        """Return what is unliquidated, in the award's currency.

        What is left is left in the sub-award's own currency, at the rate at which it
        was obligated: rates that moved since leave nothing over.

        :param entries: its :class:`SubawardEntry`
        :param posted: where it has no lines of its own, what the ledger has on it
        :param basis: accrual or cash; by default the award's
        """
        self.ensure_one()
        award = self.award_id
        is_closed = self._is_closed(day, moment)
        if not entries and posted is not None:
            obligated = ZERO if is_closed else self._amount_obligated()
            return max(obligated - posted, ZERO)
        expenses = sum((one.amount for one in entries if one.sum.incurred), ZERO)
        paid = sum(
            (-one.amount if one.kind == "refund" else one.amount)
            for one in entries
            if one.sum.paid
        )
        left = sf425.left_of_subaward(
            basis or award.accounting_basis,
            Decimal(str(self.amount)),
            expenses,
            Decimal(paid),
            is_closed,
        )
        return indirect.rounded(
            left * self._rate_obligated(), award.currency_id.decimal_places
        )

    def _rate_obligated(self):
        """Return the rate at which this was obligated.

        :raises UserError: where none was found yet
        """
        if self.currency_id == self.award_id.currency_id:
            return Decimal(1)
        if not self.rate:
            raise UserError(
                self.env._(
                    "%(subaward)s has no rate to the currency of its award. Enter one, "
                    "then press Convert.",
                    subaward=self.display_name,
                )
            )
        return Decimal(str(self.rate))

    def _amount_obligated(self):
        places = self.award_id.currency_id.decimal_places
        amount = Decimal(str(self.amount))
        return indirect.rounded(amount * self._rate_obligated(), places)

    def _posted_on(self, day, moment):
        """Return ``{sub-award id: amount}`` that the ledger has on these by a day.

        In the award's currency, by the day of the cost.
        """
        if not self:
            return {}
        self.env["account.analytic.line"].flush_model()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT line.subaward_id, SUM(line.amount_award)::text
                  FROM account_analytic_line line
                 WHERE line.subaward_id = ANY(%s) AND line.date <= %s AND %s
              GROUP BY line.subaward_id
                """,
                self.ids,
                day,
                self.env["account.analytic.line"]._posted_by_sql(moment),
            )
        )
        return {key: Decimal(amount) for key, amount in rows}
