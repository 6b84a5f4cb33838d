"""How high a row has to be for the text in it; not every program measures it."""

from math import ceil

DEFAULT_WIDTH = 8.43
HIGHEST, PIXEL = 409.5, 0.75
# a line of type, and an average letter, as parts of the size of type
LINE = 1.32
LETTER = 0.95


def letters_in(style, columns, widths):
    """Return how many letters of a style stand in a line of some columns.

    >>> from .book import Style
    >>> letters_in(Style(), range(2), {0: 20, 1: 22}), letters_in(Style(), [7], {})
    (44, 8)
    """
    width = sum(widths.get(column, DEFAULT_WIDTH) for column in columns)
    return max(1, int(width * 10 / style.size / LETTER))


def lines_of(text, letters):
    """
    >>> lines_of("short", 10), lines_of("one\\ntwo and more", 10), lines_of("", 10)
    (1, 3, 1)
    """
    if len(text) <= letters and "\n" not in text:
        return 1
    return sum(max(1, ceil(len(part) / letters)) for part in text.split("\n"))


def height_of(cells, widths):
    """Return the points that a row needs; None where a line is enough.

    :param cells: of the row
    :param widths: ``{column: characters}``

    >>> from .book import Cell, Style
    >>> height_of([Cell(0, "word " * 20, Style(), across=2)], {0: 20, 1: 22})
    39.75
    >>> height_of([Cell(0, "one\\ntwo\\nthree", Style(), down=2)], {0: 20})
    20.25
    >>> height_of([Cell(0, "short", Style())], {0: 20}) is None
    True
    """
    most, least = 0, 0
    for cell in cells:
        style, lines = cell.style, 1
        if isinstance(cell.value, str):
            columns = range(cell.column, cell.column + cell.across)
            letters = (
                letters_in(style, columns, widths) if style.wrap else len(cell.value)
            )
            lines = lines_of(cell.value, letters)
        points = style.size * LINE
        least = max(least, points)
        most = max(most, lines * points / cell.down)
    return points_of(most) if most > least else None


def points_of(points):
    """Return a height that spreadsheets have: whole pixels, and not too many.

    >>> points_of(26.4), points_of(5000)
    (27.0, 409.5)
    """
    return min(HIGHEST, ceil(points / PIXEL) * PIXEL)
