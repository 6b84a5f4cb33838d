"""What bringing in a framework would do: each row against what is known."""

from odoo.addons.mines_to_markets.tools.cells import BadCell, read_date, read_number
from odoo.addons.mines_to_markets.tools.plans import Note, Plan, Step
from odoo.addons.mines_to_markets.tools.registers import clean

from ..tools import framework_rows
from ._wording import written

RESULT, USE = "asm.result", "asm.program.indicator"
# a blank cell of these says that it is blank, in others it says nothing
CLEARED = ("level_name", "assumption", "source", "responsible")
# what a row gives of a baseline and of a target: the columns and fields of numbers
NUMBERS = {
    kind: {kind: "value"}
    | {f"{kind}_{part}": part for part in ("numerator", "denominator")}
    for kind in ("baseline", "target")
}
DATES = {"baseline": ("baseline_date",), "target": ("target_from", "target_to")}


def number_of(cells, kind):
    """Return ``{field: number}`` of the baseline or target that a row gives."""
    fields = NUMBERS[kind]
    return {fields[name]: number for name, number in cells.items() if name in fields}


def _differ(value, before):
    # 0 is a number, and Python takes it for False
    return value != before or (value is False) != (before is False)


class FrameworkPlan:
    """Makes the plan of one file for one programme."""

    def __init__(self, item, table):
        self.item = item
        self.env = item.env
        self.program = item.program_id
        self.table = table
        self.titles = item._get_layout()._labels()
        self.problems = [framework_rows.Problem(*problem) for problem in table.problems]
        self.results = self._known_results()
        self.uses = self._known_uses()

    def make(self):
        rows = [
            (row.number, {name: clean(text) for name, text in row.cells.items()})
            for row in self.table.rows
        ]
        known = {
            code: (result.level, result.parent_id.code or "")
            for code, result in self.results.items()
        }
        results, uses, problems = framework_rows.read_rows(
            rows, self.item._framework_levels(), known
        )
        self.problems += problems
        self.definitions = self._find_definitions(uses)
        self.users = self._find_users(uses)
        steps = [
            self._plan_result(row) for row in framework_rows.parents_first(results)
        ]
        steps += [self._plan_use(row) for row in uses]
        bad = {problem.row for problem in self.problems}
        return Plan(
            model=RESULT,
            steps=[step for step in steps if step and step.row not in bad],
            errors=[self._note_problem(problem) for problem in sorted(self.problems)],
            row_count=len(self.table.rows) + len(self.table.problems),
            record_count=len(
                [row for row in (*results, *uses) if row.number not in bad]
            ),
        )

    # what is known

    def _known_results(self):
        results = self.env[RESULT].search(
            [("program_id", "=", self.program.id), ("award_id", "=", False)]
        )
        return {result.code: result for result in results if result.code}

    def _known_uses(self):
        """Return ``{code: use}``, of the version that counts from now on."""
        uses = self.env[USE].search(
            [("program_id", "=", self.program.id), ("date_end", "=", False)]
        )
        return {use.code: use for use in uses.sorted("version")}

    def _find_definitions(self, uses):
        """Return ``{code: [definitions, the newest first]}``."""
        found = self.env["asm.indicator"].search(
            [("code", "in", [row.indicator for row in uses])], order="version desc"
        )
        return found.grouped("code")

    def _find_users(self, uses):
        logins = {row.cells.get("responsible") for row in uses} - {"", None}
        users = self.env["res.users"].search(
            [("login", "in", list(logins)), ("share", "=", False)]
        )
        return {user.login: user for user in users}

    # rows on results

    def _plan_result(self, row):
        record = self.results.get(row.code)
        values = {"level": row.level, "parent": row.parent}
        values |= self._texts(row, ("name", "level_name", "assumption"))
        if "parent" not in self.table.columns:
            values.pop("parent")
        if not record:
            if not row.cells.get("name"):
                self._add_problem(row, "name", "blank")
                return None
            label = self.env._("Result %(code)s", code=row.code)
            return self._step_new(row, RESULT, values | {"code": row.code}, label)
        before = {
            "level": record.level,
            "parent": record.parent_id.code or "",
            "name": record.name,
            "level_name": record.level_name or "",
            "assumption": record.assumption or "",
        }
        return self._step_change(row, record, values, before)

    def _texts(self, row, names):
        return {
            name: row.cells[name]
            for name in names
            if name in self.table.columns and (row.cells[name] or name in CLEARED)
        }

    # rows on indicators

    def _plan_use(self, row):
        use = self.uses.get(row.indicator)
        definition = self._choose_definition(row, use)
        values = {"parent": row.parent}
        values |= self._texts(row, ("source", "responsible"))
        self._check_responsible(row, values)
        values |= self._read_numbers(row)
        if not definition:
            return None
        if not use:
            label = self.env._(
                "Indicator %(indicator)s", indicator=definition.display_name
            )
            values |= {"indicator_id": definition.id}
            return self._step_new(row, USE, values, label)
        before = {
            "parent": use.result_id.code or "",
            "source": use.source or "",
            "responsible": use.responsible_id.login or "",
            **self._known_numbers(use, values),
        }
        self._check_none_proposed(row, use, values, before)
        return self._step_change(row, use, values, before)

    def _choose_definition(self, row, use):
        """Return the definition that a row names, at the version it says."""
        versions = self.definitions.get(row.indicator)
        version = row.cells.get("version")
        if not versions:
            self._add_problem(row, "indicator", "no_indicator", row.indicator)
        elif not version:
            return use.indicator_id if use else versions[0]
        elif version not in {str(one.version) for one in versions}:
            self._add_problem(row, "version", "no_version", version)
        elif use and str(use.version) != version:
            self._add_problem(row, "version", "other_version", str(use.version))
        else:
            return versions.filtered(lambda one: str(one.version) == version)
        return None

    def _check_responsible(self, row, values):
        login = values.get("responsible")
        if login and login not in self.users:
            self._add_problem(row, "responsible", "no_user", login)

    def _read_numbers(self, row):
        """Return the numbers and days of a row that are filled in."""
        found = {}
        for kind, names in NUMBERS.items():
            numbers = self._read_cells(row, names, read_number)
            self._check_ratio(row, kind, numbers)
            if numbers:
                found |= numbers | self._read_cells(row, DATES[kind], read_date)
        if number_of(found, "target"):
            self._check_window(row, found)
        return found

    def _read_cells(self, row, names, read):
        found = {}
        for name in names:
            text = row.cells.get(name)
            try:
                if text:
                    found[name] = read(text)
            except BadCell as bad:
                self._add_problem(row, name, bad.reason, text)
        return found

    def _check_ratio(self, row, kind, numbers):
        """A ratio is given whole, as two numbers or as one."""
        parts = [f"{kind}_numerator", f"{kind}_denominator"]
        given = [name for name in parts if row.cells.get(name)]
        if given and kind in numbers:
            self._add_problem(row, kind, "either", self.titles[kind])
        elif len(given) == 1:
            [missing] = set(parts) - set(given)
            self._add_problem(row, missing, "half", self.titles[missing])

    def _check_window(self, row, found):
        for name in DATES["target"]:
            if not row.cells.get(name):
                self._add_problem(row, name, "window")
        days = found.get("target_from"), found.get("target_to")
        if all(days) and days[0] > days[1]:
            self._add_problem(row, "target_to", "order", str(days[1]))

    def _check_none_proposed(self, row, use, values, before):
        """A number that waits for its decision is not proposed a second time."""
        for kind, names in NUMBERS.items():
            given = {*names, *DATES[kind]} & values.keys()
            if not any(_differ(values[name], before[name]) for name in given):
                continue
            versions = self._of_cell(use, kind, values)
            if any(not one.approved_on and not one.closed_on for one in versions):
                self._add_problem(row, kind, "proposed", self.titles[kind])

    def _of_cell(self, use, kind, values):
        """Return the versions of the baseline or target that a row gives."""
        if kind == "baseline":
            return self._of_whole(use.baseline_ids)
        days = values.get("target_from"), values.get("target_to")
        return self._of_whole(
            use.target_ids.filtered(lambda t: (t.date_from, t.date_to) == days)
        )

    def _known_numbers(self, use, values):
        """Return the last versions, approved or not, of what a row gives."""
        known = {}
        if number_of(values, "baseline"):
            last = self._of_cell(use, "baseline", values)[-1:]
            known |= self._number_known(last, "baseline")
            known["baseline_date"] = last.date_measured or False
        if number_of(values, "target"):
            days = values.get("target_from"), values.get("target_to")
            last = self._of_cell(use, "target", values)[-1:]
            known |= self._number_known(last, "target")
            known |= {"target_from": days[0], "target_to": days[1]}
        return known

    def _number_known(self, version, kind):
        return {
            name: version[field] if version else False
            for name, field in NUMBERS[kind].items()
        }

    def _of_whole(self, versions):
        return versions.filtered(
            lambda v: not v.award_id and not v.site_id and not v.disaggregation_id
        ).sorted("id")

    # steps

    def _step_new(self, row, model, values, label):
        values = {name: value for name, value in values.items() if value != ""}
        shown = row.cells.get("name") or row.parent
        text = self.env._("%(label)s: %(text)s", label=label, text=shown)
        if model == USE:
            text = self.env._(
                "%(label)s, under %(result)s", label=label, result=row.parent
            )
        notes = [Note(row.number, "add", "", text)]
        return Step(row.number, None, {"model": model, **values}, notes)

    def _step_change(self, row, record, values, before):
        changed = {
            name: value
            for name, value in values.items()
            if _differ(value, before[name])
        }
        if not changed:
            return None
        notes = []
        for action in ("change", "clear"):
            names = [n for n in changed if (changed[n] == "") == (action == "clear")]
            if names:
                notes.append(self._note(row, action, record, names, changed, before))
        # what belongs to a number goes along with it
        for kind, names in NUMBERS.items():
            together = {*names, *DATES[kind]}
            if not together.isdisjoint(changed):
                changed |= {n: v for n, v in values.items() if n in together}
        values = {"model": record._name, **changed}
        return Step(row.number, record.id, values, notes)

    def _note(self, row, action, record, names, changed, before):
        texts = "; ".join(
            f"{self.titles[name]} {self._show(before[name])} → "
            f"{self._show(changed[name])}"
            for name in names
        )
        titles = ", ".join(self.titles[name] for name in names)
        return Note(row.number, action, titles, f"{record.display_name}: {texts}")

    def _show(self, value):
        # 0 is a number, and Python takes it for False
        if value is False or value == "":
            return self.env._("blank")
        return written(self.env, value) if isinstance(value, float) else str(value)

    # problems

    def _add_problem(self, row, column, reason, value=""):
        self.problems.append(framework_rows.Problem(row.number, column, reason, value))

    def _note_problem(self, problem):
        title = self.titles.get(problem.column, problem.column)
        texts = self.item._framework_problems(title, problem.value[:80])
        return Note(problem.row, "error", title, texts[problem.reason])
