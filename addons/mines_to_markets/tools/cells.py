"""Cells of uploaded tables: what a text in them says. Blank is None."""

import datetime
import re
import unicodedata
from itertools import filterfalse

from .numerals import NotANumber, parse

_DECIMAL = re.compile(r"[+-]?([0-9]+([.,][0-9]*)?|[.,][0-9]+)([eE][+-]?[0-9]{1,2})?")
_WHOLE = re.compile(r"([0-9]+)([.,]0*)?")
_DATE = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})([T ][0-9:.]*Z?)?")


class BadCell(ValueError):
    """What stands in a cell cannot be read; ``reason`` says why, in one word."""

    def __init__(self, reason):
        super().__init__(reason)
        self.reason = reason


def fold(text):
    """Return a key that does not tell case, accents, hyphens and spaces apart.

    >>> fold("  CASSITÉRITE "), fold("Cassite\\u0301rite"), fold("Maï-Ndombe")
    ('cassiterite', 'cassiterite', 'mai ndombe')
    """
    plain = text.casefold().replace("-", " ")
    if not plain.isascii():
        plain = unicodedata.normalize("NFKD", plain)
        plain = "".join(filterfalse(unicodedata.combining, plain))
    return tidy(plain)


def tidy(text):
    """Return the text on one line, with single spaces.

    >>> tidy(" Safari \\n bado "), tidy("  ")
    ('Safari bado', '')
    """
    return " ".join(text.split())


def read_date(text):
    """Return the day that stands in a cell, written as year-month-day.

    Other orders are refused: 01/02/2018 is a day in January to some readers and
    in February to others.

    :raises BadCell: ``date``

    >>> read_date("2018-02-01"), read_date("2018-02-01T00:00:00Z"), read_date("")
    (datetime.date(2018, 2, 1), datetime.date(2018, 2, 1), None)
    >>> read_date("2018-02-30")
    Traceback (most recent call last):
    odoo.addons.mines_to_markets.tools.cells.BadCell: date
    """
    if not text:
        return None
    match = _DATE.fullmatch(text)
    try:
        return datetime.date(*map(int, match.groups()[:3]))
    except (AttributeError, ValueError):
        raise BadCell("date") from None


def read_number(text):
    """Return the number that stands in a cell, zero or more, with a point.

    :raises BadCell: ``number``

    >>> read_number("1,234.5"), read_number("0"), read_number("")
    (1234.5, 0.0, None)
    >>> read_number("ten")
    Traceback (most recent call last):
    odoo.addons.mines_to_markets.tools.cells.BadCell: number
    """
    try:
        number = parse(text)
    except NotANumber as bad:
        raise BadCell("number") from bad
    return None if number is None else float(number)


def read_count(text, most=10_000_000):
    """Return the whole number that stands in a cell, zero or more.

    :raises BadCell: ``count``, ``large``

    >>> read_count("30"), read_count("0"), read_count("12.0"), read_count("")
    (30, 0, 12, None)
    >>> read_count("-1")
    Traceback (most recent call last):
    odoo.addons.mines_to_markets.tools.cells.BadCell: count
    """
    if not text:
        return None
    match = _WHOLE.fullmatch(text)
    if not match:
        raise BadCell("count")
    digits = match[1].lstrip("0") or "0"
    if len(digits) > len(str(most)) or int(digits) > most:
        raise BadCell("large")
    return int(digits)


def read_degrees(text, most):
    """Return the angle that stands in a cell, with a point or a comma.

    :param most: how far it goes to either side
    :raises BadCell: ``number``, ``range``

    >>> read_degrees("-1,95", 90), read_degrees("0", 90), read_degrees("", 90)
    (-1.95, 0.0, None)
    >>> read_degrees("91", 90)
    Traceback (most recent call last):
    odoo.addons.mines_to_markets.tools.cells.BadCell: range
    """
    if not text:
        return None
    if not _DECIMAL.fullmatch(text):
        raise BadCell("number")
    degrees = float(text.replace(",", "."))
    if not -most <= degrees <= most:
        raise BadCell("range")
    return degrees
