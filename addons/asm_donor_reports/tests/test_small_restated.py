"""Small numbers of people in what is restated, and in what follows a report."""

from io import BytesIO

from freezegun import freeze_time
from openpyxl import load_workbook

from odoo.tests import tagged

from odoo.addons.asm_programs.tests.common import Q2
from odoo.addons.mines_to_markets.tests import tried
from odoo.addons.mines_to_markets.tests.portal import PortalCase

from .test_small_elsewhere import ElsewhereCommon
from .test_small_numbers import KIND

LINE, BEFORE, AFTER = 0, 1, 2


class RestatedCommon(ElsewhereCommon):
    def _recount(self, count, part=None):
        """Correct a number of Q1; that of women unless ``part`` names others."""
        numbers = self.env["asm.actual"].search(
            [
                ("program_indicator_id", "=", self.people.id),
                ("disaggregation_id.value_ids", "in", (part or self.female).ids),
            ]
        )
        numbers.with_user(self.approver).action_reopen("Counted twice")
        numbers.with_user(self.officer).value = count
        self._approve(numbers)

    def _restate(self, report, send=True):
        report.with_user(self.finance).action_restate()
        after = report.superseded_by_ids.with_user(self.finance)
        after.restate_reason = "Two lists were mixed up"
        after.action_draw()
        after.action_freeze("The first quarter only")
        if send:
            after.action_send()
        return after.with_env(self.env)

    def _following(self, **values):
        period = self.period.copy(
            {"name": "2025 Q2", "date_start": Q2[0], "date_end": Q2[1]}
        )
        report = self._report()
        report.write({"award_period_id": period.id, "has_trace": False, **values})
        return report


@tagged("post_install", "-at_install")
class TestRestatedWorkbook(RestatedCommon):
    def _rows(self, report):
        """Return ``{(before, after)}`` of people and of others, as it is handed out."""
        content, _kind = (
            self.env["ir.actions.report"]
            .with_user(self.finance)
            .with_context(active_model=report._name)
            ._render_xlsx("asm_donor_reports.restatement", report.ids, {})
        )
        [sheet] = load_workbook(BytesIO(content)).worksheets
        people, others = set(), set()
        for row in sheet.iter_rows(min_row=5, values_only=True):
            is_people = "TST-PPL" in row[LINE] or "Miners trained" in row[LINE]
            (people if is_people else others).add((row[BEFORE], row[AFTER]))
        return people, others

    def _restated(self, **values):
        before = self._sent(has_trace=False, **values)
        self._recount(9)
        self.number.with_user(self.approver).action_reopen("Typed wrong")
        self.number.with_user(self.officer).value = 12
        self._approve(self.number)
        return self._restate(before)

    def test_with_real_counts_it_tells_them(self):
        people, _others = self._rows(self._restated())
        self.assertIn(("3", "9"), people)

    def test_without_them_it_names_cells_and_no_number(self):
        for values in ({}, {"format_id": False}):
            with self.subTest(**values), self.cr.savepoint() as point:
                report = self._restated(**values)
                self.award.has_real_counts = False
                people, others = self._rows(report)
                self.assertTrue(people)
                told = {one for pair in people for one in pair if one}
                self.assertEqual(told, {"not shown"})
                self.assertIn(("10", "12"), others)
                cells = report.with_user(self.finance).read_restatement()
                of_people = [one for one in cells if "Miners trained" in one["line"]]
                of_people += [one for one in cells if "TST-PPL" in one["line"]]
                for cell in of_people:
                    self.assertNotRegex(cell["before"] + cell["after"], r"\d")
                self.assertTrue(of_people)
                tried.attack(KIND, "a cell that was restated is quoted without it")
                point.rollback()
                self.env.invalidate_all()


@tagged("post_install", "-at_install")
class TestSmallDifference(RestatedCommon):
    """What is told next, less what was told before, is a number of people as well."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.award.has_real_counts = False
        cls.men = ("sex", cls.male.code)

    def test_a_correction_by_few_is_not_shown(self):
        before = self._sent(has_trace=False)
        self._recount(42, self.male)
        after = self._restate(before)
        values = self._values(after)
        self.assertEqual(values[self.men], "not shown")
        self.assertEqual(values[()], "not shown")
        self.assertFalse(after.is_stale)
        after._check_stale()
        self.assertFalse(after.is_stale)
        tried.attack(KIND, "what few corrected is not shown", 2)

    @freeze_time("2025-05-02 10:00:00")
    def test_two_frozen_in_one_second(self):
        before = self._sent(format_id=False)
        self._recount(42, self.male)
        after = self._restate(before)
        after._check_stale()
        self.assertEqual(before.frozen_on, after.frozen_on)
        self.assertFalse(after.is_stale)

    def test_nor_in_the_plain_table(self):
        before = self._sent(format_id=False)
        self._recount(42, self.male)
        after = self._restate(before)
        lines = after.line_ids.filtered(
            lambda one: one.program_indicator_id == self.people
        )
        men = lines.filtered(lambda line: line.value_id == self.male)
        self.assertIs(men.actual, False)
        self.assertIs(lines.filtered("is_total").life_actual, False)
        after._check_stale()
        self.assertFalse(after.is_stale)
        tried.attack(KIND, "what few corrected is not shown", 2)

    def test_a_correction_by_many_is(self):
        before = self._sent(has_trace=False)
        self._recount(60, self.male)
        values = self._values(self._restate(before))
        self.assertEqual(values[self.men], 60)
        self.assertEqual(values[()], 83)

    def test_what_did_not_change_is(self):
        before = self._sent(has_trace=False)
        again = self._restate(before)
        self.assertEqual(self._values(again), self._values(before))

    def test_the_next_report_does_not_tell_what_came_with_it(self):
        """63 by March and 65 by June would tell of 2 between."""
        self._sent(has_trace=False)
        self._number(self.people, Q2, 2)
        life = "indicator.actual@life"
        self.assertEqual(self._values(self._following(), life)[()], "not shown")
        tried.attack(KIND, "what adds up with it is not shown")

    def test_what_is_frozen_later_changes_no_earlier_one(self):
        before = self._sent(has_trace=False)
        self._number(self.people, Q2, 2)
        report = self._following().with_user(self.finance)
        report.action_draw()
        report.action_freeze("All that there is")
        before._check_stale()
        self.assertFalse(before.is_stale)


@tagged("post_install", "-at_install")
class TestRestatedOnThePortal(RestatedCommon, PortalCase):
    def _card(self, report):
        cards = self._seen()._portal_reports()["sent"]
        return next(card for card in cards if card["id"] == report.id)

    def test_a_correction_by_few(self):
        """41 men were 40: the second file tells of one, with the first."""
        self._recount(30)
        before = self._sent(has_trace=False)
        self.assertTrue(self._card(before)["file_url"])
        self._recount(41, self.male)
        after = self._restate(before)
        self.assertFalse(self._card(after)["file_url"])
        self.assertEqual(self._card(after)["restated"], [])
        tried.attack(KIND, "the portal does not hand out the file")

    def test_by_many(self):
        self._recount(30)
        before = self._sent(has_trace=False)
        self._recount(60, self.male)
        after = self._restate(before)
        self.assertTrue(self._card(after)["file_url"])
        told = {(one["before"], one["after"]) for one in self._card(after)["restated"]}
        self.assertIn(("40", "60"), told)

    def test_what_changed_in_a_file_that_they_did_not_get(self):
        before = self._sent(has_trace=False)
        self.assertFalse(self._card(before)["file_url"])
        self._recount(30)
        after = self._restate(before)
        card = self._card(after)
        self.assertTrue(card["file_url"])
        self.assertEqual(card["restates"], before.name)
        self.assertEqual(card["restated"], [])
        tried.attack(KIND, "a cell that was restated is quoted without it")
