import hashlib
import io

import openpyxl

from odoo.tests import BaseCase, tagged

from odoo.addons.asm_donor_reports.tools import pages
from odoo.addons.asm_programs.tests.office import recalculated

from . import golden


@tagged("post_install", "-at_install")
class TestGolden(BaseCase):
    """Workbooks of the shipped layouts, cell by cell."""

    maxDiff = None

    def test_every_cell(self):
        self.assertGreaterEqual(len(golden.CODES), 7)
        for code in golden.CODES:
            with self.subTest(code):
                found = golden.lines_of(golden.write(code))
                self.assertEqual(found, golden.expected(code, found))

    def test_formulas_come_to_the_same_in_an_office_program(self):
        count = 0
        for code in golden.CODES:
            with self.subTest(code):
                content = golden.write(code)
                theirs = recalculated(content)
                count += self._compare_formulas(content, theirs)
        self.assertGreater(count, 50)

    def _compare_formulas(self, mine, theirs):
        made = openpyxl.load_workbook(io.BytesIO(mine))
        ours, computed = (
            openpyxl.load_workbook(io.BytesIO(content), data_only=True)
            for content in (mine, theirs)
        )
        count = 0
        for sheet in made.worksheets:
            for row in sheet.iter_rows():
                for cell in row:
                    if cell.data_type != "f":
                        continue
                    one = ours[sheet.title][cell.coordinate].value
                    other = computed[sheet.title][cell.coordinate].value
                    where = f"{sheet.title}!{cell.coordinate} {cell.value}"
                    if isinstance(one, (int, float)) and isinstance(
                        other, (int, float)
                    ):
                        self.assertAlmostEqual(one, other, 9, where)
                    else:
                        self.assertEqual(one or None, other or None, where)
                    count += 1
        return count

    def test_same_inputs_same_bytes(self):
        for code in golden.CODES:
            sums = {hashlib.sha256(golden.write(code)).hexdigest() for _ in range(2)}
            self.assertEqual(len(sums), 1, code)

    def test_pages_of_each(self):
        for code in golden.CODES:
            with self.subTest(code):
                text = pages.document(golden.draw(code), {"title": code})
                self.assertIn('<table class="cells">', text)
                self.assertNotIn("<Development>", text)
                self.assertIn('<table class="cells">', pages.preview(golden.draw(code)))
