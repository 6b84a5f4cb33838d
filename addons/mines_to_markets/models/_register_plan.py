"""What bringing in a register would do: each row against what is known."""

from odoo import Command
from odoo.tools import split_every

from ..tools.cells import BadCell
from ..tools.plans import Note, Plan, Step
from ..tools.registers import Known, clean
from ..tools.tables import Problem
from ._register_lookup import Lookup

# read beside another cell, or not at all
OUT_ONLY = ("info", "stakeholder_number", "engagement_name")
# between what was found in a cell and what it may stand for
SEPARATOR = "\x1f"


class RegisterPlan:
    """Makes the plan of one file."""

    def __init__(self, register, table):
        self.register = register
        self.env = register.env
        self.table = table
        self.lookup = Lookup(self.env)
        columns = register._columns()
        self.columns = {
            column.name: column for column in columns if column.name in table.columns
        }
        self.required = [column.name for column in columns if column.required]
        self.target = self.env[register._target]
        self.parsed = {}
        self.problems = list(table.problems)

    def make(self):
        rows = [self._cleaned(row) for row in self.table.rows]
        matches, problems = self.register._match(rows, self)
        self.problems += problems
        rows = [row for row in rows if row.number in matches]
        known = self._read_known(matches)
        steps = []
        for row in rows:
            step = self._plan_row(row, matches[row.number], known)
            if step:
                steps.append(step)
        bad = {problem.row for problem in self.problems}
        return Plan(
            model=self.target._name,
            steps=[step for step in steps if step.row not in bad],
            errors=[self._note_problem(problem) for problem in sorted(self.problems)],
            row_count=len(self.table.rows) + len(self.table.problems),
            record_count=len([row for row in rows if row.number not in bad]),
        )

    def _cleaned(self, row):
        return row._replace(
            cells={name: clean(text) for name, text in row.cells.items()}
        )

    def _read_known(self, matches):
        ids = {record.id for record in matches.values() if record}
        return self.read_known(self.target.browse(ids))

    def read_known(self, records):
        """Return ``{record id: {column name: Known}}`` in the columns of the file."""
        known = {}
        columns = [
            column
            for column in self.columns.values()
            if column.kind not in OUT_ONLY and self._is_readable(column)
        ]
        for some in split_every(self.register._chunk, records.ids, records.browse):
            cells = self.register._read_cells(some, columns)
            for place, record in enumerate(some):
                known[record.id] = {name: cells[name][place] for name in cells}
        return known

    def _is_readable(self, column):
        field = self.target._fields.get(column.field)
        return field is None or self.target._has_field_access(field, "read")

    def _plan_row(self, row, record, known):
        """Return the step of one row; None when nothing changes or something is wrong.

        What is wrong is added to the problems.
        """
        before = known[record.id] if record else {}
        changes, bad = self.read_changes(row, before)
        if not record:
            bad += self._find_missing(row)
        after = {name: known.value for name, known in (before | changes).items()}
        bad += self.register._find_problems(row, record, after)
        self.problems += bad
        if bad or (record and not changes):
            return None
        return self._make_step(row, record, changes, before)

    def read_changes(self, row, before):
        """Return ``({column name: Known}, [Problem])`` of what a row says otherwise.

        :param before: ``{column name: Known}`` of the record, empty for a new one
        """
        changes, bad = {}, []
        for column in self.columns.values():
            text = row.cells[column.name]
            if column.kind in OUT_ONLY or (column.keep and not text):
                continue
            try:
                value = self._read_change(row, column, text, before.get(column.name))
            except BadCell as error:
                bad.append(self.problem(row, column.name, error))
                continue
            if value is not None:
                changes[column.name] = value
        return changes, bad

    def _read_change(self, row, column, text, before):
        """Return what a cell says as Known, or None when it says what is known.

        The texts are compared first: what stands there unchanged is not looked up, so
        that a name that fits several records is no problem where nothing changes.
        """
        if before is not None and self.register._says_the_same(column, row, before):
            return None
        value = self._parse(row, column, text)
        if before is None:
            return None if self._is_blank(value.value) else value
        return None if value.value == before.value else value

    def _parse(self, row, column, text):
        """Return what a cell says; the same text is read once in a column."""
        parse = getattr(self.register, f"_parse_{column.kind}_of_row", None)
        if parse:
            return parse(column, row, self.lookup)
        key = column.name, text
        if key not in self.parsed:
            parse = getattr(self.register, f"_parse_{column.kind}")
            try:
                self.parsed[key] = parse(column, text, self.lookup)
            except BadCell as bad:
                self.parsed[key] = bad
        if isinstance(self.parsed[key], BadCell):
            raise self.parsed[key]
        return self.parsed[key]

    def _find_missing(self, row):
        return [
            Problem(row.number, name, "blank")
            for name in self.required
            if not row.cells.get(name)
        ]

    def _make_step(self, row, record, changes, before):
        vals = {}
        for name, value in changes.items():
            vals |= self._to_write(self.columns[name], value, before.get(name))
        label = self.register._label(row, record)
        if not record:
            vals |= self.register._complete(row, vals)
            return Step(row.number, None, vals, [Note(row.number, "add", "", label)])
        cleared = [
            name for name, value in changes.items() if self._is_blank(value.value)
        ]
        changed = [name for name in changes if name not in cleared]
        notes = [
            self._note(row, "clear", label, [name], changes, before) for name in cleared
        ]
        if changed:
            notes.insert(0, self._note(row, "change", label, changed, changes, before))
        return Step(row.number, record.id, vals, notes)

    def _is_blank(self, value):
        return value in (None, "", frozenset())

    def _to_write(self, column, value, before):
        write = getattr(self.register, f"_to_write_{column.kind}", None)
        if write:
            return write(column, value, before)
        value, before = value.value, before and before.value
        if column.kind in ("one", "stakeholder"):
            return {column.field: next(iter(value), False)}
        if column.kind == "many":
            # what the user may not see stays
            gone = (before or frozenset()) - value
            new = value - (before or frozenset())
            return {
                column.field: [
                    *map(Command.unlink, sorted(gone)),
                    *map(Command.link, sorted(new)),
                ]
            }
        return {column.field: False if value is None else value}

    def _note(self, row, action, label, names, changes, before):
        texts = "; ".join(
            f"{self.columns[name].title} {self._show(name, before.get(name))} → "
            f"{self._show(name, changes[name])}"
            for name in names
        )
        titles = ", ".join(self.columns[name].title for name in names)
        return Note(row.number, action, titles, f"{label}: {texts}")

    def _show(self, name, known):
        shown = known.shown if isinstance(known, Known) else None
        if shown in (None, ""):
            return self.env._("blank")
        if isinstance(shown, float):
            return f"{shown:g}"
        return str(shown)

    # problems

    def problem(self, row, name, bad):
        value = getattr(bad, "name", None)
        if value is None:
            value = row.cells.get(name, "")
        candidates = getattr(bad, "candidates", ())
        return Problem(
            row.number, name, bad.reason, SEPARATOR.join([value, *candidates])
        )

    def _note_problem(self, problem):
        titles = {column.name: column.title for column in self.register._columns()}
        title = titles.get(problem.column, problem.column)
        value, *candidates = problem.value.split(SEPARATOR)
        text = self.register._problem_texts(title, value[:80], candidates)
        return Note(problem.row, "error", title, text[problem.reason])


def make_plan(register, table):
    """Return the plan of a file for the user of the environment.

    :raises AccessError: when this user brings in nothing of the kind
    """
    register._check_may_import()
    return RegisterPlan(register, table).make()
