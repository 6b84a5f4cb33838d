"""Rows of a framework in a file: which is a result, which an indicator. No ORM.

A row with a level is a result and stands under the result whose code is its parent.
A row with an indicator is an indicator of the result whose code is its parent, or of
the result above it in the file when no parent is given.
"""

from typing import NamedTuple

RANK = {"impact": 0, "outcome": 1, "output": 2}
# cells that only an indicator has
OF_INDICATOR = (
    "version",
    "responsible",
    "source",
    "baseline",
    "baseline_numerator",
    "baseline_denominator",
    "baseline_date",
    "target",
    "target_numerator",
    "target_denominator",
    "target_from",
    "target_to",
)


class Problem(NamedTuple):
    """What is wrong with a cell: ``reason`` in one word, ``value`` as it stands."""

    row: int
    column: str
    reason: str
    value: str = ""


class ResultRow(NamedTuple):
    """A row on a result; ``parent`` is a code, empty for the top."""

    number: int
    level: str
    code: str
    parent: str
    cells: dict


class IndicatorRow(NamedTuple):
    """A row on an indicator; ``parent`` is the code of its result."""

    number: int
    indicator: str
    parent: str
    cells: dict


def read_rows(rows, levels, known):
    """Tell the rows apart and check how they hang together.

    :param rows: ``[(number, {column: text})]``
    :param levels: ``{word in lower case: level}``
    :param known: ``{code: (level, parent code)}`` of results that are there already
    :return: ``([ResultRow], [IndicatorRow], [Problem])``

    >>> cells = {"level": "Impact", "code": "1", "name": "Peace"}
    >>> below = {"level": "output", "code": "1.1", "parent": "1", "name": "Roads"}
    >>> use = {"indicator": "FOR-01"}
    >>> words = {"impact": "impact", "output": "output"}
    >>> found = read_rows([(2, cells), (3, below), (4, use)], words, {})
    >>> [(row.code, row.parent) for row in found[0]], found[1][0].parent, found[2]
    ([('1', ''), ('1.1', '1')], '1.1', [])
    >>> bad = [(2, {"level": "goal", "code": "1"}), (3, {})]
    >>> [(p.row, p.column, p.reason) for p in read_rows(bad, words, {})[2]]
    [(2, 'level', 'level'), (3, 'level', 'neither')]
    >>> bad = [(2, below), (3, cells | {"parent": "1.1"})]
    >>> [(p.row, p.column, p.reason) for p in read_rows(bad, words, {})[2]]
    [(2, 'parent', 'circle'), (3, 'parent', 'lower')]
    """
    results, uses, problems = [], [], []
    above = ""
    for number, cells in rows:
        if cells.get("level"):
            row = _read_result(number, cells, levels, problems)
            if row:
                results.append(row)
                above = row.code
        elif cells.get("indicator"):
            uses.append(_read_use(number, cells, above))
        else:
            problems.append(Problem(number, "level", "neither"))
    problems += _find_repeated(results)
    places = dict(known)
    places |= {row.code: (row.level, row.parent) for row in results}
    problems += _find_misplaced(results, places)
    problems += _find_homeless(uses, places)
    bad = {problem.row for problem in problems}
    return (
        [row for row in results if row.number not in bad],
        [row for row in uses if row.number not in bad],
        sorted(problems),
    )


def _read_result(number, cells, levels, problems):
    level = levels.get(cells["level"].casefold())
    if not level:
        problems.append(Problem(number, "level", "level", cells["level"]))
    if cells.get("indicator"):
        problems.append(Problem(number, "indicator", "both", cells["indicator"]))
    if not cells.get("code"):
        problems.append(Problem(number, "code", "blank"))
    for name in OF_INDICATOR:
        if cells.get(name):
            problems.append(Problem(number, name, "stray", cells[name]))
    if not level or not cells.get("code"):
        return None
    return ResultRow(number, level, cells["code"], cells.get("parent", ""), cells)


def _read_use(number, cells, above):
    return IndicatorRow(number, cells["indicator"], cells.get("parent") or above, cells)


def _find_repeated(results):
    first = {}
    for row in results:
        if row.code in first:
            yield Problem(row.number, "code", "twice", str(first[row.code]))
        first.setdefault(row.code, row.number)


def _find_misplaced(results, places):
    """Yield what stands under nothing, under a lower level, or under itself."""
    for row in results:
        if not row.parent:
            continue
        if row.parent not in places:
            yield Problem(row.number, "parent", "unknown", row.parent)
            continue
        if RANK[places[row.parent][0]] > RANK[row.level]:
            yield Problem(row.number, "parent", "lower", row.parent)
        elif _runs_in_circle(row.code, places):
            yield Problem(row.number, "parent", "circle", row.parent)


def _runs_in_circle(code, places):
    """Say whether a result stands, by way of others, under itself.

    >>> _runs_in_circle("a", {"a": ("output", "b"), "b": ("output", "a")})
    True
    """
    seen, place = set(), code
    while place in places:
        if place in seen:
            return True
        seen.add(place)
        place = places[place][1]
    return False


def _find_homeless(uses, places):
    seen = {}
    for row in uses:
        if not row.parent:
            yield Problem(row.number, "parent", "homeless")
        elif row.parent not in places:
            yield Problem(row.number, "parent", "unknown", row.parent)
        if row.indicator in seen:
            yield Problem(row.number, "indicator", "twice", str(seen[row.indicator]))
        seen.setdefault(row.indicator, row.number)


def parents_first(results):
    """Return the rows so that each comes after the one it stands under.

    >>> rows = [ResultRow(2, "output", "1.1", "1", {}),
    ...         ResultRow(3, "impact", "1", "", {})]
    >>> [row.code for row in parents_first(rows)]
    ['1', '1.1']
    """
    by_code = {row.code: row for row in results}
    ordered, done = [], set()

    def add(row):
        if row.code in done:
            return
        done.add(row.code)
        if row.parent in by_code:
            add(by_code[row.parent])
        ordered.append(row)

    for row in results:
        add(row)
    return ordered
