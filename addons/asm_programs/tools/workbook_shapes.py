"""Names of sheets and ranges of cells, as spreadsheets want them."""

MOST_SHEET_NAME = 31


def column_letter(column):
    """Return how a spreadsheet calls a column; the first is 0.

    >>> column_letter(0), column_letter(25), column_letter(26)
    ('A', 'Z', 'AA')
    """
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def sheet_names(titles, taken=()):
    """Return names for sheets: short, of allowed characters, each only once.

    >>> sheet_names(["MAT 2026/Q1", "MAT 2026/Q1", "x" * 40, ""], ["Lists"])[:2]
    ['MAT 2026-Q1', 'MAT 2026-Q1 (2)']
    >>> [len(name) for name in sheet_names(["x" * 40, "x" * 40, ""])]
    [31, 31, 1]
    """
    names, used = [], {name.casefold() for name in taken}
    for title in titles:
        plain = "".join("-" if char in "[]:*?/\\" else char for char in title)
        plain = plain.strip().strip("'") or "-"
        name, number = plain[:MOST_SHEET_NAME], 1
        while name.casefold() in used:
            number += 1
            tail = f" ({number})"
            name = plain[: MOST_SHEET_NAME - len(tail)] + tail
        used.add(name.casefold())
        names.append(name)
    return names


def ranges(places):
    """Return the ranges that cells make up, column by column.

    >>> list(ranges([(5, 5), (6, 5), (8, 5), (5, 6)]))
    ['F6:F7', 'F9:F9', 'G6:G6']
    """
    start = last = None
    for row, column in sorted(places, key=lambda place: (place[1], place[0])):
        if start and (column != start[1] or row != last + 1):
            yield _range(start, last)
            start = None
        start, last = start or (row, column), row
    if start:
        yield _range(start, last)


def _range(start, last):
    letter = column_letter(start[1])
    return f"{letter}{start[0] + 1}:{letter}{last + 1}"
