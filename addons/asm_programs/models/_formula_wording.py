"""Why a formula cannot be used, in the reader's language."""

from odoo.tools.translate import LazyTranslate

from ..tools import formula, units

_lt = LazyTranslate(__name__)

TERMS = {
    formula.TOO_LONG: _lt("a formula has at most %(count)s characters"),
    formula.TOO_MANY: _lt("a formula has at most %(count)s terms and signs"),
    formula.TOO_DEEP: _lt("a formula is nested at most %(count)s deep"),
    formula.TOO_EARLY: _lt("the formula ends too early"),
    formula.NOT_UNDERSTOOD: _lt("not understood: %(text)s"),
    formula.NOT_EXPECTED: _lt("not expected: %(text)s"),
    formula.NO_OPERATOR: _lt("an operator is missing before %(text)s"),
    formula.NO_PARENTHESIS: _lt("a closing parenthesis is missing"),
    formula.NO_CODE: _lt("%(kind)s needs the code of an indicator"),
    formula.NOT_A_REFERENCE: _lt(
        "not an indicator: %(text)s; write {CODE|dimension=category}"
    ),
    formula.IN_A_CIRCLE: _lt("formulas in a circle: %(codes)s"),
    units.NOT_ADDED: _lt("%(left)s and %(right)s are not added"),
    units.NO_UNIT: _lt("numbers without unit"),
}


def said(env, error):
    """Return what is wrong with a formula, in words.

    :param env: environment of the reader
    :param error: :class:`formula.FormulaError`
    """
    translate = env._  # takes lazy texts as well
    facts = {
        name: translate(TERMS[fact]) if fact in TERMS else fact
        for name, fact in error.facts.items()
    }
    return translate(TERMS[error.words]) % facts
