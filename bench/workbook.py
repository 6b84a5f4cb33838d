"""The workbook of 200 reports of 50 rows: written, and read when it comes back.

Written: ours starts from the database and ends with the file; the peer writes the
same cells, in the same formats, with nothing but xlsxwriter from lists that lie ready
in memory. Read: ours checks the file and its signature and has every input by its
report; the peer is the fastest reader there is, giving the rows of all sheets.
"""

import io

import openpyxl
import python_calamine
import xlsxwriter

from odoo import Command
from odoo.tools import consteq

from odoo.addons.asm_programs.tools import workbook_pack, workbook_reading

from bench.measure import compare

REPORTS = 200
INDICATORS = 5
CATEGORIES = 9  # with the total, 10 rows an indicator


def measure(env, large):
    reports = make_reports(env)
    content = reports._workbook()
    sheets = read_cells(content)
    rows = sum(1 for _title, rows in sheets for row in rows if is_row(row))
    if rows < REPORTS * INDICATORS * (CATEGORIES + 1):
        raise AssertionError(f"the workbook holds only {rows} rows")
    return [measure_writing(env, reports, sheets, rows), measure_reading(env, content)]


def is_row(cells):
    return bool(cells) and str(cells[0][2]).startswith("#")


def measure_writing(env, reports, sheets, rows):
    def ours():
        env.invalidate_all()
        reports._workbook()

    if read_cells(write_bare(sheets)) != sheets:
        raise AssertionError("the workbooks do not hold the same cells")
    return compare(
        "workbook_written",
        f"workbook of {REPORTS} reports and {rows:,} rows, from the database; peer: "
        "bare xlsxwriter, the same cells from memory",
        ours,
        lambda: write_bare(sheets),
        bound=1.5,
        watches_memory=False,
    )


def measure_reading(env, content):
    Submission = env["asm.submission"]

    def ours():
        found = workbook_reading.read(workbook_pack.Pack(content).workbook)
        signature = Submission._workbook_signature(found.lines)
        if not consteq(found.signature, signature):
            raise AssertionError("the signature does not fit")
        if len(found.places) < REPORTS * INDICATORS * (CATEGORIES + 1):
            raise AssertionError("not all rows were read")

    def peer():
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
        return [book.get_sheet_by_name(name).to_python() for name in book.sheet_names]

    return compare(
        "workbook_read",
        f"the same workbook, {len(content) / 1e6:.1f} MB: checked, its signature, "
        "each input by its report; peer: python-calamine alone",
        ours,
        peer,
        bound=2.0,
        watches_memory=False,
    )


def read_cells(content):
    """Return ``[(sheet, [[(row, column, value, format)]])]``, empty cells with it."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    return [
        (
            sheet.title,
            [
                [
                    (cell.row - 1, cell.column - 1, cell.value, style_of(cell))
                    for cell in row
                    if cell.value is not None or cell.has_style
                ]
                for row in sheet.iter_rows()
            ],
        )
        for sheet in book.worksheets
    ]


def style_of(cell):
    fill = cell.fill.fgColor.rgb if cell.fill.fill_type else None
    return (
        ("num_format", cell.number_format),
        ("bold", bool(cell.font.b)),
        ("text_wrap", bool(cell.alignment.wrap_text)),
        ("locked", int(cell.protection.locked)),
        ("bg_color", f"#{fill[2:]}" if isinstance(fill, str) else None),
    )


def as_format(style):
    return {name: value for name, value in style if value is not None}


def write_bare(sheets):
    """Write the same cells with nothing but xlsxwriter."""
    file = io.BytesIO()
    options = {"constant_memory": True, "default_date_format": "yyyy-mm-dd"}
    options |= {"strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(file, options) as book:
        styles = {
            style: book.add_format(
                {name: value for name, value in style if value is not None}
            )
            for style in {
                cell[3] for _t, rows in sheets for row in rows for cell in row
            }
        }
        for title, rows in sheets:
            sheet = book.add_worksheet(title)
            for cells in rows:
                for row, column, value, style in cells:
                    if isinstance(value, str):
                        sheet.write_string(row, column, value, styles[style])
                    elif value is None:
                        sheet.write_blank(row, column, None, styles[style])
                    elif isinstance(value, int | float):
                        sheet.write_number(row, column, value, styles[style])
                    else:
                        sheet.write_datetime(row, column, value, styles[style])
    return file.getvalue()


def make_reports(env):
    """Return reports of as many partners, half of their cells filled in."""
    env = env(context=dict(env.context, tracking_disable=True))
    dimension = env["mtm.dimension"].create(
        {
            "code": "bench",
            "name": "Bench",
            "value_ids": [
                Command.create({"code": str(n), "name": f"Category {n}"})
                for n in range(CATEGORIES)
            ],
        }
    )
    program = env["asm.program"].create(
        {"code": "BENCH", "name": "Bench", "frequency": "quarter"}
    )
    definitions = env["asm.indicator"].create(
        [
            {
                "code": f"BENCH-{n}",
                "name": f"Number of miners trained in safe practice, course {n}",
                "unit": "miners",
                "dimension_ids": [Command.set(dimension.ids)],
            }
            for n in range(INDICATORS)
        ]
    )
    partners = env["res.partner"].create(
        [{"name": f"Bench {n}", "is_company": True} for n in range(REPORTS)]
    )
    env["asm.program.indicator"].create(
        [
            {
                "program_id": program.id,
                "indicator_id": definition.id,
                "assignment_ids": [
                    Command.create({"partner_id": partner.id}) for partner in partners
                ],
            }
            for definition in definitions
        ]
    )
    date = env["asm.submission"]._fields["date_due"].to_date
    [period] = program._periods(date("2025-01-01"), date("2025-03-31"))
    reports = env["asm.submission"].create(
        [
            {
                "program_id": program.id,
                "partner_id": partner.id,
                "period_id": period.id,
            }
            for partner in partners
        ]
    )
    fill_in(env, reports, dimension, program)
    env.flush_all()
    return reports


def fill_in(env, reports, dimension, program):
    values = dimension.value_ids[: CATEGORIES // 2]
    combinations = env["mtm.disaggregation"].create(
        [{"value_ids": [Command.set(value.ids)]} for value in values]
    )
    env["asm.actual"].with_context(asm_parts_checked_later=True).create(
        [
            {
                "submission_id": report.id,
                "program_indicator_id": line.id,
                "disaggregation_id": combination and combination.id,
                "value": 10.0 if combination else 100.0,
            }
            for report in reports
            for line in program.program_indicator_ids
            for combination in [None, *combinations]
        ]
    )
