"""Indicators computed from others: a small language of its own.

A formula has numbers, ``+ - * /``, parentheses, and indicators by their code::

    100 * FOR-02 / FOR-01
    {FOR-01|sex=f,age=18-24} / FOR-01
    (baseline(MER-02) - MER-02) * TRC-07
    target({OHS-01|sex=f})

A code of letters, digits, dots, underscores and single hyphens stands for itself,
so a minus between two codes has spaces around it. Any other code, and one with
categories, stands in braces. ``baseline(...)`` and ``target(...)`` name the
baseline and the target of an indicator in place of its actual.

A blank input makes the result blank, and so does a division by 0. Nothing is ever
evaluated as Python; length and depth are limited, so that no formula hangs.
"""

import re
from decimal import Decimal
from graphlib import CycleError, TopologicalSorter
from typing import NamedTuple

from .amounts import categories_of

MAX_LENGTH = 1000
MAX_TOKENS = 250
MAX_DEPTH = 40
KINDS = ("baseline", "target")
TOO_LONG = "a formula has at most %(count)s characters"
TOO_MANY = "a formula has at most %(count)s terms and signs"
TOO_DEEP = "a formula is nested at most %(count)s deep"
TOO_EARLY = "the formula ends too early"
NOT_UNDERSTOOD = "not understood: %(text)s"
NOT_EXPECTED = "not expected: %(text)s"
NO_OPERATOR = "an operator is missing before %(text)s"
NO_PARENTHESIS = "a closing parenthesis is missing"
NO_CODE = "%(kind)s needs the code of an indicator"
NOT_A_REFERENCE = "not an indicator: %(text)s; write {CODE|dimension=category}"
IN_A_CIRCLE = "formulas in a circle: %(codes)s"
TOKEN = re.compile(
    r"\s*(?:(?P<number>\d+(?:\.\d+)?)(?![\w.])"
    r"|(?P<code>[^\W\d][\w.]*(?:-[\w.]+)*)"
    r"|\{(?P<braced>[^{}]*)\}"
    r"|(?P<sign>[-+*/()]))"
)


class FormulaError(ValueError):
    """A formula that cannot be used; ``position`` counts characters from 0.

    ``words`` says why, with placeholders for ``facts``, for whoever translates it.

    >>> str(FormulaError("at most %(count)s signs", count=3))
    'at most 3 signs'
    """

    def __init__(self, words, position=0, **facts):
        super().__init__(words % facts)
        self.words = words
        self.position = position
        self.facts = facts


class Number(NamedTuple):
    value: Decimal


class Reference(NamedTuple):
    """An indicator: its ``actual``, ``baseline`` or ``target``, of a category."""

    kind: str
    code: str
    categories: tuple = ()


class Negative(NamedTuple):
    operand: object


class Operation(NamedTuple):
    sign: str
    left: object
    right: object


class Token(NamedTuple):
    kind: str
    text: str
    position: int


def parse(text):
    """Return the tree of a formula.

    :param text: str
    :return: :class:`Number`, :class:`Reference`, :class:`Negative` or
        :class:`Operation`
    :raises FormulaError: naming what is wrong and where

    >>> parse("2 * FOR-01").right
    Reference(kind='actual', code='FOR-01', categories=())
    >>> parse("baseline({FOR-01|sex=f})")
    Reference(kind='baseline', code='FOR-01', categories=(('sex', 'f'),))
    >>> parse("1 +")  # doctest: +IGNORE_EXCEPTION_DETAIL
    Traceback (most recent call last):
    ...
    FormulaError: the formula ends too early
    """
    if len(text) > MAX_LENGTH:
        raise FormulaError(TOO_LONG, MAX_LENGTH, count=MAX_LENGTH)
    return _Parser(_tokens(text)).parse()


def _tokens(text):
    text = text.rstrip()
    position, tokens = 0, []
    while position < len(text):
        match = TOKEN.match(text, position)
        if not match:
            rest = text[position:].lstrip()
            raise FormulaError(
                NOT_UNDERSTOOD, len(text) - len(rest), text=repr(rest[:20])
            )
        kind = match.lastgroup
        tokens.append(Token(kind, match[kind], match.start(kind)))
        position = match.end()
    if len(tokens) > MAX_TOKENS:
        raise FormulaError(TOO_MANY, count=MAX_TOKENS)
    return [*tokens, Token("end", "", len(text))]


class _Parser:
    """Recursive descent over tokens: sum, product, factor."""

    def __init__(self, tokens):
        self.tokens = tokens
        self.index = 0
        self.depth = 0

    def parse(self):
        tree = self.sum()
        if self.token.kind != "end":
            raise self.error(NO_OPERATOR, text=repr(self.token.text))
        return tree

    @property
    def token(self):
        return self.tokens[self.index]

    def error(self, words, **facts):
        return FormulaError(words, self.token.position, **facts)

    def take(self, signs):
        """Step over the next token if it is one of these signs, and return it."""
        token = self.token
        if token.kind != "sign" or token.text not in signs:
            return None
        self.index += 1
        return token.text

    def sum(self):
        return self.chain("+-", self.product)

    def product(self):
        return self.chain("*/", self.factor)

    def chain(self, signs, operand):
        tree = operand()
        while sign := self.take(signs):
            tree = Operation(sign, tree, operand())
        return tree

    def factor(self):
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise self.error(TOO_DEEP, count=MAX_DEPTH)
        tree = self.signed() or self.parenthesis() or self.atom()
        self.depth -= 1
        return tree

    def signed(self):
        sign = self.take("+-")
        if not sign:
            return None
        operand = self.factor()
        return Negative(operand) if sign == "-" else operand

    def parenthesis(self):
        if not self.take("("):
            return None
        tree = self.sum()
        self.close()
        return tree

    def close(self):
        if not self.take(")"):
            raise self.error(NO_PARENTHESIS)

    def atom(self):
        token = self.token
        if token.kind in ("end", "sign"):
            if not token.text:
                raise self.error(TOO_EARLY)
            raise self.error(NOT_EXPECTED, text=repr(token.text))
        self.index += 1
        if token.kind == "number":
            return Number(Decimal(token.text))
        if token.text in KINDS and self.take("("):
            return self.of_kind(token.text)
        return _reference("actual", token)

    def of_kind(self, kind):
        token = self.token
        if token.kind not in ("code", "braced"):
            raise self.error(NO_CODE, kind=kind)
        self.index += 1
        self.close()
        return _reference(kind, token)


def _reference(kind, token):
    code, _bar, categories = token.text.partition("|")
    pairs = [pair.split("=") for pair in categories.split(",") if pair.strip()]
    names = [tuple(part.strip() for part in pair) for pair in pairs]
    wrong = any(len(name) != 2 or not all(name) for name in names)
    if wrong or not code.strip() or len(dict(names)) < len(names):
        raise FormulaError(NOT_A_REFERENCE, token.position, text=repr(token.text))
    return Reference(kind, code.strip(), categories_of(names))


def references_in(tree):
    """Return the references of a formula, each once, in order.

    >>> [reference.code for reference in references_in(parse("A / (A + B)"))]
    ['A', 'B']
    """
    if isinstance(tree, Reference):
        return [tree]
    parts = [part for part in tree if isinstance(part, tuple)]
    return list(dict.fromkeys(r for part in parts for r in references_in(part)))


def evaluate(tree, number_of):
    """Return the value of a formula.

    :param tree: what :func:`parse` returned
    :param number_of: callable that gives the Decimal of a :class:`Reference`, or
        None for blank
    :return: Decimal; None when an input is blank or a divisor is 0

    >>> numbers = {"A": Decimal(1), "B": Decimal(4), "C": None}
    >>> def value(text):
    ...     return evaluate(parse(text), lambda reference: numbers[reference.code])
    >>> value("100 * A / B"), value("A + C"), value("A / (B - 4)")
    (Decimal('25'), None, None)
    """
    if isinstance(tree, Number):
        return tree.value
    if isinstance(tree, Reference):
        return number_of(tree)
    if isinstance(tree, Negative):
        operand = evaluate(tree.operand, number_of)
        return None if operand is None else -operand
    left, right = evaluate(tree.left, number_of), evaluate(tree.right, number_of)
    if left is None or right is None or (tree.sign == "/" and not right):
        return None
    return OPERATIONS[tree.sign](left, right)


OPERATIONS = {
    "+": lambda left, right: left + right,
    "-": lambda left, right: left - right,
    "*": lambda left, right: left * right,
    "/": lambda left, right: left / right,
}


def order_of(formulas):
    """Return the codes of formulas, each after those that it needs.

    :param formulas: ``{code: tree}``
    :return: list of codes, only those of the formulas
    :raises FormulaError: when formulas need each other in a circle, naming it

    >>> order_of({"A": parse("B * 2"), "B": parse("C")})
    ['B', 'A']
    >>> circle = {"A": parse("B"), "B": parse("A")}
    >>> order_of(circle)  # doctest: +IGNORE_EXCEPTION_DETAIL
    Traceback (most recent call last):
    ...
    FormulaError: formulas in a circle: A, B, A
    """
    needs = {
        code: {reference.code for reference in references_in(tree)}
        for code, tree in sorted(formulas.items())
    }
    try:
        return [c for c in TopologicalSorter(needs).static_order() if c in formulas]
    except CycleError as error:
        circle = list(dict.fromkeys(reversed(error.args[1])))
        start = circle.index(min(circle))
        circle = circle[start:] + circle[: start + 1]
        raise FormulaError(IN_A_CIRCLE, codes=", ".join(circle)) from error
