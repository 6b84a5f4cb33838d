"""Reading workbooks without trusting them; no database needed."""

import io
import unittest
import zipfile

import openpyxl
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.addons.mines_to_markets.tools import numerals

from ..tools import workbook, workbook_marks, workbook_pack, workbook_reading
from ..tools.workbook_merge import Outcome, merge, plain, spoken

SHEET = "xl/worksheets/sheet1.xml"
texts = st.text(max_size=8)


def make(cells=(), change=None):
    """Return a small workbook, its parts changed by a function."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file) as book:
        sheet = book.add_worksheet("One")
        for row, column, value in cells:
            sheet.write(row, column, value)
    return rewritten(file.getvalue(), change) if change else file.getvalue()


def rewritten(content, change):
    """Return a ZIP with its parts changed: ``change(name, bytes)`` gives new ones."""
    file = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            new.writestr(name, change(name, old.read(name)))
    return file.getvalue()


def pack(**files):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return file.getvalue()


class TestWorkbookFiles(unittest.TestCase):
    def assertRefused(self, content, reason):
        with self.assertRaises(workbook_reading.BadWorkbook) as refusal:
            workbook_reading.read(content)
        self.assertEqual(refusal.exception.reason, reason)

    def test_not_a_workbook(self):
        for content, reason in (
            (b"", "empty"),
            (b"a;b\n1;2", "binary"),
            (b"PK\x03\x04 and no more", "workbook"),
            (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "old_workbook"),
            (
                b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
                + "EncryptedPackage".encode("utf-16-le"),
                "encrypted",
            ),
            (pack(**{"a.jpg": b"x"}), "archive"),
            (make()[:-200], "workbook"),
        ):
            with self.subTest(reason=reason):
                self.assertRefused(content, reason)

    def test_macros(self):
        file = io.BytesIO(make())
        with zipfile.ZipFile(file, "a") as archive:
            archive.writestr("xl/vbaProject.bin", b"x")
        self.assertRefused(file.getvalue(), "macros")

    def test_what_unpacks_to_gigabytes(self):
        def blow_up(name, part):
            return part + b" " * 200_000_000 if name == SHEET else part

        self.assertRefused(make(change=blow_up), "unpacks")

    def test_one_cell_far_away_takes_no_memory(self):
        self.assertRefused(make([(1_048_575, 16_383, "x")]), "workbook")
        self.assertRefused(make([(90_000, 600, "x")]), "unpacks")

    def test_one_long_text_in_many_cells(self):
        def repeat(name, part):
            if name == "xl/sharedStrings.xml":
                return part.replace(b"<t>x</t>", b"<t>" + b"y" * 30_000 + b"</t>")
            if name == SHEET:
                cells = b"".join(
                    b'<row r="%d"><c r="A%d" t="s"><v>0</v></c></row>' % (row, row)
                    for row in range(1, 4000)
                )
                start, _tag, _rest = part.partition(b"<sheetData>")
                end = part.partition(b"</sheetData>")[2]
                return start + b"<sheetData>" + cells + b"</sheetData>" + end
            return part

        self.assertRefused(make([(0, 0, "x")], repeat), "unpacks")

    def test_sheet_in_another_way_of_writing(self):
        def requoted(name, part):
            return part.replace(b'r="A1"', b"r='A1'") if name == SHEET else part

        self.assertRefused(make([(0, 0, "x")], requoted), "workbook")

    def test_formulas_are_found_where_they_are(self):
        book = openpyxl.Workbook()
        book.active["C3"] = "=1+1"
        book.create_sheet("Two")["B2"] = "=A1"
        file = io.BytesIO()
        book.save(file)
        found = workbook_reading._look_through(workbook_reading.check(file.getvalue()))
        self.assertEqual(found, {"Sheet": {"C3"}, "Two": {"B2"}})

    def test_places_that_somebody_wrote_take_no_memory(self):
        book = openpyxl.Workbook()
        reasons = book.create_sheet("Reasons")
        reasons["A1"] = workbook_marks.MARK
        for row, place in enumerate(("A1:XFD1048576", "A:A", "1:9", 5, "B2"), 3):
            reasons.cell(row, 2, "Sheet")
            reasons.cell(row, 3, place)
        file = io.BytesIO()
        book.save(file)
        marked = workbook_marks.mark(file.getvalue(), [], "Wrong", ["a", "b", "c"])
        again = openpyxl.load_workbook(io.BytesIO(marked))
        self.assertEqual(again.sheetnames, ["Wrong", "Sheet"])
        self.assertEqual(again["Sheet"].max_row, 2)

    def test_what_cannot_be_marked_is_no_error(self):
        book = openpyxl.Workbook()
        book.create_chartsheet("Without a chart")
        file = io.BytesIO()
        book.save(file)
        with self.assertRaises(workbook_reading.BadWorkbook):
            workbook_marks.mark(file.getvalue(), [], "Wrong", ["a", "b", "c"])


class TestWorkbookPack(unittest.TestCase):
    def assertRefused(self, content, reason):
        with self.assertRaises(workbook_reading.BadWorkbook) as refusal:
            workbook_pack.Pack(content)
        self.assertEqual(refusal.exception.reason, reason)

    def test_files_are_found_by_name_path_or_folder(self):
        content = pack(
            **{
                "mine/book.xlsx": b"book",
                "mine/photos/A.jpg": b"a",
                "mine/Q1/7/list.pdf": b"l",
                "__MACOSX/mine/._A.jpg": b"junk",
            }
        )
        found = workbook_pack.Pack(content)
        self.assertEqual(found.workbook, b"book")
        for name in ("a.jpg", "photos/a.jpg", "photos\\A.JPG", "./photos/A.jpg"):
            self.assertEqual(found.find(name), "photos/A.jpg")
        self.assertIsNone(found.find("b.jpg"))
        self.assertEqual(found.folder("Q1", 7), ["Q1/7/list.pdf"])
        self.assertEqual(found.content_of("photos/A.jpg"), b"a")
        self.assertEqual(found.unused, {"Q1/7/list.pdf"})

    def test_a_name_that_two_files_have_is_nobodys(self):
        found = workbook_pack.Pack(
            pack(**{"b.xlsx": b"b", "1/a.jpg": b"1", "2/a.jpg": b"2"})
        )
        self.assertIsNone(found.find("a.jpg"))
        self.assertEqual(found.find("2/a.jpg"), "2/a.jpg")

    def test_refused(self):
        self.assertRefused(pack(**{"b.xlsx": b"", "../a.jpg": b""}), "pack_paths")
        self.assertRefused(pack(**{"b.xlsx": b"", "/etc/a.jpg": b""}), "pack_paths")
        self.assertRefused(pack(**{"a.jpg": b""}), "pack_workbooks")
        self.assertRefused(pack(**{"a.xlsx": b"", "b.xlsx": b""}), "pack_workbooks")
        self.assertRefused(
            pack(**{"b.xlsx": b"", "a.jpg": bytes(30_000_000)}), "unpacks"
        )
        many = {f"{number}.jpg": b"" for number in range(600)}
        self.assertRefused(pack(**{"b.xlsx": b""}, **many), "unpacks")


class TestWorkbookLaws(unittest.TestCase):
    @given(texts, texts, texts)
    def test_merge(self, base, theirs, mine):
        outcome = merge(base, theirs, mine)
        if mine == base:
            self.assertEqual(outcome, Outcome.KEEP, "what was not touched stays")
        if outcome == Outcome.CONFLICT:
            self.assertEqual(len({base, theirs, mine}), 3)
        # once stored, the same file changes nothing
        self.assertEqual(merge(base, mine, mine), Outcome.KEEP)

    @given(
        st.decimals(0, 10**9, places=3, allow_nan=False),
        st.sampled_from([(".", ","), (",", "\u202f"), (",", "."), (",", " ")]),
    )
    def test_numbers_come_back_as_they_went(self, number, marks):
        stored = numerals.show(number)
        self.assertEqual(plain("value", float(number), *marks), stored)
        typed = spoken("value", stored, marks[0])
        self.assertEqual(numerals.parse(typed, *marks), number)
        grouped = numerals.show(number, *marks)
        self.assertEqual(plain("value", grouped, *marks), stored)

    @settings(deadline=None)
    @given(
        st.lists(
            st.tuples(st.text(), st.dictionaries(st.text(), st.text())), max_size=5
        ),
        st.text(),
    )
    def test_the_hidden_sheet_says_what_it_was_told(self, inputs, title):
        hidden = workbook.Hidden(
            "db",
            "en_US",
            {"value": 5},
            {},
            [workbook.Part(1, title, [workbook.Input(k, [], h) for k, h in inputs])],
        )
        lines = workbook.lines_of(hidden)
        self.assertFalse(any("\n" in line for line in lines))
        back = workbook.lines_from(workbook.chunks_of(lines))
        self.assertEqual(workbook.hidden_of(back), hidden)

    @settings(max_examples=25, deadline=None)
    @given(
        st.dictionaries(
            st.tuples(st.integers(0, 60), st.integers(0, 12)),
            st.one_of(
                st.text(
                    st.characters(blacklist_categories=("Cs", "Cc")),
                    min_size=1,
                    max_size=40,
                ),
                st.integers(-(10**9), 10**9),
                st.decimals(0, 10**9, places=4, allow_nan=False).map(float),
            ),
            max_size=20,
        )
    )
    def test_cells_are_read_as_they_were_written(self, cells):
        file = io.BytesIO()
        with xlsxwriter.Workbook(file, {"constant_memory": True}) as book:
            sheet = book.add_worksheet("One")
            for row, column in sorted(cells):
                value = cells[row, column]
                write = sheet.write_string if isinstance(value, str) else None
                (write or sheet.write_number)(row, column, value)
        workbook_reading._look_through(workbook_reading.check(file.getvalue()))
        rows = workbook_reading._sheets(file.getvalue())["One"]
        for (row, column), value in cells.items():
            self.assertEqual(
                plain("comment", rows[row][column]), plain("comment", value)
            )
