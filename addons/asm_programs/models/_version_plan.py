"""What bringing in targets or baselines would do: each row against what is known."""

from odoo.addons.mines_to_markets.tools.cells import BadCell
from odoo.addons.mines_to_markets.tools.plans import Note, Plan, Step

from ._version_rows import NUMBERS, BadRow, RowReader

# what a version says, by which a row is the same as what is there
SAID = (*NUMBERS, "option_id", "text")
COLUMN_OF = {"option_id": "scale value"}


class VersionPlan:
    """Makes the plan of one file.

    :param sheet: the layout of the file, ``report.asm_programs.version_sheet``
    :param table: rows of the file
    """

    def __init__(self, sheet, table):
        self.sheet = sheet
        self.env = sheet.env
        self.versions = self.env[sheet._versions]
        self.table = table
        self.titles = sheet._labels()
        # a day that a row leaves blank stays as it is, unless it tells which cell
        told = self.versions._cell_fields
        self.kept = [name for name in sheet._days.values() if name not in told]
        self.errors = [
            self._error(problem.row, problem.column, problem.reason, problem.value)
            for problem in table.problems
        ]

    def make(self):
        self.versions.check_access("create")
        rows = self._read_rows()
        known = self._known({values["program_indicator_id"] for *_, values in rows})
        steps = []
        for row, key, values in rows:
            try:
                step = self._step(row, values, *known.get(key, (None, None)))
            except BadRow as bad:
                self.errors.append(self._error_of(row, bad))
                continue
            if step:
                steps.append(step)
        return Plan(
            model=self.versions._name,
            steps=steps,
            errors=sorted(self.errors),
            row_count=len(self.table.rows) + len(self.table.problems),
            record_count=len({row.number for row, *_ in rows} - self._bad_rows()),
        )

    def _read_rows(self):
        """Return ``[(row, key of its cell, values)]`` of the rows that can be read."""
        reader = RowReader(self.env, self.sheet._days)
        rows, seen = [], {}
        for row in self.table.rows:
            try:
                values = reader.values_of(row.cells)
                key = tuple(values[name] for name in self.versions._cell_fields)
                if key in seen:
                    raise BadRow("", BadCell("twice"), str(seen[key]))
            except BadRow as bad:
                self.errors.append(self._error_of(row, bad))
                continue
            seen[key] = row.number
            rows.append((row, key, values))
        return rows

    def _known(self, line_ids):
        """Return ``{cell: (version that holds, open proposal)}``, None for neither."""
        versions = self.versions.search(
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

    def _step(self, row, values, current, waiting):
        """Return what a row asks for, None where it is so already."""
        before = waiting or current
        for name in self.kept:
            if before and not values[name]:
                values = values | {name: before[name]}
        if self._said(values) in [
            self._said_by(version) for version in (waiting, current) if version
        ]:
            return None
        is_blank = all(values[name] is False for name in SAID)
        if is_blank and not current:
            raise BadRow("value", BadCell("blank"))
        if current and not values["reason"]:
            shown = current.shown or self.env._("blank")
            raise BadRow("reason", BadCell("why"), shown)
        action = "add" if not before else "clear" if is_blank else "change"
        column = next(
            (COLUMN_OF.get(name, name) for name in SAID if values[name] is not False),
            "value",
        )
        message = self._say_change(row.cells, before, values)
        note = Note(row.number, action, self.titles[column], message)
        return Step(row.number, waiting.id if waiting else None, values, [note])

    def _said(self, values):
        return tuple(values[name] for name in (*SAID, *self.kept))

    def _said_by(self, version):
        return tuple(
            version.option_id.id or False if name == "option_id" else version[name]
            for name in (*SAID, *self.kept)
        )

    def _say_change(self, cells, before, values):
        blank = self.env._("blank")
        names = ("indicator", "site", "category", *self.sheet._days)
        return self.env._(
            "%(cell)s: %(before)s → %(after)s",
            cell=", ".join(filter(None, map(cells.get, names))),
            before=before and before.shown or blank,
            after=self.versions.new(values).shown or blank,
        )

    # problems

    def _bad_rows(self):
        return {error.row for error in self.errors}

    def _error_of(self, row, bad):
        value = row.cells.get(bad.column, "") if bad.value is None else bad.value
        return self._error(row.number, bad.column, bad.reason, value, bad.candidates)

    def _error(self, number, column, reason, value, candidates=()):
        title = self.titles.get(column, column)
        texts = self.sheet._problem_texts(title, value[:80], candidates)
        return Note(number, "error", title, texts[reason])
