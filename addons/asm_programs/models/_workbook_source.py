"""What a workbook shows of reports, read for all of them at once."""

from odoo.tools import format_date

from odoo.addons.mines_to_markets.tools import numerals

from ..tools import grid
from ..tools.workbook import NARRATIVE, Input, Part
from ..tools.workbook_shapes import sheet_names
from ..tools.workbook_writing import Report, Row
from .asm_actual import LOCKED_STATES
from .asm_submission_form import FIELDS, NUMBERS, Cell

# of a row that is its total; a part has a comment only
OF_PLACE = ("files", "missing", "comment")
# what is read of a number besides what its inputs hold
READ = (
    "id",
    "submission_id",
    "program_indicator_id",
    "period_id",
    "site_id",
    "disaggregation_id",
    "state",
    "review_comment",
)


class WorkbookSource:
    """Reads reports for a workbook; the number of queries is that of one report."""

    def __init__(self, reports, taken=()):
        """
        :param reports: as whoever downloads them may read them
        :param taken: names that other sheets have
        """
        self._env = reports.env
        self._categories, self._sites, self._windows = {}, {}, {}
        self._sections, self._section_names = {}, {}
        self._reports = reports
        self._titles = dict(
            zip(
                reports,
                sheet_names([self._short_title(each) for each in reports], taken),
                strict=True,
            )
        )
        self._asked = {report: report._asked() for report in reports}
        self._lines = self._env["asm.program.indicator"].browse(
            {line_id for asked in self._asked.values() for line_id, _site in asked}
        )
        self._members = {
            line.id: tuple(reports._members(line.indicator_id)) for line in self._lines
        }
        self._reasons = dict(reports._reasons())
        self._rows = self._read_rows()
        self._counted = self._read_counted()
        self._earlier = self._read_earlier()
        self._targets = self._read_targets()
        self._units = {line.id: self._unit(line) for line in self._lines}
        self._names = {line.id: self._name(line) for line in self._lines}
        self._codes = {line.id: line.indicator_id.code for line in self._lines}
        self._whole = {
            line.id: line.indicator_id.whole_units and not line.indicator_id.is_ratio
            for line in self._lines
        }

    def reports(self):
        """Return the reports as their sheets show them."""
        return [self._describe(report) for report in self._reports]

    def choices(self):
        """Return ``{list: {label: value}}`` of all drop-downs."""
        reasons = {label: value for value, label in self._reasons.items()}
        return {"missing": reasons} | {
            f"option-{line.id}": {
                label: value
                for value, label in self._reports._options(line.indicator_id)
            }
            for line in self._lines
            if "option" in self._members[line.id]
        }

    @staticmethod
    def parts(described):
        """Return what the hidden sheet keeps of reports."""
        return [
            Part(
                each.report_id,
                each.title,
                [row.input for row in (*each.rows, *each.narratives)],
            )
            for each in described
        ]

    def _short_title(self, report):
        return f"{report.program_id.code} {report.period_id.name}"

    def _name(self, line):
        indicator = line.indicator_id
        return f"{indicator.code} {indicator.name}"

    def _unit(self, line):
        indicator = line.indicator_id
        if self._members[line.id][0] in ("text", "option"):
            return ""
        heads = self._reports._heads(indicator)
        return " / ".join(heads) if heads else indicator.unit or ""

    def _read_rows(self):
        """Return ``{report id: {cell: values}}``, as ``_rows`` of a report has them."""
        # one statement, of what the user may read: there are thousands of them
        Actual = self._env["asm.actual"]
        query = Actual._search(
            [
                ("submission_id", "in", self._reports.ids),
                ("correction_of_id", "=", False),
                ("parked_on", "=", False),
            ],
            order="id",
        )
        names = dict.fromkeys([*READ, *FIELDS.values()])
        columns = [Actual._field_to_sql(Actual._table, name, query) for name in names]
        read = self._env.execute_query(query.select(*columns))
        rows = [dict(zip(names, values, strict=True)) for values in read]
        keys = self._read_keys({row["disaggregation_id"] for row in rows})
        periods = {report.id: report.period_id.id for report in self._reports}
        found = {report_id: {} for report_id in periods}
        for row in rows:
            report_id = row["submission_id"]
            if row["period_id"] == periods[report_id]:
                cell = Cell(
                    row["program_indicator_id"],
                    row["site_id"] or 0,
                    keys[row["disaggregation_id"]],
                )
                found[report_id][cell] = row
        return found

    def _read_keys(self, ids):
        """Return ``{combination id, None for none: key}``."""
        combinations = self._env["mtm.disaggregation"].browse(ids - {None})
        return {None: grid.TOTAL} | {
            each.id: tuple(sorted(each.value_ids.ids)) for each in combinations
        }

    def _read_counted(self):
        rows = [row["id"] for rows in self._rows.values() for row in rows.values()]
        # that a number was counted is no secret; where it is from may be
        Counts = self._env["asm.actual.delivery"].sudo()
        counts = Counts._read_group([("actual_id", "in", rows)], ["actual_id"], [])
        return {actual.id for [actual] in counts}

    def _read_earlier(self):
        """Return ``{report: {cell: number}}`` approved for the period before."""
        before = self._reports_before()
        rows = self._env["asm.actual"].search(
            [
                ("submission_id", "in", [each.id for each in before.values()]),
                ("state", "=", "approved"),
                ("correction_of_id", "=", False),
            ]
        )
        cells = {}
        for row in rows:
            if row.period_id == row.submission_id.period_id:
                found = cells.setdefault(row.submission_id, {})
                found[Cell(*row._cell_key())] = self._number_of(row)
        return {report: cells.get(before.get(report), {}) for report in self._reports}

    def _reports_before(self):
        """Return ``{report: the partner's report of the period before}``."""
        candidates = self._env["asm.submission"].search(
            [
                ("program_id", "in", self._reports.program_id.ids),
                ("partner_id", "in", self._reports.partner_id.ids),
                ("date_end", "<", max(self._reports.mapped("date_start"))),
            ],
            order="date_end desc",
        )
        families = candidates.grouped(lambda each: (each.program_id, each.partner_id))
        found = {}
        for report in self._reports:
            family = families.get((report.program_id, report.partner_id), ())
            earlier = (each for each in family if each.date_end < report.date_start)
            before = next(earlier, None)
            if before:
                found[report] = before
        return found

    def _number_of(self, row):
        """Return what a number or target is, as a number where it is one."""
        if row.value is not False:
            return float(row.value)
        return self._reports._number_text(row, self._point())

    def _point(self):
        return self._reports._number_marks()["point"]

    def _read_targets(self):
        """Return ``{cell: [version of its target]}``, the one that fits best last."""
        versions = self._env["asm.target"].search(
            [
                ("program_indicator_id", "in", self._lines.ids),
                ("award_id", "=", False),
                ("approved_on", "!=", False),
                ("date_from", "<=", max(self._reports.mapped("date_start"))),
                ("date_to", ">=", min(self._reports.mapped("date_end"))),
            ],
            order="date_from, date_to desc, approved_on, id",
        )
        found = {}
        for version in versions:
            cell = Cell(
                version.program_indicator_id.id,
                version.site_id.id or 0,
                tuple(sorted(version.disaggregation_id.value_ids.ids)),
            )
            found.setdefault(cell, []).append(version)
        return found

    def _target_at(self, cell, report):
        for version in reversed(self._targets.get(cell, ())):
            if (
                version.date_from <= report.date_start
                and version.date_to >= report.date_end
            ):
                return version
        return None

    def _describe(self, report):
        rows, is_editable = self._rows[report.id], report._is_editable()
        described = []
        for (line_id, site_id), split in self._asked[report].items():
            total = Cell(line_id, site_id)
            for key in (grid.TOTAL, *grid.keys_of(split)):
                cell = total._replace(key=key)
                row = rows.get(cell)
                described.append(self._describe_row(report, cell, row, is_editable))
        return Report(
            report_id=report.id,
            title=self._titles[report],
            heading=f"{report.program_id.name}, {report.period_id.name}",
            about=report.partner_id.name,
            said=report.return_reason or "",
            due=report.date_due or None,
            rows=described,
            narratives=[
                self._describe_words(name, self._section_name(name), text, is_editable)
                for name, text in self._texts_of(report).items()
            ],
        )

    def _texts_of(self, report):
        """Return ``{input name: text}`` of the story; of a program, asked for once."""
        program = report.program_id
        if program not in self._sections:
            Section = self._env["asm.narrative.section"]
            self._sections[program] = Section._of_program(program)
        return report._section_texts(self._sections[program])

    def _section_name(self, name):
        if name not in self._section_names:
            described = self._reports._describe_section(name)
            self._section_names[name] = described["name"]
        return self._section_names[name]

    def _describe_words(self, name, title, text, is_editable):
        held = {NARRATIVE: text} if text else {}
        return Row(
            input=Input(name, [NARRATIVE], held),
            name=title,
            place="",
            category="",
            unit="",
            shown=held,
            locked=frozenset() if is_editable else frozenset((NARRATIVE,)),
            last=None,
            target=None,
            note="",
            is_first=True,
            is_whole=False,
            options="",
        )

    def _describe_row(self, report, cell, row, is_editable):
        numbers = self._members[cell.line_id]
        # a reason and files belong to a place, not to its parts
        members = [*numbers, "comment"] if cell.key else [*numbers, *OF_PLACE]
        locked = ()
        if not is_editable or (row and row["state"] in LOCKED_STATES):
            locked = members
        elif row and row["id"] in self._counted:
            # what was counted is changed by nobody, a comment may be added
            locked = members[:-1]
        held, shown = self._held(cell, row, members) if row else ({}, {})
        target = self._target_at(cell, report)
        return Row(
            input=Input(
                f"{cell.line_id}-{cell.site_id}-{grid.text_of(cell.key)}", members, held
            ),
            # in full at the total, which the parts stand below
            name=(self._codes if cell.key else self._names)[cell.line_id],
            place=self._site_name(cell.site_id),
            category=self._category_name(cell.key),
            unit="" if cell.key else self._units[cell.line_id],
            shown=shown,
            locked=frozenset(locked),
            last=self._earlier[report].get(cell),
            target=target and self._number_of(target),
            note=self._note(row, target, report),
            is_first=not cell.key,
            is_whole=self._whole[cell.line_id],
            options=f"option-{cell.line_id}" if "option" in numbers else "",
        )

    def _held(self, cell, row, members):
        """Return what the inputs of a row hold, as text and as a sheet shows it."""
        held, shown = {}, {}
        for member in members:
            value = row[FIELDS[member]] if member in FIELDS else None
            if value is None or value == "":
                continue
            if member in NUMBERS:
                held[member], shown[member] = numerals.show(value), float(value)
            else:
                held[member] = str(value)
                shown[member] = self._label(cell, member, value)
        return held, shown

    def _label(self, cell, member, value):
        if member == "missing":
            return self._reasons.get(value, value)
        if member == "option":
            return self._env["asm.scale.value"].browse(value).name
        return value

    def _note(self, row, target, report):
        notes = []
        if row and row["review_comment"]:
            notes.append(row["review_comment"])
        if row and row["id"] in self._counted:
            notes.append(self._env._("Counted from deliveries by us"))
        elif row and row["state"] in LOCKED_STATES:
            notes.append(self._env._("Reviewed: not to be changed here"))
        if target and (target.date_from, target.date_to) != (
            report.date_start,
            report.date_end,
        ):
            notes.append(self._window_text(target.date_from, target.date_to))
        return "\n".join(notes)

    def _window_text(self, first, last):
        key = (first, last)
        if key not in self._windows:
            self._windows[key] = self._env._(
                "Target for %(date_from)s to %(date_to)s",
                date_from=format_date(self._env, first),
                date_to=format_date(self._env, last),
            )
        return self._windows[key]

    def _site_name(self, site_id):
        if site_id not in self._sites:
            site = self._env["mtm.site"].browse(site_id or [])
            self._sites[site_id] = site.name or ""
        return self._sites[site_id]

    def _category_name(self, key):
        if key not in self._categories:
            values = self._env["mtm.dimension.value"].browse(key)
            self._categories[key] = (
                " × ".join(values.mapped("name")) if key else self._env._("Total")
            )
        return self._categories[key]
