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
    :param valign: ``top``, ``vcenter`` or ``bottom``
    :param align: ``left``, ``center``, ``right`` or blank: by kind of value
    :param border: 0 none, 1 thin, 2 medium
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
            yield number, self._cells(number, row)

    def merged_lines(self, most=None):
        """The same with equal values below each other as one cell; takes all rows.

        :param most: rows of such a cell; None for all
        """
        rows = list(self.taken())
        lengths = runs(self.columns, rows, most)
        for place, row in enumerate(rows):
            cells = self._cells(self.top + place, row)
            shown = [
                cell._replace(down=lengths.get((place, position), 1))
                for position, cell in enumerate(cells)
                if lengths.get((place, position), 1)
            ]
            yield self.top + place, shown

    def _cells(self, number, row):
        return [
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
        ]


class Series(NamedTuple):
    """What a chart shows of each row.

    :param name: as the chart calls it
    :param column: name of the column that its numbers stand in
    """

    name: str
    column: str


@dataclass
class Chart:
    """A drawing of numbers that stand in a band of rows.

    :param kind: ``achievement``: each row on a scale of its own, what was planned
        against what is; ``amounts``: the same on one scale; ``line``: all series over
        the rows
    :param band: name of the band
    :param label: name of the column that says what a row is
    :param series: of bars two, planned and actual
    :param row_kind: of the rows shown
    :param limit: rows shown at most
    """

    kind: str
    title: str
    band: str
    label: str
    series: list
    row_kind: str = "total"
    limit: int = 30


@dataclass
class Sheet:
    """A sheet of a workbook, a chapter of a document, a file of plain values.

    ``bands`` is iterated once, from top to bottom: a band may start where the one
    above it ended, so its rows are taken before the next band is asked for.

    :param name: as its tab says, at most 31 characters
    :param widths: ``{column: characters}``
    :param orientation: ``portrait`` or ``landscape``
    :param paper: ``A4``, ``A3``, ``letter`` or ``tabloid``
    :param freeze: ``(row, column)`` that stay when scrolling, or None
    :param repeat_rows: ``(first, last)`` printed on every page, or None
    :param charts: of its bands, below them
    """

    name: str
    bands: Iterable
    widths: dict = field(default_factory=dict)
    orientation: str = "portrait"
    paper: str = "A4"
    fit_width: bool = True
    freeze: tuple | None = None
    repeat_rows: tuple | None = None
    charts: list = field(default_factory=list)

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


def runs(columns, rows, most=None):
    """Find equal values below each other in the columns that are merged.

    A run ends where one to the left of it ends, so that what is the same under two
    headings stays two; blank cells are never one.

    :param most: rows of a run; None for all
    :return: ``{(place of the row, position of the column): rows}``; 0 for a cell that
        one above it covers

    >>> rows = [Row((n,), "total", [goal, "same", 5])
    ...         for n, goal in enumerate(("G1", "G1", "G2"))]
    >>> columns = [Column(n, "a", "text", {}, is_merged=n < 2) for n in range(3)]
    >>> runs(columns, rows)
    {(0, 0): 2, (1, 0): 0, (0, 1): 2, (1, 1): 0}
    """
    lengths, borders = {}, {0}
    for position, column in enumerate(columns):
        if not column.is_merged:
            continue
        start = 0
        for place in range(1, len(rows) + 1):
            value = rows[start].values[position]
            if (
                place < len(rows)
                and place not in borders
                and (most is None or place - start < most)
                and value is not None
                and rows[place].values[position] == value
            ):
                continue
            borders.add(place)
            if place - start > 1:
                lengths[start, position] = place - start
                lengths |= {(one, position): 0 for one in range(start + 1, place)}
            start = place
    return lengths


def is_number(value):
    """
    >>> is_number(Decimal(0)), is_number(None), is_number("1"), is_number(True)
    (True, False, False, False)
    """
    return isinstance(value, (Decimal, int, float)) and not isinstance(value, bool)
