"""How high a row has to be, where spreadsheets do not find it out themselves.

They measure text in a cell of its own, not in cells that are joined.
"""

from math import ceil

from .book import is_number

DEFAULT_WIDTH = 8.43
HIGHEST = 409
# a line of type, and an average letter, as parts of the size of type
LINE = 1.32
LETTER = 1.05


def height_of(cells, widths):
    """Return the points that a row needs; None where a spreadsheet finds out.

    :param cells: of the row
    :param widths: ``{column: characters}``

    >>> from .book import Cell, Style
    >>> height_of([Cell(0, "word " * 20, Style(), across=2)], {0: 20, 1: 20})
    39.6
    >>> height_of([Cell(0, "word " * 20, Style())], {0: 20}) is None
    True
    >>> height_of([Cell(0, "one\\ntwo", Style(), down=2)], {0: 20})
    13.2
    """
    if not any(cell.across > 1 or cell.down > 1 for cell in cells):
        return None
    lines = max((_height(cell, widths) for cell in cells), default=0)
    return min(HIGHEST, round(lines, 1)) or None


def _height(cell, widths):
    style = cell.style
    if not cell.value or not isinstance(cell.value, str) or is_number(cell.value):
        return style.size * LINE
    columns = range(cell.column, cell.column + cell.across)
    width = sum(widths.get(column, DEFAULT_WIDTH) for column in columns)
    letters = max(1, width * 10 / style.size / LETTER)
    parts = cell.value.split("\n")
    lines = sum(max(1, ceil(len(part) / letters)) for part in parts)
    if not style.wrap:
        lines = len(parts)
    return lines * style.size * LINE / cell.down
