from odoo import models

from odoo.addons.asm_programs.models._formula_inputs import FormulaInputs
from odoo.addons.asm_programs.models._trace_numbers import numbers_of
from odoo.addons.asm_programs.models._withheld import Withheld

from ..tools import layout_reading
from ..tools.inputs import Inputs
from ._inputs import PLAIN, LayoutFacts
from ._inputs_told import told_by_restated
from ._trace_small import told_by
from ._withheld_inputs import WithheldInputs, with_numbers


class AsmDonorReport(models.Model):
    """Small numbers of people in a report that has a donor's layout."""

    _inherit = "asm.donor.report"

    def _read_inputs(self, single=(), rows=(), facts=PLAIN):
        readers = self._readers_of_people(facts)
        if not readers:
            return super()._read_inputs(single, rows, facts)
        # a percentage is hidden with its number, shown or not
        wanted = {source: list(asked) for source, asked in dict(rows).items()}
        whole = {source: with_numbers(asked) for source, asked in wanted.items()}
        inputs = super()._read_inputs(single, whole, facts)
        for reader in readers:
            reader.take_parts(inputs)
            reader.blank(inputs)
        for source, asked in wanted.items():
            names = set(map(str, asked))
            for line in inputs.rows[str(source)]:
                for text in line.values.keys() - names:
                    del line.values[text]
        return inputs

    def _readers_of_people(self, facts):
        """Return a :class:`WithheldInputs` for each award of which something is looked
        at: what must not be told, or what percentages are made of."""
        report = self.with_context(lang=facts.lang) if facts.lang else self
        lines = self.award_ids.award_indicator_ids.program_indicator_id
        has_parts = bool(FormulaInputs(lines)) or any(
            one.is_ratio and one.counts_people for one in lines.indicator_id
        )
        return [
            WithheldInputs(report, facts, award)
            for award in self.award_ids.with_env(report.env)
            if has_parts or not award.has_real_counts
        ]

    def _numbers_told(self, award):
        snapshot = self._kept_snapshot()
        if not snapshot:
            return super()._numbers_told(award)
        layout = layout_reading.read(snapshot["layout"])
        facts = LayoutFacts(layout.fiscal_month, layout.rounding, layout.lang)
        inputs = Inputs.from_json(snapshot["inputs"])
        trace = snapshot.get("trace") or {}
        told = WithheldInputs(self, facts, award).told(inputs)
        return told + told_by(trace, self, award) + told_by_restated(self, inputs)

    # -- what is kept beside --

    def _read_beside(self):
        beside = super()._read_beside()
        if all(self.award_ids.mapped("has_real_counts")):
            return beside
        used = self.award_ids.award_indicator_ids.program_indicator_id
        withheld = Withheld(used | used._inputs())
        least = max(award._least_people() for award in self.award_ids)
        withheld.know(0, (), least)
        for kept in beside["baselines"]:
            baseline = self.env["asm.baseline"].browse(kept["id"])
            line_id = baseline.program_indicator_id.id
            numbers = numbers_of(baseline)
            if any(withheld.is_small(line_id, one) for one in numbers.values()):
                kept.update(dict.fromkeys(("value", "numerator", "denominator")))
        return beside
