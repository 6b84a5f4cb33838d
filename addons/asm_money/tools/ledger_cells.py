"""Cells of a ledger file: amounts and days, as bookkeeping programs write them.

A cell of a workbook that holds a number or a day arrives as such and is taken as it
is; a text is read by the mapping's decimal sign and order of day and month. What can
be read in two ways is refused.
"""

import datetime
import re
from decimal import Decimal
from typing import NamedTuple

MOST_DIGITS = 15
# what a workbook's arithmetic leaves behind the last digit that somebody wrote
NOISE = Decimal("1e-7")
_PLAIN = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,2})?", re.ASCII)
_BLANKS = re.compile(r"[\s\u00a0\u202f\u2009]+")
_MINUS = re.compile(r"[\u2212\u2013\u2010\u2011]")
_GROUPS = "'\u2019\u02bc "
_DIGITS = re.compile(r"[0-9.,' \u2019\u02bc]+")
_CURRENCY = re.compile(r"([A-Za-z]{3})(?![A-Za-z])|(US\$|[$€£¥])")
_SYMBOLS = {"$": "USD", "US$": "USD", "€": "EUR", "£": "GBP", "¥": "JPY"}
_ISO = re.compile(r"([0-9]{4})[-/.]([0-9]{1,2})[-/.]([0-9]{1,2})([T ][0-9:.]*Z?)?")
_COMPACT = re.compile(r"((?:19|20)[0-9]{2})([0-9]{2})([0-9]{2})")
_NUMERIC = re.compile(r"([0-9]{1,2})[-/. ]([0-9]{1,2})[-/. ]([0-9]{4}|[0-9]{2})")
_WORDED = re.compile(r"([0-9]{1,2})[-/. ]+([^\W\d_]+)\.?[-/. ]+([0-9]{4}|[0-9]{2})")
# English and French; "mar" is March in the one, and mardi is no month in the other
_MONTHS = (
    ("jan", "janv", "january", "janvier"),
    ("feb", "fev", "fevr", "fév", "févr", "february", "fevrier", "février"),
    ("mar", "mars", "march"),
    ("apr", "avr", "april", "avril"),
    ("may", "mai"),
    ("jun", "juin", "june"),
    ("jul", "juil", "july", "juillet"),
    ("aug", "aou", "aout", "aoû", "août", "august"),
    ("sep", "sept", "september", "septembre"),
    ("oct", "october", "octobre"),
    ("nov", "november", "novembre"),
    ("dec", "déc", "december", "decembre", "décembre"),
)
MONTHS = {name: number for number, names in enumerate(_MONTHS, 1) for name in names}


class BadCell(ValueError):
    """What stands in a cell cannot be read; ``reason`` says why, in one word."""

    def __init__(self, reason):
        super().__init__(reason)
        self.reason = reason


class Amount(NamedTuple):
    """An amount, and the code of the currency that stands beside it in the cell."""

    value: Decimal
    currency: str = ""


def read_amount(cell, point=""):
    """Return the amount that stands in a cell; None for a blank.

    Brackets and a minus at the end mean a negative amount. Spaces and apostrophes
    part thousands, and so does whichever of dot and comma is not the decimal sign.

    :param point: the decimal sign, "." or ","; "" where the mapping does not say
    :raises BadCell: ``text``, ``ambiguous`` (1.234 without a known decimal sign),
        ``grouping`` (thousands not in threes), ``long``

    >>> [read_amount(text, ",").value for text in ("1.234,50", "(12)", "5-", "1 234")]
    [Decimal('1234.50'), Decimal('-12'), Decimal('-5'), Decimal('1234')]
    >>> read_amount("EUR 1'234.5"), read_amount("")
    (Amount(value=Decimal('1234.5'), currency='EUR'), None)
    >>> read_amount(0.1 + 0.2).value, read_amount("12,5").value
    (Decimal('0.3'), Decimal('12.5'))
    >>> for text in ("1,234", "ten", "1.23.456,1"):
    ...     try:
    ...         read_amount(text)
    ...     except BadCell as bad:
    ...         print(bad.reason)
    ambiguous
    text
    grouping
    """
    if not isinstance(cell, str):
        return _amount_of_number(cell)
    if point == "." and _PLAIN.fullmatch(cell):
        return Amount(Decimal(cell))
    text = _MINUS.sub("-", _BLANKS.sub(" ", cell)).strip()
    if not text:
        return None
    text, currency = _without_currency(text)
    negative = text[:1] == "(" and text[-1:] == ")"
    if negative:
        text, currency = _without_currency(text[1:-1].strip(), currency)
    if text[:1] in ("-", "+") or text[-1:] == "-":
        negative ^= "-" in (text[:1], text[-1:])
        text, currency = _without_currency(text.strip("-+ "), currency)
    value = _decimal(text, point)
    return Amount(-value if negative else value, currency)


def _amount_of_number(cell):
    if isinstance(cell, bool) or not isinstance(cell, int | float | Decimal):
        raise BadCell("text")
    value = Decimal(str(cell))
    if not value.is_finite():
        raise BadCell("text")
    if abs(value) >= Decimal(10) ** MOST_DIGITS:
        raise BadCell("long")
    rounded = value.quantize(NOISE).normalize()
    return Amount(rounded if rounded else Decimal(0))


def _without_currency(text, known=""):
    """
    >>> _without_currency("1 USD"), _without_currency("US$ 2"), _without_currency("3")
    (('1', 'USD'), ('2', 'USD'), ('3', ''))
    """
    found = _CURRENCY.search(text)
    if not found or found.start() and found.end() != len(text):
        return text, known
    code = (found[1] or _SYMBOLS[found[2]]).upper()
    return (text[: found.start()] + text[found.end() :]).strip(), code


def _decimal(text, point):
    if not _DIGITS.fullmatch(text):
        raise BadCell("text")
    point = point or _guess_point(text)
    whole, mark, decimals = text.rpartition(point)
    if not mark:
        whole, decimals = text, ""
    groups = re.split(f"[{_GROUPS}{',' if point == '.' else '.'}]", whole)
    if not decimals.isdigit() and decimals or not all(map(str.isdigit, groups)):
        # a point at the start stands for a zero before it
        if whole or not decimals.isdigit():
            raise BadCell("grouping" if groups[1:] else "text")
        groups = ["0"]
    if len(groups) > 1 and any(len(group) != 3 for group in groups[1:]):
        raise BadCell("grouping")
    digits = "".join(groups)
    if len(digits.lstrip("0")) + len(decimals.rstrip("0")) > MOST_DIGITS:
        raise BadCell("long")
    return Decimal(f"{digits}.{decimals}" if decimals else digits)


def _guess_point(text):
    """Return the decimal sign that an amount itself tells.

    >>> [_guess_point(text) for text in ("1,234.5", "1.234,5", "12,50", "7", "1.1.1")]
    ['.', ',', ',', '.', ',']
    """
    dot, comma = text.rfind("."), text.rfind(",")
    if dot < 0 and comma < 0:
        return "."
    if dot >= 0 and comma >= 0:
        return "." if dot > comma else ","
    mark = "." if dot >= 0 else ","
    other = "," if mark == "." else "."
    if text.count(mark) > 1:
        return other
    whole, _mark, decimals = text.partition(mark)
    # 0.125 and 1234.125 part no thousands
    if len(decimals) != 3 or len(whole) > 3 or whole in ("", "0"):
        return mark
    raise BadCell("ambiguous")


def read_day(cell, order=""):
    """Return the day that stands in a cell; None for a blank.

    Year first is read whatever the order, and so are months in words.

    :param order: ``dmy`` or ``mdy``; "" where the mapping does not say, and then
        01/02/2025 is refused
    :raises BadCell: ``date``, ``no_day`` (31 February), ``ambiguous``, ``order``
        (there is no month 13: the mapping has day and month the other way round)

    >>> read_day("2025-02-01"), read_day("13/02/2025"), read_day("1 févr. 25", "dmy")
    (datetime.date(2025, 2, 1), datetime.date(2025, 2, 13), datetime.date(2025, 2, 1))
    >>> read_day("02/01/2025", "mdy"), read_day("20250201"), read_day(" ")
    (datetime.date(2025, 2, 1), datetime.date(2025, 2, 1), None)
    >>> for text in ("01/02/2025", "31/02/2025", "13/14/2025", "soon"):
    ...     try:
    ...         read_day(text)
    ...     except BadCell as bad:
    ...         print(bad.reason)
    ambiguous
    no_day
    no_day
    date
    """
    if isinstance(cell, datetime.datetime):
        return cell.date()
    if isinstance(cell, datetime.date):
        return cell
    if not isinstance(cell, str):
        return _day_of_number(cell)
    text = _BLANKS.sub(" ", cell).strip()
    if not text:
        return None
    if match := _ISO.fullmatch(text) or _COMPACT.fullmatch(text):
        return _day(*map(int, match.groups()[:3]))
    if match := _WORDED.fullmatch(text):
        month = MONTHS.get(match[2].casefold())
        if month:
            return _day(_year(match[3]), month, int(match[1]))
    if not (match := _NUMERIC.fullmatch(text)):
        raise BadCell("date")
    return _day_in_order(int(match[1]), int(match[2]), _year(match[3]), order)


def _day_of_number(cell):
    """Return the day of 20250201, as some programs write it without a format."""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    if isinstance(cell, int) and (match := _COMPACT.fullmatch(str(cell))):
        return _day(*map(int, match.groups()))
    raise BadCell("date")


def _day_in_order(first, second, year, order):
    if order == "mdy":
        first, second = second, first
    elif not order and first != second and max(first, second) <= 12:
        raise BadCell("ambiguous")
    elif not order and second > 12:
        first, second = second, first
    if order and second > 12 >= first:
        raise BadCell("order")
    return _day(year, second, first)


def _year(text):
    return int(text) if len(text) == 4 else 2000 + int(text)


def _day(year, month, day):
    try:
        return datetime.date(year, month, day)
    except ValueError:
        raise BadCell("no_day") from None


def can_be_order(texts, order):
    """Say whether all of these days can be written in an order.

    >>> can_be_order(["13/01/2025"], "mdy"), can_be_order(["13/01/2025"], "dmy")
    (False, True)
    """
    for text in texts:
        try:
            read_day(text, order)
        except BadCell as bad:
            if bad.reason == "order":
                return False
    return True
