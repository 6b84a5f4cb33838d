from typing import NamedTuple

from odoo import models
from odoo.tools import format_date

from odoo.addons.mines_to_markets.tools import numerals

from .asm_submission_form import NUMBERS, Cell

# so many periods before the report's are shown, for reading only
EARLIER_PERIODS = 4
PLACE_FIELDS = ("program_indicator_id", "site_id", "disaggregation_id")
SHOWN_FIELDS = (*NUMBERS, "option_id", "text")
EARLIER_FIELDS = ("submission_id", "period_id", *PLACE_FIELDS, *SHOWN_FIELDS)
TARGET_FIELDS = ("date_from", "date_to", *PLACE_FIELDS, *SHOWN_FIELDS)


class Beside(NamedTuple):
    """What stands beside the cells of a report: each is ``{cell: ...}``.

    ``lacks`` is what evidence is missing, ``{place: ...}``, ``pieces`` the ids of all
    evidence, which are read together.
    """

    point: str
    earlier: dict
    targets: dict
    findings: dict
    lacks: dict
    pieces: tuple

    def of(self, cell):
        described = {}
        if cell in self.earlier:
            described["earlier"] = self.earlier[cell]
            # what was approved for the period before, which may be none
            if self.earlier[cell][0]:
                described["last"] = self.earlier[cell][0]
        if cell in self.targets:
            described |= self.targets[cell]
        if cell in self.findings:
            described["notes"] = self.findings[cell]
        return described


class AsmSubmission(models.Model):
    """What a report shows beside its cells: last values, targets, messages."""

    _inherit = "asm.submission"

    def _beside(self, sheet, findings, earlier):
        point = self._number_marks()["point"]
        return Beside(
            point,
            self._earlier_texts(point, earlier),
            self._targets_beside(sheet, point),
            self._findings_beside(findings),
            self._evidence_lacks(findings),
            self.actual_ids.evidence_ids._ids,
        )

    def _earlier(self):
        """Return the partner's reports of the periods before, newest first."""
        found = self.search_fetch(
            [
                ("program_id", "=", self.program_id.id),
                ("partner_id", "=", self.partner_id.id),
                ("date_end", "<", self.date_start),
            ],
            ["period_id", "narrative"],
            order="date_end desc",
            limit=EARLIER_PERIODS,
        )
        return found.with_prefetch((self + found)._ids)

    def _earlier_texts(self, point, reports):
        """Return ``{cell: [text a report before]}`` of what was approved."""
        rows = self.env["asm.actual"].search_fetch(
            [
                ("submission_id", "in", reports.ids),
                ("state", "=", "approved"),
                ("correction_of_id", "=", False),
            ],
            EARLIER_FIELDS,
            order="id",
        )
        place = {report: number for number, report in enumerate(reports)}
        texts = {}
        for row in rows:
            if row.period_id == row.submission_id.period_id:
                cell = Cell(*row._cell_key())
                found = texts.setdefault(cell, [""] * len(reports))
                found[place[row.submission_id]] = self._number_text(row, point)
        return texts

    def _number_text(self, row, point):
        numbers = [numerals.show(row[name], point) for name in NUMBERS]
        return " / ".join(filter(None, numbers)) or row.option_id.name or row.text or ""

    def _targets_beside(self, sheet, point):
        """Return the programme's own targets of windows that hold the period."""
        line_ids = list({line_id for line_id, _site_id in sheet.asked})
        versions = self.env["asm.target"].search_fetch(
            [
                ("program_indicator_id", "in", line_ids),
                ("award_id", "=", False),
                ("approved_on", "!=", False),
                ("date_from", "<=", self.date_start),
                ("date_to", ">=", self.date_end),
            ],
            TARGET_FIELDS,
            # the shortest window, at its last version, comes last
            order="date_from, date_to desc, approved_on, id",
        )
        texts = {}
        for version in versions:
            cell = Cell(
                version.program_indicator_id.id,
                version.site_id.id or 0,
                version.disaggregation_id._sorted_ids(),
            )
            texts[cell] = self._describe_target(version, point)
        return texts

    def _describe_target(self, version, point):
        described = {"target": self._number_text(version, point)}
        if (version.date_from, version.date_to) != (self.date_start, self.date_end):
            described["window"] = self.env._(
                "%(date_from)s to %(date_to)s",
                date_from=format_date(self.env, version.date_from),
                date_to=format_date(self.env, version.date_to),
            )
        return described

    def _findings_beside(self, findings):
        """Return ``{cell: [[severity, message]]}`` of what the rules find."""
        found = {}
        for finding in findings:
            # what evidence is missing stands where it is added
            if finding.line and finding.rule != "evidence":
                cell = Cell(
                    finding.line.id,
                    finding.site.id or 0,
                    finding.category._sorted_ids(),
                )
                found.setdefault(cell, []).append([finding.severity, finding.message])
        return found
