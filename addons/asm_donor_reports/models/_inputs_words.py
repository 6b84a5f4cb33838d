"""What an indicator is, in the donor's words and in its definition."""

from functools import cached_property

from odoo import fields
from odoo.fields import Domain

CHOICES = ("direction", "frequency", "data_type", "origin")
OF_DEFINITION = frozenset(
    {
        *("definition", "method", "limitations", "rationale", "donor_number"),
        *("ppr_years", "donor_responsible", "storage_location", "baseline_timeframe"),
        *("sheet_updated_on", "standard_of"),
    }
)
OF_AWARD = frozenset({"code", "name", "unit"})


class Words:
    """Answers the terms of indicators that are asked for no days.

    :param indicators: ``asm.award.indicator`` records of one award
    :param numbers: :class:`Numbers` of the same
    """

    def __init__(self, reader, award, indicators, numbers):
        self.reader, self.env = reader, reader.env
        self.award = award
        self._indicators = indicators
        self._numbers = numbers

    def value(self, indicator, part, name):
        """Return what a column shows in a row; blank is None or empty."""
        definition = indicator.program_indicator_id.indicator_id
        if name in OF_AWARD:
            return indicator[name]
        if name in OF_DEFINITION:
            return definition[name]
        if name in CHOICES:
            return self.reader.label(definition, name)
        return getattr(self, f"_{name}")(indicator, part)

    def _award(self, indicator, part):
        return self.award.reference

    # -- the result measured --

    def _level(self, indicator, part):
        result = indicator.result_id
        return result.level_name or self.reader.label(result, "level")

    def _result_code(self, indicator, part):
        return indicator.result_id.code

    def _result(self, indicator, part):
        return indicator.result_id.name

    def _assumption(self, indicator, part):
        return indicator.result_id.assumption

    # -- what the row is of --

    def _category(self, indicator, part):
        return part.name

    def _dimension(self, indicator, part):
        return part.split_name

    # -- the definition --

    def _disaggregated_by(self, indicator, part):
        return ", ".join(indicator.program_indicator_id.dimension_ids.mapped("name"))

    def _cumulative(self, indicator, part):
        definition = indicator.program_indicator_id.indicator_id
        return self.reader.label(definition, "basis")

    def _version(self, indicator, part):
        return str(indicator.program_indicator_id.indicator_id.version)

    def _source(self, indicator, part):
        used = indicator.program_indicator_id
        return used.source or used.indicator_id.source

    def _responsible(self, indicator, part):
        return indicator.program_indicator_id.responsible_id.sudo().name

    def _sdgs(self, indicator, part):
        sdgs = indicator.program_indicator_id.indicator_id.sdg_ids
        return ", ".join(sdgs.mapped("code"))

    def _is_ppr(self, indicator, part):
        is_ppr = indicator.program_indicator_id.indicator_id.is_ppr
        return self.env._("yes") if is_ppr else self.env._("no")

    def _remarks(self, indicator, part):
        return indicator.program_indicator_id.indicator_id.notes

    def _changes(self, indicator, part):
        """Return a line for each version that changed what was said before."""
        found = []
        definition = indicator.program_indicator_id.indicator_id
        while definition:
            words = (definition.change_summary or "").strip()
            if definition.previous_id and words:
                day = fields.Date.to_string(definition.create_date)
                found.append(
                    self.env._(
                        "Version %(number)s, %(day)s: %(words)s",
                        number=definition.version,
                        day=day,
                        words=words,
                    )
                )
            definition = definition.previous_id
        return "\n".join(reversed(found))

    # -- audits --

    def _audits(self, indicator, part):
        used = indicator.program_indicator_id
        return "\n".join(
            ", ".join(filter(None, (str(audit.date_done), audit.user_id.sudo().name)))
            for audit in self._audits_done
            if _concerns(audit, used)
        )

    def _next_audit(self, indicator, part):
        used = indicator.program_indicator_id
        planned = [
            audit.date_next
            for audit in self._audits_done
            if audit.date_next and _concerns(audit, used)
        ]
        return planned[-1] if planned else used.indicator_id.date_next_audit

    @cached_property
    def _audits_done(self):
        """Audits of data quality that were done, in order."""
        done = Domain("program_id", "in", self._indicators.program_id.ids)
        done &= Domain("state", "=", "done")
        if self.reader.moment:
            done &= Domain("date_done", "<=", self.reader.moment.date())
        return self.env["asm.audit"].search(done, order="date_done, id")

    # -- baselines and targets --

    def _baseline_date(self, indicator, part):
        return self._numbers.baseline(indicator, part)[1].date_measured

    def _baseline_note(self, indicator, part):
        version = self._numbers.baseline(indicator, part)[1]
        definition = indicator.program_indicator_id.indicator_id
        return version.reason or version.text or definition.baseline_timeframe

    def _target_rationale(self, indicator, part):
        definition = indicator.program_indicator_id.indicator_id
        return self._target_reasons.get(indicator) or definition.target_rationale

    @cached_property
    def _target_reasons(self):
        """``{indicator: reason}`` of the target approved last, the award's first."""
        moment = self.reader.moment
        found = {}
        for indicator in self._indicators:
            known = indicator.program_indicator_id.target_ids.filtered(
                lambda one: (
                    one.approved_on
                    and one.reason
                    and (not moment or one.approved_on <= moment)
                    and one.award_id <= self.award
                )
            ).sorted(lambda one: (bool(one.award_id), one.approved_on))
            found[indicator] = known[-1:].reason
        return found

    # -- what is said of them --

    def _deviation(self, indicator, part):
        return self._said(indicator, part).cause

    def _deviation_action(self, indicator, part):
        return self._said(indicator, part).action

    def _said(self, indicator, part):
        none = self.env["asm.deviation"]
        return none if part.split else self._deviations.get(indicator, none)

    @cached_property
    def _deviations(self):
        return self.reader.report._deviations(self._indicators)

    # -- as last sent --

    def _sent_date(self, indicator, part):
        return self.reader.report_before.date_end


def _concerns(audit, used):
    """Say whether an audit looked at an indicator; it names none for all."""
    of_program = audit.program_id == used.program_id
    named = audit.program_indicator_ids
    return of_program and (not named or used in named)
