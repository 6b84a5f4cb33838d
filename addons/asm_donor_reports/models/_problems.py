"""What would make a donor report wrong, found before it is drawn."""

from collections import defaultdict
from datetime import timedelta
from typing import NamedTuple

from odoo.exceptions import UserError
from odoo.fields import Domain

from odoo.addons.asm_programs.models.asm_results_mixin import Question
from odoo.addons.asm_programs.tools.calendars import Window

from ..tools.inputs import Source
from ._inputs import PLAIN, InputsReader, LayoutFacts

TOTALS = Source("indicator")
ASKED = ("actual", "target", "achievement", "state", "reason", "reported", "expected")


class Found(NamedTuple):
    """One problem, and the records that mend it.

    :param kind: key of the problem's choices
    :param sentence: what is wrong
    :param model: name of the model that is opened
    :param domain: of the records; of those that are missing, where they would be
    :param context: defaults for what is made there
    :param is_warning: whether the report is right all the same
    :param indicator: ``asm.award.indicator`` record that it is about, or None
    """

    kind: str
    sentence: str
    model: str
    domain: list
    context: dict = {}
    is_warning: bool = False
    indicator: object = None


class Problems:
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
        asked = [f"indicator.{name}" for name in ASKED]
        inputs = self.reader.answer((), {TOTALS: asked})
        explained = self.report._deviations(self.indicators)
        for line in inputs.rows[str(TOTALS)]:
            indicator = self.indicators.browse(line.key[0])
            # in the order in which they were asked for
            values = dict(zip(ASKED, line.values.values(), strict=True))
            yield from self._missing(indicator, values)
            yield from self._without_target(indicator, values)
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

    def _without_target(self, indicator, values):
        if values["target"] is not None:
            return
        used = indicator.program_indicator_id
        yield Found(
            "target",
            self.env._("%(code)s has no target for the period.", code=indicator.code),
            "asm.target",
            [("program_indicator_id", "=", used.id)],
            {
                "default_program_indicator_id": used.id,
                "default_award_id": indicator.award_id.id,
                "default_date_from": str(self.report.date_start),
                "default_date_to": str(self.report.date_end),
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

    # -- money --

    def _rates(self):
        """Amounts without a rate, and rates older than the award allows."""
        for award in self.awards:
            missing = self._unconverted(award)
            if missing:
                yield Found(
                    "rate",
                    self.env._(
                        "%(award)s: %(count)s amounts of sub-awards have no rate to "
                        "%(currency)s.",
                        award=award.reference,
                        count=len(missing),
                        currency=award.currency_id.name,
                    ),
                    "asm.subaward.line",
                    [("id", "in", missing.ids)],
                )
            old = self._converted_with_old_rates(award)
            if old:
                yield Found(
                    "rate",
                    self.env._(
                        "%(award)s: %(count)s ledger lines were converted with rates "
                        "older than %(days)s days.",
                        award=award.reference,
                        count=len(old),
                        days=award.rate_max_age,
                    ),
                    "account.analytic.line",
                    [("id", "in", old.ids)],
                    is_warning=True,
                )

    def _unconverted(self, award):
        """Return approved lines of sub-awards without an amount in its currency."""
        lines = self.env["asm.subaward.line"].search(
            [
                ("subaward_id.award_id", "=", award.id),
                ("state", "=", "approved"),
                ("amount_award", "=", False),
                "|",
                ("date", "<=", self.report.date_end),
                ("date_paid", "<=", self.report.date_end),
            ]
        )
        return lines.filtered(lambda one: one.currency_id != award.currency_id)

    def _converted_with_old_rates(self, award):
        age = timedelta(days=award.rate_max_age)
        lines = self.env["account.analytic.line"].search(
            [
                ("award_id", "=", award.id),
                ("date", ">=", self.report.date_start),
                ("date", "<=", self.report.date_end),
                ("rate_date", "!=", False),
                ("transaction_currency_id", "!=", award.currency_id.id),
            ]
        )
        if award.rate_policy in ("fixed", "tranche"):
            return lines.browse()
        return lines.filtered(lambda one: one.rate_date + age < one.date)

    def _budget(self):
        """Money on no budget line, and lines for which the layout has no word."""
        for award in self.awards:
            without = self.env["account.analytic.line"].search_count(
                [
                    ("award_id", "=", award.id),
                    ("budget_line_id", "=", False),
                    ("date", "<=", self.report.date_end),
                    ("nature", "!=", "income"),
                    ("funding", "=", "donor"),
                ]
            )
            if without:
                yield Found(
                    "budget",
                    self.env._(
                        "%(award)s: %(count)s ledger lines are on no budget line.",
                        award=award.reference,
                        count=without,
                    ),
                    "account.analytic.line",
                    [
                        ("award_id", "=", award.id),
                        ("budget_line_id", "=", False),
                        ("date", "<=", str(self.report.date_end)),
                    ],
                    is_warning=True,
                )
            yield from self._without_word(award)

    def _without_word(self, award):
        words = self.layout.words if self.layout else {}
        known = {code for subject, code in words if subject == "budget"}
        lines = award.budget_line_ids.filtered(lambda one: one.code not in known)
        if known and lines:
            yield Found(
                "budget",
                self.env._(
                    "The layout has no word of the donor's for %(lines)s.",
                    lines=", ".join(lines.mapped("display_name")),
                ),
                "asm.budget.line",
                [("id", "in", lines.ids)],
            )

    def _federal_form(self):
        """What the Federal Financial Report itself warns of."""
        if not self.layout or not self._asks_for("sf425"):
            return
        award = self.reader.award
        is_final = self.report.is_final
        days = self.report.date_end, self.reader.moment
        try:
            warnings = award.read_sf425(*days, final=is_final)["warnings"]
        except UserError as refused:
            # what is open in a final report, named by the form
            yield Found("money", str(refused), "asm.award", [("id", "=", award.id)])
            return
        for sentence in warnings:
            yield Found(
                "money",
                sentence,
                "asm.award",
                [("id", "=", award.id)],
                is_warning=True,
            )

    def _asks_for(self, subject):
        single, _rows = self.layout.asked({})
        return any(one.subject == subject for one in single)

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
