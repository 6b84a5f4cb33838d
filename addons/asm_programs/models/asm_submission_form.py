import json
from typing import NamedTuple

from odoo import fields, models

from odoo.addons.mines_to_markets.tools import numerals

NUMBERS = ("value", "numerator", "denominator")
# what an input of the form holds, and the field of the number that keeps it
FIELDS = {name: name for name in NUMBERS} | {
    "text": "text",
    "option": "option_id",
    "missing": "missing_reason",
    "comment": "comment",
}
OPEN_STATES = ("open", "returned")
BADGES = {
    "open": "text-bg-primary",
    "returned": "text-bg-warning",
    "submitted": "text-bg-info",
    "approved": "text-bg-success",
}
# a dimension with more categories than this is folded while it is empty
FOLDED_ABOVE = 8


class Cell(NamedTuple):
    """A place in the form for one number: of a site (or none) and one category.

    Without a category it is the total of its place.
    """

    line: models.Model
    site: models.Model
    category: models.Model

    def input(self, member):
        ids = (self.line.id, self.site.id or 0, self.category.id or 0)
        return "-".join(map(str, (member, *ids)))

    @property
    def place(self):
        return self.line, self.site


class Sheet(NamedTuple):
    """A report as its form shows it: cells, what they hold, what was typed."""

    cells: list
    rows: dict
    typed: dict
    problems: dict


class AsmSubmission(models.Model):
    """The form in which a partner fills in a report: what it asks and shows.

    Everything here is a description in plain values: a page made of it holds no
    record that could tell more. Callers have checked that the user may read the
    report; what it points to is hidden from portal users, so it is read with
    sudo().
    """

    _inherit = "asm.submission"

    def _portal_card(self):
        labels = dict(self._fields["state"]._description_selection(self.env))
        today = fields.Date.context_today(self)
        is_open = self.state in OPEN_STATES
        return super()._portal_card() | {
            "url": f"/my/reports/{self.id}",
            "name": f"{self.program_id.name}, {self.period_id.name}",
            "program": self.program_id.name,
            "period": self.period_id.name,
            "partner": self.partner_id.name,
            "state": self.state,
            "state_label": labels[self.state],
            "badge_class": BADGES[self.state],
            "is_open": is_open,
            "date_due": self.date_due,
            "days_left": (self.date_due - today).days if self.date_due else None,
            "is_overdue": bool(is_open and self.date_due and self.date_due < today),
            "return_reason": self.return_reason,
            "submitted_on": self.submitted_on,
            "is_on_behalf": self.is_on_behalf,
        }

    def _portal_todo(self):
        """Return these as entries of what a partner is to do next."""
        entries = []
        for card in self._portal_cards():
            returned = card["state"] == "returned"
            badge = self.env._("Overdue") if card["is_overdue"] else None
            entries.append(
                {
                    "title": self.env._("Report: %(name)s", name=card["name"]),
                    "text": self.env._("Came back with comments: put it right")
                    if returned
                    else self.env._("Fill in and send, for %(partner)s", **card),
                    "url": card["url"],
                    "date": card["date_due"],
                    "badge": badge or (returned and card["state_label"]),
                    "badge_class": "text-bg-danger" if badge else "text-bg-warning",
                }
            )
        return entries

    def _portal_form(self, typed=None, problems=None):
        """Describe the form of this report.

        :param typed: ``{input name: text}`` to show instead of what is stored
        :param problems: ``{input name: message}``; "" for the form as a whole
        """
        return self.sudo()._portal_describe(typed, problems)

    def _portal_describe(self, typed, problems):
        sheet = self._portal_sheet(typed, problems)
        last = self._portal_last()
        blocks = [
            self._portal_block(sheet, line, last)
            for line in dict.fromkeys(cell.line for cell in sheet.cells)
        ]
        role = self._portal_role()
        return self._portal_card() | {
            "blocks": blocks,
            "extras": self._portal_extras(sheet),
            "narrative": sheet.typed.get("narrative", self.narrative or ""),
            "narrative_problem": sheet.problems.get("narrative"),
            "problem": sheet.problems.get(""),
            "problem_count": len(sheet.problems),
            "asked": len(blocks),
            "answered": sum(block["is_answered"] for block in blocks),
            "can_save": self._portal_is_editable() and role in ("editor", "officer"),
            "can_submit": self._portal_is_editable() and role == "officer",
            "shown": json.dumps(self._portal_shown(sheet)),
            **self._portal_number_marks(),
        }

    def _portal_role(self):
        roles = self.env["mtm.partner.access"]._roles(self.env.user)
        return roles.get(self.partner_id.id)

    def _portal_is_editable(self):
        """Say whether partners may change anything in this report now."""
        return self.state in OPEN_STATES

    def _portal_number_marks(self):
        lang = self.env["res.lang"]._get_data(code=self.env.lang or "en_US")
        return {"point": lang.decimal_point, "separator": lang.thousands_sep or ""}

    def _portal_sheet(self, typed=None, problems=None):
        cells = [
            cell
            for line, (sites, dimensions) in self._portal_asked().items()
            for site in sites
            for cell in self._portal_place(line, site, dimensions)
        ]
        return Sheet(cells, self._portal_rows(), typed or {}, problems or {})

    def _portal_asked(self):
        """Return ``{program indicator: (sites, dimensions)}`` of what is asked."""
        assignments = self.env["asm.assignment"].search(
            [
                ("program_id", "=", self.program_id.id),
                ("partner_id", "=", self.partner_id.id),
                ("program_indicator_id.indicator_id.formula", "=", False),
            ]
        )
        due = assignments._filtered_on(self.period_id).grouped("program_indicator_id")
        return {
            line: (
                self._portal_sites(due[line]),
                due[line].dimension_ids or line.indicator_id.dimension_ids,
            )
            for line in sorted(due, key=lambda line: (line.sequence, line.id))
        }

    def _portal_sites(self, assignments):
        """Return the sites to report for, each once; none is the whole programme."""
        nowhere = [self.env["mtm.site"]]
        return list(
            dict.fromkeys(
                site
                for assignment in assignments
                for site in assignment.site_ids or nowhere
            )
        )

    def _portal_place(self, line, site, dimensions):
        """Return the cells of an indicator at a site: the total, then its parts."""
        total = Cell(line, site, self.env["mtm.dimension.value"])
        if line.indicator_id.measure in ("nominal", "ordinal", "qualitative"):
            return [total]
        return [total] + [
            Cell(line, site, category)
            for dimension in dimensions
            for category in self._portal_categories(dimension)
        ]

    def _portal_categories(self, dimension):
        """Return the categories to ask for; of minerals, those of the programme."""
        if dimension.code != "mineral":
            return dimension.value_ids
        codes = set(self.program_id.mineral_ids.mapped("code"))
        own = dimension.value_ids.filtered(lambda value: value.code in codes)
        return own or dimension.value_ids

    def _portal_rows(self):
        """Return ``{cell: row}`` of the numbers that fit a cell of a form."""
        return {
            self._portal_cell_of(row): row
            for row in self.actual_ids
            if row.period_id == self.period_id
            and not row.correction_of_id
            and len(row.disaggregation_id.value_ids) < 2
        }

    def _portal_cell_of(self, row):
        return Cell(
            row.program_indicator_id, row.site_id, row.disaggregation_id.value_ids
        )

    def _portal_last(self):
        """Return ``{cell: row}`` of what was approved for the period before."""
        before = self.search(
            [
                ("program_id", "=", self.program_id.id),
                ("partner_id", "=", self.partner_id.id),
                ("date_end", "<", self.date_start),
            ],
            order="date_end desc",
            limit=1,
        )
        rows = before._portal_rows() if before else {}
        return {cell: row for cell, row in rows.items() if row.state == "approved"}

    def _portal_block(self, sheet, line, last):
        indicator = line.indicator_id
        places = {}
        for cell in sheet.cells:
            if cell.line == line:
                places.setdefault(cell.site, []).append(cell)
        described = [
            self._portal_describe_place(sheet, site, cells, last)
            for site, cells in places.items()
        ]
        return {
            "id": f"indicator-{line.id}",
            "code": indicator.code,
            "name": indicator.name,
            "definition": indicator.definition,
            "unit": indicator.unit,
            "places": described,
            "is_answered": all(place["is_answered"] for place in described),
        }

    def _portal_describe_place(self, sheet, site, cells, last):
        total, parts = cells[0], cells[1:]
        indicator = total.line.indicator_id
        groups = {}
        for cell in parts:
            groups.setdefault(cell.category.dimension_id, []).append(cell)
        return {
            "id": total.input("place"),
            "name": site.name,
            "is_ratio": indicator.is_ratio,
            "multiplier": indicator.multiplier,
            "heads": self._portal_heads(indicator),
            "problem": sheet.problems.get(total.input("place")),
            "total": self._portal_describe_cell(sheet, total, last),
            "groups": [
                self._portal_describe_group(sheet, dimension, inside, last)
                for dimension, inside in groups.items()
            ],
            "missing": self._portal_describe_input(sheet, total, "missing"),
            "comment": self._portal_describe_input(sheet, total, "comment"),
            "is_answered": any(
                self._portal_text(sheet, cell, member)
                for cell in cells
                for member in (*self._portal_members(cell), "missing")
            ),
        }

    def _portal_heads(self, indicator):
        """Return the labels of the columns where there are two."""
        return indicator.is_ratio and [
            indicator.numerator_label or self.env._("Numerator"),
            indicator.denominator_label or self.env._("Denominator"),
        ]

    def _portal_describe_group(self, sheet, dimension, cells, last):
        is_empty = not any(
            self._portal_text(sheet, cell, member)
            or cell.input(member) in sheet.problems
            for cell in cells
            for member in self._portal_members(cell)
        )
        return {
            "name": dimension.name,
            "is_exclusive": dimension.exclusive,
            "is_folded": is_empty and len(cells) > FOLDED_ABOVE,
            "cells": [self._portal_describe_cell(sheet, cell, last) for cell in cells],
        }

    def _portal_describe_cell(self, sheet, cell, last):
        row = sheet.rows.get(cell)
        members = self._portal_members(cell)
        before = [
            self._portal_read_text(last[cell], member)
            for member in members
            if cell in last
        ]
        counted = len(row.delivery_line_ids) if row else 0
        return {
            "category": cell.category.id or 0,
            "label": self._portal_cell_label(cell),
            "is_worded": members[0] in ("text", "option"),
            "inputs": [self._portal_describe_input(sheet, cell, m) for m in members],
            "last": " / ".join(before) if all(before) else "",
            "review_comment": row and row.review_comment,
            "counted": counted
            and self.env._("Counted from %(count)s deliveries by us", count=counted),
        }

    def _portal_describe_input(self, sheet, cell, member):
        name = cell.input(member)
        return {
            "name": name,
            "member": member,
            "label": self._portal_input_label(cell, member),
            "text": self._portal_text(sheet, cell, member),
            "problem": sheet.problems.get(name),
            "is_editable": self._portal_may_change(sheet, cell, member),
            "options": self._portal_options(cell, member),
        }

    def _portal_input_label(self, cell, member):
        """Say what a screen reader reads: where the input stands in the form."""
        heads = self._portal_heads(cell.line.indicator_id) or []
        head = dict(zip(NUMBERS[1:], heads, strict=False)).get(member)
        label = self._portal_cell_label(cell)
        return ", ".join(filter(None, (cell.site.name, label, head)))

    def _portal_cell_label(self, cell):
        if self._portal_members(cell)[0] in ("text", "option"):
            return self.env._("Answer")
        return cell.category.name or self.env._("Total")

    def _portal_options(self, cell, member):
        """Return ``[(value, label)]`` to choose from, or nothing."""
        if member == "missing":
            field = self.env["asm.actual"]._fields["missing_reason"]
            return field._description_selection(self.env)
        if member == "option":
            scale = cell.line.indicator_id.scale_value_ids
            return [(str(value.id), value.name) for value in scale]
        return []

    def _portal_members(self, cell):
        """Return which numbers or words are asked for in a cell."""
        indicator = cell.line.indicator_id
        if indicator.measure in ("nominal", "ordinal"):
            return ["option"] if indicator.scale_value_ids else ["text"]
        if indicator.measure == "qualitative":
            return ["text"]
        return list(NUMBERS[1:]) if indicator.is_ratio else ["value"]

    def _portal_inputs(self, sheet):
        """Return ``{input name: (cell, member)}`` of what the form offers."""
        return {
            cell.input(member): (cell, member)
            for cell in sheet.cells
            for member in (
                *self._portal_members(cell),
                *(() if cell.category else ("missing", "comment")),
            )
        }

    def _portal_may_change(self, sheet, cell, member):
        """Say whether an input is open: not what is reviewed, nor what was counted."""
        row = sheet.rows.get(cell)
        if not self._portal_is_editable():
            return False
        if row and row.state not in ("draft", "returned"):
            return False
        # what was counted is locked, whoever may read where it is from
        return member == "comment" or not (row and row.sudo().delivery_line_ids)

    def _portal_text(self, sheet, cell, member):
        """Return what an input shows: what was typed, else what is stored."""
        typed = sheet.typed.get(cell.input(member))
        if typed is not None and self._portal_may_change(sheet, cell, member):
            return typed
        return self._portal_stored_text(sheet, cell, member)

    def _portal_stored_text(self, sheet, cell, member):
        row = sheet.rows.get(cell)
        return self._portal_read_text(row, member) if row else ""

    def _portal_read_text(self, row, member):
        value = row[FIELDS[member]]
        if member in NUMBERS:
            return numerals.show(value, self._portal_number_marks()["point"])
        if member == "option":
            return str(value.id) if value else ""
        return value or ""

    def _portal_shown(self, sheet):
        """Return what the open inputs hold now, to see later who changed what."""
        shown = {
            name: self._portal_stored_text(sheet, cell, member)
            for name, (cell, member) in self._portal_inputs(sheet).items()
            if self._portal_may_change(sheet, cell, member)
        }
        return shown | {"narrative": self.narrative or ""}

    def _portal_extras(self, sheet):
        """Return the numbers of this report that no cell of the form holds."""
        in_form = {sheet.rows[cell].id for cell in sheet.cells if cell in sheet.rows}
        rows = self.actual_ids.filtered(lambda row: row.id not in in_form)
        return [self._portal_describe_extra(row) for row in rows]

    def _portal_describe_extra(self, row):
        numbers = [numerals.show(row[name]) for name in NUMBERS]
        details = (
            row.site_id.name,
            row.disaggregation_id.display_name,
            row.period_id != self.period_id and row.period_id.name,
            row.correction_of_id and self.env._("correction"),
        )
        return {
            "name": row.program_indicator_id.indicator_id.name,
            "details": ", ".join(filter(None, details)),
            "text": " / ".join(filter(None, numbers)) or row.text or "",
            "review_comment": row.review_comment,
        }
