from dataclasses import replace
from datetime import date
from decimal import Decimal

from odoo import api, fields, models

from ..tools import (
    achievement,
    calendars,
    credit,
    facts,
    formula_results,
    targets,
)
from ._question import Question
from ._readings import Readings
from ._wording import translated

LONG_AGO = date(1900, 1, 1)


class AsmResultsMixin(models.AbstractModel):
    """Reads the numbers of programme indicators: the one calculation behind every
    screen, workbook and report.

    Rows are fetched with the reader's rights, by one statement for all indicators;
    what they add up to is computed in ``tools``.
    """

    _name = "asm.results.mixin"
    _description = "Results of Programme Indicators"

    @api.readonly
    def read_results(
        self,
        date_from,
        date_to,
        award_id=None,
        site_ids=None,
        by=(),
        as_of=None,
        include_draft=False,
    ):
        """Add up what was reported, as the definitions say.

        :param date_from: first day of the window
        :param date_to: last day of the window; only periods wholly inside count
        :param award_id: id of an award: its line's basis, factor and credit apply
        :param site_ids: ids of sites to restrict to
        :param by: what to split by: ``'site'``, ``'period'``, dimension codes
        :param as_of: moment whose knowledge is used; none for now
        :param include_draft: also take numbers that are not approved yet
        :return: ``{program indicator id: [cell]}``; a cell holds ``categories``,
            ``value``, ``numerator``, ``denominator`` (Decimal, ``None`` when blank),
            ``reported``, ``expected``, ``carried``, ``reason`` and ``notes``, with
            ``site_id`` and ``period_id`` when split by them
        """
        question = self._question(date_from, date_to, award_id, site_ids, by, as_of)
        return self._readings(question, include_draft).results(self, question)

    def _readings(self, question, include_draft=False):
        """Return the :class:`Readings` that answer one question."""
        return Readings(self, question.window.date_to, question.as_of, include_draft)

    def _read_from(self, source, question):
        return {line.id: line._read_cells(source, question) for line in self}

    def _read_along(self):
        """Return all lines whose rows are needed to read these."""
        return (self | self._inputs())._read_together()

    @api.readonly
    def read_achievement(
        self,
        date_from,
        date_to,
        award_id=None,
        site_ids=None,
        by=(),
        as_of=None,
        include_draft=False,
    ):
        """Compare what was reported with the target; see :meth:`read_results`.

        :return: the cells of ``read_results``, each with ``target`` (Decimal or
            ``None``), ``achievement`` (percent, unrounded, or ``None``) and ``state``
            (``met``, ``not_met``, ``running``, ``no_data``)
        """
        question = self._question(date_from, date_to, award_id, site_ids, by, as_of)
        return self._readings(question, include_draft).achievement(self, question)

    @api.model
    def _question(self, date_from, date_to, award_id, site_ids, by, as_of):
        return Question(
            calendars.Window(
                fields.Date.to_date(date_from), fields.Date.to_date(date_to)
            ),
            self.env["asm.award"].browse(award_id or ()),
            tuple(site_ids or ()),
            tuple(by or ()),
            self._moment(as_of),
            bool(self.env.context.get("asm_days_as_asked")),
        )

    @api.model
    def _moment(self, as_of):
        """Return the moment asked for; a whole second is known to its end."""
        moment = fields.Datetime.to_datetime(as_of) if as_of else None
        if moment and not moment.microsecond:
            moment = moment.replace(microsecond=999_999)
        return moment

    def _read_cells(self, source, question):
        """Return the cells of one programme indicator.

        An indicator that a formula names and the programme does not use has none.
        """
        if not self:
            return []
        question = self._on_basis(question)
        if self.indicator_id.formula:
            cells = self._read_formula_cells(source, question)
        else:
            cells = self._read_reported_cells(source, question)
        if question.award and question.site_ids:
            # whole units are dealt out over all places at once
            cells = [c for c in cells if c.get("site_id") in (None, *question.site_ids)]
        cells = [self._in_words(cell) for cell in cells]
        notes = self._notes_about_rows(source, question)
        return [cell | {"notes": [*cell["notes"], *notes]} for cell in cells]

    def _read_formula_cells(self, source, question):
        definition = self._definition()
        plain = replace(question, award=question.award.browse())
        inputs = {
            reference: self._used(reference.code, question)._read_cells(
                source, replace(plain, by=by)
            )
            for reference, by in formula_results.inputs_of(
                definition, question.by
            ).items()
        }
        return formula_results.read_formula(
            definition,
            inputs,
            by=question.by,
            known=lambda reference, key: self._known_number(reference, key, plain),
            window=question.window,
            credit=self._credit(question),
            factor=self._factor(question),
        )

    def _used(self, code, question=None):
        """Return the indicator of this programme that a formula names by its code.

        :param question: :class:`Question` that keeps what is looked up
        """
        find = self.program_id._newest_by_code
        return (question.once(find) if question else find()).get(code, self.browse())

    def _inputs(self):
        """Return all indicators that these rest on: named by their formulas, or by
        which their places are weighted."""
        found = self.browse()
        todo = self
        by_program = {}
        while todo:
            named = self.browse()
            for line in todo:
                codes = line.indicator_id._input_codes()
                program = line.program_id
                if codes and program not in by_program:
                    by_program[program] = program._newest_by_code()
                for code in codes:
                    named |= by_program[program].get(code, self.browse())
            todo = named - found
            found |= named
        return found

    def _ids_hidden_in_part(self):
        """Return the ids of the indicators of which some approved number is hidden
        from the reader."""
        # only whether something is hidden is told, not what
        seen, all_there = self._count_approved(), self.sudo()._count_approved()
        return {key for key, count in all_there.items() if seen.get(key) != count}

    def _count_approved(self):
        groups = self.env["asm.actual"]._read_group(
            [("program_indicator_id", "in", self.ids), ("state", "=", "approved")],
            ["program_indicator_id"],
            ["__count"],
        )
        return {line.id: count for line, count in groups}

    def _users(self):
        """Return this indicator and those of its programme that rest on it."""
        return self | self.program_id.program_indicator_ids.filtered(
            lambda line: self in line._inputs()
        )

    def _known_number(self, reference, key, question):
        """Return the baseline or target that a formula names, for a place."""
        line = self._used(reference.code, question)
        categories = dict(reference.categories) or dict(key.categories)
        if reference.kind == "baseline":
            return line._baseline(question, key.site_id, categories)
        return line._target(question, key.site_id, categories).value

    def _award_line(self, award):
        lines = self.award_indicator_ids
        if award and award not in lines.award_id:
            lines = self._series().award_indicator_ids
        return lines.filtered(lambda line: line.award_id == award)[:1]

    def _on_basis(self, question):
        """Return the question for the days that the award's line counts.

        A table that says in its headings which days it counts asks for these.
        """
        if question.as_asked:
            return question
        days = question.once(self._days_on_basis, question.award, question.window)
        return replace(question, window=days, as_asked=True)

    def _days_on_basis(self, award, window):
        line = self._award_line(award)
        if not line:
            return window
        return calendars.basis_window(
            line.basis,
            window,
            line.award_id.date_start,
            self.program_id.date_start or LONG_AGO,
            line.award_id.fiscal_month,
        )

    def _factor(self, question):
        line = question.once(self._award_line, question.award)
        return Decimal(str(line.factor)) if line else Decimal(1)

    def _definition(self):
        indicator = self.indicator_id
        return facts.Definition(
            measure=indicator.measure,
            direction=indicator.direction,
            exclusive=frozenset(indicator._exclusive_codes()),
            time_aggregation=indicator.time_aggregation,
            place_aggregation=indicator.place_aggregation,
            is_ratio=indicator.is_ratio,
            numerator_time=indicator.numerator_time,
            denominator_time=indicator.denominator_time,
            multiplier=Decimal(str(indicator.multiplier)),
            basis=indicator.basis,
            cumulative_since=indicator.cumulative_since or "program",
            unique_scope=indicator.unique_scope or "year",
            unique_month=indicator.unique_month,
            program_start=self.program_id.date_start or None,
            fiscal_month=self.program_id.fiscal_month,
            formula=indicator.formula or None,
            formula_level=indicator.formula_level or "total",
            whole_units=indicator.whole_units,
        )

    def _credit(self, question):
        """Return how the awards are credited, or nothing when read for none.

        While shares of the indicator itself hold, those of its programme do not.
        People count in full for each award, unless such shares say otherwise.
        """
        if not question.award:
            return None
        return question.once(self._credit_as_of, question.award, question.as_of)

    def _credit_as_of(self, award, as_of):
        shares = self.program_id.share_ids._filtered_as_of(as_of)
        series = self._series()
        own = shares.filtered(lambda share: share.program_indicator_id in series)
        of_program = shares.filtered(lambda share: not share.program_indicator_id)
        # what is credited in full stands beside the shares, not in their place
        ruling = own.filtered(lambda share: share.rule != "full")
        in_full = self.indicator_id.counts_people
        credits_ = [share._as_credit() for share in own]
        for share in of_program:
            credits_ += share._as_credits_without(ruling, in_full)
        return credit.Credit(award.id, tuple(credits_))

    def _place_weights(self, source, question):
        """Return ``{site id: weight}`` where places are weighted by an indicator."""
        weighting = self.indicator_id.place_weight_id
        if not weighting:
            return None
        plain = replace(question, award=question.award.browse(), by=("site",))
        return {
            cell["site_id"]: cell["value"]
            for cell in self._used(weighting.code, question)._read_cells(source, plain)
            if cell["site_id"] and cell["value"] is not None
        }

    def _with_comparison(self, cells, question):
        """Return cells with target, achievement and state."""
        question = self._on_basis(question)
        return [self._compared(cell, question) for cell in cells]

    def _compared(self, cell, question):
        if "period_id" in cell:
            period = self.env["asm.period"].browse(cell["period_id"] or ())
            question = question.of_period(period)
        site_id = cell.get("site_id") or None
        categories = {k: v for k, v in cell["categories"].items() if v != "_nd"}
        if categories != cell["categories"] or not question.window.date_from:
            # nobody sets a target for what is not disaggregated, nor for a period
            # that is not recorded
            return cell | {"target": None, "achievement": None, "state": "no_data"}
        target = self._target(question, site_id, categories)
        words = [translated(self.env, note) for note in target.notes]
        return (
            cell
            | {"notes": [*cell["notes"], *words]}
            | self._achieve(cell["value"], target.value, question, site_id, categories)
        )

    def _achieve(self, value, target, question, site_id=None, categories=()):
        if value is None or target is None:
            state = achievement.NO_DATA
            return {"target": target, "achievement": None, "state": state}
        line = question.once(self._award_line, question.award)
        definition = question.once(self._definition)
        today = (question.as_of or fields.Datetime.now()).date()
        baseline = None
        if line.achievement == "progress":
            baseline = self._baseline(question, site_id, categories)
        reached = achievement.achieve(
            value,
            target,
            baseline=baseline,
            method=line.achievement or "ratio",
            direction=definition.direction,
            has_ended=question.window.date_to < today,
            is_flow=definition.is_flow,
        )
        return {
            "target": target,
            "achievement": reached.percentage,
            "state": reached.state,
        }

    def _target(self, question, site_id=None, categories=()):
        """Return the :class:`targets.Target` that holds for a cell."""
        versions, sites = question.once(self._targets_of_series)
        if not versions:
            return targets.Target(None)
        return targets.target_for(
            versions,
            question.window,
            question.once(self._definition),
            award_id=question.award.id or None,
            site_id=site_id,
            categories=categories,
            as_of=question.as_of,
            sites=sites,
            **question.once(self.dimension_ids._categories_in, question.window),
        )

    def _targets_of_series(self):
        """Return the versions of targets, and the ids of the sites that have some."""
        found = self._series().target_ids
        return [version._as_version() for version in found], found.site_id.ids

    def _baselines_of_series(self):
        return [version._as_version() for version in self._series().baseline_ids]

    def _baseline(self, question, site_id=None, categories=()):
        """Return the number of the baseline that holds for a cell, or None."""
        return targets.baseline_for(
            question.once(self._baselines_of_series),
            question.once(self._definition),
            award_id=question.award.id or None,
            site_id=site_id,
            categories=categories,
            as_of=question.as_of,
        )

    def _in_words(self, cell):
        return cell | {
            "reason": translated(self.env, cell["reason"]),
            "notes": [translated(self.env, note) for note in cell["notes"]],
        }
