"""What the parts of a number may be, compared with its total."""

from collections import defaultdict
from decimal import Decimal
from typing import NamedTuple


class Part(NamedTuple):
    """One reported row of a cell: its categories and its numbers.

    :param categories: ``{dimension code: category code}``, empty for the total
    :param numbers: ``{"value" | "numerator" | "denominator": Decimal | None}``
    """

    categories: dict
    numbers: dict


class Excess(NamedTuple):
    """Parts that exceed their total.

    :param label: the dimensions the parts are split by
    :param number: which number: value, numerator or denominator
    :param parts: what the parts come to
    :param total: what the total says
    """

    label: str
    number: str
    parts: Decimal
    total: Decimal


def parts_exceeding_total(rows, exclusive_codes):
    """Return where parts exceed the total of the same site and period.

    Parts along exclusive dimensions (sex) are added and compared; of a dimension
    that is not exclusive (services per child) each part is compared alone. For
    ratios numerators and denominators are compared.

    :param rows: iterable of :class:`Part` of one site and period
    :param exclusive_codes: codes of the exclusive dimensions
    :return: list of :class:`Excess`

    >>> def part(value, **categories):
    ...     return Part(categories, {"value": Decimal(value)})
    >>> rows = [part(10), part(6, sex="female"), part(5, sex="male")]
    >>> parts_exceeding_total(rows, {"sex"})
    [Excess(label='sex', number='value', parts=Decimal('11'), total=Decimal('10'))]
    >>> rows = [part(10), part(6, mineral="TA"), part(5, mineral="W")]
    >>> parts_exceeding_total(rows, {"sex"})
    []
    """
    rows = list(rows)
    totals = [row.numbers for row in rows if not row.categories]
    if not totals:
        return []
    found = []
    for label, parts in _parts_to_compare(rows, set(exclusive_codes)):
        for number, total in totals[0].items():
            known = [part[number] for part in parts if part.get(number) is not None]
            if total is not None and known and sum(known) > total:
                found.append(Excess(label, number, sum(known), total))
    return found


def _parts_to_compare(rows, exclusive):
    """Yield ``(label, [numbers])``: each group is added and compared with the total."""
    groups = defaultdict(list)
    for row in rows:
        if row.categories:
            shared = tuple(
                sorted((d, c) for d, c in row.categories.items() if d not in exclusive)
            )
            groups[tuple(sorted(row.categories)), shared].append(row.numbers)
    for (dimensions, _shared), numbers in groups.items():
        yield ", ".join(dimensions), numbers
