"""Numbers as people type them and read them, in the manner of their language.

``point`` is what a language puts before decimals and ``separator`` what it puts
between thousands. Blank is None, and zero is a number.
"""

import re
from decimal import Decimal

MOST_DIGITS = 15
_SPACES = re.compile(r"[\s\u00a0\u202f\u2009]+")
_LETTER = re.compile(r"[^\W\d_]")
_PLAIN = re.compile(r"[0-9]+(\.[0-9]+)?|\.[0-9]+", re.ASCII)


class NotANumber(ValueError):
    """What was typed is no number; ``reason`` says why, in one word."""

    def __init__(self, reason):
        super().__init__(reason)
        self.reason = reason


def parse(text, point=".", separator=","):
    """Return the number that was typed, as a Decimal; None for a blank.

    A dot is read as a decimal point in every language, since some telephones
    offer no other key, unless the language writes thousands that way.

    :raises NotANumber: ``letters``, ``grouping`` (thousands not in threes),
        ``ambiguous`` (1.234 where a dot is neither), ``negative``, ``long``

    >>> parse("1 234,5", ",", " "), parse("1,234.5"), parse(" "), parse("0")
    (Decimal('1234.5'), Decimal('1234.5'), None, Decimal('0'))
    >>> parse("2.5", ",", "."), parse("1.234", ",", ".")
    (Decimal('2.5'), Decimal('1234'))
    >>> parse("12 people")
    Traceback (most recent call last):
    odoo.addons.mines_to_markets.tools.numerals.NotANumber: letters
    >>> parse("1.234", ",", " ")
    Traceback (most recent call last):
    odoo.addons.mines_to_markets.tools.numerals.NotANumber: ambiguous
    """
    text = text.strip()
    if not text:
        return None
    if text[0] in "-\u2212":
        raise NotANumber("negative")
    if _LETTER.search(text):
        raise NotANumber("letters")
    plain = _without_grouping(text, point, separator)
    if not _PLAIN.fullmatch(plain):
        raise NotANumber("letters")
    if len(plain.replace(".", "").lstrip("0")) > MOST_DIGITS:
        raise NotANumber("long")
    return Decimal(plain)


def _without_grouping(text, point, separator):
    """Return the number with a dot before its decimals and nothing else."""
    # a typed space groups thousands wherever a language puts a mark or a space
    text = _SPACES.sub(" ", text)
    whole, mark, decimals = text.partition(point)
    if not mark and point != ".":
        if separator != "." and re.fullmatch(r"[1-9][0-9]{0,2}\.[0-9]{3}", text):
            raise NotANumber("ambiguous")
        if not _is_grouped(text, separator):
            whole, mark, decimals = text.partition(".")
    for grouping in {separator, " "} - {""}:
        if grouping in whole:
            if not _is_grouped(whole, grouping):
                raise NotANumber("grouping")
            whole = whole.replace(grouping, "")
    return f"{whole}.{decimals}" if mark else whole


def _is_grouped(whole, separator):
    separator = " " if _SPACES.fullmatch(separator) else separator
    pattern = r"[0-9]{1,3}(" + re.escape(separator) + r"[0-9]{3})+"
    return bool(separator) and bool(re.fullmatch(pattern, whole))


def show(number, point=".", separator=""):
    """Write a number with every digit that it has, and no more; "" for a blank.

    >>> show(1234.5, ",", " "), show(Decimal("0.0")), show(1e6), show(None)
    ('1 234,5', '0', '1000000', '')
    """
    if number is None or number is False:
        return ""
    whole, _point, decimals = f"{Decimal(str(number)):f}".partition(".")
    sign, whole = ("-", whole[1:]) if whole.startswith("-") else ("", whole)
    if separator:
        whole = f"{int(whole):,}".replace(",", separator)
    decimals = decimals.rstrip("0")
    return sign + whole + (point + decimals if decimals else "")
