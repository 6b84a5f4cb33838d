from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import partial

from odoo import api, fields, models
from odoo.tools import SQL

from ..tools import rates

KINDS = {
    "entry_date": ["day"],
    "month": ["day", "month"],
    "average": ["day", "month", "year"],
    "tranche": ["day"],
    "fixed": ["fixed"],
}


class AsmRateFinder(models.AbstractModel):
    """Reads what rates are kept, all that are needed at once, and picks by policy."""

    _name = "asm.rate.finder"
    _description = "Finder of Exchange Rates"

    @api.model
    def _of_award(self, award, pairs, as_of=None):
        """Return a :class:`Finder` of an award for some currencies and days."""
        # who may enter a cost gets its rate, whether or not they may read rates
        award = award.sudo()
        policy = award.rate_policy
        spans = self._spans(award, pairs) if policy == "average" else {}
        currencies = {currency for currency, _day in pairs} | set(award.rate_pivot_id)
        payments = {}
        if policy == "tranche":
            payments = self._payments(award, as_of)
        quotes = []
        if pairs and not (policy == "tranche" and not award.rate_pivot_id):
            quotes = self._quotes(
                award, currencies | set(award.currency_id), policy, as_of
            )
        pivot = award.rate_pivot_id
        book = rates.Book(
            quotes, award.rate_inverse, pivot.id or None, {pivot.id: pivot.name}
        )
        return Finder(award, award.currency_id, policy, book, spans, payments, as_of)

    @api.model
    def _of_company(self, award, pairs):
        """Return a :class:`Finder` of rates of the day to the company's currency."""
        award = award.sudo()
        target = award.company_id.currency_id
        currencies = {currency for currency, _day in pairs} | {target}
        quotes = self._quotes(award, currencies, "entry_date") if pairs else []
        return Finder(award, target, "entry_date", rates.Book(quotes))

    def _quotes(self, award, currencies, policy, as_of=None):
        """Return the quotes between some currencies that an award may use."""
        numbers = [currency.id for currency in currencies]
        if award.rate_origin == "odoo" and policy != "fixed":
            return self._quotes_of_odoo(award.company_id, numbers, as_of)
        self.env["asm.exchange.rate"].flush_model()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT currency_id, target_currency_id, kind, rate, date, source, id
                  FROM asm_exchange_rate
                 WHERE currency_id = ANY(%(currencies)s)
                   AND target_currency_id = ANY(%(currencies)s)
                   AND kind = ANY(%(kinds)s)
                   AND (award_id IS NULL OR award_id = %(award)s)
                   AND (%(known)s::timestamp IS NULL OR create_date < %(known)s)
                """,
                currencies=numbers,
                kinds=KINDS[policy],
                award=award.id,
                known=_end_of(as_of),
            )
        )
        return [
            (
                currency,
                target,
                kind,
                rates.Rate(Decimal(str(rate)), day, source, (), (number,)),
            )
            for currency, target, kind, rate, day, source, number in rows
        ]

    def _quotes_of_odoo(self, company, numbers, as_of):
        """Return Odoo's rates as quotes to the company's currency.

        Odoo keeps how many units of a currency one unit of a common one is worth; for
        the company's own there is mostly none, which means 1.
        """
        self.env["res.currency.rate"].flush_model()
        unit = company.currency_id.id
        kept = {}
        for number, day, rate in self.env.execute_query(
            SQL(
                """
                SELECT currency_id, name, rate::text FROM (
                    SELECT *, bool_or(company_id IS NOT NULL)
                           OVER (PARTITION BY currency_id) AS has_own
                      FROM res_currency_rate
                     WHERE currency_id = ANY(%(currencies)s)
                       AND (company_id IS NULL OR company_id = %(company)s)
                       AND (%(known)s::timestamp IS NULL OR create_date < %(known)s)
                ) AS known
                 WHERE (company_id IS NOT NULL) = has_own
                 ORDER BY name
                """,
                currencies=[*numbers, unit],
                company=company.root_id.id,
                known=_end_of(as_of),
            )
        ):
            source = self.env._("Odoo")
            rate = rates.Rate(Decimal(rate), day, source)
            kept.setdefault(number, []).append(rate)
        return list(_to_unit(kept, unit))

    def _spans(self, award, pairs):
        """Return ``{day: (first, last)}`` of the award's periods that hold the days.

        Where several do, it is the shortest: it is the one that is reported first. An
        award without periods goes by calendar years.
        """
        days = {day for _currency, day in pairs}
        if not award.period_ids:
            return {day: rates.year_of(day) for day in days}
        ordered = sorted(
            (period.date_end - period.date_start, period.date_start, period.date_end)
            for period in award.period_ids
        )
        return {
            day: next(
                ((start, end) for _n, start, end in ordered if start <= day <= end),
                None,
            )
            for day in days
        }

    def _payments(self, award, as_of):
        """Return ``{local currency: [(day, amount of the award, local amount)]}``."""
        known = _end_of(as_of)
        payments = {}
        for tranche in award.tranche_ids:
            if (
                tranche.state == "received"
                and tranche.amount_local is not False
                and (not known or tranche.local_known_on < known)
            ):
                payments.setdefault(tranche.currency_local_id.id, []).append(
                    (
                        tranche.date_received,
                        Decimal(str(tranche.amount_received)),
                        Decimal(str(tranche.amount_local)),
                    )
                )
        return payments


class Finder:
    """The rates that lead to one currency, and the policy that picks among them."""

    def __init__(self, award, target, policy, book, spans=(), payments=(), as_of=None):
        self.award, self.target, self.policy = award, target, policy
        self.book, self.spans, self.payments = book, spans, payments
        known = as_of.date() if isinstance(as_of, datetime) else as_of
        self.known_on = known or fields.Date.context_today(award)

    def find(self, currency, day):
        """Return the rate of a currency on a day.

        :raises MissingRate:
        """
        if currency == self.target:
            return rates.SAME
        if self.policy == "tranche":
            rate = self._of_payments(currency, day)
        else:
            pick = partial(self._pick, day)
            rate = self.book.find(currency.id, self.target.id, pick)
        rate = rate.stored()
        if not rate.value:
            raise rates.MissingRate(day, None, "small")
        return rate._replace(source=self._words(rate))

    def _pick(self, day, series):
        if self.policy == "month":
            return rates.of_month(series, day, self.known_on)
        if self.policy == "average":
            span = self.spans[day]
            if not span:
                raise rates.MissingRate(day, None, "period")
            return rates.of_span(series, day, span, self.known_on)
        if self.policy == "fixed":
            return rates.newest(series.get("fixed", ()), day)
        return rates.newest(series.get("day", ()), day, self.award.rate_max_age)

    def _of_payments(self, currency, day):
        """Return the rate of payments, of a third currency through the local one."""
        pivot = self.award.rate_pivot_id
        if currency.id in self.payments or not pivot or pivot == currency:
            return rates.received(self.payments.get(currency.id, ()), day)
        paid = rates.received(self.payments.get(pivot.id, ()), day)
        pick = partial(self._pick, day)
        return self.book.straight(currency.id, pivot.id, pick).then(paid, pivot.name)

    def _words(self, rate):
        """Return who says so, and what was done to come to it."""
        env = self.award.env
        words = {
            "inverse": lambda _detail: env._("inverse"),
            "through": lambda code: env._("through %(currency)s", currency=code),
            "mean": lambda n: env._("mean of %(count)s days", count=n),
            "months": lambda n: env._("mean of %(count)s months", count=n),
            "payments": lambda n: env._("%(count)s payments received", count=n),
        }
        parts = [rate.source, *(words[word](detail) for word, detail in rate.how)]
        return ", ".join(filter(None, parts))


def _to_unit(kept, unit):
    """Yield a quote to the company's currency for each of Odoo's rates.

    :param kept: ``{currency: rates ordered by day}``
    :param unit: the company's currency
    """
    units = kept.pop(unit, [rates.Rate(Decimal(1), date.min, "")])
    for number, ordered in kept.items():
        for rate in ordered:
            try:
                of_unit = rates.newest(units, rate.date)
            except rates.MissingRate:
                continue
            value = of_unit.value / rate.value
            yield number, unit, "day", rate._replace(value=value)


def _end_of(as_of):
    """Return the moment before which something was known by a moment or a day."""
    if as_of is None or isinstance(as_of, datetime):
        return as_of and as_of + timedelta(microseconds=1)
    return datetime.combine(as_of + timedelta(1), time.min)
