"""Whether the units of a formula go together: persons are not added to tonnes.

A unit is ``{name: power}``: persons ``{"person": 1}``, tonnes per person ``{"t": 1,
"person": -1}``, no unit ``{}``. None stands for a bare number, which goes with any
unit it is added to.
"""

from collections import Counter

from .formula import FormulaError, Negative, Number, Reference

NOT_ADDED = "%(left)s and %(right)s are not added"
NO_UNIT = "numbers without unit"


def unit_of(tree, unit_of_code):
    """Return the unit of a formula.

    :param tree: what :func:`formula.parse` returned
    :param unit_of_code: callable that gives the unit of an indicator's code as
        text, empty for none
    :return: ``{name: power}``, or None for a bare number
    :raises FormulaError: where unlike units are added or subtracted

    >>> from .formula import parse
    >>> units = {"A": "person", "B": "person", "C": "t"}
    >>> unit_of(parse("C / (A + B)"), units.get)
    {'t': 1, 'person': -1}
    >>> unit_of(parse("A + C"), units.get)  # doctest: +IGNORE_EXCEPTION_DETAIL
    Traceback (most recent call last):
    ...
    FormulaError: person and t are not added
    """
    if isinstance(tree, Number):
        return None
    if isinstance(tree, Reference):
        name = unit_of_code(tree.code)
        return {name: 1} if name else {}
    if isinstance(tree, Negative):
        return unit_of(tree.operand, unit_of_code)
    left, right = unit_of(tree.left, unit_of_code), unit_of(tree.right, unit_of_code)
    if tree.sign in "+-":
        return _same(left, right)
    return _product(left, right, 1 if tree.sign == "*" else -1)


def _same(left, right):
    if left is None or right is None:
        return left if right is None else right
    if left != right:
        raise FormulaError(NOT_ADDED, left=unit_name(left), right=unit_name(right))
    return left


def _product(left, right, power):
    if left is None and right is None:
        return None
    unit = Counter(left or {})
    for name, exponent in (right or {}).items():
        unit[name] += power * exponent
    return {name: exponent for name, exponent in unit.items() if exponent}


def unit_name(unit):
    """Return a unit in words.

    >>> unit_name({"t": 1, "person": -1}), unit_name({"ha": 2}), unit_name({})
    ('t/person', 'ha^2', 'numbers without unit')
    """
    over = [_power(name, power) for name, power in unit.items() if power > 0]
    under = [_power(name, -power) for name, power in unit.items() if power < 0]
    name = " ".join(over) or ("1" if under else NO_UNIT)
    return "/".join([name, *under])


def _power(name, power):
    return name if power == 1 else f"{name}^{power}"
