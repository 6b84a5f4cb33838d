import re

from odoo import api, models

from odoo.addons.mines_to_markets.one2many import read_lines
from odoo.addons.mines_to_markets.tools import numerals

from ..tools import local_units

VALUE_NAME = re.compile(r"value-[0-9]{1,9}-")


class AsmSubmission(models.Model):
    """Numbers typed in the units of a place: read, stored, and shown as typed."""

    _inherit = "asm.submission"

    def _local_units(self, asked=None):
        """Return ``{line id: units}`` of what a report asks for.

        :param asked: as of :meth:`_asked`, where the caller has it already
        """
        asked = self._asked() if asked is None else asked
        lines = self.env["asm.program.indicator"].browse(
            {line_id for line_id, _site_id in asked}
        )
        # the names of units are hidden from people outside, as definitions are
        return self.env["asm.local.unit"].sudo()._of_lines(lines)

    def _read_post(self, post, shown):
        return super()._read_post(self._in_reported_units(post), shown)

    def _in_reported_units(self, post):
        """Return what was typed with numbers of local units in those of the report."""
        measured = self._measured(post)
        point = self._number_marks()["point"]
        return post | {
            name: numerals.show(local_units.convert(quantity, unit.factor), point)
            for name, (unit, quantity) in measured.items()
        }

    def _measured(self, post):
        """Return ``{input name: (unit, quantity)}`` of numbers in a local unit."""
        found = {
            name: local_units.split(text)
            for name, text in post.items()
            if isinstance(text, str) and VALUE_NAME.match(name)
        }
        found = {name: typed for name, typed in found.items() if typed}
        known = self._local_units() if found else {}
        measured = {}
        for name, (number, unit_name) in found.items():
            units = known.get(int(name.split("-")[1]))
            unit = units and units._named(unit_name)
            quantity = unit and self._quantity(number)
            if quantity is not None and unit:
                measured[name] = (unit, quantity)
        return measured

    def _quantity(self, number):
        try:
            return numerals.parse(number, **self._number_marks())
        except numerals.NotANumber:
            return None

    def _explain(self, text, reason):
        message = super()._explain(text, reason)
        names = self._local_units().values() if local_units.split(text) else ()
        units = sorted({unit.display_name for found in names for unit in found})
        if not units:
            return message
        return self.env._(
            "%(message)s Local units that are known here: %(units)s.",
            message=message,
            units=", ".join(units),
        )

    def _save_grid(self, post, *args, **kwargs):
        problems = super()._save_grid(post, *args, **kwargs)
        # what names no inputs was refused
        if isinstance(post, dict):
            self._keep_local(post)
        return problems

    def _keep_local(self, post):
        """Keep beside each number how it was typed, where that was in a local unit."""
        measured = self._measured(post)
        if not measured:
            return
        rows = {cell.input("value"): row for cell, row in self._rows().items()}
        # in the user's name: the numbers were stored with their rights
        Local = self.env["asm.actual.local"].sudo()
        for name, (unit, quantity) in measured.items():
            row = rows.get(name)
            value = local_units.convert(quantity, unit.factor)
            if row and row.value is not False and row.value == value:
                Local._keep(row, unit, float(quantity))

    @api.model
    def _local_note(self, row):
        """Return how a number was typed, blank when that is no longer what it is."""
        local = read_lines(row, "local_ids")
        self.env["asm.local.unit"]._kept_records(local.sudo().unit_id.ids)
        if not local or local.value != row.value:
            return ""
        point = self._number_marks()["point"]
        return self.env._(
            "%(quantity)s %(unit)s of %(factor)s",
            quantity=numerals.show(local.quantity, point),
            unit=local.unit_id.sudo().name,
            factor=numerals.show(local.factor, point),
        )

    def _describe_row(self, row, sheet):
        described = super()._describe_row(row, sheet)
        note = self._local_note(row)
        return described | {"local": note} if note else described

    def _describe_blocks(self, sheet, findings, earlier):
        blocks = super()._describe_blocks(sheet, findings, earlier)
        units = self._local_units(sheet.asked)
        for block in blocks:
            # [names, factor, how it is shown]
            block["units"] = [
                [
                    sorted(local_units.names_of(unit.name, unit.aliases)),
                    unit.factor,
                    unit.display_name,
                ]
                for unit in units[block["id"]]
            ]
        return blocks
