"""Registers as workbooks: what a column is, how cells are written. No ORM.

A register is a table that users take out, correct and bring in again: names in the
place of ids, real dates and numbers, and text that stays text.
"""

import re
from typing import NamedTuple

from .workbooks import ROW_BY_ROW

SEPARATOR = "; "
DATE = "yyyy-mm-dd"
MOST_TEXT = 32_767  # of a cell, by the format
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


class Column(NamedTuple):
    """One column of a register.

    :param name: stays the same in every language; a file may have it as its title
    :param title: title in the reader's language
    :param kind: how the cell is read and written: ``text``, ``date``, ``number``,
        ``choice``, ``one`` (a record by name), ``many``, ``info`` (goes out only), or
        one that a register adds
    :param field: of the record
    :param help: what to fill in
    :param key: whether it tells which record a row is about
    :param required: whether a new record needs it
    :param keep: whether a blank cell says nothing, rather than that it is blank
    """

    name: str
    title: str
    kind: str
    field: str = ""
    help: str = ""
    width: int = 18
    key: bool = False
    required: bool = False
    keep: bool = False


class Known(NamedTuple):
    """What a record says in one column: the value, and the text that stands for it.

    The value of ``one`` and ``many`` is the set of ids that the reader may see.
    """

    value: object
    text: str = ""

    @property
    def shown(self):
        """What goes into the cell; None leaves it blank, since blank is not zero."""
        if isinstance(self.value, frozenset) or self.text:
            return self.text or None
        return self.value


def clean(text):
    """Return the text as it comes back from a workbook.

    >>> clean(" a\\x00\\r\\nb "), clean(False)
    ('a\\nb', '')
    """
    if not text:
        return ""
    return _CONTROL.sub("", text.replace("\r\n", "\n")).strip()[:MOST_TEXT]


def split(text):
    """Return the names in a cell, in their order, each once.

    >>> split("Tin; gold ;;Tin"), split("Tin\\nGold"), split("")
    (['Tin', 'gold'], ['Tin', 'Gold'], [])
    """
    names = (name.strip() for name in re.split("[;\n]", text))
    return list(dict.fromkeys(name for name in names if name))


def join(names):
    """
    >>> join(["Tin", "Gold"])
    'Tin; Gold'
    """
    return SEPARATOR.join(names)


class RegisterWriter:
    """Writes one register into a workbook in constant-memory mode."""

    options = ROW_BY_ROW

    def __init__(self, workbook, columns):
        self._workbook = workbook
        self._columns = columns
        self._heading = workbook.add_format(
            {"bold": True, "bg_color": "#1F4E5F", "font_color": "#FFFFFF"}
        )
        self._optional = workbook.add_format(
            {"bold": True, "bg_color": "#5F7F8A", "font_color": "#FFFFFF"}
        )
        self._date = workbook.add_format({"num_format": DATE})
        self._wrap = workbook.add_format({"text_wrap": True, "valign": "top"})
        self._bold = workbook.add_format({"bold": True, "valign": "top"})
        self._big = workbook.add_format({"bold": True, "font_size": 14})

    def write_rows(self, title, rows):
        """Write the sheet that an import reads; it is the first of the workbook.

        :param rows: iterable of lists of cells; ``None`` leaves a cell empty
        :return: the number of rows
        """
        sheet = self._workbook.add_worksheet(title)
        for index, column in enumerate(self._columns):
            sheet.set_column(index, index, column.width)
            style = self._heading if column.key else self._optional
            sheet.write_string(0, index, column.title, style)
        sheet.freeze_panes(1, 1)
        count = 0
        for count, cells in enumerate(rows, start=1):
            for index, cell in enumerate(cells):
                if cell is not None:
                    self._write(sheet, count, index, cell)
        sheet.autofilter(0, 0, max(count, 1), len(self._columns) - 1)
        return count

    def _write(self, sheet, row, index, cell):
        if isinstance(cell, str):
            sheet.write_string(row, index, cell)
        elif isinstance(cell, int | float):
            sheet.write_number(row, index, cell)
        else:
            sheet.write_datetime(row, index, cell, self._date)

    def write_notes(self, title, heading, lines, titles):
        """Write what a reader of the file needs to know.

        :param lines: ``[(label, text)]``, which come before the columns
        :param titles: of the table of columns
        """
        sheet = self._workbook.add_worksheet(title)
        sheet.set_column(0, 0, 26)
        sheet.set_column(1, 1, 22)
        sheet.set_column(2, 2, 90)
        sheet.write_string(0, 0, heading, self._big)
        row = 2
        for label, text in lines:
            sheet.write_string(row, 0, label, self._bold)
            sheet.write_string(row, 2, text, self._wrap)
            row += 1
        row += 1
        for index, text in enumerate(titles):
            sheet.write_string(row, index, text, self._heading)
        for column in self._columns:
            row += 1
            sheet.write_string(row, 0, column.title, self._bold)
            sheet.write_string(row, 1, column.name, self._wrap)
            sheet.write_string(row, 2, column.help, self._wrap)
