"""What a workbook of reports asks for, worked out against what is stored now."""

from typing import NamedTuple

from odoo.addons.mines_to_markets.tools.plans import Plan, Step

from ..tools import workbook_merge
from ..tools.workbook_merge import Outcome
from ..tools.workbook_reading import FORMULA

REPORT = "asm.submission"


class CellNote(NamedTuple):
    """A line of an import about one cell; the first four are those of ``Note``."""

    row: int
    action: str
    column: str
    message: str
    sheet: str = ""
    input: str = ""
    theirs: str = ""
    before: str = ""
    after: str = ""
    res_model: str = REPORT
    res_id: int = 0


class Changes(NamedTuple):
    """What is written into a report.

    ``post`` is ``{input name: text}`` as if it were typed, ``undecided`` are inputs
    that somebody has to decide on first; ``notes_of`` puts problems at their cells.
    """

    report: object
    post: dict
    undecided: list
    notes_of: object


class WorkbookPlan:
    """Compares a workbook with its reports, three ways, cell by cell."""

    def __init__(self, env, found, reports, choices):
        """
        :param found: the workbook, as :func:`.workbook_reading.read` returns it
        :param reports: those that the user may fill in, in the user's name
        :param choices: ``{"report/input": [what was chosen, what was stored then]}``
        """
        self.env = env
        self.found = found
        self.choices = choices
        self._reports = {report.id: report for report in reports}
        self.values = {
            name: {label.casefold(): value for label, value in choice.items()}
            for name, choice in found.hidden.choices.items()
        }

    def make(self, progress=lambda done, total: None):
        """
        :param progress: called after each report
        """
        steps, errors = [], []
        parts = self.found.hidden.parts
        for number, part in enumerate(parts):
            report = self._reports.get(part.report_id)
            if report:
                merge = ReportMerge(self, number, part, report)
                notes, problems = merge.run()
                errors += problems
                if notes and not problems:
                    steps.append(Step(number + 1, report.id, merge.changes, notes))
            else:
                errors.append(self._gone(part))
            progress(number + 1, len(parts))
        rows = sum(len(part.inputs) for part in parts)
        return Plan(REPORT, steps, errors, rows, len(parts))

    def _gone(self, part):
        message = self.env._("This report is no longer there, and is left out.")
        return CellNote(0, "error", "", message, sheet=part.title)


class ReportMerge:
    """One report of a workbook, merged with what is stored."""

    def __init__(self, plan, number, part, report):
        self._plan = plan
        self._number = number
        self._part = part
        self._report = report
        self._marks = report._number_marks()
        self._now = report._workbook_stored()
        self._places = {}
        self.changes = Changes(report, {}, [], self.problems_of)
        self._notes, self._problems = [], []

    def run(self):
        """Return the notes on what changes, and those on what is wrong."""
        for place, line in enumerate(self._part.inputs):
            rows = self._plan.found.rows.get((self._number, place))
            if rows:
                for member in line.members:
                    self._merge(line, member, rows)
        problems = self._report._workbook_check(self.changes.post)
        self._problems += self.problems_of(problems)
        return self._notes, self._problems

    def problems_of(self, problems):
        """Return notes on problems, each at its cell.

        :param problems: ``{input name: message}``
        """
        return [
            self._note(name, "error", message) for name, message in problems.items()
        ]

    def _merge(self, line, member, rows):
        """Take one input of a row, or say what is wrong with it."""
        name = line.name(member)
        row = rows[0]
        cell, value = row.values[member]
        self._places[name] = (row.sheet, row.row, cell.rstrip("0123456789"))
        wrong = self._explain_wrong(rows, member, value)
        if wrong:
            self._problems.append(self._note(name, "error", wrong))
            return
        mine = self._read(line, member, value)
        base = self._plain(member, line.held.get(member))
        now = self._now.get(name)
        theirs = base if now is None else self._plain(member, now)
        outcome = workbook_merge.merge(base, theirs, mine)
        if outcome == Outcome.CONFLICT:
            outcome = self._decide(name, theirs, mine)
        if outcome != Outcome.KEEP:
            self._take(name, member, outcome, theirs, mine)

    def _take(self, name, member, outcome, theirs, mine):
        shown = (self._shown(name, member, text) for text in (theirs, mine))
        if outcome == Outcome.CONFLICT:
            self.changes.undecided.append(name)
        else:
            self.changes.post[name] = workbook_merge.spoken(
                member, mine, self._marks["point"]
            )
        self._notes.append(self._note(name, str(outcome), "", theirs, *shown))

    def _explain_wrong(self, rows, member, value):
        env = self._plan.env
        if any(row.values[member][1] != value for row in rows[1:]):
            return env._(
                "This row is in the workbook more than once (%(sheet)s, row %(row)s). "
                "Keep one of them.",
                sheet=rows[1].sheet,
                row=rows[1].row,
            )
        if value is FORMULA:
            return env._(
                "The cell holds a formula, or its result is an error. Type the number "
                "itself."
            )
        return None

    def _decide(self, name, theirs, mine):
        """Return what the user chose, as long as it is about what is stored now."""
        key = f"{self._report.id}/{name}"
        chosen, stored_then = self._plan.choices.get(key, (None, None))
        if stored_then != theirs:
            return Outcome.CONFLICT
        if chosen == "mine":
            return workbook_merge.change(theirs, mine)
        return Outcome.KEEP

    def _plain(self, member, value):
        return workbook_merge.plain(member, value)

    def _read(self, line, member, value):
        """Return a cell of the file as text; a choice as its value, not its label."""
        text = workbook_merge.plain(member, value, **self._marks)
        if member in ("option", "missing"):
            line_id = line.key.partition("-")[0]
            choice = member if member == "missing" else f"{member}-{line_id}"
            return self._plan.values.get(choice, {}).get(text.casefold(), text)
        return text

    def _shown(self, name, member, text):
        """Return a text as the user reads it."""
        if member in ("option", "missing"):
            return self._report._workbook_label(name, member, text)
        return workbook_merge.spoken(member, text, self._marks["point"])

    def _note(self, name, action, message, *texts):
        sheet, row, column = self._place_of(name)
        theirs, before, after = texts or ("", "", "")
        return CellNote(
            row,
            action,
            column,
            message,
            sheet,
            name,
            theirs,
            before,
            after,
            res_id=self._report.id,
        )

    def _place_of(self, name):
        """Return the cell of an input; what is about a whole place is at its number."""
        places = self._places
        if name in places:
            return places[name]
        member, _dash, key = name.partition("-")
        if member == "place":
            for number in ("value", "numerator"):
                if f"{number}-{key}" in places:
                    return places[f"{number}-{key}"]
        return self._part.title, 0, ""
