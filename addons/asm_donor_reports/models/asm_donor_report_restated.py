import json

from odoo import models
from odoo.fields import Domain
from odoo.tools import file_open

from odoo.addons.asm_programs.models._results_source import after

from ..tools import compare, layout_reading, terms
from ..tools.compose import compose
from ..tools.inputs import Inputs, Line

MONEY = frozenset({"money", "sf425", "budget", "box11", "grant", "period"})
NAMED_AT_MOST = 3


class AsmDonorReport(models.Model):
    """Cell by cell, what a restatement changes: who changed it, when, why, and where
    else it stands."""

    _inherit = "asm.donor.report"

    def read_restatement(self):
        """Return the cells that differ from the report which this one restates.

        ``who``, ``when`` and ``why`` are those of the restatement; ``changed_by``,
        ``changed_on`` and ``changed_why`` those of the number itself, where they can be
        found; ``depends`` names the other sent reports in which it stands.
        """
        self.ensure_one()
        self.check_access("read")
        found = self._restated_differences()
        if found is None:
            return super().read_restatement()
        elsewhere = {}
        return [self._explained_cell(one, elsewhere) for one in found]

    def _restated_cells(self):
        found = self._restated_differences()
        if found is None:
            return super()._restated_cells()
        return [self._restated_cell_of(one) for one in found]

    def _restated_cell_of(self, difference):
        # what a funder reads: the reasons that staff gave each other stay inside
        return self._describe_cell(difference) | self._restated_by()

    def _restated_outside(self, award=None):
        found = self._restated_differences()
        if found is None:
            return super()._restated_outside(award)
        return [
            self._without_people(
                self._restated_cell_of(one), self._award_lines_in(one), award
            )
            for one in found
        ]

    def _award_lines_in(self, difference):
        """Return the award's indicators that a cell rests on, or may rest on."""
        award_line, _name = self._number_in(difference)
        if award_line or difference.term:
            return award_line
        # a formula may add up rows of indicators, from wherever it stands
        _single, rows = self._layout().asked({})
        if any(source.subject == "indicator" for source in rows):
            return self.award_ids.award_indicator_ids
        return award_line

    def _restated_numbers(self):
        found = self._restated_differences()
        if found is None:
            return super()._restated_numbers()
        return [(*self._number_in(one), one.before, one.after) for one in found]

    def _number_in(self, difference):
        """Return the award's indicator that a cell is of, and the number's name."""
        subject, row = self._row_of(difference)
        name = ""
        if difference.term:
            name = terms.parse(difference.term).term.partition(".")[2]
        if subject == "indicator" and str(row).isdigit():
            return self._award_line_of(row), name
        return self.env["asm.award.indicator"], name

    def _restated_by(self):
        return {
            "who": self.frozen_by.name or "",
            "when": self.frozen_on,
            "why": self.restate_reason or "",
        }

    def action_export_restatement(self):
        """Hand out what this report changes as a workbook of its own."""
        self.ensure_one()
        action = self.env.ref("asm_donor_reports.asm_donor_report_restatement")
        return action.report_action(self)

    def _restatement_book(self):
        """Return the :class:`tools.book.Book` of what this report changes."""
        self.check_access("read")
        with file_open("asm_donor_reports/data/restatement.json") as file:
            layout = layout_reading.read(json.load(file))
        lines = [
            Line((number,), "total", "", self._restated_values(cell))
            for number, cell in enumerate(self._restated_outside())
        ]
        single = {
            "report.name": self.name,
            "report.restate_reason": self.restate_reason or None,
        }
        inputs = Inputs(single, {"restated||": lines})
        return compose(layout, inputs, self.name, moment=self.frozen_on)

    def _restated_values(self, cell):
        return {
            "restated.cell": ", ".join((cell["line"], cell["column"])),
            "restated.before": cell["before"] or None,
            "restated.after": cell["after"] or None,
            "restated.who": cell["who"] or None,
            "restated.when": cell["when"] and cell["when"].date(),
            "restated.why": cell["why"] or None,
        }

    def _restated_differences(self):
        """Return the :class:`compare.Difference` s from the report that this one
        restates; None where one of them was drawn without a layout."""
        before = self.supersedes_id
        if not before or not (before._kept_snapshot() and self._kept_snapshot()):
            return None
        return compare.differences(
            compare.counting_cells(before._book()), compare.counting_cells(self._book())
        )

    def _explained_cell(self, difference, elsewhere):
        subject, row = self._row_of(difference)
        since = self.supersedes_id.frozen_on
        change = self._change_behind(subject, row, since)
        if (subject, row) not in elsewhere:
            elsewhere[subject, row] = self._others_with(subject, row)
        cell = self._restated_cell_of(difference)
        return self._without_people(cell, self._award_lines_in(difference)) | (
            {
                "changed_by": change.get("who") or "",
                "changed_on": change.get("when"),
                "changed_why": change.get("why") or "",
                "depends": elsewhere[subject, row].mapped("name"),
            }
        )

    def _row_of(self, difference):
        """Return the subject of a cell, and what its row or sheet is of."""
        sheet_key, block_name, *rest = difference.key
        code, _colon, of_sheet = sheet_key.partition(":")
        sheet = self._layout().sheet(code)
        source = sheet.block(block_name).source or sheet.source
        if source is None:
            term = difference.term or ""
            return term.partition(".")[0], ""
        row = rest[0] if len(rest) > 1 else of_sheet
        return source.subject, row

    def _change_behind(self, subject, row, since):
        """Return who changed a number after a moment, when, and why.

        :return: dict of ``who``, ``when`` and ``why``, empty where nothing is found
        """
        if subject == "indicator" and str(row).isdigit():
            return self._change_of_numbers(self._award_line_of(row), since)
        if subject in MONEY:
            return self._change_of_money(since)
        return {}

    def _award_line_of(self, row):
        return self.env["asm.award.indicator"].browse(int(row)).exists()

    def _change_of_numbers(self, award_line, since):
        used = award_line.program_indicator_id
        domain = Domain("program_indicator_id", "in", (used | used._inputs()).ids)
        domain &= after("approved_on", since)
        numbers = self.env["asm.actual"].search(
            domain & Domain("state", "=", "approved"), order="approved_on desc"
        )
        targets = self.env["asm.target"].search(domain, order="approved_on desc")
        reasons = [*numbers._reasons_since(since), *targets.mapped("reason")]
        return self._told(
            (numbers.approved_by | targets.approved_by).mapped("name"),
            [*numbers.mapped("approved_on"), *targets.mapped("approved_on")],
            reasons,
        )

    def _change_of_money(self, since):
        lines = self.env["account.analytic.line"].search(
            Domain("award_id", "in", self.award_ids.ids) & after("create_date", since),
            order="create_date desc",
        )
        names = lines.create_uid.mapped("name")
        return self._told(names, lines.mapped("create_date"), lines.mapped("name"))

    def _told(self, names, moments, reasons):
        if not moments:
            return {}
        said = list(dict.fromkeys(filter(None, reasons)))[:NAMED_AT_MOST]
        return {
            "who": ", ".join(names[:NAMED_AT_MOST]),
            "when": max(moments),
            "why": "; ".join(said),
        }

    def _others_with(self, subject, row):
        """Return the other sent reports in which the same number stands."""
        domain = [
            ("id", "not in", (self | self.supersedes_id).ids),
            ("state", "in", self._sent_states),
            ("date_end", ">=", self.date_start),
        ]
        if subject == "indicator" and str(row).isdigit():
            used = self._award_line_of(row).program_indicator_id
            of_number = ("line_ids.program_indicator_id", "in", used._users().ids)
            return self.search([*domain, of_number])
        if subject in MONEY:
            return self.search([*domain, ("award_ids", "in", self.award_ids.ids)])
        return self.browse()
