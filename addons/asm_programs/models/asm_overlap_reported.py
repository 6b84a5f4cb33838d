from dataclasses import replace
from decimal import Decimal

from odoo import api, models
from odoo.exceptions import UserError

from ..tools import calendars, results
from ._results_source import ResultsSource


class AsmOverlap(models.Model):
    """What the places of an overlap report: more cannot have been counted twice."""

    _inherit = "asm.overlap"

    @api.depends(
        *("indicator_id", "period_id", "disaggregation_id"),
        *("program_ids", "partner_ids", "site_ids"),
    )
    def _compute_reported_text(self):
        for overlap in self:
            overlap.reported_text = "; ".join(
                self.env._(
                    "%(place)s: %(number)s",
                    place=place,
                    number=self.env._("nothing yet")
                    if number is None
                    else f"{number.normalize():f}",
                )
                for place, number in overlap._read_reported()
            )

    def _check_holds(self):
        result = super()._check_holds()
        for overlap in self:
            reported = overlap._read_reported()
            most = sum((n for _place, n in reported if n is not None), Decimal(0))
            if overlap._decimal("value") > most:
                raise UserError(
                    self.env._(
                        "%(overlap)s: %(value)s were counted too often, and the places "
                        "report no more than %(most)s (%(reported)s). Correct the "
                        "overlap, or wait until their numbers are in.",
                        overlap=overlap.display_name,
                        value=overlap.shown,
                        most=f"{most.normalize():f}",
                        reported=overlap.reported_text,
                    )
                )
        return result

    def _read_reported(self):
        """Return ``[(name of the place, Decimal or None)]``, drafts included."""
        self.ensure_one()
        between = self._between()
        if not between or not self.period_id or not self.indicator_id:
            return []
        lines = self.env["asm.program.indicator"].search(
            [
                ("program_id", "in", self.program_ids.ids),
                ("indicator_id", "=", self.indicator_id.id),
            ]
        )
        window = calendars.Window(self.period_id.date_start, self.period_id.date_end)
        source = ResultsSource(lines, window.date_to, include_draft=True)
        kind = {
            "program_ids": "program_id",
            "partner_ids": "partner_id",
            "site_ids": "site_id",
        }[between]
        return [
            (place.display_name, self._read_place(lines, source, window, kind, place))
            for place in self[between]
        ]

    def _read_place(self, lines, source, window, kind, place):
        """Return what one place reports in all programmes, None for nothing."""
        if kind == "program_id":
            lines = lines.filtered(lambda line: line.program_id.id == place.id)
        found = []
        for line in lines:
            reported = source.facts_of(line)
            if kind != "program_id":
                reported = [f for f in reported if getattr(f, kind) == place.id]
            found.append(self._number_in(line, reported, window))
        known = [number for number in found if number is not None]
        return sum(known) if known else None

    def _number_in(self, line, reported, window):
        categories = self.disaggregation_id._categories()
        # who was new in the period, wherever the scope of counting starts
        definition = replace(
            line._definition(), time_aggregation="sum", basis="incremental"
        )
        cells = results.read(definition, reported, window, by=tuple(sorted(categories)))
        return next(
            (cell["value"] for cell in cells if cell["categories"] == categories), None
        )
