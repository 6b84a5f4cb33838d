"""Workbooks of shipped layouts as they were looked through, and as they are now.

``golden/CODE.inputs.json`` is what a layout is drawn from, ``golden/CODE.cells.txt``
what its workbook then holds, a line for each cell: address, value (of a formula with
what it comes to), number format, look. A layout that is changed on purpose is written
anew with ``M2M_GOLDEN=write`` in the environment of the test, and looked through again;
one that is new gets made-up inputs by it, to be filled with better ones.
"""

import io
import json
import os
from datetime import datetime
from pathlib import Path

import openpyxl
from openpyxl.cell.cell import MergedCell

from odoo.addons.asm_donor_reports.tools import layout_reading, workbook
from odoo.addons.asm_donor_reports.tools.compose import compose
from odoo.addons.asm_donor_reports.tools.inputs import Inputs
from odoo.addons.asm_donor_reports.tools.sample import sample

FOLDER = Path(__file__).parent / "golden"
FORMATS = Path(__file__).parent.parent / "data/formats"
CODES = sorted(path.stem for path in FORMATS.glob("*.json"))
MOMENT = datetime(2025, 10, 14, 9)


def draw(code):
    """Return the book of a shipped layout and of the inputs that are kept for it."""
    layout = layout_reading.read(read(FORMATS / f"{code}.json"))
    path = FOLDER / f"{code}.inputs.json"
    if is_writing() and not path.exists():
        data = json.dumps(sample(layout).as_json(), ensure_ascii=False, indent=1)
        path.write_text(data + "\n", encoding="utf-8")
    inputs = Inputs.from_json(read(path))
    return compose(layout, inputs, layout.name, "Miners' Aid", MOMENT)


def write(code):
    """Return the bytes of that book's workbook."""
    stream = io.BytesIO()
    workbook.write(draw(code), stream)
    return stream.getvalue()


def is_writing():
    return os.environ.get("M2M_GOLDEN") == "write"


def read(path):
    return json.loads(path.read_text(encoding="utf-8"))


def expected(code, found):
    """Return the lines that were looked through, or take those found for it."""
    path = FOLDER / f"{code}.cells.txt"
    if is_writing():
        path.write_text("\n".join(found) + "\n", encoding="utf-8")
    return path.read_text(encoding="utf-8").splitlines()


def lines_of(content):
    """Return what a workbook holds, in lines."""
    shown = openpyxl.load_workbook(io.BytesIO(content), data_only=True)
    made = openpyxl.load_workbook(io.BytesIO(content))
    return [
        line
        for sheet, values in zip(made.worksheets, shown.worksheets, strict=True)
        for line in (*_sheet(sheet), *_cells(sheet, values))
    ]


def _sheet(sheet):
    page = sheet.page_setup
    yield (
        f"[{sheet.title}] {page.orientation or 'portrait'}, paper {page.paperSize}, "
        f"freeze {sheet.freeze_panes}, repeat {sheet.print_title_rows}, "
        f"{len(sheet._charts)} charts"
    )
    widths = sorted(sheet.column_dimensions.items(), key=lambda one: one[1].min)
    yield "widths " + ", ".join(
        f"{letters} {dimension.width:.1f}" for letters, dimension in widths
    )
    for merged in sorted(
        sheet.merged_cells.ranges, key=lambda one: (one.min_row, one.min_col)
    ):
        yield f"merged {merged.coord}"


def _cells(sheet, values):
    for row in sheet.iter_rows():
        for cell in row:
            if isinstance(cell, MergedCell) or not (cell.has_style or cell.value):
                continue
            value = _value(cell.value)
            if cell.data_type == "f":
                value = f"{cell.value} is {_value(values[cell.coordinate].value)}"
            yield f"{cell.coordinate} | {value} | {cell.number_format} | {_look(cell)}"


def _value(value):
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, float):
        return repr(value).removesuffix(".0")
    return "" if value is None else json.dumps(value, ensure_ascii=False)


def _look(cell):
    font, fill, align = cell.font, cell.fill, cell.alignment
    parts = [f"{font.sz:g}"]
    parts += ["bold"] * bool(font.b) + ["italic"] * bool(font.i)
    if font.color and isinstance(font.color.rgb, str):
        parts.append(f"#{font.color.rgb[2:]}")
    if fill.fill_type:
        parts.append(f"on #{fill.fgColor.rgb[2:]}")
    if cell.border.top.style:
        parts.append(cell.border.top.style)
    parts += [
        one for one in (align.horizontal, align.vertical) if one not in (None, "top")
    ]
    parts += ["wrapped"] * bool(align.wrap_text)
    if align.indent:
        parts.append(f"indent {align.indent:g}")
    return " ".join(parts)
