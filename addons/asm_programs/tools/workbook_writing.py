"""Writes workbooks of reports: instructions, a sheet a report, and what is hidden.

Row by row in constant memory, with typed writes; no text becomes a formula. All
texts arrive in the user's language.
"""

from typing import NamedTuple

from odoo.addons.mines_to_markets.tools.workbooks import ROW_BY_ROW

from . import workbook as hidden_sheet
from .workbook_reading import HIDDEN_SHEET
from .workbook_shapes import column_letter, ranges

OPTIONS = ROW_BY_ROW
# columns of a report's sheet; the first, hidden one holds the references
NAME, PLACE, CATEGORY, UNIT = 1, 2, 3, 4
NUMBER, OUT_OF, LAST, TARGET = 5, 6, 7, 8
MISSING, COMMENT, FILES, NOTE = 9, 10, 11, 12
COLUMNS = {
    "value": NUMBER,
    "numerator": NUMBER,
    "text": NUMBER,
    "option": NUMBER,
    "narrative": CATEGORY,
    "denominator": OUT_OF,
    "missing": MISSING,
    "comment": COMMENT,
    "files": FILES,
}
WIDTHS = (5, 36, 15, 19, 13, 13, 11, 11, 11, 19, 26, 18, 28)
LINE_HEIGHT = 15
FIRST_ROW = 5
LISTS_SHEET = "Lists"
INPUT_COLOUR = "#FFF8DC"
DARK = "#1F4E5F"


NUMBERS = ("value", "numerator", "denominator")
# how cells of a report's sheet look
_EDGE = {"top": 1, "top_color": "#9FB4BC"}
_KINDS = {
    "plain": {"text_wrap": True},
    "name": {"text_wrap": True, "font_color": "#8A8A8A"},
    "first": {"text_wrap": True, "bold": True},
    "beside": {"text_wrap": True, "font_color": "#555555", "align": "right"},
    "note": {"text_wrap": True, "italic": True},
    "locked": {"bg_color": "#EEEEEE"},
    "input": {
        "locked": 0,
        "bg_color": INPUT_COLOUR,
        "border": 1,
        "border_color": "#D9C98A",
    },
}
_SHAPES = {
    "": {},
    "whole": {"num_format": "#,##0"},
    "words": {"text_wrap": True},
}


class Row(NamedTuple):
    """A row to fill in.

    ``input`` is what the hidden sheet keeps of it, ``shown`` ``{member: number or
    text}`` of what its cells hold, ``locked`` the members that stay as they are.
    """

    input: hidden_sheet.Input
    name: str
    place: str
    category: str
    unit: str
    shown: dict
    locked: frozenset
    last: object
    target: object
    note: str
    is_first: bool
    is_whole: bool
    options: str


class Report(NamedTuple):
    """A report as its sheet shows it."""

    report_id: int
    title: str
    heading: str
    about: str
    said: str
    due: object
    rows: list
    narratives: list


class Texts(NamedTuple):
    """What the workbook says, in the user's language."""

    instructions: str
    heading: str
    steps: list
    contents: list
    heads: list
    hint: str
    narrative: str
    not_a_number: tuple
    not_in_list: tuple


class Writer:
    """Writes one workbook."""

    def __init__(self, book, texts, choices):
        """
        :param book: of xlsxwriter, opened with ``OPTIONS``
        :param choices: ``{list: {label: value}}`` of the drop-downs
        """
        self._book = book
        self._texts = texts
        self._choices = choices
        self._styles, self._looks = {}, {}
        self._sources = {}

    def write_reports(self, reports, lines, signature):
        """
        :param reports: what is written, one after another
        :param lines: of the hidden sheet, as in :mod:`.workbook`
        """
        self._find_sources()
        reports = list(reports)
        first = self._texts.instructions
        names = [report.title for report in reports]
        self._write_instructions(self._book.add_worksheet(first), reports)
        for number, report in enumerate(reports):
            self._write_report(self._book.add_worksheet(names[number]), number, report)
        self._write_lists(self._book.add_worksheet(LISTS_SHEET))
        self._write_hidden(self._book.add_worksheet(HIDDEN_SHEET), lines, signature)

    def _style(self, **values):
        key = tuple(sorted(values.items()))
        if key not in self._styles:
            base = {"valign": "top", "font_size": 10}
            self._styles[key] = self._book.add_format(base | values)
        return self._styles[key]

    def _find_sources(self):
        for column, (name, choices) in enumerate(self._choices.items()):
            self._sources[name] = (
                f"={LISTS_SHEET}!${column_letter(column)}$1"
                f":${column_letter(column)}${max(1, len(choices))}"
            )

    def _write_instructions(self, sheet, reports):
        texts = self._texts
        sheet.hide_gridlines(2)
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.set_column(0, 0, 5)
        sheet.set_column(1, 1, 62)
        sheet.set_column(2, 3, 22)
        sheet.set_row(0, 30)
        title = self._style(bold=True, font_size=18, font_color=DARK)
        sheet.write_string(0, 1, texts.heading, title)
        row = 2
        number = self._style(bold=True, font_color=DARK, align="right")
        step_style = self._style(text_wrap=True)
        for count, step in enumerate(texts.steps, 1):
            # two lines, for a spreadsheet does not measure joined cells
            sheet.set_row(row, 30)
            sheet.write_number(row, 0, count, number)
            sheet.merge_range(row, 1, row, 3, step, step_style)
            row += 1
        row += 1
        for column, text in enumerate(texts.contents, 1):
            sheet.write_string(row, column, text, self._heading())
        link = self._style(font_color="#0563C1", underline=1)
        day = self._style(num_format="yyyy-mm-dd", align="left")
        for report in reports:
            row += 1
            target = report.title.replace("'", "''")
            sheet.write_url(
                row, 1, f"internal:'{target}'!B1", link, string=report.heading
            )
            sheet.write_string(row, 2, report.about, self._style())
            if report.due:
                sheet.write_datetime(row, 3, report.due, day)
        sheet.protect("", {"select_locked_cells": True})

    def _heading(self):
        return self._style(
            bold=True, bg_color=DARK, font_color="#FFFFFF", text_wrap=True
        )

    def _write_report(self, sheet, number, report):
        self._set_up(sheet, report)
        for column, text in enumerate(self._texts.heads, 1):
            sheet.write_string(FIRST_ROW - 1, column, text, self._heading())
        spans = {}
        for place, row in enumerate(report.rows):
            self._write_row(
                sheet,
                FIRST_ROW + place,
                hidden_sheet.reference(number, place),
                row,
                spans,
            )
        row = FIRST_ROW + len(report.rows)
        for place, words in enumerate(report.narratives, len(report.rows)):
            row += 1
            self._write_words(sheet, row, hidden_sheet.reference(number, place), words)
        self._add_checks(sheet, spans)

    def _set_up(self, sheet, report):
        sheet.hide_gridlines(2)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(FIRST_ROW - 1)
        sheet.freeze_panes(FIRST_ROW, 2)
        unused = {0} | self._unused(report)
        for column, width in enumerate(WIDTHS):
            sheet.set_column(column, column, width, None, {"hidden": column in unused})
        sheet.set_row(0, 24)
        sheet.set_row(FIRST_ROW - 1, 30)
        title = self._style(bold=True, font_size=15, font_color=DARK)
        sheet.write_string(0, 1, report.heading, title)
        sheet.write_string(1, 1, report.about, self._style(font_color="#555555"))
        sheet.write_string(2, 1, report.said or self._texts.hint, self._style())
        sheet.protect(
            "",
            {
                "format_columns": True,
                "format_rows": True,
                "select_locked_cells": True,
                "select_unlocked_cells": True,
            },
        )

    def _unused(self, report):
        """Return the columns that none of the rows has use for."""
        unused = set()
        if not any("denominator" in row.input.members for row in report.rows):
            unused.add(OUT_OF)
        if not any(row.place for row in report.rows):
            unused.add(PLACE)
        return unused

    def _write_row(self, sheet, row, reference, line, spans):
        lines = _count_lines(line)
        if lines > 1:
            sheet.set_row(row, LINE_HEIGHT * lines)
        first = line.is_first
        plain = self._look("plain", first)
        sheet.write_string(row, 0, reference)
        name = self._look("first" if first else "name", first)
        sheet.write_string(row, NAME, line.name, name)
        _write(sheet, row, PLACE, line.place, plain, first)
        _write(sheet, row, CATEGORY, line.category, plain, first)
        _write(sheet, row, UNIT, line.unit, plain, first)
        for member in line.input.members:
            self._write_input(sheet, row, member, line, spans)
        beside = self._look("beside", first)
        _write(sheet, row, LAST, line.last, beside, first)
        _write(sheet, row, TARGET, line.target, beside, first)
        _write(sheet, row, NOTE, line.note, self._look("note", False), False)

    def _look(self, kind, has_edge, shape=""):
        key = (kind, has_edge, shape)
        style = self._looks.get(key)
        if not style:
            edge = _EDGE if has_edge else {}
            style = self._style(**_KINDS[kind], **_SHAPES[shape], **edge)
            self._looks[key] = style
        return style

    def _write_input(self, sheet, row, member, line, spans):
        column, shape = COLUMNS[member], ""
        if member in NUMBERS:
            shape = "whole" if line.is_whole else ""
        elif member not in ("option", "missing"):
            shape = "words"
        if member in line.locked:
            style = self._look("locked", line.is_first, shape)
        else:
            style = self._look("input", False, shape)
            kind = self._check_of(member, line)
            if kind:
                spans.setdefault(kind, []).append((row, column))
        _write(sheet, row, column, line.shown.get(member), style)

    def _check_of(self, member, line):
        if member in NUMBERS:
            return "integer" if line.is_whole else "decimal"
        if member == "missing":
            return "missing"
        return line.options if member == "option" else None

    def _write_words(self, sheet, row, reference, words):
        sheet.set_row(row, 110)
        bold = self._style(bold=True, text_wrap=True)
        sheet.write_string(row, 0, reference)
        sheet.write_string(row, NAME, words.name, bold)
        is_locked = bool(words.locked)
        style = self._style(
            text_wrap=True,
            locked=int(is_locked),
            bg_color="#EEEEEE" if is_locked else INPUT_COLOUR,
            border=1,
            border_color="#D9C98A",
        )
        [member] = words.input.members
        text = words.shown.get(member, "")
        sheet.merge_range(row, CATEGORY, row, NOTE, text, style)

    def _add_checks(self, sheet, spans):
        """Have the spreadsheet itself refuse what is no number or not in a list."""
        for kind, places in spans.items():
            [(first_row, column), *_rest] = places
            options = self._check_options(kind)
            options["multi_range"] = " ".join(ranges(places))
            sheet.data_validation(first_row, column, first_row, column, options)

    def _check_options(self, kind):
        if kind in ("integer", "decimal"):
            title, message = self._texts.not_a_number
            return {
                "validate": kind,
                "criteria": ">=",
                "value": 0,
                "error_title": title,
                "error_message": message,
            }
        title, message = self._texts.not_in_list
        return {
            "validate": "list",
            "source": self._sources[kind],
            "error_title": title,
            "error_message": message,
        }

    def _write_lists(self, sheet):
        sheet.hide()
        columns = [list(choices) for choices in self._choices.values()]
        for row in range(max(map(len, columns), default=0)):
            for column, labels in enumerate(columns):
                if row < len(labels):
                    sheet.write_string(row, column, labels[row])

    def _write_hidden(self, sheet, lines, signature):
        sheet.very_hidden()
        sheet.write_string(0, 0, "signature")
        sheet.write_string(0, 1, signature)
        for row, (number, text) in enumerate(hidden_sheet.chunks_of(lines), 1):
            sheet.write_number(row, 0, number)
            sheet.write_string(row, 1, text)
        sheet.protect("")


def _count_lines(line):
    """Return how many lines of text a row takes; not every program measures it."""
    texts = (
        (line.name, NAME),
        (line.place, PLACE),
        (line.category, CATEGORY),
        (line.unit, UNIT),
        (line.note, NOTE),
        (str(line.shown.get("text") or ""), NUMBER),
        (line.shown.get("comment") or "", COMMENT),
    )
    long = [
        (text, WIDTHS[column])
        for text, column in texts
        if len(text) > WIDTHS[column] or "\n" in text
    ]
    if not long:
        return 1
    return min(
        8,
        max(
            sum(max(1, -(-len(part) // width)) for part in text.split("\n"))
            for text, width in long
        ),
    )


def _write(sheet, row, column, value, style, is_shown=True):
    """Write a value; an empty cell only where its look is to be seen."""
    if value is None or value == "":
        if is_shown:
            sheet.write_blank(row, column, None, style)
    elif isinstance(value, str):
        sheet.write_string(row, column, value, style)
    else:
        sheet.write_number(row, column, value, style)
