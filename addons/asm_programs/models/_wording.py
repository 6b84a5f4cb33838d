"""The reasons and notes of the calculation in the reader's language.

``tools`` speaks English without Odoo; its words are named here once more, where
translators find them.
"""

from decimal import Decimal

from odoo.tools.translate import LazyTranslate

from odoo.addons.mines_to_markets.tools import numerals

from ..tools import rounding, wording

_lt = LazyTranslate(__name__)

TERMS = {
    wording.NOT_REPORTED: _lt("not reported"),
    wording.INCOMPLETE: _lt("not everything expected is reported"),
    wording.OUTSIDE: _lt("a period does not lie wholly in the window"),
    wording.TOO_OLD: _lt("the last number is older than 12 months"),
    wording.ONE_AT_A_TIME: _lt("numbers of several periods are not added up"),
    wording.ONE_PLACE_ONLY: _lt("numbers of several places are not added up"),
    wording.PERCENTAGES: _lt(
        "percentages are not added up without numerator and denominator"
    ),
    wording.SEVERAL_LATEST: _lt(
        "several places report different numbers on the last day"
    ),
    wording.SEVERAL_PARTNERS: _lt("several organisations report a stock of one site"),
    wording.NO_OPENING: _lt("the running total has no number before the window"),
    wording.SCOPE: _lt(
        "people counted once: the window does not start where their counting starts"
    ),
    wording.ZERO_DENOMINATOR: _lt("the denominator is 0"),
    wording.HALF_A_RATIO: _lt("numerator or denominator is blank"),
    wording.NOT_EXCLUSIVE: _lt(
        "no total is reported, and these categories are not added up"
    ),
    wording.WEIGHT_MISSING: _lt("a place has no weight"),
    wording.WORDS: _lt("words are not added up"),
    wording.CURRENCIES: _lt("amounts in several currencies are not added up"),
    wording.INPUT_BLANK: _lt("a number in the formula is blank"),
    wording.DIVISION_BY_ZERO: _lt("the formula divides by 0"),
    wording.NOT_CREDITED: _lt("not credited to this award"),
    wording.UPPER_BOUND: _lt("upper bound"),
    wording.OVERLAPS_SUBTRACTED: _lt("declared overlaps are subtracted"),
    wording.RUNNING_TOTAL_FELL: _lt("a running total fell"),
    wording.PARTS_EXCEED: _lt("the parts exceed the total"),
    wording.LONE_CORRECTION: _lt(
        "a correction is left out: what it corrects is not there"
    ),
    wording.TARGETS_DISAGREE_AWARD: _lt(
        "the award's target differs from the programme's"
    ),
    wording.TARGETS_DISAGREE_FINER: _lt(
        "the target differs from what its parts add up to"
    ),
}
EXACT = wording.exact_share(Decimal(0)).removesuffix("0")


def written(env, number, digits=None):
    """Return a number as the reader's language writes it; a blank is empty.

    :param number: Decimal, float, or None or False for blank
    :param digits: decimals to round to, half away from zero; None to keep all
    """
    if number is None or number is False:
        return ""
    number = Decimal(str(number))
    if digits is not None:
        number = rounding.half_away(number, digits)
    lang = env["res.lang"]._get_data(code=env.lang or "en_US")
    return numerals.show(number, lang.decimal_point, lang.thousands_sep or "")


def translated(env, term):
    """Return a reason or note in the language of an environment.

    :param term: what a cell carries, or ``None``
    """
    if not term:
        return term
    if term in TERMS:
        translate = env._  # takes lazy texts as well
        return translate(TERMS[term])
    if term.startswith(EXACT):
        return env._("exact share %(number)s", number=term.removeprefix(EXACT))
    reasons = env["asm.actual"]._fields["missing_reason"]
    return dict(reasons._description_selection(env)).get(term, term)
