"""Numbers are entered by category; the combination behind is found or made."""

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import Form, tagged

from .common import Q1, AsmCommon


@tagged("post_install", "-at_install")
class TestCategories(AsmCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.line = cls._line(dimensions=cls.sex)

    def test_a_part_beside_its_total(self):
        total = self._row(self.line, Q1, 10)
        part = self._row(self.line, Q1, 4, categories=self.female)
        self.assertFalse(total.category_ids)
        self.assertEqual(part.category_ids, self.female)
        self.assertEqual(part.disaggregation_id.value_ids, self.female)

    def test_one_combination_for_all(self):
        rows = self._row(self.line, Q1, 4, categories=self.female)
        rows += self._row(self._line("TST-2"), Q1, 5, categories=self.female)
        self.assertEqual(len(rows.disaggregation_id), 1)

    def test_categories_are_changed_and_cleared(self):
        row = self._row(self.line, Q1, 4, categories=self.female)
        row = row.with_user(self.officer)
        row.category_ids = self.male
        self.assertEqual(row.disaggregation_id.value_ids, self.male)
        row.write({"category_ids": [Command.unlink(self.male.id)]})
        self.assertFalse(row.disaggregation_id)

    def test_a_number_under_review_keeps_its_categories(self):
        row = self._row(self.line, Q1, 4, categories=self.female)
        row.with_user(self.officer).action_submit()
        with self.assertRefuses(UserError, "under review"):
            row.with_user(self.officer).category_ids = self.male

    def test_an_approved_target_keeps_its_categories(self):
        target = self._target(self.line, 10, categories=self.female)
        with self.assertRefuses(UserError, "approved and stays as it is"):
            target.with_user(self.officer).category_ids = self.male

    def test_the_form_of_a_report(self):
        submission = self._submission(Q1).with_user(self.officer)
        with Form(submission) as form:
            with form.actual_ids.new() as row:
                row.program_indicator_id = self.line
                row.value = 10
            with form.actual_ids.new() as row:
                row.program_indicator_id = self.line
                row.category_ids.add(self.female)
                row.value = 0
        self.assertEqual(
            {
                (row.category_ids, row.value, row.typed_by)
                for row in submission.actual_ids
            },
            {
                (self.female.browse(), 10, self.officer),
                (self.female, 0, self.officer),
            },
        )
