from dataclasses import replace
from decimal import Decimal

from odoo import fields, models

from ..tools import calendars, milestones, results, targets


class AsmProgramIndicator(models.Model):
    """Indicators whose progress is steps: done weight over all weight, as of a day.

    Where a number is needed it is this share, in percent. Without a target of its
    own, what was planned for by the day is the target.
    """

    _inherit = "asm.program.indicator"

    milestone_ids = fields.One2many(
        "asm.milestone",
        "program_indicator_id",
        string="Steps",
        context={"active_test": False},
    )

    def _reads_milestones(self):
        return self.indicator_id.measure == "milestone" and bool(self.milestone_ids)

    def _read_reported_cells(self, source, question):
        if not self._reads_milestones():
            return super()._read_reported_cells(source, question)
        facts, slots = milestones.as_facts(
            self._steps_known_at(question.as_of),
            self._milestone_spans(source, question),
            fields.Date.context_today(self),
        )
        return results.read(
            self._definition(),
            facts,
            question.window,
            by=[part for part in question.by if part == "period"],
            expected=slots,
            credit=self._credit(question),
            factor=self._factor(question.award),
        )

    def _facts(self, source):
        """Return the facts at the ends of the periods, for whoever adds up more."""
        if not self._reads_milestones():
            return super()._facts(source)
        spans = source.period_ids_of(self.program_id).items()
        facts, _slots = milestones.as_facts(
            self._steps_known_at(source.as_of),
            [(period_id, span) for span, period_id in sorted(spans)],
            fields.Date.context_today(self),
        )
        return facts

    def _definition(self):
        """Steps are a share, which stands as of its day."""
        definition = super()._definition()
        if not self._reads_milestones():
            return definition
        return replace(
            definition,
            is_ratio=True,
            numerator_time="latest",
            denominator_time="latest",
            multiplier=Decimal(100),
            basis="incremental",
            time_aggregation="latest",
            exclusive=frozenset(),
        )

    def _milestone_spans(self, source, question):
        """Return the spans at whose ends the steps are counted, as pairs of a period's
        id and its days; split by nothing it is the window, to its very last day."""
        if "period" not in question.by:
            return [(0, question.window)]
        program = self.program_id
        known = source.period_ids_of(program)
        return [
            (known.get(span, 0), span)
            for span in calendars.periods_within(
                program.frequency, program.fiscal_month, *question.window
            )
        ]

    def _steps_known_at(self, moment):
        return milestones.known_at(self.milestone_ids._as_versions(), moment)

    def _target(self, question, site_id=None, categories=()):
        target = super()._target(question, site_id, categories)
        no_plan = target.value is not None or site_id or categories
        if no_plan or not self._reads_milestones():
            return target
        steps = self._steps_known_at(question.as_of)
        planned = milestones.planned_share(steps, question.window.date_to)
        return targets.Target(planned) if planned is not None else target
