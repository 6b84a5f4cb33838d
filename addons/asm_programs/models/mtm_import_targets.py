from odoo import fields, models

from odoo.addons.mines_to_markets.models._register_lookup import (
    Ambiguous,
    Lookup,
    Unknown,
)
from odoo.addons.mines_to_markets.tools.cells import BadCell, fold, read_date
from odoo.addons.mines_to_markets.tools.numerals import NotANumber, parse
from odoo.addons.mines_to_markets.tools.plans import Note, Plan, Step

REQUIRED = ("programme", "indicator", "from", "to")
NUMBERS = ("value", "numerator", "denominator")
OPTIONAL = (
    *("site", "category", "award"),
    *NUMBERS,
    *("scale value", "text", "reason", "donor reference"),
)
# what a version says, by which a row is the same as what is there
SAID = (*NUMBERS, "option_id", "text")
COLUMN_OF = {"option_id": "scale value"}


class Wrong(Exception):
    """What is wrong in one cell of a row."""

    def __init__(self, column, message):
        super().__init__(message)
        self.column = column
        self.message = message


class MtmImport(models.Model):
    """Targets from a table: one row a cell, each change a proposal with its reason.

    What a row says already is left, so the same file twice changes nothing. Nothing
    is approved by importing it.
    """

    _inherit = "mtm.import"

    kind = fields.Selection(
        selection_add=[("targets", "Targets")], ondelete={"targets": "cascade"}
    )

    def action_download_template(self):
        """Give the targets that hold, to be changed and brought in again."""
        if self.kind != "targets":
            return super().action_download_template()
        rows = self.env["asm.ledger"].search([("kind", "=", "target")])
        report = self.env.ref("asm_programs.asm_targets_sheet_report")
        return report.report_action(rows, config=False)

    def _is_tried(self):
        return self.kind == "targets" or super()._is_tried()

    def _columns_targets(self):
        return REQUIRED, OPTIONAL

    def _plan_targets(self, table):
        self.env["asm.target"].check_access("create")
        reader = RowReader(self.env)
        rows, errors = [], []
        for problem in table.problems:
            errors.append(
                Note(problem.row, "error", problem.column, self._text_of_width(problem))
            )
        seen = {}
        for row in table.rows:
            try:
                values = reader.values_of(row.cells)
                key = reader.key_of(values)
                if key in seen:
                    raise Wrong(
                        "",
                        self.env._(
                            "This row is about the same target as row %(row)s. Keep "
                            "one of them.",
                            row=seen[key],
                        ),
                    )
                seen[key] = row.number
                rows.append((row, key, values))
            except Wrong as wrong:
                errors.append(Note(row.number, "error", wrong.column, wrong.message))
        known = self._known_targets(
            {values["program_indicator_id"] for *_, values in rows}
        )
        steps = []
        for row, key, values in rows:
            try:
                step = self._target_step(row, values, *known.get(key, (None, None)))
            except Wrong as wrong:
                errors.append(Note(row.number, "error", wrong.column, wrong.message))
                continue
            if step:
                steps.append(step)
        return Plan(
            model="asm.target",
            steps=steps,
            errors=sorted(errors),
            row_count=len(table.rows) + len(table.problems),
            record_count=len(seen),
        )

    def _text_of_width(self, problem):
        return self.env._(
            "The row has another number of cells than the titles (%(value)s).",
            value=problem.value,
        )

    def _known_targets(self, line_ids):
        """Return ``{cell: (version that holds, open proposal)}``, None for neither."""
        versions = self.env["asm.target"].search(
            [
                ("program_indicator_id", "in", list(line_ids)),
                ("state", "in", ("approved", "proposed")),
            ]
        )
        return {
            key: (
                family._latest_approved() or None,
                family.filtered(lambda version: version.state == "proposed") or None,
            )
            for key, family in versions.grouped(lambda v: v._cell_key()).items()
        }

    def _target_step(self, row, values, current, waiting):
        """Return what a row asks for, None where it is so already."""
        said = _said(values)
        if said in [_said_by(version) for version in (waiting, current) if version]:
            return None
        is_blank = all(part is False for part in said)
        if is_blank and not current:
            raise Wrong("value", self.env._("The target is blank. Fill it in."))
        if current and not values["reason"]:
            raise Wrong(
                "reason",
                self.env._(
                    "The target is %(current)s now. Say in the column reason why it "
                    "changes.",
                    current=current.shown or self.env._("blank"),
                ),
            )
        before = waiting or current
        action = "add" if not before else "clear" if is_blank else "change"
        message = self._say_change(row.cells, before, values)
        column = next(
            (COLUMN_OF.get(name, name) for name in SAID if values[name] is not False),
            "value",
        )
        note = Note(row.number, action, column, message)
        return Step(row.number, waiting.id if waiting else None, values, [note])

    def _say_change(self, cells, before, values):
        shown = self.env["asm.target"].new(values).shown or self.env._("blank")
        place = ", ".join(
            filter(None, (cells["indicator"], cells.get("site"), cells.get("category")))
        )
        return self.env._(
            "%(place)s, %(date_from)s to %(date_to)s: %(before)s → %(after)s",
            place=place,
            date_from=values["date_from"],
            date_to=values["date_to"],
            before=before and before.shown or self.env._("blank"),
            after=shown,
        )


def _said(values):
    return tuple(values[name] for name in SAID)


def _said_by(version):
    return tuple(
        version.option_id.id or False if name == "option_id" else version[name]
        for name in SAID
    )


class RowReader:
    """Reads rows of targets into values; each distinct name is looked up once."""

    def __init__(self, env):
        self.env = env
        self._lookup = Lookup(env)
        self._lines = {}
        self._awards = {}
        self._combinations = {}

    def key_of(self, values):
        names = self.env["asm.target"]._cell_fields
        return tuple(values[name] for name in names)

    def values_of(self, cells):
        """Return the values of a version.

        :raises Wrong: naming the column
        """
        line = self._line(cells)
        site = cells.get("site")
        award = cells.get("award")
        return {
            "program_indicator_id": line.id,
            "award_id": self._award(award).id if award else False,
            "date_from": self._date(cells, "from"),
            "date_to": self._date(cells, "to"),
            "site_id": self._find("mtm.site", "site", site) if site else False,
            "disaggregation_id": self._combination(line, cells.get("category")),
            **{name: self._number(cells, name) for name in NUMBERS},
            "option_id": self._option(line, cells.get("scale value")),
            "text": cells.get("text") or False,
            "reason": cells.get("reason") or False,
            "donor_reference": cells.get("donor reference") or False,
        }

    def _unknown(self, column, name):
        return Wrong(
            column,
            self.env._(
                '"%(name)s" is not known, or not open to you. Correct it, or have it '
                "added first.",
                name=name[:80],
            ),
        )

    def _find(self, model, column, name):
        if not name:
            raise Wrong(
                column, self.env._("%(column)s is blank. Fill it in.", column=column)
            )
        try:
            return self._lookup.find(model, name)
        except Unknown as bad:
            raise self._unknown(column, name) from bad
        except Ambiguous as bad:
            raise Wrong(
                column,
                self.env._(
                    '"%(name)s" may be any of these: %(candidates)s. Use its code.',
                    name=name,
                    candidates="; ".join(bad.candidates),
                ),
            ) from bad

    def _line(self, cells):
        program_id = self._find("asm.program", "programme", cells["programme"])
        if program_id not in self._lines:
            program = self.env["asm.program"].browse(program_id)
            found = {}
            for line in program.program_indicator_ids:
                for name in (line.code, line.indicator_id.name):
                    found.setdefault(fold(name), line)
            self._lines[program_id] = found
        line = self._lines[program_id].get(fold(cells["indicator"]))
        if not line:
            raise self._unknown("indicator", cells["indicator"])
        return line

    def _award(self, name):
        if name not in self._awards:
            self._awards[name] = self.env["asm.award"].search(
                [("reference", "=", name)], limit=2
            )
        if len(self._awards[name]) != 1:
            raise self._unknown("award", name)
        return self._awards[name]

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
            raise self._unknown("category", name)
        return found

    def _date(self, cells, column):
        try:
            day = read_date(cells[column])
        except BadCell as bad:
            raise Wrong(
                column,
                self.env._(
                    '"%(value)s" is no date. Write year-month-day, like 2026-12-28.',
                    value=cells[column][:80],
                ),
            ) from bad
        if not day:
            raise Wrong(
                column, self.env._("%(column)s is blank. Fill it in.", column=column)
            )
        return day

    def _number(self, cells, column):
        try:
            number = parse(cells.get(column) or "")
        except NotANumber as bad:
            raise Wrong(
                column,
                self.env._(
                    '"%(value)s" is no number. Write digits with a point before '
                    "decimals.",
                    value=cells[column][:80],
                ),
            ) from bad
        return False if number is None else float(number)

    def _option(self, line, name):
        if not name:
            return False
        found = line.indicator_id.scale_value_ids.filtered(
            lambda option: fold(name) in (fold(option.code), fold(option.name))
        )
        if len(found) != 1:
            raise self._unknown("scale value", name)
        return found.id
