"""The workbook of a donor report of 100,000 rows: writing, and memory.

The peer writes the same cells with nothing but xlsxwriter, by its undecorated
typed writes in constant-memory mode, from lists that lie ready.
"""

import io
import math
import time
import tracemalloc
import zipfile
import zlib
from datetime import date
from decimal import Decimal

import xlsxwriter
from python_calamine import CalamineWorkbook

from odoo.addons.asm_donor_reports.tools import workbook
from odoo.addons.asm_donor_reports.tools.book import (
    Book,
    Column,
    Row,
    RowsBand,
    Sheet,
    Style,
)

from bench.measure import Result, compare

ROWS, FEW = 100_000, 1_000
REPEATS = 4
MOST_MEMORY = 40_000_000
# name, kind, number format, width; in the same order as the fields below
COLUMNS = (
    ("code", "text", "", 14),
    ("name", "text", "", 60),
    ("unit", "text", "", 12),
    ("category", "text", "", 20),
    ("baseline", "number", "#,##0.##", 12),
    ("target", "number", "#,##0.##", 12),
    ("actual", "number", "#,##0.##", 12),
    ("achievement", "percent", '0.0"%"', 10),
    ("baseline_date", "date", "yyyy-mm-dd", 12),
    ("deviation", "text", "", 60),
)
NAMES = [name for name, *_more in COLUMNS]
KINDS = [kind for _name, kind, *_more in COLUMNS]
FORMATS = [number_format for _n, _k, number_format, _w in COLUMNS]
WRITERS = {"text": "_write_string", "date": "_write_datetime"}


def measure(env, large):
    rows = list(make_rows(ROWS))
    bare = [[as_bare(value) for value in row.values] for row in rows]

    def ours():
        return write(rows)

    def peer():
        return write_bare(bare)

    content = ours()
    assert_same(read(content), read(peer()))
    result = compare(
        "donor_workbook",
        f"workbook of {ROWS:,} rows of {len(COLUMNS)} cells; peer: bare xlsxwriter",
        ours,
        peer,
        bound=1.3,
        repeats=REPEATS,
        watches_memory=False,
    )
    return [result, against_zlib(result, content), memory()]


def make_rows(count):
    """Yield rows as a report has them: long texts, some blank, exact numbers."""
    for number in range(count):
        actual = Decimal(number) / 8
        yield Row(
            (number,),
            "total",
            [
                f"IND-{number}",
                f"Number of miners trained in safe practice & care, course {number}",
                "miners",
                None if number % 10 == 0 else f"Category {number % 10}",
                Decimal("0.5"),
                Decimal(120),
                actual,
                actual / Decimal("1.2"),
                date(2025, 12, 31),
                "Two courses were held in April, after the rains",
            ],
        )


def make_book(rows):
    columns = [
        Column(index, name, kind, {"total": Style(number_format=number_format)})
        for index, (name, kind, number_format, _width) in enumerate(COLUMNS)
    ]
    widths = {index: width for index, (*_more, width) in enumerate(COLUMNS)}
    return Book("Bench", [Sheet("Rows", [RowsBand("rows", 0, columns, rows)], widths)])


def write(rows):
    file = io.BytesIO()
    workbook.write(make_book(rows), file)
    return file.getvalue()


def as_bare(value):
    return float(value) if isinstance(value, Decimal) else value


def write_bare(rows):
    """Write the same cells with nothing but xlsxwriter."""
    file = io.BytesIO()
    made = xlsxwriter.Workbook(file, {"constant_memory": True})
    sheet = made.add_worksheet("Rows")
    style = {"font_size": 10, "valign": "top", "text_wrap": True}
    plan = [
        (
            index,
            getattr(sheet, WRITERS.get(kind, "_write_number")),
            made.add_format(style | {"num_format": number_format}),
        )
        for index, (kind, number_format) in enumerate(zip(KINDS, FORMATS, strict=True))
    ]
    for number, values in enumerate(rows):
        for (index, writer, look), value in zip(plan, values, strict=True):
            if value is not None:
                writer(number, index, value, look)
    made.close()
    return file.getvalue()


def assert_same(mine, theirs):
    """xlsxwriter writes 16 digits of a number, ours all that a float has."""
    for one, other in zip(mine, theirs, strict=True):
        if one == other:
            continue
        for value, expected in zip(one, other, strict=True):
            if value != expected and not math.isclose(value, expected, rel_tol=1e-15):
                raise AssertionError(f"{value} is not {expected}")


def read(content):
    return (
        CalamineWorkbook.from_filelike(io.BytesIO(content))
        .get_sheet_by_index(0)
        .to_python()
    )


def against_zlib(result, content):
    """Set the time beside that of pressing alone; the bound keeps it from growing."""
    packed = zipfile.ZipFile(io.BytesIO(content))
    xml = b"".join(packed.read(name) for name in packed.namelist())
    start = time.perf_counter()
    zlib.compress(xml)
    return Result(
        "donor_workbook_zlib",
        f"the same; peer: zlib alone on its {len(xml) / 1e6:.0f} MB of XML",
        ours=result.ours,
        peer=time.perf_counter() - start,
        bound=30.0,
    )


def memory():
    """Return what 100,000 rows take more than 1,000, at most at a time."""
    few, many = peak(FEW), peak(ROWS)
    return Result(
        "donor_workbook_memory",
        f"bytes that {ROWS:,} rows take more than {FEW:,}; peer: the most allowed",
        ours=max(0, many - few),
        peer=MOST_MEMORY,
        bound=1.0,
        unit="B",
    )


def peak(count):
    rows = make_rows(count)
    tracemalloc.start()
    try:
        with open("/dev/null", "wb") as target:
            workbook.write(make_book(rows), _Forgetful(target))
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


class _Forgetful(io.RawIOBase):
    """A file whose content nobody keeps: what is measured is the writer."""

    def __init__(self, target):
        self._target, self._size = target, 0

    def write(self, data):
        self._size += self._target.write(data)
        return len(data)

    def tell(self):
        return self._size

    def writable(self):
        return True
