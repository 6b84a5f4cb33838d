from functools import partial

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL
from odoo.tools.misc import format_date

from ..tools import rates


class AsmAward(models.Model):
    """By which rates the money of an award is converted.

    ``_rates_for`` is the one way from other currencies to the award's, and
    ``_rate_for`` is it for one of them; nothing else converts, Odoo's ``_convert``
    least of all. ``tools/rates.py`` says what the policies mean.
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
    rate_inverse = fields.Boolean(
        string="Inverse Rates",
        default=True,
        tracking=True,
        help="Where no rate leads to the award's currency, one that leads from it is "
        "turned round.",
    )
    rate_pivot_id = fields.Many2one(
        "res.currency",
        string="Through",
        index="btree_not_null",
        ondelete="restrict",
        tracking=True,
        help="Where no rate leads from one currency to the other, two may lead through "
        "this one. Blank: never.",
    )

    _rate_max_age_not_negative = models.Constraint(
        "CHECK (rate_max_age >= 0)", "The age of a rate is not negative."
    )

    def write(self, vals):
        if "currency_id" in vals:
            self._check_currency_unused(vals["currency_id"])
        return super().write(vals)

    def _check_currency_unused(self, currency_id):
        """:raises UserError: when amounts are in the currency that would change"""
        changing = self.filtered(lambda award: award.currency_id.id != currency_id)
        # whoever may keep an award is told that money rests on it
        domain = [("award_id", "in", changing.ids)]
        for model in ("account.analytic.line", "asm.obligation"):
            used = self.env[model].sudo().search(domain, limit=1)
            if used:
                raise UserError(
                    self.env._(
                        "The currency of %(award)s stays as it is: %(record)s is "
                        "converted to it.",
                        award=used.award_id.display_name,
                        record=used.display_name,
                    )
                )

    def _rate_for(self, currency, day, as_of=None):
        """Return what one unit of a currency is worth in the award's on a day.

        :param currency: ``res.currency``
        :param day: the date of the cost
        :param as_of: see :meth:`_rates_for`
        :return: :class:`tools.rates.Rate`
        :raises UserError: naming currency, date and what was found instead
        """
        return self._rates_for([(currency, day)], as_of)[currency, day]

    def _rates_for(self, pairs, as_of=None):
        """Return the rates of many currencies and days, in a few queries for all.

        :param pairs: ``(res.currency, day)`` each; days are of the costs
        :param as_of: rates that were recorded later than this moment, or after this
            day, are not used; None: all that are known
        :return: ``{(currency, day): tools.rates.Rate}``
        :raises UserError: for the first that is missing, naming currency, date,
            policy and what was found instead
        """
        found = self._try_rates_for(pairs, as_of)
        for (currency, _day), rate in found.items():
            if isinstance(rate, rates.MissingRate):
                raise UserError(self._describe_missing(currency, rate))
        return found

    def _try_rates_for(self, pairs, as_of=None):
        """Return rates as :meth:`_rates_for`, with a MissingRate where there is none.

        An import says with :meth:`_describe_missing` what is wrong with which line.
        """
        self.ensure_one()
        pairs = dict.fromkeys(pairs)
        foreign = [pair for pair in pairs if pair[0] != self.currency_id]
        finder = self.env["asm.rate.finder"]._of_award(self, foreign, as_of)
        return dict.fromkeys(pairs, rates.SAME) | {
            pair: self._try(partial(finder.find, *pair)) for pair in foreign
        }

    def _try_company_rates(self, pairs):
        """Return rates of the day to the company's currency, or None, as known."""
        self.ensure_one()
        finder = self.env["asm.rate.finder"]._of_company(self, pairs)
        found = {pair: self._try(partial(finder.find, *pair)) for pair in pairs}
        return {
            pair: None if isinstance(rate, rates.MissingRate) else rate
            for pair, rate in found.items()
        }

    @api.model
    def _try(self, find):
        try:
            return find()
        except rates.MissingRate as missing:
            return missing

    def _use_rates(self, used):
        """Keep that these rates were used: they stay as they are from now on.

        :param used: iterable of :class:`tools.rates.Rate`
        """
        self.ensure_one()
        ids = {number for rate in used for number in rate.ids}
        if not ids:
            return
        self.env.cr.execute(
            SQL(
                "INSERT INTO asm_exchange_rate_used_rel (rate_id, award_id) "
                "SELECT unnest(%s), %s ON CONFLICT DO NOTHING",
                sorted(ids),
                self.id,
            )
        )
        self.env["asm.exchange.rate"].invalidate_model(["used_award_ids"], flush=False)

    # -- what is missing --

    def _describe_missing(self, currency, missing):
        """Say which rate is missing, by which rule, and what was found instead.

        :param currency: ``res.currency``
        :param missing: :class:`tools.rates.MissingRate`
        """
        policy = dict(self._fields["rate_policy"]._description_selection(self.env))
        wanted = self.env._(
            "There is no rate from %(currency)s to %(target)s for %(date)s, as "
            "%(award)s wants it (%(policy)s).",
            currency=currency.name,
            target=self.currency_id.name,
            date=format_date(self.env, missing.day),
            award=self.display_name,
            policy=policy[self.rate_policy],
        )
        return f"{wanted} {self._describe_found(missing)}"

    def _describe_found(self, missing):
        if missing.reason == "running":
            return self.env._(
                "%(start)s to %(end)s is not over yet, so that its mean is not known. "
                "Enter the published average, or the line with a rate and source.",
                start=format_date(self.env, missing.span[0]),
                end=format_date(self.env, missing.span[1]),
            )
        if missing.reason == "period":
            return self.env._("No period of the award holds that day. Add it.")
        if missing.reason == "small":
            return self.env._("It is too small to be kept. Quote it the other way.")
        if missing.found and missing.reason == "old":
            return self.env._(
                "The newest before is of %(date)s (%(teller)s); it may be "
                "%(days)s days old.",
                date=format_date(self.env, missing.found.date),
                teller=missing.found.source,
                days=self.rate_max_age,
            )
        if missing.found:
            return self.env._(
                "The newest before is of %(date)s (%(teller)s).",
                date=format_date(self.env, missing.found.date),
                teller=missing.found.source,
            )
        return self.env._("None before that day was found.")
