"""Rows of a long table as the XML of a worksheet, each written as one piece.

xlsxwriter keeps every cell of a row before it writes any. Long tables have few kinds
of rows: what is the same in each row of a kind is put together once.
"""

import re
from datetime import date, datetime
from decimal import Decimal
from html import escape
from math import isfinite
from typing import NamedTuple

from xlsxwriter.utility import xl_col_to_name

from .heights import LINE, letters_in, lines_of, points_of
from .workbook_formats import is_whole, with_format, without_point

MOST_LETTERS = 32_767
# programs do not agree on days before this one
FIRST_DAY = date(1900, 3, 1)
_DAY_ZERO = date(1899, 12, 30).toordinal()
# what may not stand in XML as it is, or means something else there
_RISKY = re.compile("[&<>_\x00-\x1f\ufffe\uffff]").search
_ERRORS = frozenset(
    ("#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!")
)
# stands in formulas for the number of the row
_ROW = "\0"
_NUMBERS = (Decimal, float, int)


class Refused(ValueError):
    """A value that no cell holds; ``reason`` as of ``workbook.Unwritable``."""

    def __init__(self, column, reason):
        super().__init__(reason)
        self.column, self.reason = column, reason


class ColumnXml(NamedTuple):
    """What is the same in all cells of a column.

    :param start: of the cell, up to the number of its row
    :param look: from there up to what it holds
    :param whole: look of numbers that show no digit after the point, and how many
        digits they may show; None where it is the same
    :param day: look of days
    :param is_seen: whether its cell is there without a value
    :param formula: in XML, with ``_ROW``; blank for none
    """

    index: int
    start: str
    look: str
    whole: tuple | None
    day: str
    is_seen: bool
    formula: str


class RowsXml:
    """Makes the XML of rows of one kind.

    :param sheet: of xlsxwriter
    :param formats: :class:`.workbook_formats.Formats`
    :param columns: of the band, from left to right
    :param kind: of row
    :param widths: ``{column: characters}`` of the sheet
    """

    def __init__(self, sheet, formats, columns, kind, widths):
        self._sheet, self._formats = sheet, formats
        self._columns = [self._column(column, kind) for column in columns]
        # (place, letters in a line, points of a line) of texts that are wrapped
        self._texts = [
            (place, letters_in(style, (column.index,), widths), style.size * LINE)
            for place, column in enumerate(columns)
            if (style := column.styles[kind]).wrap
        ]
        self.ends = min(c.index for c in columns), max(c.index for c in columns)

    def _column(self, column, kind):
        style = column.styles[kind]
        optional = without_point(style.number_format)
        whole = None
        if optional:
            whole = self._look(with_format(style, optional[0])), optional[1]
        formula = column.formula.format(row=_ROW)
        if formula:
            formula = escape(self._sheet._prepare_formula(formula), quote=False)
        return ColumnXml(
            column.index,
            f'<c r="{xl_col_to_name(column.index)}',
            self._look(style),
            whole,
            f'" s="{self._formats.of_days(style)._get_xf_index()}"',
            bool(style.border or style.background or formula),
            formula,
        )

    def _look(self, style):
        return f'" s="{self._formats.of(style)._get_xf_index()}"'

    def row(self, number, values):
        """Return the XML of a row.

        :param number: as workbooks count
        :raises Refused: when a cell cannot hold its value
        """
        cells = [
            self._cell(number, column, value)
            for column, value in zip(self._columns, values, strict=True)
            if value is not None or column.is_seen
        ]
        height = self._height(values)
        return f'<row r="{number}"{height}>{"".join(cells)}</row>'

    def _cell(self, number, column, value):
        kind, look = value.__class__, column.look
        if column.formula:
            return self._formula(number, column, value)
        if kind is str:
            held = self._text(column.index, value)
        elif kind in _NUMBERS:
            text, whole = _number(column.index, value), column.whole
            if whole and ("." not in text or is_whole(value, whole[1])):
                look = whole[0]
            held = f"><v>{text}</v></c>"
        elif value is None:
            held = "/>"
        elif isinstance(value, date):
            look, held = column.day, self._day(column.index, value)
        elif kind is bool:
            held = f' t="b"><v>{value:d}</v></c>'
        else:
            raise Refused(column.index, "value")
        return f"{column.start}{number}{look}{held}"

    def _height(self, values):
        """Return what makes room for texts that take more than a line."""
        highest = 0
        for place, room, points in self._texts:
            value = values[place]
            if value.__class__ is str and (len(value) > room or "\n" in value):
                highest = max(highest, lines_of(value, room) * points)
        if not highest:
            return ""
        return f' ht="{points_of(highest):.16g}" customHeight="1"'

    def _text(self, index, value):
        """Return a text from the end of the look of its cell."""
        if not value:
            # an empty text is no number; a blank cell is one to formulas
            return "/>"
        if len(value) > MOST_LETTERS // 2 and _utf16_length(value) > MOST_LETTERS:
            raise Refused(index, "text")
        space = "" if value.strip() == value else ' xml:space="preserve"'
        if _RISKY(value):
            value = escape(self._sheet._escape_control_characters(value), quote=False)
        return f' t="inlineStr"><is><t{space}>{value}</t></is></c>'

    def _day(self, index, value):
        if isinstance(value, datetime):
            if value.date() < FIRST_DAY:
                return self._text(index, value.isoformat())
            return (
                f"><v>{_number(index, self._sheet._convert_date_time(value))}</v></c>"
            )
        if value < FIRST_DAY:
            return self._text(index, value.isoformat())
        return f"><v>{value.toordinal() - _DAY_ZERO}</v></c>"

    def _formula(self, number, column, value):
        """Return a formula with what it comes to."""
        look, kind = column.look, ""
        if isinstance(value, bool):
            kind, value = ' t="b"', f"{value:d}"
        elif isinstance(value, _NUMBERS):
            text = _number(column.index, value)
            if column.whole and is_whole(value, column.whole[1]):
                look = column.whole[0]
            value = text
        elif isinstance(value, date):
            look, value = column.day, self._sheet._convert_date_time(value)
        elif value:
            kind = ' t="e"' if value in _ERRORS else ' t="str"'
            value = escape(self._sheet._escape_control_characters(value), quote=False)
        formula = column.formula.replace(_ROW, str(number))
        return (
            f"{column.start}{number}{look}{kind}><f>{formula}</f>"
            f"<v>{'' if value is None else value}</v></c>"
        )


def _number(index, value):
    """Return all digits that a float has.

    >>> _number(0, Decimal("0.1")), _number(0, 120), _number(0, Decimal("-0.00"))
    ('0.1', '120', '0')
    """
    try:
        number = float(value) + 0.0
    except (ValueError, OverflowError) as error:
        raise Refused(index, "value") from error
    if not isfinite(number):
        raise Refused(index, "value")
    return repr(number).removesuffix(".0")


def _utf16_length(text):
    return len(text.encode("utf-16-le")) // 2
