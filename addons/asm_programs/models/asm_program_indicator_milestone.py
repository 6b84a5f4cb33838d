from dataclasses import replace
from decimal import Decimal

from odoo import fields, models

from ..tools import calendars, milestones, results, targets


class AsmProgramIndicator(models.Model):
    """Indicators whose progress is steps: done weight over all weight, as of a day.

    Where a number is needed it is this share, in percent. Without a target of its
    own, what was planned for by the day is the target. An indicator that adds up its
    parts counts the steps of their programmes along with its own.
    """

    _inherit = "asm.program.indicator"

    milestone_ids = fields.One2many(
        "asm.milestone",
        "program_indicator_id",
        string="Steps",
        context={"active_test": False},
    )

    def _reads_milestones(self):
        if self.indicator_id.measure != "milestone":
            return False
        return bool(self._lines_of_steps().milestone_ids)

    def _lines_of_steps(self, award=None):
        """Return this line and those whose steps it counts, as the reader may see.

        Credit is given where something is done: for an award, a programme stands for
        itself.
        """
        if award or not self.includes_children:
            return self
        members = self.sudo()._members().with_env(self.env)
        return self | members._filtered_access("read")

    def _read_reported_cells(self, source, question):
        if not self._reads_milestones():
            return super()._read_reported_cells(source, question)
        lines = self._lines_of_steps(question.award)
        spans = self._milestone_spans(source, question)
        read = [line._step_facts(spans, question.as_of, self) for line in lines]
        definition = self._definition()
        return results.read(
            definition,
            [fact for facts, _slots in read for fact in facts],
            question.window,
            by=[part for part in question.by if part == "period"],
            expected=[slot for _facts, slots in read for slot in slots],
            credit=self._credit(question),
            factor=self._factor(question),
            programs=dict.fromkeys((lines - self).program_id.ids, definition),
        )

    def _step_facts(self, spans, moment, asking):
        """Return facts and slots of this line's own steps, for the line that asks."""
        facts, slots = milestones.as_facts(
            self._steps_known_at(moment), spans, fields.Date.context_today(self)
        )
        if self == asking:
            return facts, slots
        program_id = self.program_id.id
        return [
            [row._replace(program_id=program_id) for row in rows]
            for rows in (facts, slots)
        ]

    def _facts(self, source):
        """Return the facts at the ends of the periods, for whoever adds up more."""
        if not self._reads_milestones():
            return super()._facts(source)
        spans = source.period_ids_of(self.program_id).items()
        spans = [(period_id, span) for span, period_id in sorted(spans)]
        facts, _slots = self._step_facts(spans, source.as_of, self)
        return facts

    def _is_cut_by_period(self, source):
        # steps are counted at the ends of periods
        return not self._reads_milestones() and super()._is_cut_by_period(source)

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
        steps = self._lines_of_steps(question.award)._steps_known_at(question.as_of)
        planned = milestones.planned_share(steps, question.window.date_to)
        return targets.Target(planned) if planned is not None else target
