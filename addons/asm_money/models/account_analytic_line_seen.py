from odoo import fields, models


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
