"""A workbook given back with the cells marked that are to be put right."""

import io
import re
from typing import NamedTuple

import openpyxl
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill

from .workbook_reading import BadWorkbook, check
from .workbook_writing import INPUT_COLOUR

RED = "FFF4B6B6"
# written into the first cell of the sheet of reasons, by which it is found again
MARK = "#reasons"
_PLACE = re.compile(r"[A-Z]{1,2}[1-9][0-9]{0,5}", re.ASCII)


class Problem(NamedTuple):
    """What is wrong: in which sheet and cell ("" for none), and why."""

    sheet: str
    cell: str
    message: str


def mark(content, problems, title, heads):
    """Return the workbook with these cells marked, and a sheet of reasons first.

    What was marked before is unmarked: the sheet of reasons says what that was.

    :param bytes content: a workbook that was read before
    :param title: of the sheet of reasons
    :param heads: of its columns: sheet, cell, reason
    :raises BadWorkbook: where it cannot be written again
    """
    check(content)
    try:
        # nosemgrep: workbook-not-looked-through - check(), above
        book = openpyxl.load_workbook(io.BytesIO(content))
    except Exception as error:
        # another reader than the first one: it fails on other things, in many ways
        raise BadWorkbook("workbook") from error
    _unmark(book)
    red = PatternFill("solid", fgColor=RED)
    for problem in problems:
        if problem.sheet in book.sheetnames and problem.cell:
            cell = book[problem.sheet][problem.cell]
            cell.fill = red
            cell.comment = Comment(problem.message, "m2m", height=120, width=320)
    _write_reasons(book.create_sheet(title, 0), problems, heads)
    book.active = 0
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _write_reasons(sheet, problems, heads):
    sheet.sheet_view.showGridLines = False
    sheet["A1"] = MARK
    sheet["A1"].font = Font(color="FFFFFFFF", size=6)
    for letter, width in zip("ABCD", (3, 30, 8, 110), strict=True):
        sheet.column_dimensions[letter].width = width
    for column, head in enumerate(heads, 2):
        sheet.cell(2, column, head).font = Font(bold=True)
    for row, problem in enumerate(problems, 3):
        sheet.cell(row, 2, problem.sheet)
        sheet.cell(row, 3, problem.cell)
        reason = sheet.cell(row, 4)
        # a message may quote what was typed: it stays text
        reason.value = problem.message
        reason.data_type = "s"
        reason.alignment = Alignment(wrap_text=True, vertical="top")
        if problem.sheet in sheet.parent.sheetnames and problem.cell:
            place = problem.sheet.replace("'", "''")
            sheet.cell(row, 3).hyperlink = f"#'{place}'!{problem.cell}"
            sheet.cell(row, 3).font = Font(color="FF0563C1", underline="single")


def _unmark(book):
    plain = PatternFill("solid", fgColor="FF" + INPUT_COLOUR.lstrip("#"))
    sheets = {each.title: each for each in book.worksheets}
    for sheet in [each for each in sheets.values() if each["A1"].value == MARK]:
        for name, place in sheet.iter_rows(
            min_row=3, min_col=2, max_col=3, values_only=True
        ):
            # anybody may have written here: a whole sheet is no place
            if name in sheets and _PLACE.fullmatch(str(place)):
                cell = sheets[name][place]
                cell.fill, cell.comment = plain, None
        book.remove(sheet)
