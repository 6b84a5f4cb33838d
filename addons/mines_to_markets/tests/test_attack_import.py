"""Odoo's own import of files, which anybody on the staff may use on most lists."""

import datetime
import io

import openpyxl

from odoo.exceptions import UserError
from odoo.tests import TransactionCase, tagged
from odoo.tools import mute_logger

from odoo.addons.base_import.models.base_import import (
    Base_ImportImport as OdooImport,
)
from odoo.addons.base_import.models.base_import import (
    ImportValidationError,
)

from . import bad_files, tried

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _saved(rows):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


@tagged("post_install", "-at_install")
class TestAttackImport(TransactionCase):
    def _import(self, raw, name="list.xlsx", mimetype=XLSX):
        return self.env["base_import.import"].create(
            {
                "res_model": "res.partner",
                "file": raw,
                "file_name": name,
                "file_type": mimetype,
            }
        )

    def _refusal(self, raw, **kwargs):
        with mute_logger("odoo.addons.base_import.models.base_import"):
            try:
                self._import(raw, **kwargs)._read_file({"quoting": '"'})
            except (ImportValidationError, UserError, ValueError) as said:
                return str(said)
        raise AssertionError("it was read")

    def test_workbooks_that_do_harm(self):
        for kind, raw in bad_files.workbooks().items():
            with self.subTest(kind=kind):
                self.assertNotIn("root:", self._refusal(raw))
                tried.bad_file(kind, "a sentence, before it is read")

    def test_it_is_said_what_is_wrong(self):
        bombs = bad_files.workbooks()
        said = self._refusal(bombs["A workbook that unpacks to very much"])
        self.assertIn("more in the file", said)
        preview = self._import(bombs["Entities that multiply"])
        with mute_logger("odoo.addons.base_import.models.base_import"):
            answer = preview.parse_preview({"quoting": '"', "has_headers": True})
        self.assertIn("no workbook", answer["error"])

    def test_rows_that_say_that_they_are_far_away(self):
        rows = b'<row r="99999999999"><c r="A1"><v>1</v></c></row>'
        _number, found = self._import(bad_files.workbook(rows=rows))._read_file({})
        self.assertEqual(found, [])
        wide = b'<row><c r="ZZZ1"><v>1</v></c></row>' * 200
        self.assertIn("more in the file", self._refusal(bad_files.workbook(rows=wide)))
        tried.bad_file(
            "Cells that say that they are far away", "read as far as allowed"
        )

    def test_an_open_document_is_not_unfolded(self):
        raw = bad_files.packed(
            {"mimetype": "application/vnd.oasis.opendocument.spreadsheet"}
        )
        said = self._refusal(
            raw,
            name="list.ods",
            mimetype="application/vnd.oasis.opendocument.spreadsheet",
        )
        self.assertTrue(said)

    def test_a_file_that_is_too_large(self):
        raw = b"a,b\n" * (7 * 1024 * 1024)
        said = self._refusal(raw, name="list.csv", mimetype="text/csv")
        self.assertIn("larger than", said)
        tried.bad_file("A file that is too large", "how large it may be")

    def test_a_workbook_is_read_as_odoo_reads_it(self):
        raw = _saved(
            [
                ["name", "day", "moment", "number", "share", "is"],
                ["Tin", datetime.date(2026, 3, 1), None, 3, 2.5, True],
                [],
                ["=1+1", None, datetime.datetime(2026, 3, 1, 8, 30), 7.0, " ", False],
                ["Gold"],
            ]
        )
        ours, odoos = self._import(raw), self._import(raw)
        options = {}
        found = ours._read_file(options)
        self.assertEqual(options["sheets"], ["Sheet"])
        expected = OdooImport._read_xlsx(odoos, {})
        self.assertEqual([list(row) for row in found[1]], expected[1])
        self.assertEqual(found[0], expected[0])

    def test_nobody_lets_the_server_fetch_pictures(self):
        admin = self.env.ref("base.user_admin")
        self.assertFalse(admin._can_import_remote_urls())
        tried.attack("Letting the server fetch an address", "an import fetches nothing")
