import io

import openpyxl

from odoo.tests import tagged

from .office import resaved
from .workbook import WorkbookCommon


@tagged("post_install", "-at_install")
class TestWorkbookOffice(WorkbookCommon):
    """What a real office program saves is read back."""

    def test_saved_by_libreoffice(self):
        scale = self._definition("TST-ORD", measure="ordinal")
        self.env["asm.scale.value"].create(
            [
                {"indicator_id": scale.id, "code": code, "name": name}
                for code, name in (("1", "Seldom"), ("2", "Often"))
            ]
        )
        graded = self._use(scale)
        self._assign(graded)
        self.report._merge_framework()
        self._save(self._people("5", "2") | {"narrative": "Line 1\nLine 2 <&>"})
        self._save(self._people("7", "2"))
        content = self._download()
        cell = self._cell_of
        missing = dict(self.report._reasons())
        filled = self._fill(
            content,
            {
                cell(content, self.people): 12,
                cell(content, self.people, category=self.male.name): 0,
                cell(content, self.people, category=self.female.name): None,
                cell(content, self.share): 1234.1,
                cell(content, self.share, "G"): "2,000.5",
                cell(content, graded): "Often",
                cell(content, graded, "K"): "no = formula",
                cell(content, self.words, "J"): next(iter(missing.values())),
            },
        )
        back = resaved(filled)
        book = openpyxl.load_workbook(io.BytesIO(back))
        self.assertNotEqual(book["_asm"].sheet_state, "visible")
        self.assertTrue(book.worksheets[1].protection.sheet)
        item = self._bring_in(back)
        self.assertFalse(item.error_line_ids.mapped("message"))
        self.assertEqual(
            (item.add_count, item.change_count, item.clear_count), (6, 1, 1)
        )
        self.assertEqual(self._values(), {"": 12.0, self.male.name: 0.0})
        rows = {row.program_indicator_id: row for row in self.report.actual_ids}
        share = rows[self.share]
        self.assertEqual((share.numerator, share.denominator), (1234.1, 2000.5))
        self.assertEqual(rows[graded].option_id.name, "Often")
        self.assertEqual(rows[graded].comment, "no = formula")
        self.assertEqual(rows[self.words].missing_reason, next(iter(missing)))
        self.assertFalse(self._bring_in(back).line_ids, "the same file twice")
