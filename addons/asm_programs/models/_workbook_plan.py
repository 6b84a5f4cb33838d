"""What a workbook of reports asks for, worked out against what is stored now."""

from hashlib import sha256
from typing import NamedTuple

from odoo.exceptions import UserError

from odoo.addons.mines_to_markets.tools.plans import Plan, Step

from ..tools import workbook_merge, workbook_pack
from ..tools.workbook_merge import Outcome
from ..tools.workbook_reading import FORMULA

REPORT = "asm.submission"
FILES = "files"


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
    that somebody has to decide on first, ``attach`` hangs the files on the numbers
    and returns problems, ``notes_of`` puts problems at their cells.
    """

    report: object
    post: dict
    undecided: list
    attach: object
    notes_of: object


class WorkbookPlan:
    """Compares a workbook with its reports, three ways, cell by cell."""

    def __init__(self, env, found, pack, reports, choices):
        """
        :param found: the workbook, as :func:`.workbook_reading.read` returns it
        :param pack: the files beside it
        :param reports: those that the user may fill in, in the user's name
        :param choices: ``{"report/input": [what was chosen, what was stored then]}``
        """
        self.env = env
        self.found = found
        self.pack = pack
        self.choices = choices
        self._reports = {report.id: report for report in reports}
        self.values = {
            name: {label.casefold(): value for label, value in choice.items()}
            for name, choice in found.hidden.choices.items()
        }

    def make(self, progress=lambda done, total: None):
        """Return what the whole workbook asks for.

        :param progress: called after each report
        """
        steps, errors = [], []
        parts = self.parts
        for number in range(len(parts)):
            step, problems = self.of_report(number)
            errors += problems
            steps += [step] if step else []
            progress(number + 1, len(parts))
        errors += self.left_out()
        return Plan(REPORT, steps, errors, self.row_count, len(parts))

    @property
    def parts(self):
        return self.found.hidden.parts

    @property
    def row_count(self):
        return sum(len(part.inputs) for part in self.parts)

    def of_report(self, number):
        """Return what a report of the workbook asks for.

        :return: the step, None where nothing changes or something is wrong, and
            notes on what is wrong
        """
        part = self.parts[number]
        report = self._reports.get(part.report_id)
        if not report:
            return None, [self._gone(part)]
        merge = ReportMerge(self, number, part, report)
        notes, problems = merge.run()
        if problems or not notes:
            return None, problems
        return Step(number + 1, report.id, merge.changes, notes), []

    def left_out(self):
        """Return notes on files that no row names, once all rows were looked at."""
        return [self._unused(path) for path in sorted(self.pack.unused)]

    def _unused(self, path):
        message = self.env._(
            "%(file)s is named in no row of the workbook, and is left out.", file=path
        )
        return CellNote(0, "error", "", message)

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
        self._files = []
        self.changes = Changes(report, {}, [], self.attach, self.problems_of)
        self._notes, self._problems = [], []

    def run(self):
        """Return the notes on what changes, and those on what is wrong."""
        for place, line in enumerate(self._part.inputs):
            rows = self._plan.found.rows(self._number, place)
            if rows:
                for member in line.members:
                    if member == FILES:
                        self._merge_files(line, rows[0])
                    else:
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
        value = row.value(member)
        self._places[name] = (row.sheet, row.row, row.column(member))
        wrong = self._explain_wrong(rows, member, value)
        if wrong:
            self._problems.append(self._note(name, "error", wrong))
            return
        mine = self._read(line, member, value)
        base = workbook_merge.kept(member, line.held.get(member, ""))
        now = self._now.get(name)
        theirs = base if now is None else workbook_merge.kept(member, now)
        outcome = workbook_merge.merge(base, theirs, mine)
        if outcome == Outcome.CONFLICT:
            outcome = self._decide(name, theirs, mine)
        if outcome != Outcome.KEEP:
            self._take(name, member, outcome, theirs, mine)

    def _merge_files(self, line, row):
        """Take the files of a row: named in its cell, or lying in its folder."""
        name = line.name(FILES)
        value = row.value(FILES)
        self._places[name] = (row.sheet, row.row, row.column(FILES))
        pack = self._plan.pack
        paths = dict.fromkeys(pack.folder(row.sheet, row.row))
        if not paths and value is None:
            return
        line_id, site_id, _key = line.key.split("-")
        place = int(line_id), int(site_id)
        known = self._known_files(place)
        for named in workbook_pack.names_in(workbook_merge.plain(FILES, value)):
            path = pack.find(named)
            if path:
                paths[path] = None
            elif named.casefold() not in known:
                self._problems.append(self._note(name, "error", self._absent(named)))
        for path in paths:
            content = pack.content_of(path)
            if sha256(content).hexdigest() not in known:
                self._files.append((name, place, path, content))
                label = self._report._workbook_row_label(f"value-{line.key}")
                self._notes.append(self._note(name, "add", label, "", "", path))

    def _known_files(self, place):
        """Return names and fingerprints of what hangs on the numbers of a place."""
        pieces = self._report._rows_at(*place).sudo().evidence_ids
        names = pieces.attachment_id.mapped("name")
        return {name.casefold() for name in names} | set(pieces.mapped("sha256"))

    def _absent(self, named):
        return self._plan.env._(
            "%(file)s did not come with the workbook. Put both into one ZIP and upload "
            "that, or clear the cell.",
            file=named[:100],
        )

    def attach(self):
        """Hang the files on their numbers.

        :return: ``{input name: message}`` of what is refused
        """
        problems = {}
        for name, place, path, content in self._files:
            try:
                self._report._workbook_attach(*place, path, content)
            except UserError as error:
                problems[name] = str(error)
        return problems

    def _take(self, name, member, outcome, theirs, mine):
        shown = (self._shown(name, member, text) for text in (theirs, mine))
        if outcome == Outcome.CONFLICT:
            self.changes.undecided.append(name)
        else:
            self.changes.post[name] = workbook_merge.spoken(
                member, mine, self._marks["point"]
            )
        label = self._report._workbook_row_label(name)
        self._notes.append(self._note(name, str(outcome), label, theirs, *shown))

    def _explain_wrong(self, rows, member, value):
        env = self._plan.env
        if any(row.value(member) != value for row in rows[1:]):
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
