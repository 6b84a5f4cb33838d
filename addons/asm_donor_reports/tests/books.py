"""A small book that tests write: everything that a writer has to get right."""

import io
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

from odoo.addons.asm_donor_reports.tools import workbook
from odoo.addons.asm_donor_reports.tools.book import (
    Book,
    Cell,
    Chart,
    Column,
    FixedBand,
    Row,
    RowsBand,
    Series,
    Sheet,
    Style,
)

MOMENT = datetime(2026, 4, 10, 8, 30)
HEADING = Style(bold=True, background="#1F4E5F", color="#FFFFFF", border=1)
TEXT = Style(border=1)
NUMBER = Style(border=1, number_format="#,##0.##")
PERCENT = Style(border=1, number_format='0.0"%"')
TITLE = Style(bold=True, size=14, wrap=False)
PLAIN = Style()
# what somebody types to see whether it is run
INJECTIONS = (
    '=HYPERLINK("http://example.org")',
    "+1+1",
    "-2+3",
    "@SUM(1+1)",
    "\t=1+1",
    "{=1+1}",
    "http://example.org",
    "0123",
    "<r><t>markup</t></r>",
    "<script>alert(1)</script> & more",
    "_x0041_",
    "  two blanks ",
)


def column(index, name, kind, style, **more):
    styles = {"total": style, "part": replace(style, italic=True)}
    return Column(index, name, kind, styles, **more)


def table_rows():
    """Two results, three indicators, one with a part; what is blank stays blank."""
    yield Row(
        (1,), "total", ["Safe mines", "Trained", Decimal(120), Decimal(90), Decimal(75)]
    )
    yield Row((1, "f"), "part", ["Safe mines", "  female", None, Decimal("40.5"), None])
    yield Row((2,), "total", ["Safe mines", "Equipped", None, Decimal(0), None])
    yield Row((3,), "total", ["Fair trade", "Tonnes", Decimal("10.125"), None, None])


def table(rows=None, **more):
    """Return a sheet with a heading, rows with merged cells, and a total below."""
    columns = [
        column(0, "result", "text", TEXT, is_merged=True),
        column(1, "name", "text", TEXT),
        column(2, "target", "number", NUMBER),
        column(3, "actual", "number", NUMBER),
        column(
            4,
            "percent",
            "percent",
            PERCENT,
            formula='=IF(OR(C{row}="",D{row}=""),"",D{row}/C{row}*100)',
        ),
    ]
    heading = {
        0: [Cell(0, "Tracking table", TITLE)],
        2: [Cell(0, "Result", HEADING, down=2), Cell(1, "Indicator", HEADING, down=2)]
        + [Cell(2, "Quarter 1", HEADING, across=3)],
        3: [Cell(2, "Target", HEADING), Cell(3, "Actual", HEADING)]
        + [Cell(4, "%", HEADING)],
    }
    band = RowsBand("rows", 4, columns, rows or table_rows(), "table")

    def bands():
        yield FixedBand("head", 0, heading, 4)
        yield band
        last = 4 + band.height
        total = Cell(
            3,
            Decimal("130.5"),
            replace(NUMBER, bold=True),
            f"=SUM(D5:D{last})",
            key=("table", "sum", "actual"),
        )
        yield FixedBand("sum", last + 1, {0: [Cell(0, "Total", TEXT), total]}, 1)

    return Sheet(
        "Tracking table",
        bands(),
        {0: 16, 1: 24, 2: 12, 3: 12, 4: 10},
        "landscape",
        repeat_rows=(2, 3),
        freeze=(4, 2),
        charts=[
            Chart(
                "achievement",
                "Target against actual",
                "rows",
                "name",
                [Series("Target", "target"), Series("Actual", "actual")],
            )
        ],
        **more,
    )


def texts(values=INJECTIONS):
    """Return a sheet with a text in each row, once by itself and once in rows."""
    rows = [Row((n,), "total", [value]) for n, value in enumerate(values)]
    cells = {n: [Cell(0, value, PLAIN)] for n, value in enumerate(values)}
    return Sheet(
        "Texts",
        [
            FixedBand("single", 0, cells, len(values)),
            RowsBand("rows", len(values), [column(0, "t", "text", PLAIN)], rows, "x"),
        ],
    )


def values(*cells, style=PLAIN):
    """Return a sheet with values in its first row."""
    row = [Cell(number, value, style) for number, value in enumerate(cells)]
    return Sheet("Values", [FixedBand("values", 0, {0: row}, 1)])


def book(*sheets, lang="en_US"):
    return Book("Report R&D", list(sheets), lang, "Miners' Aid", MOMENT)


def written(made):
    """Return the bytes of a book's workbook."""
    stream = io.BytesIO()
    workbook.write(made, stream)
    return stream.getvalue()


DAY = date(2025, 3, 31)
