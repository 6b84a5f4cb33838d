"""One invoice split over several awards: the parts add up to it, to the cent."""

from decimal import Decimal

from odoo.addons.asm_programs.tools.rounding import apportion


class BadSplit(ValueError):
    """The parts do not make the whole; ``total`` is what they make."""

    def __init__(self, total):
        super().__init__(total)
        self.total = total


def invoice_key(number):
    """Return the number of an invoice without what stands between letters and digits.

    >>> invoice_key("INV-7 / 2025"), invoice_key("inv 7/2025")
    ('inv72025', 'inv72025')
    """
    return "".join(filter(str.isalnum, number.lower()))


def by_percentage(amount, percentages, places=2):
    """Split an amount by percentages, by largest remainder in its smallest unit.

    :param amount: Decimal; negative for a credit note
    :param percentages: list of Decimal above 0
    :param places: decimal places of the currency
    :return: list of Decimal that add up to the amount
    :raises BadSplit: when the percentages do not add up to 100

    >>> thirds = [Decimal("33.34"), Decimal("33.33"), Decimal("33.33")]
    >>> [str(part) for part in by_percentage(Decimal("100.01"), thirds)]
    ['33.35', '33.33', '33.33']
    >>> [str(part) for part in by_percentage(Decimal("-0.05"), [Decimal(50)] * 2)]
    ['-0.03', '-0.02']
    >>> by_percentage(Decimal(100), [Decimal(50), Decimal(40)])
    Traceback (most recent call last):
    odoo.addons.asm_money.tools.splits.BadSplit: 90
    """
    total = sum(percentages, Decimal(0))
    if total != 100:
        raise BadSplit(total)
    units = apportion(amount.scaleb(places), dict(enumerate(percentages)))
    return [units[number].scaleb(-places) for number in range(len(percentages))]


def by_amount(amount, parts):
    """Return the parts as they are.

    :raises BadSplit: when they do not add up to the amount

    >>> by_amount(Decimal(100), [Decimal(60), Decimal(30)])
    Traceback (most recent call last):
    odoo.addons.asm_money.tools.splits.BadSplit: 90
    """
    total = sum(parts, Decimal(0))
    if total != amount:
        raise BadSplit(total)
    return parts
