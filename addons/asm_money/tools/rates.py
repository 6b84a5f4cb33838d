"""Exchange rates, strictly: one that is missing or too old is an error.

A rate says how many units of the award's currency one unit of another is worth.
Nothing falls back to a later rate, or to 1.
"""

from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple


class Rate(NamedTuple):
    """What one unit was worth, on which day, and who says so."""

    value: Decimal
    date: date | None
    source: str

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


SAME = Rate(Decimal(1), None, "")


class MissingRate(Exception):
    """There is no rate for a day, or none that is fresh enough.

    :param day: the day that a rate was wanted for
    :param found: the newest :class:`Rate` before it, too old, or None
    """

    def __init__(self, day, found=None):
        super().__init__(day, found)
        self.day = day
        self.found = found


def newest(rates, day, max_age):
    """Return the newest rate of a day or before it.

    :param rates: :class:`Rate`, in any order
    :param day: the day that it is for
    :param max_age: days that it may be old, at most
    :raises MissingRate: when there is none, or it is older

    >>> kept = [Rate(Decimal(2), date(2025, 1, 1), "a"),
    ...         Rate(Decimal(3), date(2025, 1, 9), "a")]
    >>> newest(kept, date(2025, 1, 5), 10).value
    Decimal('2')
    >>> try:
    ...     newest(kept, date(2025, 2, 5), 10)
    ... except MissingRate as missing:
    ...     print(missing.found.date)
    2025-01-09
    """
    known = [rate for rate in rates if rate.date <= day]
    found = max(known, key=lambda rate: rate.date, default=None)
    if found is None or (day - found.date).days > max_age:
        raise MissingRate(day, found)
    return found
