"""Reads from the database what a donor report is drawn from."""

from functools import cache, cached_property
from typing import NamedTuple

from odoo.addons.asm_money.tools.indirect import rounded
from odoo.addons.asm_programs.models._readings import Readings
from odoo.addons.asm_programs.tools.calendars import Window

from ..tools import terms, windows
from ..tools.inputs import Inputs, Source, Span
from ._inputs_award import AwardValues, RecipientValues, ReportValues
from ._inputs_indicator import IndicatorRows
from ._inputs_money import AwardMoney, BudgetRows, GrantRows, MoneyValues, PeriodRows
from ._inputs_result import ResultRows
from ._inputs_sf425 import Box11Rows, FinancialValues
from ._inputs_told import NarrativeRows, RestatedRows

SINGLE = {
    "report": ReportValues,
    "award": AwardValues,
    "recipient": RecipientValues,
    "money": MoneyValues,
    "sf425": FinancialValues,
}
REPEATED = {
    "indicator": IndicatorRows,
    "result": ResultRows,
    "budget": BudgetRows,
    "box11": Box11Rows,
    "grant": GrantRows,
    "period": PeriodRows,
    "narrative": NarrativeRows,
    "restated": RestatedRows,
}


class LayoutFacts(NamedTuple):
    """What of a layout changes the values that are read.

    :param fiscal_month: in which the donor's year starts; None for that of the award
    :param rounding: of money: ``cent`` or ``whole``
    :param lang: code of the language; None for that of the reader
    """

    fiscal_month: int | None = None
    rounding: str = "cent"
    lang: str | None = None


PLAIN = LayoutFacts()


class InputsReader:
    """Answers the terms of a layout for a report, with the reader's rights.

    Every value comes from the calculation that feeds the other surfaces; nothing is
    added up here. Texts and numbers are as of the report's moment of knowledge.

    :param report: ``asm.donor.report`` record
    :param facts: :class:`LayoutFacts`
    """

    def __init__(self, report, facts=PLAIN):
        if facts.lang:
            report = report.with_context(lang=facts.lang)
        self.report = report
        self.facts = facts
        self.env = report.env
        self.awards = report.award_ids
        # single terms are those of the award whose period is reported
        self.award = report.award_period_id.award_id
        # a whole second is known to its end, for results and for money alike
        self.moment = self.env["asm.program.indicator"]._moment(report.as_of or None)
        self.days = cache(self._days)
        self.frame = cache(self._frame)
        self.money = cache(lambda award: AwardMoney(self, award))

    def answer(self, single=(), rows=()):
        """Return the :class:`Inputs` of what is asked.

        :param single: iterable of :class:`terms.Asked`, or of their texts
        :param rows: ``{Source: iterable of Asked}``, or of their texts
        """
        inputs = Inputs(spans=self.spans)
        for subject, asked in self._by_subject(single).items():
            values = SINGLE[subject](self)
            inputs.single |= {str(one): values.value(one) for one in asked}
        for source, asked in dict(rows).items():
            asked = [self._as_asked(one) for one in asked]
            source = self._as_source(source)
            reader = REPEATED[source.subject](self)
            inputs.rows[str(source)] = list(reader.lines(source, asked))
        return inputs

    def _by_subject(self, single):
        found = {}
        for one in map(self._as_asked, single):
            found.setdefault(one.subject, []).append(one)
        return found

    @staticmethod
    def _as_asked(one):
        return terms.parse(one) if isinstance(one, str) else one

    @staticmethod
    def _as_source(source):
        if not isinstance(source, str):
            return source
        subject, splits, levels = (*source.split("|"), "", "")[:3]
        return Source(
            subject,
            tuple(filter(None, splits.split(","))),
            tuple(filter(None, levels.split(","))),
        )

    # -- days --

    @cached_property
    def spans(self):
        """``{kind: [Span]}`` of the award whose period is reported."""
        frame = self.frame(self.award)
        by_calendar = {
            kind: windows.spans_of(kind, frame) for kind in windows.BY_CALENDAR
        }
        return by_calendar | {
            "period": [
                Span(
                    f"period:{number}", period.name, period.date_start, period.date_end
                )
                for number, period in enumerate(self.periods, start=1)
            ]
        }

    @cached_property
    def periods(self):
        """The award's periods of the kind reported, to the report's end, in order."""
        own = self.report.award_period_id
        return self.award.period_ids.filtered(
            lambda one: one.kind == own.kind and one.date_end <= own.date_end
        ).sorted("date_start")

    def _frame(self, award):
        report = self.report
        end = award._in_force(report.date_end, self.moment)["date_end"]
        before = self.periods[-2:-1]
        return windows.Frame(
            Window(report.date_start, report.date_end),
            Window(award.date_start, end),
            self.facts.fiscal_month or award.fiscal_month,
            Window(before.date_start, before.date_end) if before else None,
        )

    def _days(self, award, window):
        """Return the :class:`windows.Days` of a window for an award."""
        if window == "sent":
            before = self.report_before
            days = Window(before.date_start, before.date_end) if before else None
            return windows.Days(days, days, True)
        kind = window.partition(":")[0]
        return windows.days_of(window, self.frame(award), self.spans.get(kind, ()))

    # -- results --

    def reported(self, award):
        """Return the indicators of an award that count in the days reported."""
        report = self.report
        return award.award_indicator_ids.filtered(
            lambda one: (
                (not one.date_start or one.date_start <= report.date_end)
                and (not one.date_end or one.date_end >= report.date_start)
            )
        )

    @cached_property
    def readings(self):
        """The :class:`Readings` of all indicators reported, up to the report's end."""
        reported = self.reported(self.awards)
        return Readings(
            reported.program_indicator_id, self.report.date_end, self.moment
        )

    @cached_property
    def form(self):
        """The award's Federal Financial Report, as :meth:`asm.award.read_sf425`."""
        # a final report with open obligations is a problem that is told before
        return self.award.read_sf425(
            self.report.date_end,
            self.moment,
            whole_dollars=self.facts.rounding == "whole",
        )

    @cached_property
    def grants(self):
        """What each award has disbursed, as its own Federal Financial Report says."""
        is_whole = self.facts.rounding == "whole"
        return [
            {
                "award_id": grant["award_id"],
                "reference": grant["grant_number"],
                "recipient_account": grant["recipient_account"] or None,
                # an award is seen whole or not at all
                "donor": award.sudo().donor_id.name or None,
                "currency": grant["currency"],
                "disbursed": rounded(grant["disbursed"], 0)
                if is_whole
                else grant["disbursed"],
            }
            for award, grant in zip(
                self.awards,
                self.awards.read_sf425a(self.report.date_end, self.moment),
                strict=True,
            )
        ]

    @cached_property
    def sent(self):
        """``{key of a row: actual}`` of the period before, as last sent."""
        return self.report_before._sent_actuals()

    @cached_property
    def report_before(self):
        """The report of the period before, as last sent; empty where there is none."""
        return self.report._sent_before()

    def label(self, record, name):
        """Return what a choice reads as, in the language of the layout."""
        if not record[name]:
            return None
        field = record._fields[name]
        return dict(field._description_selection(self.env))[record[name]]
