from odoo import fields, models
from odoo.tools import SQL

# the currency of each amount that is added up
CURRENCIES = {
    "amount_award": "award_currency_id",
    "amount_transaction": "transaction_currency_id",
}


class AccountAnalyticLine(models.Model):
    """What lists and pivots of ledger lines need to tell currencies apart."""

    _inherit = "account.analytic.line"

    # stored: sums are split by it, and nothing is summed across currencies
    award_currency_id = fields.Many2one(
        related="award_id.currency_id",
        store=True,
        precompute=True,
        index="btree_not_null",
        ondelete="restrict",
    )

    def _read_group_select(self, aggregate_spec, query):
        """Leave a sum blank that would add up several currencies.

        Odoo's ``sum_currency`` would convert them by its own rates of today.
        """
        name, _, function = aggregate_spec.partition(":")
        if name not in CURRENCIES or function not in ("sum", "sum_currency", "avg"):
            return super()._read_group_select(aggregate_spec, query)
        function = "sum" if function == "sum_currency" else function
        total = super()._read_group_select(f"{name}:{function}", query)
        currency = self._field_to_sql(self._table, CURRENCIES[name], query)
        return SQL(
            "CASE WHEN MIN(%(currency)s) = MAX(%(currency)s) THEN %(total)s END",
            currency=currency,
            total=total,
        )
