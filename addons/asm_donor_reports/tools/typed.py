"""Values of cells as JSON keeps them: exact numbers, days, texts, and blank.

A number is never a float here, since 0.1 in a frozen report has to be 0.1 in ten
years; blank is ``None`` and never 0.
"""

import json
from datetime import date, datetime
from decimal import Decimal


def as_json(value):
    """Return what JSON keeps of a value.

    :param value: Decimal, int, date, str, bool or None
    :raises TypeError: for anything else, floats above all

    >>> as_json(Decimal("1.50")), as_json(date(2025, 3, 31)), as_json("a"), as_json(0)
    ({'n': '1.50'}, {'d': '2025-03-31'}, 'a', {'n': '0'})
    >>> as_json(None) is None
    True
    """
    if value is None or isinstance(value, (str, bool)):
        return value
    if isinstance(value, (Decimal, int)):
        return {"n": format(value, "f") if isinstance(value, Decimal) else str(value)}
    if isinstance(value, date) and not isinstance(value, datetime):
        return {"d": value.isoformat()}
    raise TypeError(f"no value of a cell: {type(value).__name__}")


def from_json(value):
    """Return the value that :func:`as_json` kept.

    >>> from_json({"n": "1.50"}), from_json({"d": "2025-03-31"}), from_json("a")
    (Decimal('1.50'), datetime.date(2025, 3, 31), 'a')
    """
    if isinstance(value, dict):
        if "n" in value:
            return Decimal(value["n"])
        return date.fromisoformat(value["d"])
    return value


def canonical(data):
    """Return the bytes of JSON data, the same for the same data.

    >>> canonical({"b": 1, "a": "é"})
    b'{"a":"\\xc3\\xa9","b":1}'
    """
    text = json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text.encode()
