"""A report that is drawn, whatever it is written to: sheets, bands, rows, cells.

What composes it knows no file format; what writes it knows no report. A sheet is
bands, one below the other: a fixed band has cells anywhere in it, a band of rows
repeats its columns for each row that it is given, and keeps none of them, so that a
long table takes no more memory than a short one. Rows and columns count from 0.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import NamedTuple


@dataclass(frozen=True)
class Style:
    """How a cell looks.

    :param size: points
    :param align: ``left``, ``center``, ``right`` or blank: by kind of value
    :param border: 0 none, 1 thin, 2 thick
    :param number_format: as workbooks write it: ``#,##0.00``
    :param indent: steps to the right
    """

    bold: bool = False
    italic: bool = False
    size: float = 10
    color: str = ""
    background: str = ""
    border: int = 0
    align: str = ""
    valign: str = "top"
    wrap: bool = True
    number_format: str = ""
    indent: int = 0


class Cell(NamedTuple):
    """One cell.

    :param column: from 0
    :param value: Decimal, date, str, or None for blank; of a formula what it comes to
    :param style: :class:`Style`
    :param formula: as a workbook writes it, ``=A1+B1``; blank for none
    :param across: columns that it takes
    :param down: rows that it takes
    :param key: what it is of, the same in every drawing of the report:
        ``(sheet, block, row, column)``; None for what is only layout
    :param term: the term of the vocabulary that it shows, or None
    :param counts: whether a report with another value here is another report
    """

    column: int
    value: object
    style: Style
    formula: str = ""
    across: int = 1
    down: int = 1
    key: tuple | None = None
    term: str | None = None
    counts: bool = False


@dataclass
class FixedBand:
    """Cells at given places.

    :param top: row of the sheet that its first row is
    :param cells: ``{row within the band: [Cell, ...]}``
    :param height: rows that it takes
    """

    name: str
    top: int
    cells: dict
    height: int

    def lines(self):
        """Yield ``(row of the sheet, [Cell])``, those without cells too."""
        for row in range(self.height):
            yield self.top + row, self.cells.get(row, [])


class Column(NamedTuple):
    """A column of a band of rows.

    :param index: column of the sheet
    :param name: what formulas call it; keys of its cells end in it
    :param kind: ``text``, ``number``, ``integer``, ``percent``, ``money`` or ``date``
    :param styles: ``{kind of row: Style}``
    :param formula: with ``{row}`` for the row as workbooks count; blank for none
    :param across: columns that it takes
    :param is_merged: whether equal values below each other become one cell
    """

    index: int
    name: str
    kind: str
    styles: dict
    formula: str = ""
    across: int = 1
    is_merged: bool = False
    term: str | None = None
    counts: bool = False


class Row(NamedTuple):
    """One row of a band: values in the order of its columns.

    :param key: what it is of
    :param kind: ``total`` or ``part``; chooses the style
    """

    key: tuple
    kind: str
    values: list


@dataclass
class RowsBand:
    """Columns repeated for each row; what is below may ask for ``height`` once all
    rows were taken."""

    name: str
    top: int
    columns: list
    rows: Iterable
    sheet_key: str = ""
    height: int = 0

    @property
    def is_merged(self):
        return any(column.is_merged for column in self.columns)

    def taken(self):
        """Yield the rows once, and count them."""
        self.height = 0
        for row in self.rows:
            yield row
            self.height += 1

    def lines(self):
        """Yield ``(row of the sheet, [Cell])``; equal values are not merged here."""
        for number, row in enumerate(self.taken(), start=self.top):
            yield (
                number,
                [
                    Cell(
                        column.index,
                        value,
                        column.styles[row.kind],
                        column.formula.format(row=number + 1),
                        column.across,
                        1,
                        (self.sheet_key, self.name, *row.key, column.name),
                        column.term,
                        column.counts,
                    )
                    for column, value in zip(self.columns, row.values, strict=True)
                ],
            )


@dataclass
class Sheet:
    """A sheet of a workbook, a chapter of a document, a file of plain values.

    ``bands`` is iterated once, from top to bottom: a band may start where the one
    above it ended, so its rows are taken before the next band is asked for.

    :param name: as its tab says, at most 31 characters
    :param widths: ``{column: characters}``
    :param orientation: ``portrait`` or ``landscape``
    :param paper: ``A4`` or ``letter``
    :param freeze: ``(row, column)`` that stay when scrolling, or None
    :param repeat_rows: ``(first, last)`` printed on every page, or None
    :param is_row_shaped: whether each row can be written and forgotten
    """

    name: str
    bands: Iterable
    widths: dict = field(default_factory=dict)
    orientation: str = "portrait"
    paper: str = "A4"
    fit_width: bool = True
    freeze: tuple | None = None
    repeat_rows: tuple | None = None
    is_row_shaped: bool = True

    def lines(self):
        """Yield ``(row, [Cell])`` from top to bottom."""
        for band in self.bands:
            yield from band.lines()


@dataclass
class Book:
    """All sheets of a report.

    :param title: of the document
    :param lang: code of the language that it is in
    :param moment: naive UTC datetime that files name as the day they were made
    """

    title: str
    sheets: list
    lang: str = "en_US"
    author: str = ""
    moment: object = None


def is_number(value):
    """
    >>> is_number(Decimal(0)), is_number(None), is_number("1"), is_number(True)
    (True, False, False, False)
    """
    return isinstance(value, (Decimal, int, float)) and not isinstance(value, bool)
