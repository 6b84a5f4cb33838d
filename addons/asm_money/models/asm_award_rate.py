from decimal import Decimal

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools.misc import format_date

from ..tools import rates


class AsmAward(models.Model):
    """By which rates the money of an award is converted.

    ``_rate_for`` is the one way from another currency to the award's; nothing else
    converts, Odoo's ``_convert`` least of all.
    """

    _inherit = "asm.award"

    rate_policy = fields.Selection(
        [
            ("entry_date", "Rate of the day"),
            ("month", "Rate of the month"),
            ("average", "Average of the period"),
            ("tranche", "Rate of the payments received"),
            ("fixed", "Fixed rates"),
        ],
        required=True,
        default="entry_date",
        tracking=True,
        help="By which rule amounts in other currencies are converted.",
    )
    rate_origin = fields.Selection(
        [("own", "Rates kept here"), ("odoo", "Odoo's rates")],
        string="Rates From",
        required=True,
        default="own",
        tracking=True,
    )
    rate_max_age = fields.Integer(
        string="Oldest Rate (Days)",
        required=True,
        default=31,
        tracking=True,
        help="A rate that is older stops the entry.",
    )

    _rate_max_age_not_negative = models.Constraint(
        "CHECK (rate_max_age >= 0)", "The age of a rate is not negative."
    )

    def _rate_for(self, currency, day):
        """Return what one unit of a currency is worth in the award's on a day.

        :param currency: ``res.currency``
        :param day: the date of the cost
        :return: :class:`tools.rates.Rate`
        :raises UserError: naming currency, date and what was found instead
        """
        self.ensure_one()
        if currency == self.currency_id:
            return rates.SAME
        try:
            return rates.newest(self._rates_known(currency), day, self.rate_max_age)
        except rates.MissingRate as missing:
            raise UserError(self._describe_missing(currency, missing)) from None

    def _rates_known(self, currency):
        """Return the rates from a currency to the award's that it may use."""
        kept = (
            self.env["asm.exchange.rate"]
            .sudo()
            .search(
                [
                    ("currency_id", "=", currency.id),
                    ("target_currency_id", "=", self.currency_id.id),
                    ("award_id", "in", (False, self.id)),
                ]
            )
        )
        return [
            rates.Rate(Decimal(str(rate.rate)), rate.date, rate.source) for rate in kept
        ]

    def _describe_missing(self, currency, missing):
        wanted = self.env._(
            "There is no rate from %(currency)s to %(target)s for %(date)s, as "
            "%(award)s wants it.",
            currency=currency.name,
            target=self.currency_id.name,
            date=format_date(self.env, missing.day),
            award=self.display_name,
        )
        if missing.found:
            found = self.env._(
                "The newest before is of %(date)s (%(teller)s); it may be "
                "%(days)s days old.",
                date=format_date(self.env, missing.found.date),
                teller=missing.found.source,
                days=self.rate_max_age,
            )
        else:
            found = self.env._("None before that day was found.")
        return f"{wanted} {found}"
