"""How cells look in a workbook: one format of xlsxwriter for each style in use."""

import re
from dataclasses import replace
from datetime import date
from math import isfinite

from .book import is_number

DATE = "yyyy-mm-dd"
_OPTIONAL = re.compile(r"([^.;]*[0#])\.(#+)([^.;]*)")


class Formats:
    """Formats of a workbook, made once for each style."""

    def __init__(self, workbook):
        self._workbook = workbook
        self._made = {}

    def of(self, style):
        if style not in self._made:
            self._made[style] = self._workbook.add_format(properties(style))
        return self._made[style]

    def of_days(self, style):
        """A day without a format would be a number."""
        return self.of(style if style.number_format else with_format(style, DATE))

    def of_value(self, style, value):
        """Return the format of a cell with this value."""
        if isinstance(value, date):
            return self.of_days(style)
        optional = without_point(style.number_format)
        if optional and is_number(value) and is_whole(value, optional[1]):
            return self.of(with_format(style, optional[0]))
        return self.of(style)


def with_format(style, number_format):
    return replace(style, number_format=number_format)


def without_point(number_format):
    """Return a format that may show no digit after the point without it, and how many
    it may show; None for another.

    Spreadsheets write the point nevertheless: ``1,200.``

    >>> without_point("#,##0.##"), without_point('0.#"%"')
    (('#,##0', 2), ('0"%"', 1))
    >>> without_point("0.00"), without_point("General"), without_point("0.#;-0.#")
    (None, None, None)
    """
    found = _OPTIONAL.fullmatch(number_format)
    return found and (found[1] + found[3], len(found[2]))


def is_whole(number, decimals):
    """Say whether a number shows no digit after the point.

    >>> is_whole(2.001, 2), is_whole(2.006, 2), is_whole(0.995, 2), is_whole(10**17, 2)
    (True, False, True, True)
    """
    number, one = abs(float(number)), 10**decimals
    if number.is_integer():
        return True
    # 0.995 is a little less as a float
    return isfinite(number) and int(number * one + 0.5 + 1e-9) % one == 0


def properties(style):
    """Return what xlsxwriter calls a style.

    >>> from .book import Style
    >>> properties(Style(bold=True, valign="vcenter", border=2, wrap=False))
    {'font_size': 10, 'valign': 'vcenter', 'bold': True, 'border': 2}
    """
    named = {
        "bold": style.bold,
        "italic": style.italic,
        "font_color": style.color,
        "bg_color": style.background,
        "border": style.border,
        "align": style.align,
        "text_wrap": style.wrap,
        "num_format": style.number_format,
        "indent": style.indent,
    }
    base = {"font_size": style.size, "valign": style.valign}
    return base | {name: value for name, value in named.items() if value}
