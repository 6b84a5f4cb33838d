"""Values in words, where they stand inside a text: in the language of the report."""

from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from babel.dates import format_date
from babel.numbers import format_decimal

from . import terms

STEPS = {"cent": Decimal("0.01"), "whole": Decimal(1)}


def rounded(value, kind, rounding):
    """Return a value as its cell holds it: money is rounded, half away from zero.

    >>> rounded(Decimal("2.345"), "money", "cent"), rounded(None, "money", "cent")
    (Decimal('2.35'), None)
    >>> rounded(Decimal("-2.5"), "money", "whole")
    Decimal('-3')
    """
    if kind != terms.MONEY or not isinstance(value, Decimal):
        return value
    return value.quantize(STEPS[rounding], ROUND_HALF_UP)


def shown(value, kind="text", lang="en_US"):
    """Return a value in words.

    >>> shown(Decimal("1234.5"), "number"), shown(None), shown("x")
    ('1,234.5', '', 'x')
    >>> shown(Decimal("1234.5"), "number", "fr_FR"), shown(Decimal(12), "percent")
    ('1\\u202f234,5', '12%')
    >>> shown(date(2025, 3, 31), "date"), shown(date(2025, 3, 31), "date", "es_ES")
    ('Mar 31, 2025', '31 mar 2025')
    """
    if value is None:
        return ""
    if isinstance(value, date):
        return format_date(value, "medium", locale=lang)
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, Decimal):
        pattern = "#,##0.00" if kind == terms.MONEY else "#,##0.##"
        text = format_decimal(value, pattern, locale=lang)
        return f"{text}%" if kind == terms.PERCENT else text
    return str(value)
