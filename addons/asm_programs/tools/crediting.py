"""Credit of lines to an award: period by period, then added up.

What can be divided is dealt out at the end of each finest period, by the shares of
its last day. What cannot be divided (rates, means, extremes) is shown undivided to
every award that is credited.
"""

from dataclasses import replace
from decimal import Decimal

from . import wording
from .credit import NOTHING, Credited, allot, allot_parts, shares_on
from .lines import lines_in
from .reading import kept_of_period, periods_in
from .rounding import controlled


def credit_lines(reading, span, groups, credit):
    """Return the lines with what one award is credited with.

    :param reading: :class:`reading.Reading`
    :param span: :class:`reading.Span` of the lines
    :param groups: ``[[Line]]`` as of :func:`lines.lines_in`
    :param credit: :class:`credit.Credit`
    :return: ``[[Line]]``
    """
    spans = _spans_of_credit(reading, span)
    if not any(_shares(credit, each, credit.award_id) for each in spans):
        return [[_not_credited(line) for line in lines] for lines in groups]
    if not reading.definition.is_divisible:
        return [[_undivided(line, span, credit) for line in g] for g in groups]
    dealt = _dealt(reading, spans, credit)
    if reading.definition.is_running:
        dealt = _along(groups, dealt, reading.definition.whole_units)
    return [[_credited(line, dealt) for line in lines] for lines in groups]


def _spans_of_credit(reading, span):
    """Return the finest periods of what adds up over time, else the span itself."""
    is_flow = reading.definition.is_divisible and reading.definition.is_flow
    spans = periods_in(reading, span.window) if is_flow else []
    return [span] if span.period_id or not spans else spans


def _shares(credit, span, award_id=None):
    """Return the shares that rule a span: those of its last day."""
    shares = shares_on(credit.shares, span.window.date_to)
    return [share for share in shares if award_id in (None, share.award_id)]


def _not_credited(line):
    amount = (None,) * len(line.amount)
    reasons = (wording.NOT_CREDITED, *line.reasons)
    return line._replace(amount=amount, value=None, reasons=reasons)


def _undivided(line, span, credit):
    """Show what cannot be divided to every award that is credited with it."""
    given = allot(Decimal(1), _shares(credit, span), whole=False)
    return line if given[credit.award_id].exact else _not_credited(line)


def _key(line):
    return line.site_id, line.categories


def _credited(line, dealt):
    if line.value is None:
        return line
    given = dealt.get(_key(line), NOTHING)
    notes = line.notes
    if abs(given.exact - given.allotted) > 1:
        notes = (*notes, wording.exact_share(given.exact))
    return line._replace(value=given.allotted, amount=(given.allotted,), notes=notes)


def _dealt(reading, spans, credit):
    """Return ``{key of a line: Credited}``, added over the spans."""
    if reading.definition.counts_once:
        # each period shows what was new in it, wherever counting once starts
        definition = replace(reading.definition, time_aggregation="sum")
        reading = replace(reading, definition=definition)
    dealt = {}
    for span in spans:
        shares = tuple(_shares(credit, span))
        given = kept_of_period(
            reading,
            span,
            ("dealt", credit.award_id, shares),
            lambda span=span, shares=shares: _dealt_in(
                lines_in(reading, span),
                shares,
                reading.definition.whole_units,
                credit.award_id,
            ),
        )
        for key, more in given.items():
            dealt[key] = _added([dealt.get(key, NOTHING), more])
    return dealt


def _added(credited):
    return Credited(*map(sum, zip(*credited, strict=True)))


def _dealt_in(groups, shares, whole, award_id):
    """Deal out the lines of one span: what adds up together, the rest alone."""

    def deal(parts):
        return allot_parts(parts, shares, whole).get(award_id, {})

    lines = [line for lines in groups for line in lines if line.value is not None]
    leaves = {_key(leaf): leaf.value for each in groups for leaf in _leaves(each)}
    lost = {_key(line): -line.value for line in lines if line.is_overlap}
    alone = {_key(line): line.value for line in lines} | leaves
    dealt = {}
    for key in alone.keys() - leaves.keys() - lost.keys():
        dealt |= deal({key: alone[key]})
    dealt |= deal(leaves)
    dealt |= {key: Credited(*(-n for n in given)) for key, given in deal(lost).items()}
    for each in groups:
        dealt |= _total_of(each, dealt)
    return dealt


def _leaves(lines):
    """Return the parts that add up to what a group has before overlaps.

    Where they do not, or there are none, that is the total itself.
    """
    total, *parts = lines
    if total.value is None:
        return []
    counted = [p for p in parts if not p.is_overlap and p.value is not None]
    lost = sum(part.value for part in parts if part.is_overlap)
    gross = total.value - lost
    if counted and sum(part.value for part in counted) == gross:
        return counted
    return [total._replace(value=gross)]


def _total_of(lines, dealt):
    """Add up what the leaves and the overlaps of a group were dealt."""
    keys = [_key(leaf) for leaf in _leaves(lines)]
    keys += [_key(line) for line in lines if line.is_overlap]
    given = [dealt[key] for key in keys if key in dealt]
    return {_key(lines[0]): _added(given)} if given else {}


def _along(groups, dealt, whole):
    """Split the credited totals of running totals like the lines of the window.

    Categories of a running total show only where both ends have them, so those of
    the periods need not be those of the window.
    """
    result = {}
    for lines in groups:
        given = dealt.get(_key(lines[0]), NOTHING)
        result[_key(lines[0])] = given
        parts = {_key(p): p.value for p in lines[1:] if p.value is not None}
        if lines[0].value:
            result |= _split(given, lines[0].value, parts, whole)
    return result


def _split(given, gross, parts, whole):
    exact = {key: value * given.exact / gross for key, value in parts.items()}
    units = {key: value * given.allotted / gross for key, value in parts.items()}
    if whole:
        units = controlled(units)
    return {key: Credited(exact[key], units[key]) for key in parts}
