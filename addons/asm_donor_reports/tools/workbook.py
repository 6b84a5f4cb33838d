"""A drawn book as a workbook (XLSX), written row by row with typed writes.

Every sheet is in xlsxwriter's constant-memory mode: cells that are merged across rows
are written in their first row, blank in those below, and named as merged at the end,
so that nothing is written back over earlier rows. Text is text whatever it begins
with, numbers keep what a float keeps, and the same book gives the same bytes.
"""

import tempfile
from datetime import date, datetime
from decimal import Decimal

import xlsxwriter
from xlsxwriter.utility import xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from odoo.addons.mines_to_markets.tools.workbooks import ROW_BY_ROW

from . import charts, workbook_charts
from .book import RowsBand
from .heights import height_of
from .rows_xml import FIRST_DAY, Refused, RowsXml
from .workbook_formats import Formats

# what a workbook has to be opened with; report_xlsx asks for it
OPTIONS = ROW_BY_ROW
MOST_ROWS = 1_048_576
# cells of such bands are known before the first is written
MOST_MERGED_ROWS = 20_000
# of a book that names no moment
NO_MOMENT = datetime(2000, 1, 1)
PAPERS = {"A4": 9, "A3": 8, "letter": 1, "tabloid": 3}
# what a header may hold
MOST_HEADER = 200


class Unwritable(ValueError):
    """What a workbook cannot hold.

    :param sheet: name of the sheet
    :param cell: as workbooks call it, or blank
    :param reason: ``text`` (too long), ``value`` (of a kind that no cell has, or no
        number), ``rows`` (too many), ``merged`` (too many rows in a band with merged
        cells), ``overlap`` (of merged cells), ``order`` (rows go back) or ``memory``
        (the workbook was not opened with ``OPTIONS``)
    """

    def __init__(self, sheet, cell, reason):
        self.sheet, self.cell, self.reason = sheet, cell, reason
        super().__init__(f"{sheet}!{cell}: {reason}" if cell else f"{sheet}: {reason}")


class ExactSheet(Worksheet):
    """Writes all digits of a float, and text that looks like markup as text."""

    # the row that was written last
    _passed = -1

    def _xml_number_element(self, number, attributes=()):
        text = repr(float(number))
        text = text.removesuffix(".0")
        attr = "".join([f' {name}="{value}"' for name, value in attributes])
        self.fh.write(f"<c{attr}><v>{text}</v></c>")

    def _write_single_row(self, current_row_num=0):
        # how high a row is is not asked for once it is written
        self.row_info.pop(self._passed, None)
        self.row_sizes.pop(self._passed, None)
        self._passed = self.previous_row
        return super()._write_single_row(current_row_num)

    def write_xml_row(self, row, ends, xml):
        """Write a row that has no other cells.

        :param ends: its first and its last column
        :param xml: of the whole row
        """
        for column in ends:
            self._check_dimensions(row, column)
        # what is pending is written first
        self._write_single_row(row)
        self.fh.write(xml)

    def _xml_rich_inline_string(self, string, attributes=()):
        # xlsxwriter takes text between <r> and </r> for markup of its own
        self._xml_inline_string(string, False, attributes)

    def _xml_inline_string(self, string, preserve, attributes=()):
        if string:
            return super()._xml_inline_string(string, preserve, attributes)
        # an empty text is no number; a blank cell is one to formulas
        return self._xml_empty_tag("c", attributes)


def write(book, stream):
    """Write a book.

    :param book: :class:`.book.Book`
    :param stream: binary file
    :raises Unwritable: when a workbook cannot hold it
    """
    with tempfile.TemporaryDirectory() as folder:
        workbook = xlsxwriter.Workbook(stream, OPTIONS | {"tmpdir": folder})
        try:
            write_into(workbook, book)
        except BaseException:
            # closing would assemble what is not whole
            workbook.fileclosed = True
            for sheet in workbook.worksheets():
                sheet._opt_close()
            raise
        workbook.close()


def write_into(workbook, book):
    """Write a book's sheets into an open workbook, as report_xlsx hands one over.

    :param workbook: of xlsxwriter, opened with ``OPTIONS``
    :raises Unwritable: when it cannot hold them
    """
    if not workbook.constant_memory:
        raise Unwritable(book.title, "", "memory")
    workbook.set_properties(
        {
            "title": book.title[:255],
            "author": book.author[:255],
            "created": book.moment or NO_MOMENT,
        }
    )
    formats = Formats(workbook)
    for sheet in book.sheets:
        target = workbook.add_worksheet(sheet.name, ExactSheet)
        SheetWriter(workbook, target, formats, book, sheet).fill()


class SheetWriter:
    """Writes one sheet."""

    def __init__(self, workbook, target, formats, book, sheet):
        self._workbook, self._target = workbook, target
        self._formats, self._book, self._sheet = formats, book, sheet
        self._row = -1
        # {row below: [(column, format)]} of cells that are merged over rows
        self._below = {}
        self._writers = {
            Decimal: target._write_number,
            int: target._write_number,
            float: target._write_number,
            str: target._write_string,
            bool: target._write_boolean,
            date: self._write_date,
            datetime: self._write_date,
        }

    def fill(self):
        """Write all bands, then the charts of them."""
        self._set_up()
        drawn = []
        for band in self._sheet.bands:
            drawn += charts.watch(band, self._sheet.charts)
            if isinstance(band, RowsBand):
                self._write_rows(band)
            else:
                for row, cells in band.lines():
                    self._write_line(row, cells)
        self._finish_below()
        self._check_overlaps()
        for drawing in drawn:
            self._row += workbook_charts.insert(
                self._workbook, self._target, drawing, self._row + 2
            )

    def _set_up(self):
        sheet, target = self._sheet, self._target
        for column, width in sorted(sheet.widths.items()):
            target.set_column(column, column, width)
        if sheet.orientation == "landscape":
            target.set_landscape()
        target.set_paper(PAPERS[sheet.paper])
        if sheet.fit_width:
            target.fit_to_pages(1, 0)
        if sheet.freeze:
            target.freeze_panes(*sheet.freeze)
        if sheet.repeat_rows:
            target.repeat_rows(*sheet.repeat_rows)
        target.set_header(
            f"&L{_in_header(self._book.title)}&R{_in_header(sheet.name, 60)}"
        )
        target.set_footer("&R&P / &N")

    # rows that are written and forgotten

    def _write_rows(self, band):
        if self._below or band.is_merged or any(c.across > 1 for c in band.columns):
            for row, cells in self._lines(band):
                self._write_line(row, cells)
            return
        made = {}
        for number, row in enumerate(band.taken(), band.top):
            if row.kind not in made:
                made[row.kind] = RowsXml(
                    self._target,
                    self._formats,
                    band.columns,
                    row.kind,
                    self._sheet.widths,
                )
            self._go_to(number)
            xml = made[row.kind]
            try:
                self._target.write_xml_row(
                    number, xml.ends, xml.row(number + 1, row.values)
                )
            except Refused as error:
                raise self._refused(number, error.column, error.reason) from error

    def _lines(self, band):
        if not band.is_merged:
            return band.lines()
        band.rows = self._capped(band.rows)
        return band.merged_lines()

    def _capped(self, rows):
        for number, row in enumerate(rows):
            if number >= MOST_MERGED_ROWS:
                raise Unwritable(self._sheet.name, "", "merged")
            yield row

    # cells at given places

    def _write_line(self, row, cells):
        self._go_to(row)
        height = height_of(cells, self._sheet.widths)
        if height:
            self._target.set_row(row, height)
        for cell in cells:
            self._write_cell(row, cell)

    def _write_cell(self, row, cell):
        cell_format = self._formats.of_value(cell.style, cell.value)
        columns = range(cell.column, cell.column + cell.across)
        if cell.across > 1 or cell.down > 1:
            self._target.merge.append(
                [row, cell.column, row + cell.down - 1, columns[-1]]
            )
        for below in range(row + 1, row + cell.down):
            self._below.setdefault(below, []).extend(
                (column, cell_format) for column in columns
            )
        for column in columns[1:]:
            self._target._write_blank(row, column, None, cell_format)
        if cell.formula:
            self._write_formula(row, cell.column, cell.formula, cell.value, cell_format)
        elif cell.value is None:
            self._target._write_blank(row, cell.column, None, cell_format)
        else:
            self._write_value(row, cell.column, cell.value, cell_format)

    def _write_value(self, row, column, value, cell_format):
        try:
            is_cut = self._writers[value.__class__](row, column, value, cell_format)
        except (KeyError, TypeError, ValueError) as error:
            raise self._refused(row, column, "value") from error
        if is_cut:
            raise self._refused(row, column, "text")

    def _write_formula(self, row, column, formula, value, cell_format):
        if value is None:
            value = ""
        elif isinstance(value, str):
            value = self._target._escape_control_characters(value)
        elif isinstance(value, Decimal):
            value = float(value)
        elif isinstance(value, date):
            value = self._target._convert_date_time(value)
        self._target._write_formula(row, column, formula, cell_format, value)

    def _write_date(self, row, column, value, cell_format):
        day = value.date() if isinstance(value, datetime) else value
        if day < FIRST_DAY:
            return self._target._write_string(
                row, column, value.isoformat(), cell_format
            )
        return self._target._write_datetime(row, column, value, cell_format)

    # from row to row

    def _go_to(self, row):
        """Start a row; what is merged into it from above is written first."""
        if row <= self._row:
            raise self._refused(row, 0, "order")
        if row >= MOST_ROWS:
            raise Unwritable(self._sheet.name, "", "rows")
        if self._below:
            for passed in range(self._row + 1, row + 1):
                self._write_below(passed)
        self._row = row

    def _write_below(self, row):
        for column, cell_format in self._below.pop(row, ()):
            self._target._write_blank(row, column, None, cell_format)

    def _finish_below(self):
        for row in sorted(self._below):
            self._write_below(row)
            self._row = max(self._row, row)

    def _check_overlaps(self):
        """A file with merged cells that overlap is broken to a spreadsheet."""
        open_until = {}
        for top, left, bottom, right in sorted(self._target.merge):
            for column in range(left, right + 1):
                if open_until.get(column, -1) >= top:
                    raise self._refused(top, left, "overlap")
                open_until[column] = bottom

    def _refused(self, row, column, reason):
        return Unwritable(self._sheet.name, xl_rowcol_to_cell(row, column), reason)


def _in_header(text, most=MOST_HEADER // 2):
    """Return a text as headers of pages hold it.

    >>> _in_header("R&D, 2025")
    ' R&&D, 2025'
    """
    # the blank keeps a number from being read as a size of type
    return " " + " ".join(text.split())[:most].replace("&", "&&")
