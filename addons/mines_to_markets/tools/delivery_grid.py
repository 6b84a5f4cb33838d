"""The grid that records many deliveries: what a row of it may hold.

A row is a dict. ``engagement_id``, ``service_id``, ``partner_id``, ``country_id`` and
``site_id`` are ids or empty, ``date`` is an ISO day, ``quantity`` a number, ``counts``
people by category: ``{"": total, "3,17": women of 18-24, ...}``, where the keys are
sorted ids of categories and a category that was not counted is left out.
"""

import math
from datetime import date
from typing import NamedTuple

RELATIONS = {
    "engagement_id": "mtm.engagement",
    "service_id": "mtm.service",
    "partner_id": "res.partner",
    "country_id": "res.country",
    "site_id": "mtm.site",
}
REQUIRED = ("engagement_id", "service_id", "date", "quantity")
MOST_ROWS = 500


class Wrong(NamedTuple):
    """A cell that cannot be used, and why: missing, date, number, whole, negative."""

    column: str
    reason: str


def is_blank(value):
    """Say whether nothing is entered; 0 is a number.

    >>> is_blank(None), is_blank(False), is_blank(""), is_blank(0)
    (True, True, True, False)
    """
    return value is None or value is False or value == ""


def is_number(value):
    """Say whether this is a finite number, and no truth value.

    >>> is_number(0), is_number(1.5), is_number(True), is_number("1"), is_number(None)
    (True, True, False, False, False)
    >>> is_number(float("nan"))
    False
    """
    return (
        isinstance(value, int | float)
        and not isinstance(value, bool)
        and math.isfinite(value)
    )


def wrong_number(value, whole=False):
    """Return why a number cannot be used, or nothing.

    >>> wrong_number(2.5), wrong_number(2.5, whole=True), wrong_number(-1)
    (None, 'whole', 'negative')
    >>> wrong_number("two")
    'number'
    """
    if not is_number(value):
        return "number"
    if value < 0:
        return "negative"
    return "whole" if whole and value % 1 else None


def is_day(value):
    """
    >>> is_day("2025-02-28"), is_day("2025-02-30"), is_day("28/02/2025"), is_day(3)
    (True, False, False, False)
    """
    try:
        return len(value) == 10 and bool(date.fromisoformat(value))
    except (TypeError, ValueError):
        return False


def wrong_cells(row):
    """Return the cells of a row that cannot be used, as :class:`Wrong`.

    >>> wrong_cells({"engagement_id": 1, "service_id": 2, "date": "2025-02-28",
    ...     "quantity": 0, "counts": {"": 4, "7": 0}})
    []
    >>> for wrong in wrong_cells({"engagement_id": 1, "date": "28/2", "quantity": None,
    ...     "counts": {"7": -1}, "partner_id": "Ministry"}):
    ...     print(*wrong)
    service_id missing
    quantity missing
    partner_id record
    date date
    count:7 negative
    """
    found = [Wrong(n, "missing") for n in REQUIRED if is_blank(row.get(n))]
    found += [
        Wrong(name, "record")
        for name in RELATIONS
        if row.get(name) and (not is_number(row[name]) or row[name] % 1)
    ]
    told = {wrong.column for wrong in found}
    if "date" not in told and not is_day(row["date"]):
        found.append(Wrong("date", "date"))
    if "quantity" not in told and (reason := wrong_number(row["quantity"])):
        found.append(Wrong("quantity", reason))
    found += [
        Wrong(f"count:{key}", reason)
        for key, count in (row.get("counts") or {}).items()
        if (reason := wrong_number(count, whole=True))
    ]
    return found


def excess(counts, exclusive):
    """Return by how much parts exceed the total that was given, or nothing.

    :param counts: ``{key: count}``, the key ``""`` for the total
    :param exclusive: ``{category id: dimension}`` of dimensions of which everybody
        is in one category at most
    :return: ``(parts, total)`` or None

    >>> women, men, young = 3, 4, 17
    >>> of = {women: "sex", men: "sex", young: "age"}
    >>> excess({"": 10, "3": 6, "4": 5}, of)
    (11, 10)
    >>> excess({"": 10, "3": 6, "4": 4, "17": 9}, of), excess({"3": 6, "4": 5}, of)
    (None, None)
    >>> excess({"": 10, "3,17": 11}, of)
    (11, 10)
    """
    if "" not in counts:
        return None
    sums = {}
    for key, count in counts.items():
        values = [int(value) for value in key.split(",")] if key else []
        if values and all(value in exclusive for value in values):
            grain = frozenset(exclusive[value] for value in values)
            sums[grain] = sums.get(grain, 0) + count
    most = max(sums.values(), default=0)
    return (most, counts[""]) if most > counts[""] else None
