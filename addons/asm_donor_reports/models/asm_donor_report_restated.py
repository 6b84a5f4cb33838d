from odoo import models

from ..tools import compare

MONEY = frozenset({"money", "sf425", "budget", "box11", "grant", "period"})
NAMED_AT_MOST = 3


class AsmDonorReport(models.Model):
    """Cell by cell, what a restatement changes: who changed it, when, why, and where
    else it stands."""

    _inherit = "asm.donor.report"

    def _restated_cells(self):
        before = self.supersedes_id
        if not before or not (before._kept_snapshot() and self._kept_snapshot()):
            return super()._restated_cells()
        found = compare.differences(
            compare.counting_cells(before._book()), compare.counting_cells(self._book())
        )
        elsewhere = {}
        return [self._restated_cell_of(one, before, elsewhere) for one in found]

    def _restated_cell_of(self, difference, before, elsewhere):
        """Return a cell as :meth:`read_restatement` gives it."""
        subject, row = self._row_of(difference)
        change = self._change_behind(subject, row, before.frozen_on)
        if (subject, row) not in elsewhere:
            elsewhere[subject, row] = self._others_with(subject, row)
        return self._describe_cell(difference) | {
            "who": change.get("who") or self.frozen_by.name or "",
            "when": change.get("when") or self.frozen_on,
            "why": change.get("why") or self.restate_reason or "",
            "depends": elsewhere[subject, row].mapped("name"),
        }

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
        domain = [
            ("program_indicator_id", "in", (used | used._inputs()).ids),
            ("approved_on", ">", since),
        ]
        numbers = self.env["asm.actual"].search(
            [*domain, ("state", "=", "approved")], order="approved_on desc"
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
            [("award_id", "in", self.award_ids.ids), ("create_date", ">", since)],
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
