import io
from decimal import Decimal

import openpyxl

from odoo.tests import BaseCase, tagged

from odoo.addons.asm_donor_reports.tools.book import Cell, FixedBand, Sheet, Style
from odoo.addons.asm_programs.tests.office import recalculated

from . import books

# formulas of a form, with what we say that they come to; A1:A4 is 2, blank, 0.1, 0.2
FORMULAS = {
    "=SUM(A1:A4)": Decimal("2.3"),
    "=A1/A4": Decimal(10),
    '=IF(A2="","",A1/A2)': None,
    "=IF(A1>1,A1*100,0)": Decimal(200),
    "=A2+A1": Decimal(2),
    "=ROUND(A1/3,2)": Decimal("0.67"),
    '=IF(A3+A4=0.3,"same","other")': "same",
    "=SUM(A2)": Decimal(0),
    "=MAX(A1:A4)-MIN(A1:A4)": Decimal("1.9"),
    "='It''s'!A1&\"!\"": "R&D!",
}


def formulas(wrong=False):
    """Return a book of formulas; ``wrong`` gives each another value."""
    values = [Decimal(2), None, Decimal("0.1"), Decimal("0.2")]
    cells = {row: [Cell(0, value, Style())] for row, value in enumerate(values)}
    for row, (formula, value) in enumerate(FORMULAS.items()):
        value = Decimal(-77) if wrong else value
        cells.setdefault(row, []).append(Cell(2, value, Style(), formula))
    other = FixedBand("other", 0, {0: [Cell(0, "R&D", Style())]}, 1)
    return books.book(
        Sheet("Formulas", [FixedBand("f", 0, cells, len(FORMULAS))]),
        Sheet("It's", [other]),
    )


def values(content):
    book = openpyxl.load_workbook(io.BytesIO(content), data_only=True)
    return [
        [cell for row in sheet.iter_rows(values_only=True) for cell in row]
        for sheet in book.worksheets
    ]


@tagged("post_install", "-at_install")
class TestWorkbookInOffice(BaseCase):
    """What a real office program computes is what we wrote."""

    def assertAlmostSame(self, one, other):
        for mine, theirs in zip(one, other, strict=True):
            if isinstance(mine, (int, float)) and isinstance(theirs, (int, float)):
                self.assertAlmostEqual(mine, theirs, 10)
            else:
                self.assertEqual(mine or None, theirs or None)

    def test_formulas_come_to_the_same(self):
        mine = books.written(formulas())
        theirs = recalculated(mine)
        for ours, computed in zip(values(mine), values(theirs), strict=True):
            self.assertAlmostSame(ours, computed)
        # and they were computed, not kept
        again = recalculated(books.written(formulas(wrong=True)))
        self.assertAlmostSame(values(again)[0], values(theirs)[0])

    def test_a_table_comes_to_the_same(self):
        mine = books.written(books.book(books.table()))
        theirs = recalculated(mine)
        [ours], [computed] = values(mine), values(theirs)
        self.assertAlmostSame(ours, computed)
        [sheet] = openpyxl.load_workbook(io.BytesIO(theirs)).worksheets
        self.assertEqual(
            {str(one) for one in sheet.merged_cells.ranges},
            {"A3:A4", "B3:B4", "C3:E3", "A5:A7"},
        )
        self.assertEqual(sheet.print_title_rows, "$3:$4")
        self.assertEqual(len(sheet._charts), 1)
