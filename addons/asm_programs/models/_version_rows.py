"""Reads rows of targets or baselines: what their cells stand for."""

from contextlib import contextmanager

from odoo.addons.mines_to_markets.models._register_lookup import Lookup, Unknown
from odoo.addons.mines_to_markets.tools.cells import (
    BadCell,
    fold,
    read_date,
    read_number,
)

NUMBERS = ("value", "numerator", "denominator")


class BadRow(Exception):
    """What is wrong in one cell of a row.

    :param column: by name, empty for the row as a whole
    :param bad: :class:`BadCell`
    :param value: what is named in the message; None for what stands in the cell
    """

    def __init__(self, column, bad, value=None):
        super().__init__(column, bad.reason)
        self.column = column
        self.reason = bad.reason
        self.value = value
        self.candidates = getattr(bad, "candidates", ())


@contextmanager
def cell(column):
    """Say of what cannot be read in which column it stands."""
    try:
        yield
    except BadCell as bad:
        raise BadRow(column, bad) from bad


class RowReader:
    """Reads rows into values; each distinct name is looked up once.

    :param days: ``{column: field}`` of the days of a version
    """

    def __init__(self, env, days):
        self.env = env
        self._days = days
        self._lookup = Lookup(env)
        self._lines = {}
        self._awards = {}
        self._combinations = {}

    def values_of(self, cells):
        """Return the values of a version.

        :raises BadRow: naming the column
        """
        line = self._line(cells)
        with cell("site"):
            site = cells.get("site")
            site_id = self._lookup.find("mtm.site", site) if site else False
        with cell("award"):
            award_id = self._award(cells.get("award"))
        with cell("category"):
            combination_id = self._combination(line, cells.get("category"))
        with cell("scale value"):
            option_id = self._option(line, cells.get("scale value"))
        return {
            "program_indicator_id": line.id,
            "award_id": award_id,
            "site_id": site_id,
            "disaggregation_id": combination_id,
            **self._read(cells, self._days, read_date),
            **self._read(cells, dict(zip(NUMBERS, NUMBERS, strict=True)), read_number),
            "option_id": option_id,
            "text": cells.get("text") or False,
            "reason": cells.get("reason") or False,
            "donor_reference": cells.get("donor reference") or False,
        }

    def _read(self, cells, fields, read):
        values = {}
        for column, field in fields.items():
            with cell(column):
                value = read(cells.get(column) or "")
                if value is None and field in ("date_from", "date_to"):
                    raise BadCell("blank")
            values[field] = False if value is None else value
        return values

    def _line(self, cells):
        with cell("programme"):
            if not cells["programme"]:
                raise BadCell("blank")
            program_id = self._lookup.find("asm.program", cells["programme"])
        if program_id not in self._lines:
            program = self.env["asm.program"].browse(program_id)
            found = {}
            for line in program.program_indicator_ids:
                for name in (line.code, line.indicator_id.name):
                    found.setdefault(fold(name), line)
            self._lines[program_id] = found
        with cell("indicator"):
            line = self._lines[program_id].get(fold(cells["indicator"]))
            if not line:
                raise Unknown(cells["indicator"])
        return line

    def _award(self, name):
        if not name:
            return False
        if name not in self._awards:
            self._awards[name] = self.env["asm.award"].search(
                [("reference", "=", name)], limit=2
            )
        if len(self._awards[name]) != 1:
            raise Unknown(name)
        return self._awards[name].id

    def _combination(self, line, text):
        if not text:
            return False
        key = line.id, text
        if key not in self._combinations:
            values = self.env["mtm.dimension.value"].union(
                *(self._category(line, name) for name in self._names(line, text))
            )
            self._combinations[key] = self.env["mtm.disaggregation"]._for_values(values)
        return self._combinations[key].id

    def _names(self, line, text):
        """Split where no category is called by the whole text."""
        if self._categories_called(line, text):
            return [text]
        return [name for name in text.replace(";", ",").split(",") if name.strip()]

    def _categories_called(self, line, name):
        langs = [code for code, _name in self.env["res.lang"].get_installed()]
        values = line.dimension_ids.value_ids
        return values.filtered(
            lambda value: (
                fold(value.code) == fold(name)
                or any(
                    fold(value.with_context(lang=l).name) == fold(name) for l in langs
                )
            )
        )

    def _category(self, line, name):
        found = self._categories_called(line, name)
        if len(found) != 1:
            raise Unknown(name)
        return found

    def _option(self, line, name):
        if not name:
            return False
        found = line.indicator_id.scale_value_ids.filtered(
            lambda option: fold(name) in (fold(option.code), fold(option.name))
        )
        if len(found) != 1:
            raise Unknown(name)
        return found.id
