import csv
import hashlib
import io
import zipfile
from decimal import Decimal

from odoo.tests import BaseCase, tagged

from odoo.addons.asm_donor_reports.tools import archive, plain
from odoo.addons.mines_to_markets.tools import formulas

from . import books


def rows_of(sheet):
    stream = io.BytesIO()
    plain.write(sheet, stream)
    text = stream.getvalue().decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text)))


def packed(files=(), evidence=(), **more):
    stream = io.BytesIO()
    archive.write(stream, files, evidence, books.MOMENT, **more)
    return stream.getvalue()


@tagged("post_install", "-at_install")
class TestPlainValues(BaseCase):
    def test_every_value(self):
        stream = io.BytesIO()
        plain.write(books.table(), stream)
        self.assertTrue(stream.getvalue().startswith(b"\xef\xbb\xbf"))
        self.assertEqual(
            rows_of(books.table()),
            [
                ["Tracking table"],
                [],
                ["Result", "Indicator", "Quarter 1", "", ""],
                ["", "", "Target", "Actual", "%"],
                ["Safe mines", "Trained", "120", "90", "75"],
                ["Safe mines", "  female", "", "40.5", ""],
                ["Safe mines", "Equipped", "", "0", ""],
                ["Fair trade", "Tonnes", "10.125", "", ""],
                [],
                ["Total", "", "", "130.5"],
            ],
        )

    def test_nothing_is_a_formula(self):
        for row in rows_of(
            books.texts((*books.INJECTIONS, "|cmd", "＝1+1", "\r=1", "\n=1"))
        ):
            self.assertFalse(row[0].startswith(formulas.SIGNS))

    def test_numbers_are_plain(self):
        values = (Decimal("-5.50"), Decimal("1E+3"), Decimal("1234567.125"), books.DAY)
        self.assertEqual(
            rows_of(books.values(*values)),
            [["-5.50", "1000", "1234567.125", "2025-03-31"]],
        )


@tagged("post_install", "-at_install")
class TestArchive(BaseCase):
    def test_files_and_index(self):
        photo = b"\xff\xd8photo"
        evidence = [
            archive.Evidence(1, "=cell", "../a.jpg", books.DAY, photo),
            archive.Evidence(
                2,
                "Trained",
                "../a.jpg",
                None,
                lambda: io.BytesIO(photo),
                hashlib.sha256(photo).hexdigest(),
            ),
            archive.Evidence(3, "Trained", "https://example.org/x", None),
        ]
        content = packed([archive.File("report.xlsx", b"x" * 100)], evidence)
        opened = zipfile.ZipFile(io.BytesIO(content))
        self.assertIsNone(opened.testzip())
        self.assertEqual(
            opened.namelist(),
            [
                "report.xlsx",
                "evidence/001 .._a.jpg",
                "evidence/002 .._a.jpg",
                "evidence index.csv",
            ],
        )
        text = opened.read("evidence index.csv").decode("utf-8-sig")
        sha = hashlib.sha256(photo).hexdigest()
        self.assertEqual(
            list(csv.reader(io.StringIO(text))),
            [
                ["No.", "Evidence of", "File", "SHA-256", "Date"],
                ["1", "'=cell", "evidence/001 .._a.jpg", sha, "2025-03-31"],
                ["2", "Trained", "evidence/002 .._a.jpg", sha, ""],
                ["3", "Trained", "https://example.org/x", "", ""],
            ],
        )

    def test_names_stay_inside_and_apart(self):
        names = [
            "../../x",
            "/etc/x",
            "C:\\x",
            "a.csv",
            "A.CSV",
            "",
            "nul",
            "e\u0301",
            "é",
        ]
        content = packed([archive.File(name, b"1") for name in names])
        found = zipfile.ZipFile(io.BytesIO(content)).namelist()
        self.assertEqual(len({name.casefold() for name in found}), len(names))
        for name in found:
            self.assertNotRegex(name, r"[\\/:]")

    def test_a_changed_file_is_refused(self):
        evidence = archive.Evidence(1, "Trained", "a.jpg", None, b"other", "0" * 64)
        with self.assertRaises(archive.Changed):
            packed([], [evidence])

    def test_same_files_same_bytes(self):
        files = [archive.File("a.csv", b"1"), archive.File("b.pdf", b"2")]
        self.assertEqual(packed(files), packed(files))
        for info in zipfile.ZipFile(io.BytesIO(packed(files))).infolist():
            self.assertEqual(info.date_time, (2026, 4, 10, 8, 30, 0))
