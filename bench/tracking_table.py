"""The indicator tracking table as a workbook, against bare xlsxwriter.

The peer writes the same cells with typed writes in constant-memory mode, from
lists that lie ready in memory: all that ours does besides is time on top of it.
"""

import datetime
import io
import itertools
from typing import NamedTuple

import openpyxl
import xlsxwriter

from odoo import Command

from bench.measure import compare

LINES = 2_000
LINES_LARGE = 20_000
CATEGORIES = 10


def measure(env, large):
    lines = LINES_LARGE if large else LINES
    report = make_report(env, lines)
    user = make_user(env)
    env.flush_all()

    def ours():
        env.invalidate_all()
        model = env["report.asm_programs.tracking_table"].with_user(user)
        model = model.with_context(active_model=report._name)
        return model.create_xlsx_report(report.ids, {})[0]

    sheets = read_cells(ours())
    if len(sheets[0].rows) < lines:
        raise AssertionError(f"the workbook holds fewer than {lines} lines")

    def peer():
        return write_bare(sheets)

    if read_cells(peer()) != sheets:
        raise AssertionError("the workbooks do not hold the same cells")
    cells = sum(len(row) for sheet in sheets for row in sheet.rows.values())
    return compare(
        "tracking_table",
        f"workbook of {lines:,} lines, {cells:,} cells; peer: bare xlsxwriter",
        ours,
        peer,
        bound=2.0,
    )


class Cell(NamedTuple):
    """One cell as it is written."""

    column: int
    write: str
    value: object
    style: tuple


class Sheet(NamedTuple):
    """The cells of a sheet by row."""

    title: str
    rows: dict


def read_cells(content):
    """Return what a workbook holds, sheet by sheet, empty cells left out."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    return [
        Sheet(
            sheet.title,
            {
                number: cells
                for number, row in enumerate(sheet.iter_rows())
                if (cells := [as_cell(cell) for cell in row if cell.value is not None])
            },
        )
        for sheet in book.worksheets
    ]


def as_cell(cell):
    write = {"n": "write_number", "d": "write_datetime"}.get(
        cell.data_type, "write_string"
    )
    style = (cell.number_format, bool(cell.font.b))
    return Cell(cell.column - 1, write, cell.value, style)


def styles_of(sheets):
    """Return the formats in use, sorted."""
    return sorted(
        {cell.style for sheet in sheets for row in sheet.rows.values() for cell in row}
    )


def write_bare(sheets):
    """Write the same cells with nothing but xlsxwriter."""
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"constant_memory": True})
    styles = {
        style: book.add_format({"num_format": style[0], "bold": style[1]})
        for style in styles_of(sheets)
    }
    for title, rows in sheets:
        sheet = book.add_worksheet(title)
        write = {
            name: getattr(sheet, name)
            for name in ("write_string", "write_number", "write_datetime")
        }
        for number, cells in rows.items():
            for column, kind, value, style in cells:
                write[kind](number, column, value, styles[style])
    book.close()
    return file.getvalue()


def make_user(env):
    """Return someone who exports donor reports."""
    return env["res.users"].create(
        {
            "name": "Bench finance",
            "login": "bench-finance",
            "group_ids": [Command.set(env.ref("asm_programs.group_asm_finance").ids)],
        }
    )


def make_report(env, lines):
    """Return a drawn report of so many lines, a number behind each of them."""
    env = env(context=dict(env.context, tracking_disable=True))
    program = env["asm.program"].create(
        {"code": "BENCH", "name": "Bench", "frequency": "quarter"}
    )
    award = env["asm.award"].create(
        {
            "reference": "BENCH",
            "kind": "own",
            "date_start": "2026-01-01",
            "date_end": "2026-12-31",
        }
    )
    env["asm.award.share"].set_from(program, "2026-01-01", {award: 100})
    period = env["asm.award.period"].create(
        {
            "award_id": award.id,
            "name": "Q1",
            "kind": "quarter",
            "date_start": "2026-01-01",
            "date_end": "2026-03-31",
        }
    )
    report = env["asm.donor.report"].create(
        {
            "award_ids": [Command.set(award.ids)],
            "award_period_id": period.id,
            "drawn_on": "2026-04-10 08:00:00",
        }
    )
    indicators = make_indicators(env, award, program, lines // CATEGORIES)
    combinations = make_combinations(env, CATEGORIES - 1)
    env["asm.donor.report.line"].create(
        [
            prepare_line(report, indicator, combination, sequence)
            for sequence, (indicator, combination) in enumerate(
                itertools.product(indicators, [None, *combinations]), start=1
            )
        ]
    )
    make_actuals(env, program, indicators.program_indicator_id, combinations)
    return report


def make_indicators(env, award, program, count):
    definitions = env["asm.indicator"].create(
        [
            {
                "code": f"BENCH-{number}",
                "name": f"Number of miners trained in safe practice, course {number}",
                "unit": "miners",
            }
            for number in range(count)
        ]
    )
    used = env["asm.program.indicator"].create(
        [
            {"program_id": program.id, "indicator_id": definition.id}
            for definition in definitions
        ]
    )
    return env["asm.award.indicator"].create(
        [{"award_id": award.id, "program_indicator_id": one.id} for one in used]
    )


def make_combinations(env, count):
    dimension = env["mtm.dimension"].create({"code": "bench", "name": "Bench"})
    values = env["mtm.dimension.value"].create(
        [
            {
                "dimension_id": dimension.id,
                "code": f"bench-{number}",
                "name": f"Category {number}",
            }
            for number in range(count)
        ]
    )
    return env["mtm.disaggregation"].create(
        [{"value_ids": [Command.set(value.ids)]} for value in values]
    )


def prepare_line(report, indicator, combination, sequence):
    return {
        "report_id": report.id,
        "sequence": sequence,
        "award_indicator_id": indicator.id,
        "value_id": combination and combination.value_ids.id,
        "is_total": not combination,
        "code": indicator.code,
        "name": indicator.name,
        "level": "Output",
        "unit": "miners",
        "data_type": "Number",
        "direction": "Increase",
        "cumulative": "No",
        "category": combination and combination.display_name,
        "source": "Attendance lists",
        "frequency": "Quarterly",
        "baseline": 0.0,
        "baseline_date": datetime.date(2025, 12, 31),
        "target": 120.0,
        "actual": sequence / 8,
        "achievement": sequence / 9.6,
        "quarter_1": sequence / 8,
        "year_target": 480.0,
        "year_actual": sequence / 8,
        "year_achievement": sequence / 38.4,
        "life_target": 960.0,
        "life_actual": sequence / 8,
        "life_achievement": sequence / 76.8,
        "reported": 3,
        "expected": 4,
        "deviation": "Two courses were held in April, after the rains",
        "note": f"Line {sequence}",
    }


def make_actuals(env, program, used, combinations):
    """Approve one number for each line."""
    period = env["asm.period"].search(
        [("date_start", "=", "2026-01-01"), ("kind", "=", "quarter")], limit=1
    ) or env["asm.period"].create(
        {
            "name": "2026 Q1",
            "kind": "quarter",
            "date_start": "2026-01-01",
            "date_end": "2026-03-31",
        }
    )
    submission = env["asm.submission"].create(
        {
            "program_id": program.id,
            "partner_id": env.company.partner_id.id,
            "period_id": period.id,
        }
    )
    env["asm.actual"].with_context(asm_parts_checked_later=True).create(
        [
            {
                "submission_id": submission.id,
                "program_indicator_id": one.id,
                "disaggregation_id": combination and combination.id,
                "value": 10.0 if combination else 100.0,
                "state": "approved",
                "approved_by": env.uid,
                "approved_on": "2026-04-05 08:00:00",
            }
            for one, combination in itertools.product(used, [None, *combinations])
        ]
    )
