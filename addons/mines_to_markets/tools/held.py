"""What is held about a person as a workbook for them. No ORM."""

import io

import xlsxwriter

from .workbooks import ROW_BY_ROW

WIDTHS = (28, 40, 28, 60)


def write(title, heads, rows):
    """Return the bytes of a workbook with a row for each value.

    :param title: of the sheet, in the reader's language
    :param heads: titles of four columns: kind of record, record, field, value
    :param rows: iterable of as many texts

    >>> write("Held", ("a", "b", "c", "d"), [("Contact", "N", "City", "=1+1")])[:2]
    b'PK'
    """
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, ROW_BY_ROW) as book:
        sheet = book.add_worksheet(title[:31])
        bold = book.add_format({"bold": True})
        wrapped = book.add_format({"text_wrap": True, "valign": "top"})
        for column, width in enumerate(WIDTHS):
            sheet.set_column(column, column, width)
            sheet.write_string(0, column, heads[column], bold)
        for number, row in enumerate(rows, 1):
            for column, text in enumerate(row):
                sheet.write_string(number, column, text, wrapped)
        sheet.freeze_panes(1, 0)
    return stream.getvalue()
