from odoo.fields import Command

from .common import Q1, Q2, AsmCommon


class TestStale(AsmCommon):
    """Rule 16: a report is stale when drawing it now gives a different cell."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.line = cls._line("TST-TON", whole_units=False, dimensions=cls.sex)
        cls.award = cls._award("GR-1")
        cls._share({cls.award: 100})
        cls.award_line = cls._award_line(cls.award, cls.line)
        period = cls.env["asm.award.period"].create(
            {
                "award_id": cls.award.id,
                "name": "Q1",
                "date_start": Q1[0],
                "date_end": Q1[1],
            }
        )
        cls.number = cls._number(cls.line, Q1, 10, site_id=cls.north)
        cls.report = cls.env["asm.donor.report"].create(
            {
                "award_ids": [Command.set(cls.award.ids)],
                "award_period_id": period.id,
            }
        )
        cls.report.with_user(cls.finance).action_draw()

    def _correct(self, value):
        self.number.with_user(self.approver).action_reopen("Wrong pit")
        self.number.with_user(self.officer).value = value
        self._approve(self.number)

    def test_a_number_changed_after_it_was_drawn(self):
        self.assertFalse(self.report.is_stale)
        self._correct(12)
        self.assertTrue(self.report.is_stale)
        self.assertIn("Actual: 10 when drawn, 12 now", self.report.stale_cells)

    def test_a_reopened_number_is_missing_at_once(self):
        self.number.with_user(self.approver).action_reopen("Wrong pit")
        self.assertTrue(self.report.is_stale)
        self.assertIn("Actual: 10 when drawn, blank now", self.report.stale_cells)

    def test_back_to_the_old_value_it_is_no_longer_stale(self):
        self._correct(12)
        self._correct(10)
        self.assertFalse(self.report.is_stale)
        self.assertFalse(self.report.stale_cells)

    def test_a_reworded_comment_changes_no_cell(self):
        self.number.with_user(self.approver).action_reopen("Comment")
        self.number.with_user(self.officer).comment = "Better words"
        self._approve(self.number)
        self.assertFalse(self.report.is_stale)

    def test_a_late_number_that_fills_a_blank(self):
        self._number(self.line, Q1, 3, site_id=self.south)
        self.assertTrue(self.report.is_stale)

    def test_a_late_category(self):
        self._number(self.line, Q1, 4, site_id=self.north, categories=self.female)
        self.assertTrue(self.report.is_stale)
        self.assertIn("Female", self.report.stale_cells)

    def test_a_number_of_a_later_period(self):
        self._number(self.line, Q2, 3, site_id=self.north)
        self.assertFalse(self.report.is_stale)

    def test_of_another_indicator(self):
        other = self._line("TST-OTH", whole_units=False)
        self._number(other, Q1, 3)
        self.assertFalse(self.report.is_stale)

    def test_a_target_is_found_by_night_and_drawing_again_ends_it(self):
        self._target(self.line, 20, days=Q1)
        self.env["asm.donor.report"]._check_all_stale()
        self.assertTrue(self.report.is_stale)
        self.assertIn("Target: blank when drawn, 20 now", self.report.stale_cells)
        self.report.with_user(self.finance).action_draw()
        self.assertFalse(self.report.is_stale)

    def test_knowledge_of_then_is_never_stale(self):
        self.report.as_of = self.report.drawn_on
        self.report.with_user(self.finance).action_draw()
        self._correct(12)
        self.assertFalse(self.report.is_stale)

    def test_what_was_not_drawn_is_not_stale(self):
        report = self.report.copy({"award_ids": [Command.set(self.award.ids)]})
        self._correct(12)
        self.assertFalse(report.is_stale)
