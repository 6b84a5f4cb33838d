import datetime
import io

from odoo import models

from odoo.addons.base_import.models.base_import import ImportValidationError

from ..tools import tables
from ..tools.formulas import restore

MOST_BYTES = 25 * 1024 * 1024
# a cell takes some fifty bytes however small the file is
MOST_CELLS = 2_000_000
# as a sheet has; a row may say of itself that it is any
MOST_ROWS = 1024 * 1024
_ERROR = "e"


class BaseImport(models.TransientModel):
    """Odoo's own import reads a file only after it was looked through."""

    _inherit = "base_import.import"

    def _read_file(self, options):
        content = self.file or b""
        if len(content) > MOST_BYTES:
            raise ImportValidationError(
                self.env._(
                    "The file is larger than %(limit)s MB. Split it into several, each "
                    "with the row of titles.",
                    limit=MOST_BYTES // 1024 // 1024,
                )
            )
        if tables.is_workbook(content):
            try:
                tables.read_parts(content)
            except tables.BadTable as bad:
                raise ImportValidationError(self._bad_workbook_text(bad)) from bad
        return super()._read_file(options)

    def _read_csv(self, options):
        """Give text back that an export guarded against being calculated."""
        count, rows = super()._read_csv(options) or (0, [])
        return count, [list(map(restore, row)) for row in rows]

    def _bad_workbook_text(self, bad):
        if bad.reason == "unpacks":
            return self._too_many_cells_text()
        return self.env._(
            "The file is no workbook, or a damaged one. Open it in a spreadsheet "
            "program, save it anew as .xlsx, then upload that."
        )

    def _too_many_cells_text(self):
        return self.env._(
            "There is more in the file than can be read at once. Delete what is not "
            "needed, also formats of rows and columns that are blank, or split it."
        )

    def _read_xlsx(self, options):
        """Read a workbook row by row, as Odoo does whole, which fills the memory."""
        # slow to load, and seldom needed
        import openpyxl

        # nosemgrep: workbook-not-looked-through - _read_file() did
        book = openpyxl.load_workbook(
            io.BytesIO(self.file), read_only=True, data_only=True, keep_links=False
        )
        sheets = options["sheets"] = [sheet.title for sheet in book.worksheets]
        name = options["sheet"] = options.get("sheet") or sheets[0]
        sheet = book[name]
        # what the file says about its own size is not to be relied on
        sheet.reset_dimensions()
        rows, width, number = [], 0, 0
        for number, row in enumerate(sheet.iter_rows(max_row=MOST_ROWS), 1):
            values = [self._cell_text(number, *cell) for cell in enumerate(row, 1)]
            if any(value and str(value).strip() for value in values):
                rows.append(values)
                width = max(width, len(values))
                if width * len(rows) > MOST_CELLS:
                    raise ImportValidationError(self._too_many_cells_text())
        for values in rows:
            values += [""] * (width - len(values))
        return number, rows

    def _cell_text(self, row, column, cell):
        """Return what Odoo makes of a cell: text, or a day with or without its time."""
        value = cell.value
        if value is None:
            return ""
        if cell.data_type == _ERROR:
            raise ImportValidationError(
                self.env._(
                    "The cell in row %(row)s, column %(column)s has an error: "
                    "%(value)s. Correct it, then upload the file again.",
                    row=row,
                    column=column,
                    value=value,
                )
            )
        if isinstance(value, float):
            return str(int(value)) if value.is_integer() else str(value)
        if isinstance(value, datetime.datetime):
            return value if _has_time(cell) else value.date()
        return str(value)

    def _read_xls(self, options):
        """Look at the size of an old workbook before it is unfolded."""
        import xlrd

        # nosemgrep: workbook-not-looked-through - on demand: the list of sheets alone
        book = xlrd.open_workbook(
            file_contents=self.file or b"", on_demand=True, ragged_rows=True
        )
        names = book.sheet_names()
        sheet = book.sheet_by_name(options.get("sheet") or names[0])
        if sheet.nrows * sheet.ncols > MOST_CELLS:
            raise ImportValidationError(self._too_many_cells_text())
        return super()._read_xls(options)

    def _read_ods(self, options):
        # a cell may say that it is repeated a million times, and its reader believes it
        raise ImportValidationError(
            self.env._("Save the file as .xlsx or .csv, then upload that.")
        )


def _has_time(cell):
    from openpyxl.styles.numbers import is_datetime

    return is_datetime(cell.number_format) == "datetime"
