"""Numbers in the units of a place: "12 bags" where the report counts kilograms."""

import re
from decimal import Decimal

_MEASURED = re.compile(
    r"(?P<number>[^A-Za-z\u00c0-\u024f]*[0-9])\s*(?P<unit>[^\d\s]\D*)"
)
# no number and no unit is longer; what is, is not looked at
LONGEST = 200


def split(text):
    """Return ``(number, name of a unit)`` of what was typed; None for a plain number.

    >>> split("12 bags"), split("1 234,5 sacs"), split("3tola")
    (('12', 'bags'), ('1 234,5', 'sacs'), ('3', 'tola'))
    >>> split("12"), split("bags"), split("")
    (None, None, None)
    """
    text = text.strip()
    found = len(text) <= LONGEST and _MEASURED.fullmatch(text)
    return found and (found["number"].strip(), found["unit"].strip()) or None


def names_of(name, aliases):
    """Return the names a unit goes by, in small letters.

    >>> sorted(names_of("Bag", "bags, Sac"))
    ['bag', 'bags', 'sac']
    """
    names = {name, *(aliases or "").split(",")}
    return {each.strip().casefold() for each in names if each.strip()}


def convert(quantity, factor):
    """Return a quantity in the unit of the report, without the noise of floats.

    :param quantity: number as typed
    :param factor: how many units of the report one local unit is

    >>> convert(3, 11.6638), convert(0.1, 3)
    (34.9914, 0.3)
    """
    return float(Decimal(str(quantity)) * Decimal(str(factor)))
