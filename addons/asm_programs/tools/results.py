"""The one calculation that feeds every surface: from approved rows to cells.

The order is: time within one site and category, then places, then formula, then
credit to awards. Nothing is rounded here but what is dealt out in whole units.
"""

from decimal import Decimal, localcontext

from . import wording
from .calendars import Window
from .crediting import credit_lines
from .gathering import Gathered
from .lines import lines_in
from .reading import spans_of

PRECISION = 50


def read(
    definition,
    facts,
    window,
    by=(),
    expected=(),
    overlaps=(),
    credit=None,
    weights=None,
    factor=1,
    programs=None,
    periods=None,
):
    """Return the cells of one programme indicator in a window.

    :param definition: :class:`facts.Definition`
    :param facts: list of :class:`facts.Fact`: all approved rows up to the window's
        last day, earlier ones included
    :param window: :class:`calendars.Window`, or a pair of days
    :param by: what to split by: ``site``, ``period``, codes of dimensions
    :param expected: :class:`facts.Slot` s that somebody was to report, or their
        number; with a number ``expected`` is None in cells of a site or period
    :param overlaps: approved :class:`facts.Overlap` s that concern the rows
    :param credit: :class:`credit.Credit` when read for an award
    :param weights: ``{site_id: Decimal}`` where places are weighted
    :param factor: Decimal, from our unit to the award's
    :param programs: ``{program id: Definition}`` of other programmes whose rows are
        among the facts; each counts since its own start
    :param periods: ``[(Window, period id)]`` to split by, where the facts are of
        several calendars; none for the periods of the facts
    :return: list of dicts: ``site_id`` and ``period_id`` when split by them,
        ``categories``, ``value``, ``numerator``, ``denominator``, ``reported``,
        ``expected``, ``carried`` (pairs of site and day), ``reason``, ``notes``.
        Within a site and period the total comes first; overlaps have the category
        ``_overlap``. Without site or period there is always a total.

    >>> from datetime import date
    >>> from .facts import Definition, Fact
    >>> quarter = (date(2026, 1, 1), date(2026, 3, 31))
    >>> share = Definition(measure="percentage", is_ratio=True)
    >>> facts = [Fact(1, 7, 1, *quarter, (), None, Decimal(1), Decimal(2)),
    ...          Fact(2, 7, 1, *quarter, (), None, Decimal(9), Decimal(100))]
    >>> [cell] = read(share, facts, quarter)
    >>> round(cell["value"], 2), cell["numerator"], cell["denominator"]
    (Decimal('9.80'), Decimal('10'), Decimal('102'))
    """
    gathered = gather(definition, facts, programs)
    return read_gathered(
        gathered, window, by, expected, overlaps, credit, weights, factor, periods
    )


def gather(definition, facts, programs=None):
    """Return the :class:`gathering.Gathered` rows of one programme indicator.

    :param definition: :class:`facts.Definition`
    :param facts: iterable of :class:`facts.Fact`
    :param programs: see :func:`read`
    """
    with localcontext(prec=PRECISION):
        return Gathered(definition, facts, programs)


def read_gathered(
    gathered,
    window,
    by=(),
    expected=(),
    overlaps=(),
    credit=None,
    weights=None,
    factor=1,
    periods=None,
):
    """Return the cells of rows that were gathered before; see :func:`read`.

    :param gathered: :class:`gathering.Gathered`, of no period that begins after the
        window
    """
    with localcontext(prec=PRECISION):
        reading = gathered.reading(by, expected, overlaps, weights, periods)
        factor = Decimal(factor)
        notes = (wording.LONE_CORRECTION,) if gathered.has_lone_corrections() else ()
        cells = []
        for span in spans_of(reading, Window(*window)):
            groups = lines_in(reading, span)
            if credit:
                groups = credit_lines(reading, span, groups, credit)
            for line in (line for lines in groups for line in lines):
                line = line._replace(notes=(*line.notes, *notes))
                cells.append(_cell(reading, span, line, factor))
        return cells


def _cell(reading, span, line, factor):
    cell = {"site_id": line.site_id} if reading.by_site else {}
    if reading.by_period:
        cell["period_id"] = span.period_id
    parts = line.amount if reading.definition.is_ratio else (None, None)
    return cell | {
        "categories": dict(line.categories),
        "value": None if line.value is None else line.value * factor,
        "numerator": parts[0],
        "denominator": parts[1],
        "reported": line.reported,
        "expected": line.expected,
        "carried": list(line.carried),
        "reason": next(iter(line.reasons), None),
        "notes": list(dict.fromkeys(line.notes)),
    }
