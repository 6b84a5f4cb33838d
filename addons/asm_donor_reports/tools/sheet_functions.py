"""What formulas of layouts compute with: values, comparisons and functions, as in a
workbook.
"""

from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal, InvalidOperation

MAX_DIGITS = 15
COMPARISONS = ("=", "<>", "<", ">", "<=", ">=")


class Wrong(str):
    """What a workbook shows where a formula has no value: ``#DIV/0!``."""

    __slots__ = ()


NO_DIVISION, NO_VALUE, NO_NUMBER = Wrong("#DIV/0!"), Wrong("#VALUE!"), Wrong("#NUM!")


class Range(tuple):
    """The values of several cells."""

    __slots__ = ()


def exact(value):
    return value if isinstance(value, bool) else Decimal(value)


def number_of(value):
    """Return a value as arithmetic takes it, or what is wrong with it."""
    if isinstance(value, (Wrong, Decimal)):
        return value
    if value is None or isinstance(value, bool):
        return Decimal(int(bool(value)))
    return NO_VALUE


def operate(sign, left, right):
    for value in (left, right):
        if isinstance(value, Wrong):
            return value
    if sign == "&":
        return _text(left) + _text(right)
    if sign in COMPARISONS:
        return _compare(sign, left, right)
    left, right = number_of(left), number_of(right)
    if isinstance(left, Wrong) or isinstance(right, Wrong):
        return NO_VALUE
    if sign == "/":
        return left / right if right else NO_DIVISION
    return {"+": left + right, "-": left - right, "*": left * right}[sign]


def _text(value):
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    return str(value)


def _compare(sign, left, right):
    left, right = _alike(left, right), _alike(right, left)
    # a workbook sorts numbers before texts, and texts before truths
    one, other = _rank(left), _rank(right)
    return {
        "=": one == other,
        "<>": one != other,
        "<": one < other,
        ">": one > other,
        "<=": one <= other,
        ">=": one >= other,
    }[sign]


def _alike(value, other):
    """Return a blank as what it is compared with: no text, or 0."""
    if value is not None:
        return value
    return "" if isinstance(other, str) else Decimal(0)


def _rank(value):
    if isinstance(value, bool):
        return (2, value)
    if isinstance(value, str):
        return (1, value.casefold())
    if isinstance(value, Decimal):
        return (0, value)
    return (0, Decimal(value.toordinal()))


def _flat(values):
    """Return the numbers among values and ranges, or what is wrong among them."""
    found = []
    for value in values:
        if isinstance(value, Range):
            wrong = next((one for one in value if isinstance(one, Wrong)), None)
            if wrong:
                return wrong
            found += [one for one in value if isinstance(one, Decimal)]
        elif isinstance(value, Wrong):
            return value
        elif value is not None:
            number = number_of(value)
            if isinstance(number, Wrong):
                return number
            found.append(number)
    return found


def _on_numbers(function):
    def computed(values):
        numbers = _flat(values)
        return numbers if isinstance(numbers, Wrong) else function(numbers)

    return computed


def _average(numbers):
    return sum(numbers, Decimal(0)) / len(numbers) if numbers else NO_DIVISION


def _round(values):
    number, digits = map(number_of, values)
    if isinstance(number, Wrong) or isinstance(digits, Wrong):
        return NO_VALUE
    digits = int(digits.to_integral_value(ROUND_DOWN))
    if abs(digits) > MAX_DIGITS:
        return NO_NUMBER
    try:
        step = Decimal(1).scaleb(-digits)
        return number.quantize(step, ROUND_HALF_UP)
    except InvalidOperation:
        return NO_NUMBER


def _abs(values):
    number = number_of(values[0])
    return number if isinstance(number, Wrong) else abs(number)


def _truths(values):
    for value in values:
        if isinstance(value, Wrong):
            return value
        if isinstance(value, str):
            return NO_VALUE
    return [bool(value) for value in values]


def _on_truths(function):
    def computed(values):
        truths = _truths(values)
        return truths if isinstance(truths, Wrong) else function(truths)

    return computed


# name: least and most arguments, and what it does
FUNCTIONS = {
    "SUM": (1, 255, _on_numbers(lambda numbers: sum(numbers, Decimal(0)))),
    "AVERAGE": (1, 255, _on_numbers(_average)),
    "MIN": (1, 255, _on_numbers(lambda numbers: min(numbers, default=Decimal(0)))),
    "MAX": (1, 255, _on_numbers(lambda numbers: max(numbers, default=Decimal(0)))),
    "COUNT": (1, 255, _on_numbers(lambda numbers: Decimal(len(numbers)))),
    "ROUND": (2, 2, _round),
    "ABS": (1, 1, _abs),
    "IF": (2, 3, None),
    "IFERROR": (2, 2, lambda v: v[1] if isinstance(v[0], Wrong) else v[0]),
    "AND": (1, 255, _on_truths(all)),
    "OR": (1, 255, _on_truths(any)),
    "NOT": (1, 1, _on_truths(lambda truths: not truths[0])),
    "ISBLANK": (1, 1, lambda values: values[0] is None),
}
TAKES_RANGES = frozenset({"SUM", "AVERAGE", "MIN", "MAX", "COUNT"})
