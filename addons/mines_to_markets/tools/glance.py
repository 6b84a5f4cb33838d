"""How much of a stakeholder's sections fits on one page."""

# lines of a column of the page, and what a section takes besides its rows
_COLUMN, _OVERHEAD, _CHART, _LADDER = 47, 2.4, 8, 5
# letters in a line of a column, and in a cell that is never cut
_LINE, _SHORT = 52, 12


def lay_out(sections, limits=(6, 5, 4, 3, 2, 1)):
    """Cut the sections to what two columns of one page hold, and share them out.

    Sections without rows are left out. What is cut is counted in ``more``.

    :param sections: dicts with ``rows`` and ``total``
    :returns: two lists of sections

    >>> long = {"rows": list(range(9)), "total": 30}
    >>> left, right = lay_out([dict(long) for _ in range(3)])
    >>> len(left), len(right), len(left[0]["rows"]), left[0]["more"]
    (2, 1, 6, 24)
    >>> left, right = lay_out([dict(long) for _ in range(16)])
    >>> len(left[0]["rows"]), left[0]["more"]
    (2, 28)
    >>> lay_out([{"rows": [], "total": 0}])
    ([], [])
    """
    for limit in limits:
        cut = [_cut(section, limit) for section in sections if section["rows"]]
        columns, heights = _share(cut)
        if max(heights) <= _COLUMN:
            break
    return columns


def _cut(section, limit):
    rows = section["rows"][:limit]
    shares = widths(section.get("headings", []), rows)
    return section | {
        "rows": rows,
        "more": section["total"] - len(rows),
        "widths": shares,
        "lines": sum(_lines(row["cells"], shares) for row in rows) if shares else limit,
    }


def _lines(cells, shares):
    """Return how many lines a row takes: a text that is long has two.

    >>> _lines(["01/01/2026", "Word " * 40], [20, 80]), _lines(["1"], [100])
    (2, 1)
    """
    room = [share * _LINE // 100 for share in shares]
    fits = all(len(c) <= space for c, space in zip(cells, room, strict=True))
    return 1 if fits else 2


def widths(headings, rows):
    """Share out the width of a table by what its columns hold, in percent.

    What is short, a date or a number, is shown whole; the rest is shared.

    >>> widths(["Date", "Name"], [{"cells": ["01/01/2026", "Word " * 40]}])
    [23, 76]
    >>> widths(["A", "B"], [{"cells": ["1", "2"]}])
    [50, 50]
    """
    lines = [headings, *(row["cells"] for row in rows)] if headings else []
    longest = [max(map(len, cells)) + 2 for cells in zip(*lines, strict=True)]
    whole = [length if length <= _SHORT else 0 for length in longest]
    long = sum(longest) - sum(whole)
    if not long:
        return [100 * length // sum(longest) for length in longest]
    rest = max(_LINE - sum(whole), _LINE // 2)
    shares = [
        short or rest * length / long
        for short, length in zip(whole, longest, strict=True)
    ]
    return [int(100 * share / sum(shares)) for share in shares]


def _share(sections):
    """Put each section into the column that is shorter so far."""
    columns, heights = ([], []), [0, 0]
    for section in sections:
        shorter = heights.index(min(heights))
        columns[shorter].append(section)
        heights[shorter] += _height(section)
    return columns, heights


def _height(section):
    return (
        section["lines"]
        + _OVERHEAD
        + bool(section.get("headings"))
        + bool(section["more"])
        + _CHART * bool(section.get("chart"))
        + _LADDER * bool(section.get("ladder"))
    )
