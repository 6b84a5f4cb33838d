import io
import zipfile

from PIL import Image

from odoo.tests import tagged

from .workbook import WorkbookCommon


@tagged("post_install", "-at_install")
class TestWorkbookEvidence(WorkbookCommon):
    """Files that travel with a workbook in a ZIP."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        file = io.BytesIO()
        Image.new("RGB", (8, 8), "brown").save(file, "PNG")
        cls.photo = file.getvalue()
        cls.content = cls._download(cls)

    def _zip(self, book, **files):
        file = io.BytesIO()
        with zipfile.ZipFile(file, "w") as archive:
            archive.writestr("mine/reports.xlsx", book)
            for name, content in files.items():
                archive.writestr(f"mine/{name}", content)
        return file.getvalue()

    def _filled(self, names):
        content = self.content
        return self._fill(
            content,
            {
                self._cell_of(content, self.people): 5,
                self._cell_of(content, self.people, "L"): names,
            },
        )

    def _files(self):
        pieces = self.report.actual_ids.evidence_ids
        return sorted(pieces.mapped("name"))

    def test_files_named_in_the_row_and_those_in_its_folder(self):
        row = self._cell_of(self.content, self.people, "")
        title = self._sheet(self.content).title
        packed = self._zip(
            self._filled("trench.png; lists/names.csv"),
            **{
                "photos/Trench.png": self.photo,
                "lists/names.csv": b"number;sex\n1;f",
                f"{title}/{row}/more.csv": b"number\n2",
            },
        )
        item = self._upload(packed)
        self.assertEqual(item.add_count, 4, item.message)
        self.assertFalse(self.report.actual_ids)
        item.action_import()
        self.assertEqual(self._files(), ["Trench.png", "more.csv", "names.csv"])
        self.assertFalse(self._bring_in(packed).line_ids, "the same ZIP twice")
        self.assertEqual(len(self._files()), 3)

    def test_named_and_not_there(self):
        for content in (self._filled("trench.png"), self._zip(self._filled("no.png"))):
            item = self._upload(content)
            self.assertIn("did not come with the workbook", item.error_line_ids.message)
            item.action_import()
            self.assertFalse(self.report.actual_ids, "all or nothing")

    def test_there_and_not_named(self):
        packed = self._zip(self._filled(None), **{"trench.png": self.photo})
        item = self._bring_in(packed)
        self.assertIn("named in no row", item.error_line_ids.message)
        self.assertEqual(self._values(), {"": 5.0})

    def test_file_that_is_not_what_it_says(self):
        packed = self._zip(self._filled("a.png"), **{"a.png": b"<script>"})
        item = self._bring_in(packed)
        self.assertTrue(item.error_line_ids.message)
        self.assertFalse(self.report.actual_ids, "all or nothing")

    def test_staff_bring_files_with_their_own_rights(self):
        packed = self._zip(self._filled("a.png"), **{"a.png": self.photo})
        self._upload(packed, self.officer).with_user(self.officer).action_import()
        self.assertEqual(self._files(), ["a.png"])
        self.assertEqual(self.report.actual_ids.typed_by, self.officer)
