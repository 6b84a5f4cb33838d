from decimal import Decimal

from odoo import fields, models


class AsmConvertedMixin(models.AbstractModel):
    """An amount that is kept in the currency of its award as well, with its rate."""

    _name = "asm.converted.mixin"
    _description = "Amount in the Currency of an Award"

    award_currency_id = fields.Many2one("res.currency", store=False)
    amount_award = fields.Monetary(
        string="In Award Currency",
        currency_field="award_currency_id",
        readonly=True,
        copy=False,
    )
    rate = fields.Float(digits=(24, 12), readonly=True, copy=False, aggregator=None)
    rate_date = fields.Date(readonly=True, copy=False)
    rate_source = fields.Char(readonly=True, copy=False)

    def _convert_by(self, award, day):
        """Work out what this is worth in the currency of an award.

        :param award: with rights on its rates
        :raises UserError: where there is no rate
        """
        self.ensure_one()
        rate = award._rate_for(self.currency_id, day)
        award._use_rates([rate])
        places = award.currency_id.decimal_places
        self.write(rate.values_of(Decimal(str(self.amount)), day, places))
