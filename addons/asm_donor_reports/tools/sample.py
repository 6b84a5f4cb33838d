"""Values that stand in for real ones, to look at a layout that no report has yet."""

from datetime import date
from decimal import Decimal

from . import terms
from .inputs import Inputs, Line, Span

YEARS = [
    Span(f"year:{n}", f"Year {n}", date(2024 + n, 1, 1), date(2024 + n, 12, 31))
    for n in (1, 2)
]
QUARTERS = [
    Span(
        f"quarter:{n}",
        f"Q{n}",
        date(2025, 3 * n - 2, 1),
        date(2025, 3 * n, 31 if n in (1, 4) else 30),
    )
    for n in (1, 2, 3, 4)
]
HALVES = [
    Span("half:1", "H1", date(2025, 1, 1), date(2025, 6, 30)),
    Span("half:2", "H2", date(2025, 7, 1), date(2025, 12, 31)),
]
SPANS = {
    "year": YEARS,
    "quarter": QUARTERS,
    "half": HALVES,
    "period": [span._replace(key=f"period:{n}") for n, span in enumerate(HALVES, 1)],
}
ROWS = 2


def sample(layout):
    """Return inputs with a value for each term that a layout asks for.

    Texts say which term they stand for; numbers grow from row to row.

    :param layout: :class:`.layout.Layout`
    """
    single, rows = layout.asked(SPANS)
    return Inputs(
        {str(asked): _value(asked, 1) for asked in single},
        {str(source): list(_lines(source, asked)) for source, asked in rows.items()},
        SPANS,
    )


def _lines(source, asked):
    for number in range(1, ROWS + 1):
        yield _line((number,), "total", asked, number)
        for split in source.splits:
            yield _line((number, split, "sample"), "part", asked, number)


def _line(key, kind, asked, number):
    values = {str(one): _value(one, number) for one in asked}
    return Line(key, kind, f"{number}", values)


def _value(asked, number):
    kind = asked.definition.kind
    if kind == terms.DATE:
        return date(2025, number, 28)
    if kind == terms.PERCENT:
        return Decimal("12.5") * number
    if kind == terms.MONEY:
        return Decimal("1234.5") * number
    if kind in terms.NUMERIC:
        return Decimal(10) * number
    return f"{asked.term.partition('.')[2].replace('_', ' ')} {number}"
