from typing import NamedTuple

from odoo import api, fields, models
from odoo.exceptions import AccessError

from odoo.addons.mines_to_markets.one2many import read_lines
from odoo.addons.mines_to_markets.tools import numerals

from ..tools import grid

NUMBERS = ("value", "numerator", "denominator")
# what an input of the grid holds, and the field of the number that keeps it
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


class Cell(NamedTuple):
    """A place in a report for one number: of a site (0 is none) and its categories.

    Without categories it is the total of its place. Plain ids, since a report has
    many hundreds of them.
    """

    line_id: int
    site_id: int
    key: tuple = grid.TOTAL

    def input(self, member):
        key = grid.text_of(self.key)
        return f"{member}-{self.line_id}-{self.site_id}-{key}"

    @property
    def place(self):
        return self.line_id, self.site_id

    @property
    def total(self):
        return Cell(self.line_id, self.site_id)


class Sheet(NamedTuple):
    """A report as its grid shows it.

    ``asked`` is ``{place: split}``, ``rows`` ``{cell: number}``, ``counted``
    ``{number id: count of its deliveries}``, ``is_editable`` whether anything in it
    can be changed now, ``by_place`` ``{place: [number, its total first]}``, ``since``
    ``{program indicator id: last day on which more was asked of it}``.
    """

    asked: dict
    rows: dict
    counted: dict
    is_editable: bool
    by_place: dict
    since: dict

    def at(self, total):
        """Return the numbers of a place, its total first."""
        return self.by_place.get(total.place, [])

    def cells(self):
        for place, split in self.asked.items():
            yield Cell(*place)
            for key in grid.keys_of(split):
                yield Cell(*place, key)


class AsmSubmission(models.Model):
    """The grid in which a report is filled in: what it asks for and holds.

    One description in plain values serves staff and partners. Staff read it with
    their own rights. Callers for the portal have checked that the user may read the
    report, and call with sudo(), since what it points to is hidden from them.
    """

    _inherit = "asm.submission"

    def _portal_cards(self):
        reports = self.sudo()
        reports._give_names(self.env.user)
        together = reports.browse(id_ for id_ in self._prefetch_ids if id_)
        together.program_id.fetch(["name"])
        return super()._portal_cards()

    def _give_names(self, users):
        """Have reports know what names them, in as few queries as can be.

        :param users: whose names are asked for, too
        """
        self.env["asm.period"]._kept_records(self.period_id.ids)
        # all of them are read together
        (self.partner_id | users.sudo().partner_id).mapped("name")

    def _portal_card(self):
        labels = dict(self._fields["state"]._description_selection(self.env))
        # a page has eighty of these: each field is asked for once
        program, period = self.program_id.name, self.period_id.name
        state, due = self.state, self.date_due
        is_open = state in OPEN_STATES
        left = (due - fields.Date.context_today(self)).days if due else None
        return super()._portal_card() | {
            "url": f"/my/reports/{self.id}",
            "name": f"{program}, {period}",
            "program": program,
            "period": period,
            "partner": self.partner_id.name,
            "state": state,
            "state_label": labels[state],
            "badge_class": BADGES[state],
            "is_open": is_open,
            "date_due": due,
            "days_left": left,
            "is_overdue": bool(is_open and due and left < 0),
            "return_reason": self.return_reason,
            "submitted_on": self.submitted_on,
            "is_on_behalf": self.is_on_behalf,
        }

    @api.readonly
    def read_grid(self):
        """Return the grid of this report for staff, as :meth:`_describe` says."""
        self.ensure_one()
        if not self.env.user._is_internal():
            raise AccessError(self.env._("This is for staff. Use the portal."))
        self.check_access("read")
        return self._describe()

    def _portal_form(self):
        """Return the grid of this report for the partner's people."""
        report = self.sudo()
        described = report._describe()
        described = report._portal_card() | described
        return described | {"uploads": report._describe_uploads()}

    def _describe(self):
        """Return a report in plain values; inputs are named as in ``Cell.input``."""
        earlier = self._earlier()
        # what hangs on these and on this report is read together
        return self.with_prefetch((self + earlier)._ids)._describe_after(earlier)

    def _describe_after(self, earlier):
        """:param earlier: as of :meth:`_earlier`"""
        texts = read_lines(self, "narrative_ids")
        writers = read_lines(self.with_prefetch(), "actual_ids").write_uid
        (self + earlier).sudo()._give_names(
            self.env.user | writers.sudo() | texts.write_uid.sudo()
        )
        sheet = self._sheet()
        findings = self._findings()
        sections = self.env["asm.narrative.section"]._of_program(self.program_id)
        blocks = self._describe_blocks(sheet, findings, earlier)
        parked, extras = self._describe_others(sheet)
        return {
            "id": self.id,
            "blocks": blocks,
            "parked": parked,
            "extras": extras,
            "sections": self._describe_sections(sections, earlier),
            "missing": self._describe_missing(sheet, findings, blocks, sections),
            "messages": self._describe_messages(findings),
            "missing_reasons": self._reasons(),
            "earlier": [report.period_id.name for report in earlier],
            "asked": len(blocks),
            "answered": sum(block["is_answered"] for block in blocks),
            **self._describe_rights(),
            # what is typed is read back in the language that the page is in
            "lang": self.env.lang or "en_US",
            **self._number_marks(),
        }

    def _describe_messages(self, findings):
        """Return ``[[severity, message]]`` of what concerns no single cell."""
        closing = self._closing()
        closed = [["warning", closing._describe()]] if closing else []
        return closed + [
            [finding.severity, finding.message]
            for finding in findings
            if not finding.line
        ]

    def _reasons(self):
        field = self.env["asm.actual"]._fields["missing_reason"]
        return [list(pair) for pair in field._description_selection(self.env)]

    def _portal_role(self):
        roles = self.env["mtm.partner.access"].sudo()._roles(self.env.user)
        return roles.get(self.partner_id.id)

    def _describe_rights(self):
        """Return whether the user may save and submit, the role asked for once."""
        role = self._is_editable() and self._portal_role()
        can_save = role in ("editor", "officer")
        if self.env.user._is_internal():
            can_save = self._is_editable() and (
                not self.env.su and self.has_access("write")
            )
        return {"can_save": can_save, "can_submit": role == "officer"}

    def _is_editable(self):
        """Say whether anything in this report can be changed now.

        Staff add what comes late to a report that is approved: each number has its
        own lock. In a closed period nobody changes anything.
        """
        if self._closing():
            return False
        if self.env.user._is_internal():
            return True
        return self.state in OPEN_STATES

    def _closing(self):
        """Return the lock that closes the period of this report, empty for none."""
        return self.env["asm.period.lock"]._holding(self.program_id, self.period_id)

    def _number_marks(self):
        lang = self.env["res.lang"]._get_data(code=self.env.lang or "en_US")
        return {"point": lang.decimal_point, "separator": lang.thousands_sep or ""}

    def _sheet(self):
        rows = self._rows()
        counts = (
            self.env["asm.actual.delivery"]
            .sudo()
            ._read_group(
                [("actual_id", "in", [row.id for row in rows.values()])],
                ["actual_id"],
                ["__count"],
            )
        )
        counted = {actual.id: count for actual, count in counts}
        by_place = {}
        for cell in sorted(rows):
            by_place.setdefault(cell.place, []).append(rows[cell])
        lines = self.env["asm.submission.line"].search_fetch(
            [("submission_id", "=", self.id)]
        )
        self._give_known(lines)
        since = {
            line.id: max(ask.asked_on for ask in asks)
            for line, asks in lines.grouped("program_indicator_id").items()
        }
        return Sheet(
            self._asked(lines), rows, counted, self._is_editable(), by_place, since
        )

    def _give_known(self, lines):
        """Have what a report asks for know what each worker keeps of it.

        :param lines: ``asm.submission.line`` of this report
        """
        ids = {
            value_id
            for line in lines
            for axes in line.split or ()
            for axis in axes
            for value_id in axis
        }
        self.env["mtm.dimension.value"]._kept_records(ids)
        self.env["mtm.dimension"]._kept_records()
        indicators = lines.program_indicator_id.sudo().indicator_id
        indicators.mapped("code")
        self.env["asm.evidence.rule"]._give_to(indicators)

    def _rows(self):
        """Return ``{cell: number}`` of the numbers that a cell can hold."""
        return {
            Cell(*row._cell_key()): row
            for row in read_lines(self.with_prefetch(), "actual_ids")
            if row.period_id == self.period_id
            and not row.correction_of_id
            and not row.parked_on
        }

    def _members(self, indicator):
        """Return which numbers or words are asked for in a cell."""
        if indicator.measure in ("nominal", "ordinal"):
            return ["option"] if indicator.scale_value_ids else ["text"]
        if indicator.measure == "qualitative":
            return ["text"]
        return list(NUMBERS[1:]) if indicator.is_ratio else ["value"]

    def _inputs(self, sheet):
        """Return ``{input name: (cell, member)}`` of what the grid offers."""
        line_ids = {line_id for line_id, _site_id in sheet.asked}
        lines = self.env["asm.program.indicator"].browse(line_ids)
        # read for all at once; what checks the inputs finds it in the cache
        lines.indicator_id.mapped("dimension_ids.exclusive")
        members = {line.id: self._members(line.indicator_id) for line in lines}
        return {
            cell.input(member): (cell, member)
            for cell in sheet.cells()
            for member in (
                *members[cell.line_id],
                "comment",
                *(() if cell.key else ("missing",)),
            )
        }

    def _may_change(self, sheet, cell, member):
        """Say whether an input is open: not what is reviewed, nor what was counted."""
        if not sheet.is_editable:
            return False
        row = sheet.rows.get(cell)
        if not row:
            return True
        if row._is_locked():
            return False
        # what was counted is locked, whoever may read where it is from
        return member == "comment" or row.id not in sheet.counted

    def _stored_text(self, row, member, point):
        """Return what an input shows of a number that is stored."""
        if not row:
            return ""
        value = row[FIELDS[member]]
        if member in NUMBERS:
            return numerals.show(value, point)
        if member == "option":
            return str(value.id) if value else ""
        return value or ""
