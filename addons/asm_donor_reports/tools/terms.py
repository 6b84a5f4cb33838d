"""The vocabulary of layouts: what a cell can show, and how to ask for it.

A term is written ``subject.name``, where it has days ``subject.name@window``, and
where it has categories ``subject.name{dimension=value}``::

    award.reference
    indicator.actual@quarter_1
    indicator.actual@life{sex=f}
    sf425.10a

Subjects of which a report has one (``SINGLE``) can stand in any cell. The others
have rows, and their terms stand in what is repeated for these rows.
"""

import re
from functools import lru_cache
from typing import NamedTuple

TEXT, NUMBER, INTEGER = "text", "number", "integer"
PERCENT, MONEY, DATE = "percent", "money", "date"
NUMERIC = frozenset({NUMBER, INTEGER, PERCENT, MONEY})

SINGLE = ("report", "award", "recipient", "sf425", "money")
REPEATED = (
    "indicator",
    "result",
    "budget",
    "box11",
    "grant",
    "period",
    "narrative",
    "restated",
)
# what rows of indicators can be split by besides dimensions; ``*`` for all of these
SPLITS = ("site", "period")

WINDOWS = {
    "period": "the report's period",
    "quarter_1": "the first quarter of the donor's year",
    "quarter_2": "its second quarter",
    "quarter_3": "its third quarter",
    "quarter_4": "its fourth quarter",
    "year": "the donor's year; an actual to the report's end, a target of all of it",
    "life": "the award's life; an actual to the report's end, a target of all of it",
    "since_start": "from the award's start to the report's end",
    "previous": "the report's period before this one",
    "each": "the days of the column, where columns are repeated",
    "each_1": "the first quarter of the column's year, where it is repeated by year",
    "each_2": "its second quarter",
    "each_3": "its third quarter",
    "each_4": "its fourth quarter",
}
# what columns can be repeated for
SPANS = {
    "quarter": "quarters of the donor's year, from the award's start to its end",
    "half": "halves of the donor's year, from the award's start to its end",
    "year": "the donor's years, from the award's start to its end",
    "period": "the award's periods of the kind reported, to the report's end",
}


class Term(NamedTuple):
    """One word of the vocabulary.

    :param kind: of its values
    :param words: what it says, in English
    :param counts: whether a sent report in which it differs is out of date
    :param is_windowed: whether days can be asked for
    """

    kind: str
    words: str
    counts: bool = True
    is_windowed: bool = False


def _windowed(kind, words, counts=True):
    return Term(kind, words, counts, True)


def _words(words):
    """A text that may be reworded without the report being out of date."""
    return Term(TEXT, words, False)


TERMS = {
    # what is reported
    "report.name": _words("name of the report"),
    "report.period": _words("name of the period"),
    "report.date_start": Term(DATE, "first day of the period"),
    "report.date_end": Term(DATE, "last day of the period"),
    "report.date_due": Term(DATE, "day on which the report is due", False),
    "report.drawn_on": Term(DATE, "day on which it was drawn", False),
    "report.is_final": Term(TEXT, "yes or no: whether it is the final report"),
    "report.kind": Term(TEXT, "quarter, half-year, year or final"),
    "report.reason": _words("why it is frozen although something is incomplete"),
    "report.restate_reason": _words("why it stands in the place of a sent one"),
    # the award
    "award.reference": Term(TEXT, "number of the award"),
    "award.name": _words("title of the award"),
    "award.donor": Term(TEXT, "who gives the money"),
    "award.prime": Term(TEXT, "through whom it comes, where it is passed on"),
    "award.programs": _words("programmes that it pays for"),
    "award.countries": _words("countries of these programmes"),
    "award.amount": Term(MONEY, "amount in force"),
    "award.obligated": Term(MONEY, "what is obligated"),
    "award.currency": Term(TEXT, "code of its currency"),
    "award.date_start": Term(DATE, "first day"),
    "award.date_end": Term(DATE, "last day in force"),
    "award.basis": Term(TEXT, "cash or accrual"),
    "award.recipient_account": Term(TEXT, "recipient's account number"),
    "award.responsible": _words("member of staff who answers for it"),
    # who receives it
    "recipient.name": Term(TEXT, "our organisation"),
    "recipient.address": _words("its address in one line"),
    "recipient.uei": Term(TEXT, "unique entity identifier"),
    "recipient.ein": Term(TEXT, "employer identification number"),
    # money of the whole award, in its currency
    "money.budget": Term(MONEY, "budget of all lines"),
    "money.spent": Term(MONEY, "spent since the award's start"),
    "money.spent_period": Term(MONEY, "spent in the report's period"),
    "money.committed": Term(MONEY, "ordered or passed on, not spent"),
    "money.available": Term(MONEY, "budget less spent and committed"),
    "money.forecast": Term(MONEY, "spending to the award's end as it goes on"),
    "money.burn": Term(PERCENT, "spent of the budget"),
    "money.time": Term(PERCENT, "days gone of the award's days"),
    "money.received": Term(MONEY, "received from the donor"),
    "money.on_hand": Term(MONEY, "received and not disbursed"),
    # Federal Financial Report, as read_sf425 gives them
    **{
        f"sf425.10{letter}": Term(MONEY, f"line 10{letter}")
        for letter in "abcdefghijklmno"
    },
    "sf425.11_base": Term(MONEY, "box 11, total of bases"),
    "sf425.11_charged": Term(MONEY, "box 11, total charged"),
    "sf425.11_federal": Term(MONEY, "box 11, total Federal share"),
    "sf425.disbursed_total": Term(MONEY, "SF-425A: disbursed on all grants"),
    "box11.type": Term(TEXT, "type of the rate"),
    "box11.rate": Term(PERCENT, "rate"),
    "box11.period_from": Term(DATE, "from"),
    "box11.period_to": Term(DATE, "to"),
    "box11.base": Term(MONEY, "base"),
    "box11.charged": Term(MONEY, "amount charged"),
    "box11.federal": Term(MONEY, "Federal share"),
    "grant.reference": Term(TEXT, "number of one of the awards reported"),
    "grant.recipient_account": Term(TEXT, "recipient's account number for it"),
    "grant.donor": Term(TEXT, "who gives it"),
    "grant.currency": Term(TEXT, "code of its currency"),
    "grant.disbursed": Term(MONEY, "disbursed since its start (10b)"),
    # results
    "result.award": Term(TEXT, "number of the award"),
    "result.level": Term(TEXT, "level, in the framework's own word"),
    "result.code": Term(TEXT, "code"),
    "result.name": _words("statement"),
    "result.assumption": _words("assumptions"),
    "result.parent": _words("result above it"),
    # indicators; in rows that are split, of each category as well
    "indicator.award": Term(TEXT, "number of the award"),
    "indicator.code": Term(TEXT, "code in the donor's framework"),
    "indicator.name": _words("indicator, in the donor's words"),
    "indicator.unit": Term(TEXT, "unit"),
    "indicator.level": Term(TEXT, "level of the result measured"),
    "indicator.result_code": Term(TEXT, "code of the result measured"),
    "indicator.result": _words("result measured"),
    "indicator.assumption": _words("assumptions of the result measured"),
    "indicator.category": Term(TEXT, "category, place or period of a row"),
    "indicator.dimension": Term(TEXT, "what the row's category is one of"),
    "indicator.disaggregated_by": _words("what it is broken down by"),
    "indicator.data_type": Term(TEXT, "integer, percentage, text ..."),
    "indicator.direction": Term(TEXT, "whether more or less is better"),
    "indicator.cumulative": Term(TEXT, "whether numbers add up or run"),
    "indicator.definition": _words("precise definition"),
    "indicator.version": Term(TEXT, "version of the definition"),
    "indicator.source": _words("data source"),
    "indicator.method": _words("method of collection and calculation"),
    "indicator.frequency": _words("how often it is reported"),
    "indicator.responsible": _words("who answers for the data"),
    "indicator.limitations": _words("known limitations of the data"),
    "indicator.sdgs": _words("Sustainable Development Goals that it serves"),
    "indicator.rationale": _words("why it is measured"),
    "indicator.changes": _words("changes of its definition, with dates"),
    "indicator.audits": _words("dates of data quality assessments"),
    "indicator.next_audit": Term(DATE, "day of the next one", False),
    "indicator.origin": Term(TEXT, "standard of a donor, or custom", False),
    "indicator.standard_of": _words("whose standard it is"),
    "indicator.donor_number": _words("its number among these standards"),
    "indicator.is_ppr": _words("yes or no: in the Performance Plan and Report"),
    "indicator.ppr_years": _words("years of that report"),
    "indicator.donor_responsible": _words("who answers for it at the donor"),
    "indicator.storage_location": _words("where the data are kept"),
    "indicator.remarks": _words("other notes of its sheet"),
    "indicator.sheet_updated_on": Term(DATE, "when its sheet was changed last", False),
    "indicator.baseline_timeframe": _words("when and how it is to be measured"),
    "indicator.baseline": Term(NUMBER, "baseline"),
    "indicator.baseline_date": Term(DATE, "day of the baseline"),
    "indicator.baseline_note": _words("how the baseline was found"),
    "indicator.actual": _windowed(NUMBER, "what was approved"),
    "indicator.actual_date": _windowed(DATE, "last day of the window"),
    "indicator.target": _windowed(NUMBER, "target"),
    "indicator.target_date": _windowed(DATE, "last day of the target's window"),
    "indicator.achievement": _windowed(PERCENT, "achieved of the target"),
    "indicator.numerator": _windowed(NUMBER, "numerator"),
    "indicator.denominator": _windowed(NUMBER, "denominator"),
    "indicator.state": _windowed(TEXT, "met, not met, running or no data"),
    "indicator.reported": _windowed(INTEGER, "cells reported"),
    "indicator.expected": _windowed(INTEGER, "cells expected"),
    "indicator.reason": _windowed(TEXT, "why it is blank or incomplete", False),
    "indicator.notes": _windowed(TEXT, "what to know of the number", False),
    "indicator.sent": Term(NUMBER, "actual of the previous period, as last sent"),
    "indicator.sent_date": Term(DATE, "last day of that period"),
    "indicator.restated": Term(
        NUMBER, "actual of the previous period now, where it differs from what was sent"
    ),
    "indicator.deviation": _words("why it is off target"),
    "indicator.deviation_action": _words("what is done about it"),
    "indicator.target_rationale": _words("reason given for the target"),
    # budget lines
    "budget.code": Term(TEXT, "code, in the donor's words where the layout has some"),
    "budget.name": _words("name, in the donor's words where the layout has some"),
    "budget.budget": Term(MONEY, "budget"),
    "budget.spent": Term(MONEY, "spent since the award's start"),
    "budget.spent_period": Term(MONEY, "spent in the report's period"),
    "budget.committed": Term(MONEY, "ordered or passed on, not spent"),
    "budget.available": Term(MONEY, "budget less spent and committed"),
    "budget.burn": Term(PERCENT, "spent of the budget"),
    # periods of the award, of the kind reported, to the report's end
    "period.name": Term(TEXT, "name"),
    "period.date_start": Term(DATE, "first day"),
    "period.date_end": Term(DATE, "last day"),
    "period.spent": Term(MONEY, "spent in it"),
    # what is told
    "narrative.name": _words("heading of the section"),
    "narrative.text": _words("text of the section"),
    "narrative.previous": _words("text of the report before"),
    # cells of sent reports that were restated since the report before: they tell of
    # other reports, so none of them makes this one out of date
    "restated.report": _words("report that was sent"),
    "restated.cell": _words("what the cell is of"),
    "restated.before": _words("before"),
    "restated.after": _words("after"),
    "restated.who": _words("who restated it"),
    "restated.when": Term(DATE, "when", False),
    "restated.why": _words("why"),
}

WRITTEN = re.compile(
    r"(?P<subject>[a-z][a-z0-9]*)\.(?P<name>[a-z0-9_]+)"
    r"(?:@(?P<window>[a-z0-9_]+(?::\d+)?))?"
    r"(?:\{(?P<categories>[^{}]*)\})?"
)
CATEGORY = re.compile(r"\s*([\w-]+)\s*=\s*([\w+-]+)\s*")


class TermError(ValueError):
    """A term that the vocabulary does not have; ``words`` with ``facts`` say why."""

    def __init__(self, words, **facts):
        super().__init__(words % facts)
        self.words = words
        self.facts = facts


NOT_A_TERM = "not a term: %(text)s; write subject.name"
UNKNOWN_TERM = "the vocabulary has no term %(text)s"
UNKNOWN_WINDOW = "the vocabulary has no window %(text)s"
NO_WINDOW = "%(term)s is not asked for days; leave out @%(window)s"
NO_CATEGORIES = "%(term)s has no categories"
NOT_A_CATEGORY = "not a category: %(text)s; write dimension=value"


class Asked(NamedTuple):
    """A term as a layout asks for it.

    :param term: key of ``TERMS``
    :param window: key of ``WINDOWS``, ``kind:number`` of a span, or blank where it has
        no days
    :param categories: ``((dimension code, value code), ...)``, sorted
    """

    term: str
    window: str = ""
    categories: tuple = ()

    @property
    def subject(self):
        return self.term.partition(".")[0]

    @property
    def definition(self):
        return TERMS[self.term]

    def __str__(self):
        window = f"@{self.window}" if self.window else ""
        categories = ",".join(f"{d}={v}" for d, v in self.categories)
        return f"{self.term}{window}" + (f"{{{categories}}}" if categories else "")

    @property
    def is_each(self):
        """Whether the days are those of the column."""
        return self.window.startswith("each")

    def of(self, name):
        """Return what is asked of another number of the same subject and days."""
        return self._replace(term=f"{self.subject}.{name}")

    def within(self, span, quarters=()):
        """Return this term in one of the columns that are repeated.

        :param span: :class:`inputs.Span` of the column
        :param quarters: the :class:`inputs.Span` s of all quarters
        :return: None where the column's year has no such quarter in the award's life

        >>> from datetime import date
        >>> from .inputs import Span
        >>> year = Span("year:1", "FY25", date(2024, 10, 1), date(2025, 9, 30))
        >>> quarters = [Span("quarter:1", "Q2", date(2025, 1, 1), date(2025, 3, 31))]
        >>> parse("indicator.actual@each").within(year).window
        'year:1'
        >>> parse("indicator.actual@each_2").within(year, quarters).window
        'quarter:1'
        >>> parse("indicator.actual@each_1").within(year, quarters) is None
        True
        """
        if not self.is_each:
            return self
        if self.window == "each":
            return self._replace(window=span.key)
        months = span.date_from.month - 1 + 3 * (int(self.window[-1]) - 1)
        first = (span.date_from.year + months // 12, months % 12 + 1)
        for quarter in quarters:
            if (quarter.date_from.year, quarter.date_from.month) == first:
                return self._replace(window=quarter.key)
        return None


@lru_cache(maxsize=4096)
def parse(text):
    """Return the :class:`Asked` that a text writes.

    :raises TermError: when the vocabulary does not have it

    >>> parse("indicator.actual@life{sex=f}")
    Asked(term='indicator.actual', window='life', categories=(('sex', 'f'),))
    >>> str(parse("indicator.actual"))
    'indicator.actual@period'
    >>> parse("indicator.colour")
    Traceback (most recent call last):
    ...
    odoo.addons.asm_donor_reports.tools.terms.TermError: the vocabulary has no term indicator.colour
    """  # noqa: E501
    match = WRITTEN.fullmatch((text or "").strip())
    if not match:
        raise TermError(NOT_A_TERM, text=text or "")
    term = f"{match['subject']}.{match['name']}"
    if term not in TERMS:
        raise TermError(UNKNOWN_TERM, text=term)
    return Asked(
        term,
        _window_of(term, match["window"]),
        _categories_of(term, match["categories"]),
    )


def _window_of(term, window):
    if not TERMS[term].is_windowed:
        if window:
            raise TermError(NO_WINDOW, term=term, window=window)
        return ""
    window = window or "period"
    if window not in WINDOWS:
        kind, _colon, number = window.partition(":")
        if kind not in SPANS or not number:
            raise TermError(UNKNOWN_WINDOW, text=window)
    return window


def _categories_of(term, text):
    if not text:
        return ()
    if not (term.startswith("indicator.") and TERMS[term].is_windowed):
        raise TermError(NO_CATEGORIES, term=term)
    found = []
    for part in text.split(","):
        match = CATEGORY.fullmatch(part)
        if not match:
            raise TermError(NOT_A_CATEGORY, text=part)
        found.append(match.groups())
    return tuple(sorted(found))
