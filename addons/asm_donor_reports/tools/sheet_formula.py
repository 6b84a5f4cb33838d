"""Formulas of layouts: written as in a workbook, with names in place of addresses.

::

    =IF(OR(ISBLANK({actual}),ISBLANK({target})),"",{actual}/{target}*100)
    =SUM({lines.budget})
    =ROUND({summary.receipts.total}-{spent},2)

``{name}`` is a cell of the same block, in the same row where rows repeat;
``{block.name}`` one of another block of the sheet, all its rows where they repeat;
``{sheet.block.name}`` one of another sheet. What a formula comes to is computed here as
a workbook computes it (a blank counts as 0 in arithmetic and is left out by SUM), so
that what is shown is what the workbook will recompute. Nothing is evaluated as Python;
length and depth are limited.
"""

import re
from decimal import Decimal, localcontext
from functools import lru_cache
from typing import NamedTuple

from .sheet_functions import (
    COMPARISONS,
    FUNCTIONS,
    NO_VALUE,
    TAKES_RANGES,
    Wrong,
    exact,
    number_of,
    operate,
)

MAX_LENGTH = 1000
MAX_DEPTH = 30
TOKEN = re.compile(
    r'\s*(?:(?P<number>\d+(?:\.\d+)?)(?![\w.])|"(?P<text>(?:[^"]|"")*)"'
    r"|\{(?P<ref>[a-z0-9_]+(?:\.[a-z0-9_]+){0,2})\}"
    r"|(?P<function>[A-Z]+)(?=\()|(?P<word>TRUE|FALSE)\b"
    r"|(?P<sign><=|>=|<>|[-+*/&=<>(),]))"
)

TOO_LONG = "a formula has at most %(count)s characters"
TOO_DEEP = "a formula is nested at most %(count)s deep"
NO_SIGN = "a formula begins with ="
NOT_UNDERSTOOD = "not understood: %(text)s"
TOO_EARLY = "the formula ends too early"
NO_OPERATOR = "an operator is missing before %(text)s"
NO_PARENTHESIS = "a closing parenthesis is missing"
UNKNOWN_FUNCTION = "%(text)s is not a function of layouts; there are %(known)s"
ARGUMENTS = "%(text)s is given %(count)s values"


class FormulaError(ValueError):
    """A formula that cannot be used; ``words`` with ``facts`` say why."""

    def __init__(self, words, **facts):
        super().__init__(words % facts)
        self.words = words
        self.facts = facts


class Literal(NamedTuple):
    value: object


class Ref(NamedTuple):
    """A cell, or the cells of a column, by name.

    :param parts: ``(name,)``, ``(block, name)`` or ``(sheet, block, name)``
    """

    parts: tuple

    def __str__(self):
        return "{" + ".".join(self.parts) + "}"


class Minus(NamedTuple):
    operand: object


class Operation(NamedTuple):
    sign: str
    left: object
    right: object


class Call(NamedTuple):
    name: str
    arguments: tuple


@lru_cache(maxsize=4096)
def parse(text):
    """Return the tree of a formula.

    :raises FormulaError: naming what is wrong

    >>> parse("={a}+1")
    Operation(sign='+', left=Ref(parts=('a',)), right=Literal(value=Decimal('1')))
    >>> parse("=FOO({a})")
    Traceback (most recent call last):
    ...
    odoo.addons.asm_donor_reports.tools.sheet_formula.FormulaError: FOO is not a \
function of layouts; there are ABS, AND, AVERAGE, COUNT, IF, IFERROR, ISBLANK, MAX, \
MIN, NOT, OR, ROUND, SUM
    """
    if len(text) > MAX_LENGTH:
        raise FormulaError(TOO_LONG, count=MAX_LENGTH)
    if not text.startswith("="):
        raise FormulaError(NO_SIGN)
    return _Parser(_tokens(text[1:].rstrip())).parse()


def refs(tree):
    """Return the references of a formula, with whether each is a function's argument.

    >>> sorted(refs(parse("=SUM({a})+{b.c}")).items())
    [(Ref(parts=('a',)), True), (Ref(parts=('b', 'c')), False)]
    """
    found = {}
    _collect(tree, False, found)
    return found


def _collect(tree, is_argument, found):
    match tree:
        case Ref():
            found[tree] = found.get(tree, True) and is_argument
        case Minus(operand):
            _collect(operand, False, found)
        case Operation(_sign, left, right):
            _collect(left, False, found)
            _collect(right, False, found)
        case Call(name, arguments):
            for argument in arguments:
                _collect(argument, name in TAKES_RANGES, found)


class _Parser:
    """Recursive descent: comparison, joining of texts, sum, product, factor."""

    def __init__(self, tokens):
        self.tokens = tokens
        self.index = 0
        self.depth = 0

    def parse(self):
        tree = self.comparison()
        kind, text = self.tokens[self.index]
        if kind != "end":
            raise FormulaError(NO_OPERATOR, text=text)
        return tree

    def is_sign(self, *signs):
        kind, text = self.tokens[self.index]
        return kind == "sign" and text in signs

    def take(self):
        token = self.tokens[self.index]
        self.index += 1
        return token

    def comparison(self):
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise FormulaError(TOO_DEEP, count=MAX_DEPTH)
        tree = self.chain(COMPARISONS, self.joined)
        self.depth -= 1
        return tree

    def joined(self):
        return self.chain("&", self.sum)

    def sum(self):
        return self.chain("+-", self.product)

    def product(self):
        return self.chain("*/", self.factor)

    def chain(self, signs, operand):
        tree = operand()
        while self.is_sign(*signs):
            _kind, sign = self.take()
            tree = Operation(sign, tree, operand())
        return tree

    def factor(self):
        signs = 0
        while self.is_sign("-"):
            self.take()
            signs += 1
        tree = self.atom()
        return Minus(tree) if signs % 2 else tree

    def atom(self):
        kind, text = self.take()
        if kind == "number":
            return Literal(Decimal(text))
        if kind == "text":
            return Literal(text.replace('""', '"'))
        if kind == "word":
            return Literal(text == "TRUE")
        if kind == "ref":
            return Ref(tuple(text.split(".")))
        if kind == "function":
            return self.call(text)
        if (kind, text) == ("sign", "("):
            tree = self.comparison()
            self.close()
            return tree
        raise FormulaError(TOO_EARLY if kind == "end" else NOT_UNDERSTOOD, text=text)

    def call(self, name):
        if name not in FUNCTIONS:
            known = ", ".join(sorted(FUNCTIONS))
            raise FormulaError(UNKNOWN_FUNCTION, text=name, known=known)
        self.take()
        arguments = [self.comparison()]
        while self.is_sign(","):
            self.take()
            arguments.append(self.comparison())
        self.close()
        least, most, _function = FUNCTIONS[name]
        if not least <= len(arguments) <= most:
            count = str(least) if least == most else f"{least} - {most}"
            raise FormulaError(ARGUMENTS, text=name, count=count)
        return Call(name, tuple(arguments))

    def close(self):
        if not self.is_sign(")"):
            raise FormulaError(NO_PARENTHESIS)
        self.take()


def _tokens(text):
    position, tokens = 0, []
    while position < len(text):
        match = TOKEN.match(text, position)
        if not match:
            raise FormulaError(NOT_UNDERSTOOD, text=repr(text[position:].strip()[:20]))
        tokens.append((match.lastgroup, match[match.lastgroup]))
        position = match.end()
    return [*tokens, ("end", "")]


# -- writing it for a workbook --


def write(tree, place):
    """Return a formula as a workbook has it.

    :param place: function that gives the address, or addresses, of a :class:`Ref`

    >>> write(parse('=SUM({a},1)-{b}&"x"'), lambda ref: ref.parts[0].upper() + "1")
    '=SUM(A1,1)-B1&"x"'
    >>> write(parse("=({a}-{b})*2"), lambda ref: ref.parts[0].upper() + "1")
    '=(A1-B1)*2'
    """
    return "=" + _write(tree, place, 0)


def _write(tree, place, strength):
    match tree:
        case Literal(value):
            return _literal(value)
        case Ref():
            return place(tree)
        case Minus(operand):
            return "-" + _write(operand, place, 5)
        case Call(name, arguments):
            return f"{name}({','.join(_write(a, place, 0) for a in arguments)})"
        case Operation(sign, left, right):
            own = _strength(sign)
            text = f"{_write(left, place, own)}{sign}{_write(right, place, own + 1)}"
            return f"({text})" if own < strength else text


def _strength(sign):
    return 1 if sign in COMPARISONS else {"&": 2, "+": 3, "-": 3}.get(sign, 4)


def _literal(value):
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, Decimal):
        return format(value, "f")
    return '"' + value.replace('"', '""') + '"'


# -- what it comes to --


def evaluate(tree, lookup):
    """Return what a formula comes to, as a workbook computes it.

    :param lookup: function that gives the value of a :class:`Ref`, or its
        :class:`Range`
    :return: Decimal, str, bool, :class:`Wrong`, or None for blank

    >>> numbers = {"a": Decimal(3), "b": Decimal(0), "c": None}
    >>> compute = lambda text: evaluate(parse(text), lambda ref: numbers[ref.parts[0]])
    >>> compute("={a}*2+{c}"), compute("={a}/{b}"), compute('=IF({a}>2,"yes","no")')
    (Decimal('6'), '#DIV/0!', 'yes')
    >>> compute('=IFERROR({a}/{b},"")'), compute("=ROUND({a}/2,0)")
    ('', Decimal('2'))
    """
    with localcontext() as context:
        context.prec = 34
        value = _evaluate(tree, lookup)
    return Decimal(0) if value is None else value


def _evaluate(tree, lookup):
    match tree:
        case Literal(value):
            return value
        case Ref():
            value = lookup(tree)
            return value if not isinstance(value, int) else exact(value)
        case Minus(operand):
            number = number_of(_evaluate(operand, lookup))
            return number if isinstance(number, Wrong) else -number
        case Operation(sign, left, right):
            return operate(sign, _evaluate(left, lookup), _evaluate(right, lookup))
        case Call("IF", arguments):
            return _if(arguments, lookup)
        case Call(name, arguments):
            values = [_evaluate(one, lookup) for one in arguments]
            return FUNCTIONS[name][2](values)


def _if(arguments, lookup):
    test = _evaluate(arguments[0], lookup)
    if isinstance(test, Wrong):
        return test
    if isinstance(test, str):
        return NO_VALUE
    if test:
        return _evaluate(arguments[1], lookup)
    return _evaluate(arguments[2], lookup) if len(arguments) > 2 else False
