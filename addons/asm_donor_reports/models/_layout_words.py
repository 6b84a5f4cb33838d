"""What can be wrong with a layout, in the user's words.

``tools`` speaks English without Odoo; its words are named here once more, where
translators find them.
"""

from odoo.tools.translate import LazyTranslate

from ..tools import layout_checks, layout_reading, layout_values, sheet_formula, terms

_lt = LazyTranslate(__name__)

FAULTS = {
    terms.NOT_A_TERM: _lt("not a term: %(text)s; write subject.name"),
    terms.UNKNOWN_TERM: _lt("the vocabulary has no term %(text)s"),
    terms.UNKNOWN_WINDOW: _lt("the vocabulary has no window %(text)s"),
    terms.NO_WINDOW: _lt("%(term)s is not asked for days; leave out @%(window)s"),
    terms.NO_CATEGORIES: _lt("%(term)s has no categories"),
    terms.NOT_A_CATEGORY: _lt("not a category: %(text)s; write dimension=value"),
    sheet_formula.TOO_LONG: _lt("a formula has at most %(count)s characters"),
    sheet_formula.TOO_DEEP: _lt("a formula is nested at most %(count)s deep"),
    sheet_formula.NO_SIGN: _lt("a formula begins with ="),
    sheet_formula.NOT_UNDERSTOOD: _lt("not understood: %(text)s"),
    sheet_formula.TOO_EARLY: _lt("the formula ends too early"),
    sheet_formula.NO_OPERATOR: _lt("an operator is missing before %(text)s"),
    sheet_formula.NO_PARENTHESIS: _lt("a closing parenthesis is missing"),
    sheet_formula.UNKNOWN_FUNCTION: _lt(
        "%(text)s is not a function of layouts; there are %(known)s"
    ),
    sheet_formula.ARGUMENTS: _lt("%(text)s is given %(count)s values"),
    layout_values.UNKNOWN_KEY: _lt("%(key)s is not something that a %(what)s has"),
    layout_values.NEEDED: _lt("%(what)s needs %(key)s"),
    layout_values.NOT_ONE_OF: _lt("%(value)s is not one of %(known)s"),
    layout_values.BAD_NAME: _lt(
        "%(value)s is no name: small letters, digits and _ only"
    ),
    layout_reading.BAD_CELL: _lt("%(value)s is no cell: write B2"),
    layout_values.BAD_NUMBER: _lt("%(key)s is a number from %(least)s to %(most)s"),
    layout_values.BAD_TEXT: _lt("%(key)s is a text of at most %(count)s characters"),
    layout_values.BAD_LIST: _lt("%(key)s is a list"),
    layout_reading.BAD_SHEET_NAME: _lt(
        "a sheet's name has 1 to 31 characters, and none of [ ] : * ? / \\"
    ),
    layout_values.TWICE: _lt("%(value)s is there twice"),
    layout_reading.NO_STYLE: _lt("there is no style %(value)s"),
    layout_reading.ONE_CONTENT: _lt(
        "a cell shows a text, a term or a formula, one of them"
    ),
    layout_reading.NO_ROWS: _lt(
        "%(term)s stands in a block or sheet that is repeated for %(subject)s"
    ),
    layout_reading.NOT_EACH: _lt("@each stands in columns that are repeated"),
    layout_reading.NOT_YEAR: _lt(
        "quarters of a column stand in columns that are repeated by year"
    ),
    layout_reading.TWO_SERIES: _lt(
        "bars show two columns: what was planned, and what is"
    ),
    layout_reading.TOO_MUCH: _lt("a layout has at most %(count)s cells and columns"),
    layout_checks.OVERLAP: _lt("%(one)s and %(other)s are at the same place"),
    layout_checks.GROWS: _lt(
        "%(block)s grows with its rows; what is below it has no cell of its own"
    ),
    layout_checks.UNKNOWN_REF: _lt("the formula refers to %(ref)s, which is not there"),
    layout_checks.LATER_REF: _lt("the formula refers to %(ref)s, which comes later"),
    layout_checks.MANY_REF: _lt("%(ref)s is several cells; write SUM(%(ref)s)"),
    layout_checks.CIRCLE: _lt("the formula refers to itself by %(refs)s"),
}


def describe_faults(env, faults):
    """Return a line for each thing that is wrong with a layout.

    :param faults: :class:`tools.layout.Fault` s
    """
    return "\n".join(_describe(env, fault) for fault in faults)


def _describe(env, fault):
    translate = env._  # takes lazy texts as well
    words = translate(FAULTS[fault.words]) % fault.facts
    where = ", ".join(filter(None, (fault.sheet, fault.cell)))
    return f"{where}: {words}" if where else words
