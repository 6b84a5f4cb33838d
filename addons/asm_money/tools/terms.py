"""What of an award is in force: what was first agreed, as amendments changed it."""

from datetime import date
from decimal import Decimal
from typing import NamedTuple


class Terms(NamedTuple):
    """Totals of an award in its currency, and its end; None is blank.

    ``amount_obligated`` is blank where the donor obligated the whole amount.
    """

    amount_total: Decimal | None = None
    amount_obligated: Decimal | None = None
    cost_share_required: Decimal | None = None
    date_end: date | None = None


def amended(original, amendments):
    """Return the terms after amendments; a blank leaves what was there before.

    :param original: :class:`Terms` as first agreed
    :param amendments: :class:`Terms`, in the order in which they were signed

    >>> first = Terms(Decimal(100), None, Decimal(20), date(2026, 9, 30))
    >>> amended(first, [Terms(amount_total=Decimal(150))]).amount_total
    Decimal('150')
    >>> now = amended(first, [
    ...     Terms(date_end=date(2027, 3, 31)),
    ...     Terms(amount_obligated=Decimal(80), cost_share_required=Decimal(0)),
    ... ])
    >>> now.date_end, now.amount_obligated, now.cost_share_required
    (datetime.date(2027, 3, 31), Decimal('80'), Decimal('0'))
    """
    terms = original
    for amendment in amendments:
        said = {
            name: value
            for name, value in amendment._asdict().items()
            if value is not None
        }
        terms = terms._replace(**said)
    return terms


def whole(terms):
    """Return terms without blanks: what is not said apart is all obligated.

    >>> whole(Terms(Decimal(100), date_end=date(2026, 9, 30))).amount_obligated
    Decimal('100')
    >>> whole(Terms(Decimal(100), Decimal(0))).amount_obligated
    Decimal('0')
    """
    total = terms.amount_total or Decimal(0)
    return terms._replace(
        amount_total=total,
        amount_obligated=total
        if terms.amount_obligated is None
        else terms.amount_obligated,
        cost_share_required=terms.cost_share_required or Decimal(0),
    )
