from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple

from odoo import api, fields, models
from odoo.tools import SQL

from ..tools import indirect

ZERO = Decimal(0)


class Standing(NamedTuple):
    """What of an order is left on a day, in the award's currency.

    ``over`` is by how much its ledger lines exceed it.
    """

    obligation_id: int
    award_id: int
    budget_line_id: int | None
    program_id: int | None
    funding: str
    liquidated: Decimal
    left: Decimal
    over: Decimal


class AsmObligation(models.Model):
    """How far an order is liquidated.

    An invoice may exceed its order. The ledger is a fact, so that is not refused: it is
    shown here, in the list and in the financial report.
    """

    _inherit = "asm.obligation"

    amount_liquidated = fields.Monetary(
        string="Liquidated",
        currency_field="award_currency_id",
        compute="_compute_standing",
        help="By ledger lines, in the award's currency.",
    )
    amount_open = fields.Monetary(
        string="Open", currency_field="award_currency_id", compute="_compute_standing"
    )
    amount_over = fields.Monetary(
        string="Beyond the Order",
        currency_field="award_currency_id",
        compute="_compute_standing",
    )
    state = fields.Selection(
        [
            ("open", "Open"),
            ("part", "Liquidated in part"),
            ("liquidated", "Liquidated"),
            ("closed", "Closed"),
        ],
        compute="_compute_standing",
    )

    @api.depends("amount", "date_closed", "line_ids.amount_award", "award_id")
    def _compute_standing(self):
        found = self._standings(date.max, datetime.max)
        today = fields.Date.context_today(self)
        for obligation in self:
            standing = found.get(obligation._origin.id)
            obligation.amount_liquidated = float(standing.liquidated if standing else 0)
            obligation.amount_open = float(standing.left if standing else 0)
            obligation.amount_over = float(standing.over if standing else 0)
            obligation.state = obligation._state_on(today)

    def _state_on(self, day):
        if self.date_closed and self.date_closed <= day:
            return "closed"
        if self.amount_liquidated:
            return "part" if self.amount_open else "liquidated"
        return "open"

    def _standings(self, day, moment, is_cash=False):
        """Return ``{obligation id: Standing}`` on a day, as known at a moment.

        An order is known from its date on, its closing from the day of that.

        :param is_cash: whether what was paid before its day has liquidated as well
        """
        if not self.ids:
            return {}
        return self._standings_where(
            SQL("obligation.id = ANY(%s)", self.ids), day, moment, is_cash
        )

    @api.model
    def _standings_where(self, which, day, moment, is_cash=False):
        self.flush_model()
        self.env["account.analytic.line"].flush_model()
        prepaid = SQL("OR line.date_paid <= %s", day) if is_cash else SQL()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT obligation.id, obligation.award_id,
                       obligation.budget_line_id, obligation.program_id,
                       obligation.funding,
                       obligation.amount::text,
                       COALESCE(obligation.rate, 1)::text,
                       currency.rounding::text,
                       COALESCE(obligation.date_closed <= %(day)s
                                AND obligation.date_closed <= %(known)s, FALSE),
                       COALESCE(SUM(line.amount_transaction) FILTER (WHERE
                           line.transaction_currency_id = obligation.currency_id
                       ), 0)::text,
                       COALESCE(SUM(line.amount_award) FILTER (WHERE
                           line.transaction_currency_id <> obligation.currency_id
                       ), 0)::text,
                       COALESCE(SUM(line.amount_award), 0)::text
                  FROM asm_obligation obligation
                  JOIN asm_award award ON award.id = obligation.award_id
                  JOIN res_currency currency ON currency.id = award.currency_id
             LEFT JOIN account_analytic_line line
                    ON line.obligation_id = obligation.id
                   AND %(posted)s
                   AND (line.date <= %(day)s %(prepaid)s)
                 WHERE %(which)s
                   AND obligation.date <= %(day)s
                   AND COALESCE(obligation.late_on <= %(moment)s,
                                obligation.date <= %(known)s)
              GROUP BY obligation.id, currency.id
              ORDER BY obligation.date, obligation.id
                """,
                which=which,
                day=day,
                moment=moment,
                known=moment.date(),
                posted=self.env["account.analytic.line"]._posted_by_sql(moment),
                prepaid=prepaid,
            )
        )
        return {row[0]: self._standing_of(row[:5], *row[5:]) for row in rows}

    def _standing_of(self, key, *numbers):
        """Return the :class:`Standing` of a row that begins with what it is of.

        What is invoiced in the order's own currency lessens it there, so that an order
        that is fully invoiced is not open for the rate having moved.
        """
        amount, rate, unit, is_closed, same, other, liquidated = (
            number if isinstance(number, bool) else Decimal(number)
            for number in numbers
        )
        places = max(-unit.normalize().as_tuple().exponent, 0)
        left = indirect.rounded((amount - same) * rate, places) - other
        return Standing(
            *key,
            liquidated,
            ZERO if is_closed else max(left, ZERO),
            max(-left, ZERO),
        )
