"""What the numbers that a report rests on tell of people, place by place."""

from collections import defaultdict
from decimal import Decimal

from ._told import tell

# a number of its own: what stands elsewhere does not add up with it
TRACE = "_trace"


def number_of(actual):
    """Return the number that is told of an ``asm.actual``; None for none."""
    number = actual.value if actual.value is not False else actual.numerator
    return None if number is False else Decimal(str(number))


def numbers_of(actual):
    """Return ``{name: number}`` of all that an ``asm.actual`` tells.

    Of a ratio that is what it is made of, and what is left of the denominator.
    """
    names = ("value", "numerator", "denominator")
    found = {
        name: Decimal(str(actual[name])) for name in names if actual[name] is not False
    }
    if found.keys() >= {"numerator", "denominator"}:
        found["rest"] = found["denominator"] - found["numerator"]
    return found


def smallest_of(actuals):
    """Return ``{id of an indicator: smallest number above 0 that these tell}``.

    What is left of a total without its categories is told as well, and a correction
    by what it takes away.
    """
    told, totals, parts = defaultdict(list), {}, defaultdict(Decimal)
    for actual in actuals:
        line = actual.program_indicator_id.id
        place = (line, actual.period_id, actual.site_id, actual.partner_id)
        codes = actual.disaggregation_id.value_ids.dimension_id.mapped("code")
        for name, number in numbers_of(actual).items():
            told[line].append(number)
            if not codes:
                totals[name, place] = totals.get((name, place), 0) + number
            elif len(codes) == 1:
                parts[name, place, codes[0]] += number
    for (name, place, _code), number in parts.items():
        if (name, place) in totals:
            told[place[0]].append(totals[name, place] - number)
    some = {line: [abs(one) for one in found if one] for line, found in told.items()}
    return {line: min(found) for line, found in some.items() if found}


def tell_traced(lines, report, smallest):
    """Return what the trace of a report tells, as :class:`Withheld` takes it.

    :param lines: ``asm.program.indicator`` records
    :param smallest: ``{id of an indicator, as text: smallest number above 0}``
    """
    window = report.date_start, report.date_end
    own = ((TRACE, str(report.id)),)
    return [
        tell(line, window, number, own) | {"parts": [number]}
        for line in lines
        if (number := smallest.get(str(line.id)))
    ]
