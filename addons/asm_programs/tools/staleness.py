"""Whether a table that was drawn says what it would say if it were drawn now."""

from math import isclose
from typing import NamedTuple


class Difference(NamedTuple):
    """One cell: its line, its column, what was drawn and what would be now."""

    line: object
    column: str
    drawn: object
    now: object


def differences(drawn, now, columns):
    """Return the cells that differ, in the order of the table as it is now.

    Numbers are the same when they agree to twelve digits: one is stored, the other
    computed. A blank is no zero. A line that is in one table only counts as one
    with blanks in the other.

    :param drawn: ``{line: {column: value}}``, blank as ``None`` or ``False``
    :param now: the same, of the table as it would be drawn
    :param columns: names of the columns that count
    :return: list of :class:`Difference`

    >>> drawn = {"FOR-01": {"actual": 10.0, "target": None}}
    >>> differences(drawn, {"FOR-01": {"actual": 10, "target": False}}, ["actual"])
    []
    >>> differences(drawn, {"FOR-01": {"actual": 0, "target": 0}}, ["target"])
    [Difference(line='FOR-01', column='target', drawn=None, now=0)]
    >>> differences({}, {"FOR-02": {"actual": 0.0}}, ["actual"])
    [Difference(line='FOR-02', column='actual', drawn=None, now=0.0)]
    """
    found = []
    for line in dict.fromkeys([*now, *drawn]):
        for column in columns:
            before = drawn.get(line, {}).get(column)
            after = now.get(line, {}).get(column)
            if not is_same(before, after):
                found.append(Difference(line, column, before, after))
    return found


def _is_blank(value):
    return value is None or value is False or value == ""


def is_same(before, after):
    """Say whether two values of a cell read the same.

    >>> is_same(None, False), is_same(None, 0), is_same(0.1 + 0.2, 0.3)
    (True, False, True)
    """
    if _is_blank(before) or _is_blank(after):
        return _is_blank(before) and _is_blank(after)
    if isinstance(before, str) or isinstance(after, str):
        return before == after
    return isclose(float(before), float(after), rel_tol=1e-12, abs_tol=1e-12)
