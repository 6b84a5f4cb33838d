"""The indicator tracking table as a workbook: layout and typed writes, no ORM.

Rows are written one after the other, so that the workbook may be in
xlsxwriter's constant-memory mode and a long table takes no more memory than a
short one. Text is written as text: nothing a user typed becomes a formula.
"""

from typing import NamedTuple

NUMBER = "#,##0.##"
MONEY = "#,##0.00"
PERCENT = '0.0"%"'
DATE = "yyyy-mm-dd"
FORMATS = {
    "text": {"text_wrap": True, "valign": "top"},
    "number": {"num_format": NUMBER, "valign": "top"},
    "money": {"num_format": MONEY, "valign": "top"},
    "rate": {"num_format": "0.000000", "valign": "top"},
    "percent": {"num_format": PERCENT, "valign": "top"},
    "date": {"num_format": DATE, "valign": "top"},
    "integer": {"num_format": "0", "valign": "top"},
}


class Column(NamedTuple):
    """One column of the table.

    :param title: heading, in the reader's language
    :param width: in characters
    :param kind: ``text``, ``number``, ``money``, ``rate``, ``percent``, ``date`` or
        ``integer``
    """

    title: str
    width: float
    kind: str = "text"


class TableWriter:
    """Writes a titled table with a frozen heading into one worksheet."""

    def __init__(self, workbook, sheet, columns):
        self._sheet = sheet
        self._columns = columns
        self._title = workbook.add_format({"bold": True, "font_size": 14})
        self._fact = workbook.add_format({"font_color": "#555555"})
        self._heading = workbook.add_format(
            {
                "bold": True,
                "text_wrap": True,
                "valign": "vcenter",
                "bg_color": "#1F4E5F",
                "font_color": "#FFFFFF",
                "border": 1,
            }
        )
        self._plain = self._cell_formats(workbook, {})
        self._strong = self._cell_formats(workbook, {"bold": True, "top": 1})
        self._writers = [self._writer(column.kind) for column in columns]

    def _cell_formats(self, workbook, extra):
        made = {
            kind: workbook.add_format(layout | extra)
            for kind, layout in FORMATS.items()
        }
        return [made[column.kind] for column in self._columns]

    def _writer(self, kind):
        if kind == "text":
            return self._sheet._write_string
        if kind == "date":
            return self._sheet._write_datetime
        return self._sheet._write_number

    def fill(self, title, facts, rows):
        """Write the whole sheet.

        :param title: its title
        :param facts: lines of text below the title
        :param rows: iterable of ``(is_strong, values)``; a value of ``None`` leaves
            the cell empty, since blank is not zero
        :return: the number of rows written
        """
        for index, column in enumerate(self._columns):
            self._sheet.set_column(index, index, column.width)
        self._sheet.write_string(0, 0, title, self._title)
        for number, fact in enumerate(facts, start=1):
            self._sheet.write_string(number, 0, fact, self._fact)
        top = len(facts) + 2
        for index, column in enumerate(self._columns):
            self._sheet.write_string(top, index, column.title, self._heading)
        self._sheet.freeze_panes(top + 1, 3)
        self._sheet.repeat_rows(top)
        count = self._write_rows(top + 1, rows)
        self._sheet.autofilter(top, 0, top + max(count, 1), len(self._columns) - 1)
        self._sheet.set_landscape()
        self._sheet.fit_to_pages(1, 0)
        return count

    def _write_rows(self, top, rows):
        count = 0
        for row, (is_strong, values) in enumerate(rows, start=top):
            formats = self._strong if is_strong else self._plain
            for column, value in enumerate(values):
                if value is not None:
                    self._writers[column](row, column, value, formats[column])
            count += 1
        return count
