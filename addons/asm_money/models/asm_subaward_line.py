from decimal import Decimal

from odoo import api, fields, models

CONVERTED = frozenset({"amount", "state", "date", "date_paid", "subaward_id"})


class AsmSubawardLine(models.Model):
    """What money of a sub-award is worth in the award's currency.

    An expense is converted by the rate of its day, money by that of its payment.
    """

    _inherit = "asm.subaward.line"

    award_currency_id = fields.Many2one(
        related="subaward_id.award_id.currency_id", string="Award Currency"
    )
    amount_award = fields.Monetary(
        string="In Award Currency",
        currency_field="award_currency_id",
        readonly=True,
        copy=False,
        help="Once it is approved.",
    )
    rate = fields.Float(digits=(24, 12), readonly=True, copy=False, aggregator=None)
    rate_date = fields.Date(readonly=True, copy=False)
    rate_source = fields.Char(readonly=True, copy=False)
    date_paid_known = fields.Date(
        string="Payment Known Since",
        readonly=True,
        copy=False,
        help="When the day of payment was entered.",
    )

    _system = frozenset(
        {"amount_award", "rate", "rate_date", "rate_source", "date_paid_known"}
    )

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create([self._known(vals) for vals in vals_list])
        lines._convert()
        return lines

    def write(self, vals):
        result = super().write(self._known(vals))
        if vals.keys() & CONVERTED:
            self._convert()
        return result

    def _known(self, vals):
        """Return values with the day on which a payment became known."""
        if not self.env.su:
            vals = {key: v for key, v in vals.items() if key not in self._system}
        if vals.get("date_paid"):
            vals = {"date_paid_known": fields.Date.context_today(self)} | vals
        return vals

    def _convert(self):
        """Work out what those that are approved are worth.

        :raises UserError: where there is no rate
        """
        # a sub-grantee's line is decided by staff; the amounts are for the award
        for line in self.sudo().filtered(lambda one: one.state == "approved"):
            award = line.subaward_id.award_id
            day = line.date_paid or line.date
            rate = award._rate_for(line.currency_id, day)
            super(AsmSubawardLine, line).write(
                rate.values_of(
                    Decimal(str(line.amount)), day, award.currency_id.decimal_places
                )
            )
