"""Which cells of two drawings of one report differ."""

from typing import NamedTuple


class Difference(NamedTuple):
    """A cell that two drawings have different values for.

    :param key: of the cell: sheet, block, row, column
    :param term: that it shows, or None
    """

    key: tuple
    term: str | None
    before: object
    after: object


def counting_cells(book):
    """Return ``{key: (term, value)}`` of the cells in which a difference counts.

    :param book: :class:`book.Book`; its sheets are read
    """
    return {
        cell.key: (cell.term, cell.value)
        for sheet in book.sheets
        for _row, cells in sheet.lines()
        for cell in cells
        if cell.counts and cell.key
    }


def differences(before, after):
    """Return the :class:`Difference` s of two drawings, in the order of the first.

    A row that one of them does not have is blank there.

    :param before: what :func:`counting_cells` gives
    :param after: the same of the other

    >>> from decimal import Decimal
    >>> one = {("s", 1): ("t", Decimal("1.0")), ("s", 2): ("t", None)}
    >>> differences(one, {("s", 1): ("t", Decimal(1))})
    []
    >>> differences(one, one | {("s", 2): ("t", Decimal(0))})[0].after
    Decimal('0')
    """
    found = []
    for key in {**before, **after}:
        term, old = before.get(key, (None, None))
        new_term, new = after.get(key, (None, None))
        if not is_same(old, new):
            found.append(Difference(key, term or new_term, old, new))
    return found


def is_same(one, other):
    """Say whether two values are the same to whoever reads them; blank is not 0.

    >>> from decimal import Decimal
    >>> is_same(Decimal("1.50"), Decimal("1.5")), is_same(None, ""), is_same(None, 0)
    (True, True, False)
    """
    if one in (None, "") or other in (None, ""):
        return one in (None, "") and other in (None, "")
    return type(one) is type(other) and one == other
