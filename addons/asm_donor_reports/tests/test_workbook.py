import hashlib
import io
import re
import tempfile
import zipfile
from datetime import date
from decimal import Decimal
from pathlib import Path
from unittest.mock import patch

import openpyxl
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from odoo.addons.asm_donor_reports.tools import workbook
from odoo.addons.asm_donor_reports.tools.book import (
    Cell,
    FixedBand,
    Row,
    RowsBand,
    Sheet,
    Style,
)

from . import books


def opened(made, data_only=False):
    return openpyxl.load_workbook(io.BytesIO(books.written(made)), data_only=data_only)


@tagged("post_install", "-at_install")
class TestWorkbook(BaseCase):
    """A book as XLSX, read back cell by cell."""

    def assertUnwritable(self, sheet, reason, cell=""):
        with self.assertRaises(workbook.Unwritable) as refused:
            books.written(books.book(sheet))
        self.assertEqual(
            (refused.exception.reason, refused.exception.cell), (reason, cell)
        )

    def test_every_cell(self):
        [sheet] = opened(books.book(books.table())).worksheets
        formula = '=IF(OR(C{0}="",D{0}=""),"",D{0}/C{0}*100)'
        self.assertEqual(
            list(sheet.iter_rows(values_only=True)),
            [
                ("Tracking table", None, None, None, None),
                (None,) * 5,
                ("Result", "Indicator", "Quarter 1", None, None),
                (None, None, "Target", "Actual", "%"),
                ("Safe mines", "Trained", 120, 90, formula.format(5)),
                (None, "  female", None, 40.5, formula.format(6)),
                (None, "Equipped", None, 0, formula.format(7)),
                ("Fair trade", "Tonnes", 10.125, None, formula.format(8)),
                (None,) * 5,
                ("Total", None, None, "=SUM(D5:D8)", None),
            ],
        )
        self.assertEqual(
            {str(one) for one in sheet.merged_cells.ranges},
            {"A3:A4", "B3:B4", "C3:E3", "A5:A7"},
        )

    def test_looks(self):
        [sheet] = opened(books.book(books.table())).worksheets
        self.assertEqual(sheet["C8"].number_format, "#,##0.##")
        self.assertEqual(sheet["E5"].number_format, '0.0"%"')
        self.assertTrue(sheet["B6"].font.i)
        self.assertFalse(sheet["B5"].font.i)
        self.assertEqual(sheet["A3"].fill.fgColor.rgb, "FF1F4E5F")
        self.assertEqual(sheet["A3"].font.color.rgb, "FFFFFFFF")
        # blank cells of a table have its lines
        for place in ("C6", "C7"):
            self.assertEqual(sheet[place].border.bottom.style, "thin", place)
        self.assertEqual(sheet["A1"].font.sz, 14)
        self.assertFalse(sheet["A1"].alignment.wrap_text)
        self.assertTrue(sheet["B5"].alignment.wrap_text)

    def test_covered_cells_look_like_what_covers_them(self):
        content = zipfile.ZipFile(io.BytesIO(books.written(books.book(books.table()))))
        xml = content.read("xl/worksheets/sheet1.xml").decode()
        looks = dict(re.findall('<c r="([A-Z]+[0-9]+)" s="([0-9]+)"', xml))
        for covered, first in {"A6": "A5", "A7": "A5", "A4": "A3", "E3": "C3"}.items():
            self.assertEqual(looks[covered], looks[first], covered)

    def test_page(self):
        [sheet] = opened(books.book(books.table())).worksheets
        self.assertEqual(sheet.freeze_panes, "C5")
        self.assertEqual(sheet.print_title_rows, "$3:$4")
        self.assertEqual(sheet.page_setup.orientation, "landscape")
        self.assertEqual(sheet.page_setup.paperSize, 9)
        self.assertTrue(sheet.sheet_properties.pageSetUpPr.fitToPage)
        self.assertEqual(
            (sheet.page_setup.fitToWidth or 1, sheet.page_setup.fitToHeight), (1, 0)
        )
        self.assertEqual(sheet.column_dimensions["B"].width, 24.7109375)
        # a number at the start of a title is no size of type
        self.assertEqual(sheet.oddHeader.left.text, " Report R&&D")
        self.assertEqual(sheet.oddFooter.right.text, "&P / &N")

    def test_what_formulas_come_to(self):
        [sheet] = opened(books.book(books.table()), data_only=True).worksheets
        self.assertEqual(sheet["E5"].value, 75)
        self.assertIsNone(sheet["E6"].value)
        self.assertEqual(sheet["D10"].value, 130.5)

    def test_a_part_of_the_workbook_of_report_xlsx(self):
        stream = io.BytesIO()
        with xlsxwriter.Workbook(stream, workbook.OPTIONS) as made:
            made.add_worksheet("Before")
            workbook.write_into(made, books.book(books.table()))
        names = openpyxl.load_workbook(stream).sheetnames
        self.assertEqual(names, ["Before", "Tracking table"])
        with self.assertRaises(workbook.Unwritable) as refused:
            workbook.write_into(xlsxwriter.Workbook(io.BytesIO()), books.book())
        self.assertEqual(refused.exception.reason, "memory")

    def test_text_is_text(self):
        [sheet] = opened(books.book(books.texts())).worksheets
        count = len(books.INJECTIONS)
        for number in range(2 * count):
            cell = sheet.cell(number + 1, 1)
            # openpyxl leaves the mark that keeps it from being read as "A"
            text = books.INJECTIONS[number % count].replace("_x0", "_x005F_x0")
            self.assertEqual((cell.data_type, cell.value), ("s", text))
            self.assertIsNone(cell.hyperlink)
        content = zipfile.ZipFile(io.BytesIO(books.written(books.book(books.texts()))))
        xml = content.read("xl/worksheets/sheet1.xml").decode()
        self.assertNotIn("<f>", xml)
        self.assertEqual(xml.count("<t>_x005F_x0041_</t>"), 2)
        self.assertEqual(xml.count("<t>&lt;r&gt;&lt;t&gt;markup"), 2)
        self.assertEqual(xml.count('<t xml:space="preserve">  two blanks </t>'), 2)

    def test_numbers_lose_nothing(self):
        numbers = [
            Decimal("0.1"),
            Decimal("123456789012345.67"),
            Decimal("0.30000000000000004"),
            Decimal("-0.00"),
            Decimal("1E+20"),
            Decimal("0.0000001"),
            2**53,
            7,
            1.5,
        ]
        [sheet] = opened(books.book(books.values(*numbers))).worksheets
        found = [cell.value for cell in sheet[1]]
        self.assertEqual(found, [float(number) for number in numbers])
        self.assertEqual(repr(found[1]), "123456789012345.67")

    def test_whole_numbers_end_in_no_point(self):
        """Spreadsheets show 1200 in #,##0.## as "1,200."."""
        values = (Decimal(1200), Decimal("1.5"), Decimal("2.001"), Decimal("2.006"), 0)
        expected = ["#,##0", "#,##0.##", "#,##0", "#,##0.##", "#,##0"]
        style = Style(number_format="#,##0.##")
        rows = [Row((1,), "total", list(values))]
        columns = [books.column(n, f"c{n}", "number", style) for n in range(5)]
        for sheet in (
            books.values(*values, style=style),
            Sheet("Rows", [RowsBand("r", 0, columns, rows)]),
        ):
            [made] = opened(books.book(sheet)).worksheets
            self.assertEqual([cell.number_format for cell in made[1]], expected)
        cell = Cell(0, Decimal(3), style, "=1+2")
        made = opened(books.book(Sheet("F", [FixedBand("f", 0, {0: [cell]}, 1)])))
        self.assertEqual(made["F"]["A1"].number_format, "#,##0")

    def test_days(self):
        days = (books.DAY, date(1900, 3, 1), date(1899, 12, 31), date(9999, 12, 31))
        [sheet] = opened(books.book(books.values(*days))).worksheets
        values = [cell.value for cell in sheet[1]]
        self.assertEqual(
            [v if isinstance(v, str) else v.date().isoformat() for v in values],
            [day.isoformat() for day in days],
        )
        self.assertEqual(sheet["A1"].number_format, "yyyy-mm-dd")

    def test_blank_is_blank(self):
        [sheet] = opened(books.book(books.values(None, "", 0))).worksheets
        self.assertEqual([cell.value for cell in sheet[1]], [None, None, 0])
        self.assertNotEqual(sheet["B1"].data_type, "s")

    def test_what_no_cell_holds(self):
        for value in (Decimal("NaN"), Decimal("Infinity"), float("nan"), object(), []):
            self.assertUnwritable(books.values(1, value), "value", "B1")
        self.assertUnwritable(books.values("x" * 32768), "text", "A1")
        rows = [Row((1,), "total", ["x" * 32768])]
        columns = [books.column(0, "t", "text", Style())]
        band = RowsBand("rows", 3, columns, rows)
        self.assertUnwritable(Sheet("Long", [band]), "text", "A4")

    def test_what_no_sheet_holds(self):
        columns = [books.column(0, "t", "text", Style(), is_merged=True)]
        rows = (Row((n,), "total", ["same"]) for n in range(20_001))
        self.assertUnwritable(
            Sheet("Merged", [RowsBand("r", 0, columns, rows)]), "merged"
        )
        with patch.object(workbook, "MOST_ROWS", 3):
            self.assertUnwritable(books.table(), "rows")
        cells = {
            0: [Cell(0, "a", Style(), down=2)],
            1: [Cell(0, "b", Style(), across=2)],
        }
        self.assertUnwritable(
            Sheet("Over", [FixedBand("f", 0, cells, 2)]), "overlap", "A2"
        )
        bands = [FixedBand("f", top, {0: [Cell(0, 1, Style())]}, 1) for top in (4, 4)]
        self.assertUnwritable(Sheet("Back", bands), "order", "A5")

    def test_nothing_is_left_behind(self):
        with tempfile.TemporaryDirectory() as folder:
            with patch.object(tempfile, "tempdir", folder):
                self.assertUnwritable(books.values(object()), "value", "A1")
                books.written(books.book(books.table()))
            self.assertEqual(list(Path(folder).iterdir()), [])

    def test_rows_are_high_enough(self):
        rows = [Row((n,), "total", ["word " * n, "x"]) for n in (1, 40)]
        columns = [books.column(n, f"c{n}", "text", Style()) for n in (0, 1)]
        sheet = Sheet("Long", [RowsBand("r", 0, columns, rows)], {0: 20, 1: 20})
        [sheet] = opened(books.book(sheet)).worksheets
        self.assertIsNone(sheet.row_dimensions[1].height)
        self.assertGreaterEqual(sheet.row_dimensions[2].height, 10 * 13)

    def test_charts_point_at_their_cells(self):
        content = zipfile.ZipFile(io.BytesIO(books.written(books.book(books.table()))))
        xml = content.read("xl/charts/chart1.xml").decode()
        self.assertEqual(
            re.findall("<c:f>(.*?)</c:f>", xml),
            [
                "('Tracking table'!$B$5,'Tracking table'!$B$7:$B$8)",
                "('Tracking table'!$C$5,'Tracking table'!$C$7:$C$8)",
                "('Tracking table'!$B$5,'Tracking table'!$B$7:$B$8)",
                "('Tracking table'!$D$5,'Tracking table'!$D$7:$D$8)",
            ],
        )

    def test_same_book_same_bytes(self):
        sums = {
            hashlib.sha256(
                books.written(books.book(books.table(), books.texts()))
            ).hexdigest()
            for _ in range(2)
        }
        self.assertEqual(len(sums), 1)
        made = opened(books.book(books.table()))
        self.assertEqual(made.properties.created, books.MOMENT)
        self.assertEqual(made.properties.modified, books.MOMENT)
        self.assertEqual(made.properties.title, "Report R&D")
        self.assertEqual(made.properties.creator, "Miners' Aid")


# no half of a pair, which no database holds
texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
numbers = st.decimals(allow_nan=False, allow_infinity=False, places=3)
held = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**15), 10**15),
    numbers,
    st.dates(),
    texts,
    texts.map(lambda text: f"<r>{text}</r>"),
    texts.map(lambda text: f" {text}_x0041_"),
)


@tagged("post_install", "-at_install")
class TestAnyValue(BaseCase):
    """Rows of long tables, and cells at given places, are written by two ways."""

    @settings(max_examples=80, deadline=None)
    @given(
        st.lists(held, min_size=1, max_size=6),
        st.sampled_from(["", "#,##0.##", "0.00"]),
    )
    def test_both_ways_hold_the_same(self, values, number_format):
        style = Style(border=1, number_format=number_format)
        columns = [books.column(n, f"c{n}", "x", style) for n in range(len(values))]
        band = RowsBand("rows", 0, columns, [Row((1,), "total", values)])
        made = opened(
            books.book(books.values(*values, style=style), Sheet("R", [band]))
        )
        fixed, rows = (
            [(cell.value, cell.number_format, cell.data_type) for cell in sheet[1]]
            for sheet in made.worksheets
        )
        self.assertEqual(rows, fixed)
        for value, (found, _format, kind) in zip(values, fixed, strict=True):
            if isinstance(value, str):
                self.assertEqual(kind == "s", bool(value))
            elif isinstance(value, Decimal):
                self.assertEqual(found, float(value))

    @settings(max_examples=40, deadline=None)
    @given(held.filter(lambda value: not isinstance(value, date)))
    def test_formulas_come_to_the_same_both_ways(self, value):
        style = Style(border=1, number_format="#,##0.##")
        column = books.column(0, "f", "x", style, formula="=A{row}&{{1}}")
        band = RowsBand("rows", 0, [column], [Row((1,), "total", [value])])
        cell = Cell(0, value, style, "=A1&{1}")
        fixed = Sheet("F", [FixedBand("f", 0, {0: [cell]}, 1)])
        content = books.written(books.book(fixed, Sheet("R", [band])))
        one, other = (
            re.search("<sheetData>(.*)</sheetData>", part, re.DOTALL)[1]
            for part in (
                zipfile.ZipFile(io.BytesIO(content)).read(name).decode()
                for name in ("xl/worksheets/sheet1.xml", "xl/worksheets/sheet2.xml")
            )
        )
        self.assertEqual(other.replace("<v></v>", ""), plainly(one))


def plainly(xml):
    return re.sub(r"\.0</v>", "</v>", xml).replace("<v></v>", "")
