from odoo import fields, models

from odoo.addons.mines_to_markets.one2many import read_lines
from odoo.addons.mines_to_markets.tools import numerals

from ..tools import grid
from .asm_submission_form import NUMBERS, Cell


class AsmSubmission(models.Model):
    """The blocks of a report's grid: one an indicator, with its places and cells.

    What is empty is left out of a cell: a report has many hundreds of them.
    """

    _inherit = "asm.submission"

    def _describe_blocks(self, sheet, findings, earlier):
        places = {}
        for (line_id, site_id), split in sheet.asked.items():
            places.setdefault(line_id, []).append((site_id, split))
        beside = self._beside(sheet, findings, earlier)
        lines = self.env["asm.program.indicator"].browse(places)
        return [
            self._describe_block(line, places[line.id], sheet, beside) for line in lines
        ]

    def _describe_block(self, line, places, sheet, beside):
        indicator = line.indicator_id
        members = self._members(indicator)
        described = [
            self._describe_place(Cell(line.id, site_id), split, members, sheet, beside)
            for site_id, split in places
        ]
        return {
            "id": line.id,
            "code": indicator.code,
            "name": indicator.name,
            "definition": indicator.definition or "",
            "unit": indicator.unit or "",
            "members": members,
            "heads": self._heads(indicator),
            "multiplier": indicator.multiplier,
            "options": self._options(indicator),
            "since": self._asked_since(line, sheet),
            "evidence_asked": self._evidence_asked(indicator),
            "places": described,
            "is_answered": all(place["is_answered"] for place in described),
        }

    def _evidence_asked(self, indicator):
        """Return what the numbers of an indicator are to rest on, a phrase each."""
        # what is asked for does not depend on who looks
        return indicator.sudo().evidence_rule_ids.mapped("display_name")

    def _heads(self, indicator):
        """Return the labels of the columns where there are two."""
        if not indicator.is_ratio:
            return []
        return [
            indicator.numerator_label or self.env._("Numerator"),
            indicator.denominator_label or self.env._("Denominator"),
        ]

    def _options(self, indicator):
        """Return ``[[value, label]]`` to choose from."""
        if indicator.measure not in ("nominal", "ordinal"):
            return []
        return [[str(value.id), value.name] for value in indicator.scale_value_ids]

    def _asked_since(self, line, sheet):
        """Return the day since when it is asked for, where that was after opening."""
        day = sheet.since.get(line.id)
        if not day or day <= self.create_date.date():
            return ""
        return fields.Date.to_string(day)

    def _describe_place(self, total, split, members, sheet, beside):
        row = sheet.rows.get(total)
        groups = [
            self._describe_group(total, axes, members, sheet, beside) for axes in split
        ]
        described = self._describe_cell(total, members, sheet, beside)
        missing = (row and row.missing_reason) or ""
        site = self.env["mtm.site"].browse(total.site_id or [])
        return {
            "line": total.line_id,
            "site": total.site_id,
            "name": site.name or "",
            "total": described,
            "groups": groups,
            "missing": missing,
            "is_answered": bool(missing)
            or any(described["v"])
            or any(any(cell["v"]) for group in groups for cell in group["cells"]),
            **self._describe_evidence_of(
                sheet.at(total), beside.lacks.get(total.place), beside.pieces
            ),
        }

    def _describe_group(self, total, axes, members, sheet, beside):
        values = self.env["mtm.dimension.value"]
        described = [values.browse(axis) for axis in axes]
        return {
            "axes": [
                {
                    "name": axis.dimension_id.name or "",
                    "values": [[value.id, value.name] for value in axis],
                }
                for axis in described
            ],
            "is_exclusive": all(axis.dimension_id.exclusive for axis in described),
            "cells": [
                self._describe_cell(
                    Cell(total.line_id, total.site_id, key), members, sheet, beside
                )
                for key in grid.keys_of([axes])
            ],
        }

    def _describe_cell(self, cell, members, sheet, beside):
        """Return one cell: ``k`` its key, ``v`` its texts, the rest where there is."""
        row = sheet.rows.get(cell)
        described = {
            "k": grid.text_of(cell.key),
            "v": [self._stored_text(row, name, beside.point) for name in members],
        }
        described |= beside.of(cell)
        if not self._may_change(sheet, cell, members[0]):
            described["ro"] = True
        if row:
            described |= self._describe_row(row, sheet)
        return described

    def _describe_row(self, row, sheet):
        described = {}
        if row.comment:
            described["comment"] = row.comment
        if row.review_comment:
            described["review"] = row.review_comment
            described["reviewed"] = self._text_reviewed(row)
        if author := self._describe_author(row):
            described["by"] = author
        if row.id in sheet.counted:
            described["counted"] = self.env._(
                "Counted from %(count)s deliveries by us", count=sheet.counted[row.id]
            )
        if row._is_locked():
            described["locked"] = True
        return described

    def _text_reviewed(self, row):
        """Return the value that the reviewer's comment is about, "" for a blank."""
        states = read_lines(row, "revision_ids")
        sent = states.filtered(lambda state: state.state == "submitted")
        if not sent:
            return ""
        return self._number_text(
            sent.sorted("valid_to")[-1], self._number_marks()["point"]
        )

    def _describe_others(self, sheet):
        """Return numbers that no cell holds: those parked, and the other ones."""
        inside = {sheet.rows[cell].id for cell in sheet.cells() if cell in sheet.rows}
        parked, extras = [], []
        for row in self.actual_ids:
            if row.parked_on:
                parked.append(self._describe_other(row))
            elif row.id not in inside:
                extras.append(self._describe_other(row))
        return parked, extras

    def _describe_other(self, row):
        numbers = [numerals.show(row[name]) for name in NUMBERS]
        details = (
            row.site_id.name,
            row.disaggregation_id.display_name,
            row.period_id != self.period_id and row.period_id.name,
            row.correction_of_id and self.env._("correction"),
        )
        return {
            "id": row.id,
            "name": row.program_indicator_id.indicator_id.name,
            "details": ", ".join(filter(None, details)),
            "text": " / ".join(filter(None, numbers)) or row.text or "",
            "review": row.review_comment or "",
            "since": fields.Date.to_string(row.parked_on) if row.parked_on else "",
            "can_change": bool(row.parked_on)
            and self._is_editable()
            and not row._is_locked(),
        }
