from odoo.tests import tagged

from .workbook import WorkbookCommon


@tagged("post_install", "-at_install")
class TestWorkbook(WorkbookCommon):
    def test_what_is_filled_in_is_stored(self):
        content = self._download()
        total = self._cell_of(content, self.people)
        women = self._cell_of(content, self.people, category=self.female.name)
        men = self._cell_of(content, self.people, category=self.male.name)
        filled = self._fill(content, {total: 5, women: 0, men: None})
        item = self._upload(filled)
        self.assertEqual(item.state, "previewed", item.message)
        self.assertEqual(item.add_count, 2)
        self.assertFalse(self.report.actual_ids)
        item.action_import()
        self.assertEqual(item.state, "done", item.message)
        self.assertEqual(self._values(), {"": 5.0, self.female.name: 0.0})
        self.assertEqual(self.report.actual_ids.typed_by, self.partner_editor)

    def test_same_file_twice_changes_nothing(self):
        content = self._download()
        filled = self._fill(content, {self._cell_of(content, self.people): 5})
        self._bring_in(filled)
        item = self._bring_in(filled)
        self.assertEqual(item.add_count + item.change_count + item.clear_count, 0)
        self.assertFalse(self.report.actual_ids.revision_ids)
