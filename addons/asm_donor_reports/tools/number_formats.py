"""Values as people read them: number formats of workbooks, in a language.

A number is rounded half away from zero, as workbooks do, and only here.
"""

import re
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from typing import NamedTuple

from babel import Locale, UnknownLocaleError
from babel.dates import format_date
from babel.numbers import parse_pattern

# of a number without a format: as it is
GENERAL = "0.##########"
_PARTS = re.compile(
    r"""
    "(?P<quoted>[^"]*)" | \\(?P<escaped>.) | _(?P<space>.) | \*(?P<fill>.)
    | \[\$(?P<symbol>[^\]-]*)[^\]]*\] | \[(?P<condition>[^\]]*)\]
    | (?P<digits>[0\#?](?:[0\#?,]*[0\#?])?(?:\.[0\#?]*)?(?P<scale>,*)|\.[0\#?]+)
    | (?P<percent>%) | (?P<plain>.)
    """,
    re.VERBOSE | re.DOTALL,
)
_SECTIONS = re.compile(r';(?=(?:[^"]*"[^"]*")*[^"]*$)')
_DAYS = re.compile(r'"([^"]*)"|\\(.)|(y+|m+|d+)|(\[[^\]]*\])|(.)', re.IGNORECASE)


class Pattern(NamedTuple):
    """One section of a number format.

    :param factor: what the number is multiplied by
    :param core: pattern of the digits, as babel has it; None for only text
    :param decimals: digits kept after the point
    """

    before: str
    core: object
    after: str
    decimals: int
    factor: Decimal


@lru_cache(maxsize=64)
def locale_of(lang):
    """Return the locale of a code of Odoo's, English where there is none.

    >>> str(locale_of("fr_FR")), str(locale_of("sr@latin")), str(locale_of("tlh_XX"))
    ('fr_FR', 'sr_Latn', 'en')
    """
    code = (lang or "en").replace("@latin", "_Latn").replace("@Cyrl", "_Cyrl")
    for one in (code, code.split("_")[0]):
        try:
            return Locale.parse(one)
        except (UnknownLocaleError, ValueError):
            continue
    return Locale.parse("en")


def shown(value, number_format="", lang="en_US"):
    """Return a value as a person reads it in a language.

    :param value: of a cell: Decimal, int, float, date, str, or None for blank
    :param number_format: as workbooks write it; blank for none

    >>> shown(Decimal("1234567.125"), "#,##0.00"), shown(Decimal("1.5"), "0%")
    ('1,234,567.13', '150%')
    >>> shown(Decimal("1234.5"), "#,##0.00", "pt_BR"), shown(Decimal(12), "#,##0.##")
    ('1.234,50', '12')
    >>> shown(Decimal("-0.5"), "#,##0;(#,##0)"), shown(Decimal("9.75"), '0.0"%"')
    ('(1)', '9.8%')
    >>> shown(date(2025, 3, 31), "dd/mm/yyyy"), shown(date(2025, 3, 31), "", "fr_FR")
    ('31/03/2025', '31 mars 2025')
    >>> shown(None), shown("=1+1"), shown(Decimal("2025"))
    ('', '=1+1', '2025')
    """
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, date):
        return _shown_day(value, number_format, lang)
    return _shown_number(Decimal(str(value)), number_format, lang)


def _shown_day(value, number_format, lang):
    locale = locale_of(lang)
    pattern = _day_pattern(number_format) if number_format else "medium"
    return format_date(value, pattern, locale)


@lru_cache(maxsize=256)
def _day_pattern(number_format):
    """Return babel's pattern of a format for days.

    >>> _day_pattern('d "of" mmmm yyyy'), _day_pattern("General")
    ("d 'of' MMMM yyyy", 'medium')
    """
    if not re.search(r"[yd]", number_format, re.IGNORECASE):
        return "medium"
    parts = []
    for quoted, escaped, letters, _hint, other in _DAYS.findall(number_format):
        if letters:
            found = letters.lower()
            parts.append(found.upper() if found[0] == "m" else _day_letters(found))
        elif quoted or escaped or other.isalpha():
            text = (quoted or escaped or other).replace("'", "''")
            parts.append(f"'{text}'")
        else:
            parts.append(other)
    return "".join(parts)


def _day_letters(letters):
    # ddd and dddd are days of the week
    return {"ddd": "EEE", "dddd": "EEEE", "yyyy": "yyyy", "y": "yy"}.get(
        letters, letters
    )


def _shown_number(value, number_format, lang):
    sections = _sections(number_format)
    if value < 0 and len(sections) > 1:
        pattern, value = sections[1], -value
    elif value == 0 and len(sections) > 2:
        pattern = sections[2]
    else:
        pattern = sections[0]
    if pattern.core is None:
        return pattern.before
    step = Decimal(1).scaleb(-pattern.decimals)
    rounded = (value * pattern.factor).quantize(step, ROUND_HALF_UP)
    sign = "-" if rounded < 0 else ""
    digits = pattern.core.apply(abs(rounded), locale_of(lang), group_separator=True)
    return f"{sign}{pattern.before}{digits}{pattern.after}"


@lru_cache(maxsize=256)
def _sections(number_format):
    if number_format in ("", "General", "@"):
        number_format = GENERAL
    return [_pattern(section) for section in _SECTIONS.split(number_format)]


def _pattern(section):
    """Return a section of a format, taken apart.

    >>> one = _pattern('[Red]"USD "#,##0.0_);')
    >>> one.before, one.core.pattern, one.after, one.decimals
    ('USD ', '#,##0.0', ' ;', 1)
    """
    before, after, core = "", "", None
    decimals, factor = 0, Decimal(1)
    for found in _PARTS.finditer(section):
        if found["digits"] and core is None:
            core = found["digits"].rstrip(",").replace("?", "#")
            decimals = len(core.partition(".")[2])
            factor /= Decimal(1000) ** len(found["scale"] or "")
            continue
        text = found["quoted"] or found["escaped"] or found["plain"] or ""
        text = found["symbol"] or (" " if found["space"] else text)
        if found["percent"]:
            factor, text = factor * 100, "%"
        if core is None:
            before += text
        else:
            after += text
    return Pattern(before, core and _core(core), after, decimals, factor)


def _core(digits):
    """Return babel's pattern; workbooks group by thousands wherever a comma is.

    >>> _core("#,##0.00").pattern, _core("0.##").pattern, _core("#,###").pattern
    ('#,##0.00', '0.##', '#,###')
    """
    whole, point, part = digits.partition(".")
    least = "0" * whole.count("0")
    if "," in whole:
        least = least.rjust(4, "#")
        whole = f"{least[:-3]},{least[-3:]}"
    else:
        whole = least or "#"
    return parse_pattern(whole + point + part)
