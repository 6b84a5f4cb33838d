from collections import defaultdict
from datetime import timedelta
from decimal import Decimal
from functools import partial

from odoo import api, fields, models
from odoo.tools.misc import format_date

from ..tools import rates
from .asm_award_sums import ZERO

OLDEST_RATE = 31
# an award that ended longer ago is closed, and no longer on the board
LOOKED_BACK = timedelta(days=120)
NUMBERS = ("amount", "spent", "committed", "available", "on_hand")


class AsmMoneyBoard(models.AbstractModel):
    """The money of all awards that the reader may see: what is due, over or under.

    Nothing is summed across currencies. A total in one currency names the rate of each
    other, and is left out where one is missing.
    """

    _name = "asm.money.board"
    _description = "Money of Awards"

    @api.model
    @api.readonly
    def read_board(self, currency_id=False, day=None):
        """Return what the board shows, as plain values.

        :param currency_id: of the total over all; blank: the company's
        :param day: the day that it is for; blank: today
        """
        Award = self.env["asm.award"]
        Award.check_access("read")
        day = fields.Date.to_date(day) or fields.Date.context_today(self)
        awards = Award.search(
            [
                ("date_start", "<=", day),
                ("date_end", ">=", day - LOOKED_BACK),
                ("company_id", "in", self.env.companies.ids),
            ]
        )
        positions = awards._positions(day)
        told = awards.sudo()._periods_told()
        rows = [self._row(award, positions[award], told) for award in awards]
        currency = self.env["res.currency"].browse(currency_id).exists()
        currency = currency or self.env.company.currency_id
        totals = self._totals(awards, positions)
        return {
            "day": day,
            "awards": rows,
            "totals": [
                {"currency_id": one.id, "name": one.name, **_plain(numbers)}
                for one, numbers in totals.items()
            ],
            "total": self._total_in(currency, totals, day),
            "currencies": [
                {"id": one.id, "name": one.name}
                for one in self.env["res.currency"].search([])
            ],
            "due": sorted(
                (
                    {**notice, "award": row["name"], "award_id": row["id"]}
                    for row in rows
                    for notice in row["notices"]
                    if notice["date"]
                ),
                key=lambda one: one["date"],
            ),
        }

    def _row(self, award, position, told):
        gone = position.burn
        return {
            "id": award.id,
            "name": award.reference,
            "title": award.name or "",
            # whose money it is shows to whoever reads the award
            "donor": award.sudo().donor_id.name or "",
            "kind": award.kind,
            "currency_id": award.currency_id.id,
            "date_end": position.date_end,
            **_plain({name: getattr(position, name) for name in NUMBERS}),
            "money_gone": None if gone.money is None else float(gone.money),
            "time_gone": None if gone.time is None else float(gone.time),
            "pace": gone.pace,
            "forecast": None if position.forecast is None else float(position.forecast),
            "notices": award.sudo()._notices(position, told),
        }

    def _totals(self, awards, positions):
        totals = defaultdict(lambda: dict.fromkeys(NUMBERS, ZERO))
        for award in awards:
            for name in NUMBERS:
                amount = getattr(positions[award], name)
                totals[award.currency_id][name] += ZERO if amount is None else amount
        return dict(sorted(totals.items(), key=lambda pair: pair[0].name))

    # -- one currency for all --

    def _total_in(self, currency, totals, day):
        """Return the sums over all awards in one currency, with each rate.

        :return: dict of ``currency_id``, ``rates`` (sentences), ``missing``
            (sentences) and the numbers, which are None where a rate is missing
        """
        found, missing = {}, []
        for other in totals:
            rate = self._rate(other, currency, day)
            if isinstance(rate, rates.MissingRate):
                missing.append(self._describe_missing(other, currency, rate))
            else:
                found[other] = rate
        numbers = dict.fromkeys(NUMBERS)
        if not missing:
            places = currency.decimal_places
            for name in NUMBERS:
                numbers[name] = sum(
                    (found[one].of(totals[one][name], places) for one in totals), ZERO
                )
        return {
            "currency_id": currency.id,
            "name": currency.name,
            "rates": [
                self._describe_rate(one, currency, rate)
                for one, rate in found.items()
                if one != currency
            ],
            "missing": missing,
            **_plain(numbers),
        }

    def _rate(self, currency, target, day):
        """Return the newest rate between two currencies, or what is missing."""
        if currency == target:
            return rates.SAME
        kept = (
            self.env["asm.exchange.rate"]
            .sudo()
            .search(
                [
                    ("currency_id", "in", (currency | target).ids),
                    ("target_currency_id", "in", (currency | target).ids),
                    ("kind", "in", ("day", "month")),
                    ("award_id", "=", False),
                    ("date", "<=", day),
                ]
            )
        )
        book = rates.Book(
            (
                one.currency_id.id,
                one.target_currency_id.id,
                "any",
                rates.Rate(Decimal(str(one.rate)), one.date, one.source),
            )
            for one in kept
        )
        pick = partial(_newest, day)
        try:
            return book.find(currency.id, target.id, pick)
        except rates.MissingRate as missing:
            return missing

    def _describe_rate(self, currency, target, rate):
        return self.env._(
            "1 %(currency)s = %(rate)s %(target)s (%(teller)s, %(date)s)",
            currency=currency.name,
            rate=f"{rate.value:.6f}".rstrip("0").rstrip("."),
            target=target.name,
            teller=rate.source,
            date=format_date(self.env, rate.date),
        )

    def _describe_missing(self, currency, target, missing):
        if missing.found:
            return self.env._(
                "The newest rate from %(currency)s to %(target)s is of %(date)s, older "
                "than %(days)s days.",
                currency=currency.name,
                target=target.name,
                date=format_date(self.env, missing.found.date),
                days=OLDEST_RATE,
            )
        return self.env._(
            "There is no rate from %(currency)s to %(target)s.",
            currency=currency.name,
            target=target.name,
        )


def _newest(day, series):
    return rates.newest(series.get("any", ()), day, OLDEST_RATE)


def _plain(numbers):
    return {
        name: None if value is None else float(value) for name, value in numbers.items()
    }
