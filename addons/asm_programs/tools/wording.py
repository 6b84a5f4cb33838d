"""Why a cell is blank or incomplete, and what a reader should know about it.

English source terms: the models translate them where they are shown.
"""

NOT_REPORTED = "not reported"
INCOMPLETE = "not everything expected is reported"
OUTSIDE = "a period does not lie wholly in the window"
TOO_OLD = "the last number is older than 12 months"
ONE_AT_A_TIME = "numbers of several periods are not added up"
ONE_PLACE_ONLY = "numbers of several places are not added up"
PERCENTAGES = "percentages are not added up without numerator and denominator"
SEVERAL_LATEST = "several places report different numbers on the last day"
SEVERAL_PARTNERS = "several organisations report a stock of one site"
NO_OPENING = "the running total has no number before the window"
SCOPE = "people counted once: the window does not start where their counting starts"
ZERO_DENOMINATOR = "the denominator is 0"
HALF_A_RATIO = "numerator or denominator is blank"
NOT_EXCLUSIVE = "no total is reported, and these categories are not added up"
WEIGHT_MISSING = "a place has no weight"
WORDS = "words are not added up"
CURRENCIES = "amounts in several currencies are not added up"
INPUT_BLANK = "a number in the formula is blank"
DIVISION_BY_ZERO = "the formula divides by 0"
NOT_CREDITED = "not credited to this award"

UPPER_BOUND = "upper bound"
OVERLAPS_SUBTRACTED = "declared overlaps are subtracted"
RUNNING_TOTAL_FELL = "a running total fell"
PARTS_EXCEED = "the parts exceed the total"
LONE_CORRECTION = "a correction is left out: what it corrects is not there"
TARGETS_DISAGREE_AWARD = "the award's target differs from the programme's"
TARGETS_DISAGREE_FINER = "the target differs from what its parts add up to"


def exact_share(exact):
    """Return the note that stands beside a number dealt out in whole units.

    >>> from decimal import Decimal
    >>> exact_share(Decimal("12.5"))
    'exact share 12.5'
    """
    return f"exact share {exact.normalize():f}"
