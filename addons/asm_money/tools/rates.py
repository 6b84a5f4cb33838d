"""Exchange rates, strictly: one that is missing or too old is an error.

A rate says how many units of the award's currency one unit of another is worth.
Nothing falls back to a later rate, or to 1. Which rules donors have:

* ``entry_date``: the newest rate of a day, on the day of the cost or before, not older
  than the award allows.
* ``month``: the rate published for the month (InforEuro of the European Commission,
  the UN's operational rates). Where none is kept, the plain mean of the rates of its
  days, once the month is over: before, each new day would change it.
* ``average``: the mean of the rates of the days of the award's period in which the
  cost lies, as the general conditions of EU grants want it, once the period is over;
  or a published average of just that month or year; or of all its months, each
  weighing as many days as it has.
* ``tranche``: the weighted mean of what payments received by then were exchanged at.
* ``fixed``: what the donor agreed to, from the day it holds.
"""

from bisect import bisect_right
from calendar import monthrange
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple

# as many as are stored: what is stored times the amount is the amount converted
PLACES = Decimal(1).scaleb(-12)


class Rate(NamedTuple):
    """What one unit was worth, on which day, and who says so.

    ``how`` is what was done to come to it, ``(word, detail)`` each: ``inverse``,
    ``through`` a currency, ``mean`` of so many days, ``months`` of so many months.
    ``ids`` are the stored rates that it rests on.
    """

    value: Decimal
    date: date | None
    source: str
    how: tuple = ()
    ids: tuple = ()

    def of(self, amount, places=2):
        """Return an amount converted, half away from zero.

        :param amount: Decimal, in the currency that the rate starts from
        :param places: decimal places of the currency that it leads to

        >>> Rate(Decimal("0.5"), None, "fixed").of(Decimal("-1.01"))
        Decimal('-0.51')
        """
        unit = Decimal(1).scaleb(-places)
        return (amount * self.value).quantize(unit, rounding=ROUND_HALF_UP)

    def values_of(self, amount, day, places=2):
        """Return what a record keeps of a conversion: the amount and its rate.

        :param amount: Decimal, in the currency that the rate starts from
        :param day: the day that the rate was asked for
        """
        return {
            "amount_award": float(self.of(amount, places)),
            "rate": float(self.value),
            "rate_date": self.date or day,
            "rate_source": self.source or False,
        }

    def inverted(self):
        """Return the rate of the way back.

        >>> Rate(Decimal(4), None, "ECB").inverted()[0::3]
        (Decimal('0.25'), (('inverse', ''),))
        """
        return self._replace(value=1 / self.value, how=(*self.how, ("inverse", "")))

    def then(self, other, through):
        """Return this rate and another one after it.

        :param through: code of the currency between the two

        >>> one = Rate(Decimal(2), date(2025, 1, 2), "ECB")
        >>> two = Rate(Decimal(3), date(2025, 1, 1), "ECB")
        >>> str(one.then(two, "USD").date), *one.then(two, "USD")[2:4]
        ('2025-01-01', 'ECB', (('through', 'USD'),))
        """
        sources = dict.fromkeys((self.source, other.source))
        days = [rate.date for rate in (self, other) if rate.date]
        how = dict.fromkeys((*self.how, *other.how, ("through", through)))
        return Rate(
            self.value * other.value,
            min(days, default=None),
            " + ".join(filter(None, sources)),
            tuple(how),
            (*self.ids, *other.ids),
        )

    def stored(self):
        """Return the rate with the digits that are kept of it.

        >>> Rate(1 / Decimal(3), None, "").stored().value
        Decimal('0.333333333333')
        """
        value = self.value.quantize(PLACES, rounding=ROUND_HALF_UP)
        return self._replace(value=value)


SAME = Rate(Decimal(1), None, "")


class MissingRate(Exception):
    """There is no rate for a day, or none that is fresh enough.

    :param day: the day that a rate was wanted for
    :param found: the newest :class:`Rate` before it, too old, or None
    :param reason: ``none``, ``old``, ``running`` (its span is not over),
        ``period`` (no period of the award holds the day), ``small`` (rounds to zero)
    :param span: first and last day of the span that a mean was wanted of
    """

    def __init__(self, day, found=None, reason="none", span=None):
        super().__init__(day, found, reason, span)
        self.day = day
        self.found = found
        self.reason = reason
        self.span = span


def newest(rates, day, max_age=None):
    """Return the newest rate of a day or before it.

    :param rates: :class:`Rate`, ordered by day
    :param day: the day that it is for
    :param max_age: days that it may be old, at most; None: any
    :raises MissingRate: when there is none, or it is older

    >>> kept = [Rate(Decimal(2), date(2025, 1, 1), "a"),
    ...         Rate(Decimal(3), date(2025, 1, 9), "a")]
    >>> newest(kept, date(2025, 1, 5), 10).value
    Decimal('2')
    >>> try:
    ...     newest(kept, date(2025, 2, 5), 10)
    ... except MissingRate as missing:
    ...     print(missing.reason, missing.found.date)
    old 2025-01-09
    """
    place = bisect_right(rates, day, key=lambda rate: rate.date)
    if not place:
        raise MissingRate(day)
    found = rates[place - 1]
    if max_age is not None and (day - found.date).days > max_age:
        raise MissingRate(day, found, "old")
    return found


def within(rates, span):
    """Return those of a span of days.

    >>> kept = [Rate(Decimal(2), date(2025, 1, n), "a") for n in (1, 5, 9)]
    >>> [rate.date.day for rate in within(kept, (date(2025, 1, 2), date(2025, 1, 9)))]
    [5, 9]
    """
    first = bisect_right(rates, span[0] - timedelta(1), key=lambda rate: rate.date)
    return rates[first : bisect_right(rates, span[1], key=lambda rate: rate.date)]


def mean(rates, last, word="mean", weights=None):
    """Return the mean of some rates, dated the last day of their span.

    >>> kept = [Rate(Decimal(n), date(2025, 1, n), "a") for n in (1, 2)]
    >>> mean(kept, date(2025, 1, 31))[0::3]
    (Decimal('1.5'), (('mean', 2),))
    >>> mean(kept, date(2025, 1, 31), weights=[3, 1]).value
    Decimal('1.25')
    """
    weights = weights or [1] * len(rates)
    total = sum(rate.value * n for rate, n in zip(rates, weights, strict=True))
    return Rate(
        total / sum(weights),
        last,
        " + ".join(dict.fromkeys(rate.source for rate in rates)),
        ((word, len(rates)),),
        tuple(number for rate in rates for number in rate.ids),
    )


def month_of(day):
    """Return the first and the last day of a month.

    >>> [str(end) for end in month_of(date(2024, 2, 5))]
    ['2024-02-01', '2024-02-29']
    """
    last = monthrange(day.year, day.month)[1]
    return day.replace(day=1), day.replace(day=last)


def year_of(day):
    return date(day.year, 1, 1), date(day.year, 12, 31)


def of_month(series, day, known_on):
    """Return the rate of the month in which a day lies.

    :param series: ``{kind: rates ordered by day}``
    :param known_on: the day on which it is asked
    :raises MissingRate:

    >>> days = [Rate(Decimal(n), date(2025, 1, n), "a") for n in (2, 3)]
    >>> of_month({"day": days}, date(2025, 1, 20), date(2025, 2, 1)).value
    Decimal('2.5')
    >>> published = [Rate(Decimal(4), date(2025, 1, 1), "EC")]
    >>> both = {"day": days, "month": published}
    >>> of_month(both, date(2025, 1, 20), date(2025, 1, 20)).value
    Decimal('4')
    """
    span = month_of(day)
    published = within(series.get("month", ()), span)
    return published[0] if published else of_days(series, day, span, known_on)


def of_span(series, day, span, known_on):
    """Return the average over a span of days in which a day lies.

    :param series: ``{kind: rates ordered by day}``
    :param span: first and last day of the award's period
    :param known_on: the day on which it is asked
    :raises MissingRate:

    >>> kept = [Rate(Decimal(n), date(2025, n, 1), "a") for n in (1, 2, 3)]
    >>> span = date(2025, 2, 1), date(2025, 3, 31)
    >>> found = of_span({"month": kept}, date(2025, 2, 9), span, date(2025, 2, 9))
    >>> round(found.value * 59)
    149
    >>> yearly = {"year": [Rate(Decimal(7), date(2025, 1, 1), "WB")]}
    >>> of_span(yearly, date(2025, 2, 9), year_of(span[0]), date(2026, 1, 1)).value
    Decimal('7')
    """
    if span == year_of(day) and (found := within(series.get("year", ()), span)):
        return found[0]
    starts = _months(span)
    published = within(series.get("month", ()), span) if starts else []
    if starts and [rate.date for rate in published] == starts:
        if len(starts) == 1:
            return published[0]
        weights = [month_of(start)[1].day for start in starts]
        return mean(published, span[1], "months", weights)
    return of_days(series, day, span, known_on)


def of_days(series, day, span, known_on):
    """Return the plain mean of the rates of the days of a span that is over."""
    days = series.get("day", ())
    if span[1] >= known_on:
        raise MissingRate(day, None, "running", span)
    found = within(days, span)
    if not found:
        earlier = within(days, (date.min + timedelta(1), span[0]))
        raise MissingRate(day, earlier[-1] if earlier else None, "none", span)
    return mean(found, span[1])


def _months(span):
    """Return the first days of the months of a span; none where it cuts a month.

    >>> len(_months((date(2025, 1, 1), date(2025, 3, 31))))
    3
    >>> _months((date(2025, 1, 15), date(2025, 3, 31)))
    []
    """
    first, last = span
    if first.day != 1 or month_of(last)[1] != last:
        return []
    starts = [first]
    while month_of(starts[-1])[1] < last:
        starts.append(month_of(starts[-1])[1] + timedelta(1))
    return starts


def received(payments, day):
    """Return what payments received by a day were exchanged at, by their weight.

    :param payments: ``(day received, amount in the award's currency, amount in the
        local currency)``, Decimal
    :raises MissingRate: when none was received by then

    >>> paid = [(date(2025, 1, 1), Decimal(100), Decimal(200)),
    ...         (date(2025, 3, 1), Decimal(100), Decimal(300))]
    >>> received(paid, date(2025, 2, 1)).value, received(paid, date(2025, 4, 1)).value
    (Decimal('0.5'), Decimal('0.4'))
    """
    by_then = [payment for payment in payments if payment[0] <= day]
    if not by_then:
        raise MissingRate(day)
    awarded, local = (sum(payment[n] for payment in by_then) for n in (1, 2))
    last = max(payment[0] for payment in by_then)
    return Rate(awarded / local, last, "", (("payments", len(by_then)),))


class Book:
    """Rates that are kept, and the ways that lead from one currency to another.

    :param quotes: ``(currency, target, kind, Rate)``; currencies are whatever
        identifies them, each pair's rates in any order
    :param inverse: whether a rate of the way back may be used
    :param pivot: the currency through which a way may lead, or None
    :param codes: ``{currency: code}``, for words

    >>> ecb = Rate(Decimal("1.25"), date(2025, 1, 1), "ECB")
    >>> bcc = Rate(Decimal(2500), date(2025, 1, 2), "BCC")
    >>> quotes = [("EUR", "USD", "day", ecb), ("USD", "CDF", "day", bcc)]
    >>> book = Book(quotes, pivot="USD")
    >>> pick = lambda series: newest(series.get("day", ()), date(2025, 1, 3), 5)
    >>> book.find("EUR", "USD", pick).value, book.find("USD", "EUR", pick).value
    (Decimal('1.25'), Decimal('0.8'))
    >>> rate = book.find("CDF", "EUR", pick)
    >>> rate.value, rate.source, rate.how
    (Decimal('0.00032'), 'BCC + ECB', (('inverse', ''), ('through', 'USD')))
    >>> try:
    ...     Book(quotes).find("CDF", "EUR", pick)
    ... except MissingRate as missing:
    ...     print(missing.reason)
    none
    """

    def __init__(self, quotes, inverse=True, pivot=None, codes=None):
        self.inverse, self.pivot, self.codes = inverse, pivot, codes or {}
        self.series = {}
        for currency, target, kind, rate in quotes:
            kinds = self.series.setdefault((currency, target), {})
            kinds.setdefault(kind, []).append(rate)
        for kinds in self.series.values():
            for rates in kinds.values():
                rates.sort(key=lambda rate: rate.date)

    def find(self, currency, target, pick):
        """Return the rate that a rule picks, direct, inverse or through the pivot.

        :param pick: takes ``{kind: rates}`` of a pair and returns one, or raises
            :class:`MissingRate`
        :raises MissingRate: with the newest that was found on any way
        """
        missing = []
        for way in (self.straight, self._across):
            try:
                return way(currency, target, pick)
            except MissingRate as miss:
                missing.append(miss)
        # what is known of one that exists says more than that there is none
        raise max(missing, key=lambda miss: (bool(miss.found), miss.reason != "none"))

    def straight(self, currency, target, pick):
        """Return the rate of a pair itself, or of its way back."""
        misses = []
        for pair, back in (((currency, target), False), ((target, currency), True)):
            if back and not self.inverse:
                continue
            try:
                rate = pick(self.series.get(pair, {}))
                return rate.inverted() if back else rate
            except MissingRate as miss:
                misses.append(miss)
        raise max(misses, key=lambda miss: bool(miss.found))

    def _across(self, currency, target, pick):
        pivot = self.pivot
        if not pivot or pivot in (currency, target):
            return self.straight(currency, target, pick)
        first = self.straight(currency, pivot, pick)
        second = self.straight(pivot, target, pick)
        return first.then(second, self.codes.get(pivot, pivot))
