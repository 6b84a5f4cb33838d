"""What tests of the workbook share: downloading, filling in, uploading."""

import base64
import io

import openpyxl

from .test_portal import ReportCommon


class WorkbookCommon(ReportCommon):
    def _download(self, reports=None, user=None):
        """Return the workbook of these reports, as an editor takes it out."""
        reports = (reports or self.report).with_user(user or self.partner_editor)
        return reports.sudo()._workbook()

    def _fill(self, content, cells, sheet=1):
        """Return the workbook with ``{cell: value}`` typed into one of its sheets."""
        book = openpyxl.load_workbook(io.BytesIO(content))
        for cell, value in cells.items():
            book.worksheets[sheet][cell] = value
        return self._bytes_of(book)

    def _bytes_of(self, book):
        file = io.BytesIO()
        book.save(file)
        return file.getvalue()

    def _sheet(self, content, number=1):
        return openpyxl.load_workbook(io.BytesIO(content)).worksheets[number]

    def _upload(self, content, user=None, filename="reports.xlsx"):
        """Return the preview of an upload, as the portal makes it."""
        item = (
            self.env["mtm.import"]
            .with_user(user or self.partner_editor)
            .sudo()
            .create(
                {
                    "kind": "workbook",
                    "file": base64.b64encode(content),
                    "filename": filename,
                }
            )
        )
        item.action_preview()
        return item

    def _bring_in(self, content, user=None):
        """Upload and store; return the import."""
        item = self._upload(content, user)
        self.assertEqual(item.state, "previewed", item.message)
        item.action_import()
        return item

    def _cell_of(self, content, line, column="F", category="Total", sheet=1):
        """Return the address of a cell, found as a person finds it."""
        for row in self._sheet(content, sheet).iter_rows(min_row=6):
            texts = [str(cell.value or "") for cell in row]
            if line.indicator_id.code in texts[1] and texts[3] == category:
                return f"{column}{row[0].row}"
        raise AssertionError("no such row")
