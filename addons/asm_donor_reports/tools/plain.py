"""A drawn book as plain values (CSV), a file for each sheet.

Numbers are plain and exact, days are written as ISO has them. What a spreadsheet
would take for a formula when it opens the file is marked as text.
"""

import csv
import io
from datetime import date
from decimal import Decimal

from odoo.addons.mines_to_markets.tools.formulas import guard

# a spreadsheet knows by it that the file is UTF-8
MARK = "\ufeff"


def write(sheet, stream):
    """Write one sheet.

    Rows and columns stand where they stand in the workbook; of merged cells the first
    has the value, and equal values below each other are all written.

    :param sheet: :class:`.book.Sheet`; its rows are taken
    :param stream: binary file, left open
    """
    text = io.TextIOWrapper(stream, encoding="utf-8", newline="", write_through=True)
    text.write(MARK)
    writer = csv.writer(text)
    last = -1
    for row, cells in sheet.lines():
        for _gap in range(row - last - 1):
            writer.writerow(())
        writer.writerow(_values(cells))
        last = row
    text.detach()


def plain(value):
    """Return a value as the file has it.

    >>> plain(Decimal("1E+3")), plain(Decimal("-0.10")), plain(date(2025, 3, 31))
    ('1000', '-0.10', '2025-03-31')
    >>> plain("-5"), plain("=1+1"), plain("a=1"), plain(None)
    ("'-5", "'=1+1", 'a=1', '')
    """
    if value is None:
        return ""
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, str):
        return guard(value)
    return str(value)


def _values(cells):
    row = []
    for cell in cells:
        row += [""] * (cell.column - len(row))
        row.append(plain(cell.value))
        row += [""] * (cell.across - 1)
    return row
