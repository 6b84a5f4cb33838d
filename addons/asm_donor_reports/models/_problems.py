"""What would make a donor report wrong, found before it is drawn."""

from collections import defaultdict

from odoo.fields import Domain

from odoo.addons.asm_programs.models._question import Question
from odoo.addons.asm_programs.tools.calendars import Window

from ..tools.inputs import Source
from ._inputs import PLAIN, InputsReader, LayoutFacts
from ._problems_money import Found, MoneyProblems

TOTALS = Source("indicator")
ASKED = ("actual", "target", "achievement", "state", "reason", "reported", "expected")


class Problems(MoneyProblems):
    """Looks through what a report takes in; one method for each kind of problem.

    :param report: ``asm.donor.report`` record
    """

    def __init__(self, report):
        self.report, self.env = report, report.env
        self.awards = report.award_ids
        self.layout = layout = report._layout_now()
        facts = PLAIN
        if layout:
            facts = LayoutFacts(layout.fiscal_month, layout.rounding, layout.lang)
        self.reader = InputsReader(report, facts)
        self.indicators = self.awards.award_indicator_ids.filtered(
            lambda one: (
                (not one.date_start or one.date_start <= report.date_end)
                and (not one.date_end or one.date_end >= report.date_start)
            )
        )

    def find(self):
        """Yield each :class:`Found`, what stops the report first."""
        without_rate = list(self._rates())
        yield from without_rate
        yield from self._unapproved()
        yield from self._numbers()
        yield from self._budget()
        yield from self._evidence()
        yield from self._calendar()
        yield from self._story()
        if not without_rate:
            # without a rate there is no sum to look at
            yield from self._federal_form()

    def _window_of(self, indicator):
        """Return the days that an award's line counts in this report."""
        window = Window(self.report.date_start, self.report.date_end)
        question = Question(window, indicator.award_id)
        return indicator.program_indicator_id._on_basis(question).window

    # -- numbers --

    def _unapproved(self):
        """Numbers that were typed and are approved by nobody yet."""
        used = self.indicators.program_indicator_id
        used |= used._inputs()
        counts = self.env["asm.actual"]._read_group(
            Domain("program_indicator_id", "in", used.ids)
            & Domain("state", "!=", "approved")
            & Domain("period_id.date_end", "<=", self.report.date_end),
            ["program_indicator_id", "period_id"],
            ["__count"],
        )
        waiting = defaultdict(dict)
        for line, period, count in counts:
            waiting[line][period] = count
        for indicator in self.indicators:
            line, days = indicator.program_indicator_id, self._window_of(indicator)
            lines = line | line._inputs()
            periods = {
                period: count
                for one in lines
                for period, count in waiting[one].items()
                if (period.date_start, period.date_end) in days
            }
            if periods:
                yield Found(
                    "unapproved",
                    self.env._(
                        "%(code)s: %(count)s numbers are not approved.",
                        code=indicator.code,
                        count=sum(periods.values()),
                    ),
                    "asm.actual",
                    [
                        ("program_indicator_id", "in", lines.ids),
                        ("state", "!=", "approved"),
                        ("period_id", "in", [period.id for period in periods]),
                    ],
                    indicator=indicator,
                )

    def _numbers(self):
        windows = self._windows_of_targets()
        targets = [f"indicator.target@{window}" for window in windows]
        asked = {name: f"indicator.{name}@period" for name in ASKED}
        inputs = self.reader.answer((), {TOTALS: [*asked.values(), *targets]})
        explained = self.report._deviations(self.indicators)
        for line in inputs.rows[str(TOTALS)]:
            indicator = self.indicators.browse(line.key[0])
            values = {name: line.values[text] for name, text in asked.items()}
            without = [
                window
                for window, text in zip(windows, targets, strict=True)
                if line.values[text] is None
            ]
            yield from self._missing(indicator, values)
            yield from self._without_target(indicator, without)
            yield from self._off_target(indicator, values, explained)

    def _missing(self, indicator, values):
        if values["actual"] is not None and not values["reason"]:
            return
        days = self._window_of(indicator)
        yield Found(
            "missing",
            self.env._(
                "%(code)s: %(reason)s (%(reported)s of %(expected)s).",
                code=indicator.code,
                reason=values["reason"] or self.env._("not reported"),
                reported=values["reported"] or 0,
                expected=values["expected"] or 0,
            ),
            "asm.submission",
            [
                ("program_id", "=", indicator.program_id.id),
                ("period_id.date_start", ">=", str(days.date_from)),
                ("period_id.date_end", "<=", str(days.date_to)),
            ],
            indicator=indicator,
        )

    def _windows_of_targets(self):
        """Return the windows whose targets the layout shows; the period without one."""
        _single, rows = self.layout.asked({}) if self.layout else ((), {})
        shown = {
            one.window
            for asked in rows.values()
            for one in asked
            if one.term == "indicator.target"
        }
        return [window for window in self._window_names() if window in shown] or [
            "period"
        ]

    def _window_names(self):
        return {
            "period": self.env._("the period"),
            "year": self.env._("the year"),
            "since_start": self.env._("the time since the award's start"),
            "life": self.env._("the award's life"),
        }

    def _without_target(self, indicator, windows):
        """
        :param windows: those for which there is no target
        """
        if not windows:
            return
        used = indicator.program_indicator_id
        names = self._window_names()
        days = self.reader.days(indicator.award_id, windows[0]).aimed
        yield Found(
            "target",
            self.env._(
                "%(code)s has no target for %(windows)s.",
                code=indicator.code,
                windows=", ".join(names[window] for window in windows),
            ),
            "asm.target",
            [("program_indicator_id", "=", used.id)],
            {
                "default_program_indicator_id": used.id,
                "default_award_id": indicator.award_id.id,
                "default_date_from": str(days.date_from),
                "default_date_to": str(days.date_to),
            },
            is_warning=True,
            indicator=indicator,
        )

    def _off_target(self, indicator, values, explained):
        if not self.report._is_off_target(values) or indicator in explained:
            return
        reached = values["achievement"]
        if reached is None:
            sentence = self.env._(
                "%(code)s did not meet its target: say why.", code=indicator.code
            )
        else:
            sentence = self.env._(
                "%(code)s reached %(reached)s %% of its target: say why.",
                code=indicator.code,
                reached=round(reached),
            )
        yield Found(
            "deviation",
            sentence,
            "asm.deviation",
            [
                ("award_indicator_id", "=", indicator.id),
                ("award_period_id", "=", self.report.award_period_id.id),
            ],
            {
                "default_award_indicator_id": indicator.id,
                "default_award_period_id": self.report.award_period_id.id,
            },
            indicator=indicator,
        )

    def _evidence(self):
        """Numbers that rest on less than their indicator's rules ask for."""
        used = self.indicators.program_indicator_id.filtered(
            "indicator_id.evidence_rule_ids"
        )
        actuals = self.env["asm.actual"].search(
            Domain("program_indicator_id", "in", used.ids)
            & Domain("state", "=", "approved")
            & Domain("period_id.date_start", ">=", self.report.date_start)
            & Domain("period_id.date_end", "<=", self.report.date_end)
        )
        short = actuals.filtered(lambda one: one.evidence_state in ("error", "warning"))
        for line, numbers in short.grouped("program_indicator_id").items():
            for indicator in self.indicators & line.award_indicator_ids:
                yield Found(
                    "evidence",
                    self.env._(
                        "%(code)s: %(count)s numbers lack evidence.",
                        code=indicator.code,
                        count=len(numbers),
                    ),
                    "asm.actual",
                    [("id", "in", numbers.ids)],
                    is_warning="error" not in numbers.mapped("evidence_state"),
                    indicator=indicator,
                )

    def _calendar(self):
        """Programmes whose periods cross the borders of what is reported."""
        period = self.report.award_period_id
        for award in self.awards:
            for program in award.award_indicator_ids.program_id:
                if not period._fits(program):
                    yield Found(
                        "calendar",
                        self.env._(
                            "%(program)s records its numbers in periods that cross the "
                            "borders of %(period)s.",
                            program=program.display_name,
                            period=period.name,
                        ),
                        "asm.award",
                        [("id", "=", award.id)],
                    )

    # -- what is told --

    def _story(self):
        empty = self.report.section_ids.filtered(
            lambda one: one.is_required and not (one.text or "").strip()
        )
        for section in empty:
            yield Found(
                "narrative",
                self.env._("%(section)s is not written yet.", section=section.name),
                section._name,
                [("id", "=", section.id)],
            )
