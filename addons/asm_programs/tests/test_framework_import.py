import base64
import io

from openpyxl import Workbook, load_workbook

from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .test_framework import FrameworkCommon

TITLES = ("Level", "Code", "Result", "Parent", "Donor's Level Name", "Assumption")
OF_INDICATOR = (
    "Indicator",
    "Version",
    "Responsible",
    "Baseline",
    "Baseline Date",
    "Target",
    "Target From",
    "Target To",
)
RATIO = (
    *(*TITLES, "Indicator"),
    *("Baseline Numerator", "Baseline Denominator", "Baseline Date"),
    *("Target Numerator", "Target Denominator", "Target From", "Target To"),
    "Baseline",
)
ROWS = [
    ("Impact", "A", "Peace", None, "Goal", None),
    ("Outcome", "A.1", "Trade", "A", None, "Buyers go on asking"),
    (None, None, None, None, None, None, "IMP-1", None, "asm_officer"),
]
USE = (None, None, None, "A.1", None, None, "IMP-1", None, "asm_officer")


@tagged("post_install", "-at_install")
class TestFrameworkImport(FrameworkCommon):
    """A framework comes from a workbook: said before, as a whole, once."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.definition = cls._definition("IMP-1")
        cls.into = cls._program("TST-INTO")

    def _import(self, rows, titles=(*TITLES, *OF_INDICATOR), user=None, program=None):
        book = Workbook()
        book.active.append(titles)
        for row in rows:
            book.active.append(row)
        content = io.BytesIO()
        book.save(content)
        return (
            self.env["mtm.import"]
            .with_user(user or self.manager)
            .create(
                {
                    "kind": "framework",
                    "program_id": (program or self.into).id,
                    "filename": "framework.xlsx",
                    "file": base64.b64encode(content.getvalue()),
                }
            )
        )

    def assertProblem(self, rows, message, row=2, column=None):
        item = self._import(rows)
        item.action_preview()
        problems = item.line_ids.filtered(lambda line: line.action == "error")
        [problem] = problems.filtered(lambda line: line.row == row)
        self.assertIn(message, problem.message)
        if column:
            self.assertEqual(problem.column, column)
        item.action_import()
        self.assertEqual(item.state, "refused")
        self.assertFalse(self.into.result_ids)

    def assertNothingNew(self, item):
        counts = item.add_count, item.change_count, item.clear_count
        self.assertEqual(counts, (0, 0, 0))

    def test_a_preview_writes_nothing(self):
        item = self._import(ROWS)
        item.action_preview()
        self.assertEqual(item.state, "previewed", item.message)
        self.assertEqual((item.add_count, item.error_count), (3, 0))
        self.assertFalse(self.into.result_ids)

    def test_results_and_indicators_come_in(self):
        item = self._import(ROWS)
        item.action_preview()
        item.action_import()
        self.assertEqual(item.state, "done", item.message)
        goal, trade = self.into.result_ids.sorted("code")
        self.assertRecordValues(
            goal | trade,
            [
                {"level": "impact", "level_name": "Goal", "parent_id": False},
                {"level": "outcome", "level_name": False, "parent_id": goal.id},
            ],
        )
        self.assertEqual(trade.assumption, "Buyers go on asking")
        line = trade.program_indicator_ids
        self.assertEqual(line.indicator_id, self.definition)
        self.assertEqual(line.responsible_id, self.officer)
        self.assertEqual(
            item.line_ids.mapped("res_model"),
            ["asm.result", "asm.result", "asm.program.indicator"],
        )

    def test_the_same_file_twice_changes_nothing(self):
        rows = [*ROWS[:2], (*USE, 5, "2025-01-01", 9, "2025-01-01", "2025-12-31")]
        self._import(rows).action_import()
        item = self._import(rows)
        item.action_preview()
        self.assertEqual(item.leave_count, 3)
        self.assertEqual(
            (item.add_count, item.change_count, item.clear_count), (0,) * 3
        )
        item.action_import()
        self.assertEqual(len(self.into.program_indicator_ids.target_ids), 1)

    def test_what_differs_is_changed_and_cleared(self):
        self._import(ROWS).action_import()
        item = self._import(
            [
                ("Impact", "A", "Lasting peace", None, None, None),
                ("Outcome", "A.1", "Trade", "A", None, "Buyers go on asking"),
            ]
        )
        item.action_preview()
        self.assertEqual((item.change_count, item.clear_count), (1, 1))
        changed = item.line_ids.filtered(lambda line: line.action == "change")
        self.assertIn("Peace → Lasting peace", changed.message)
        item.action_import()
        goal = self.into.result_ids.filtered(lambda result: result.code == "A")
        self.assertEqual(goal.name, "Lasting peace")
        self.assertFalse(goal.level_name)

    def test_a_number_that_waits_for_its_decision_is_not_proposed_anew(self):
        days = ("2025-01-01", "2025-12-31")
        self._import([*ROWS[:2], (*USE, 5, "2025-01-01", 9, *days)]).action_import()
        item = self._import([*ROWS[:2], (*USE, 6, "2025-01-01", 10, *days)])
        item.action_preview()
        problems = item.line_ids.filtered(lambda line: line.action == "error")
        self.assertEqual(
            [(one.row, one.column) for one in problems],
            [(4, "Baseline"), (4, "Target")],
        )
        for problem in problems:
            self.assertIn("waits for its decision", problem.message)
        item.action_import()
        self.assertEqual(item.state, "refused")
        line = self.into.program_indicator_ids
        line.target_ids.with_user(self.approver).action_approve()
        # another window is another target
        rows = [(*USE, 5, "2025-01-01", 8, "2026-01-01", "2026-12-31")]
        self._import([*ROWS[:2], *rows]).action_import()
        self._import([*ROWS[:2], (*USE, None, None, 10, *days)]).action_import()
        self.assertEqual(sorted(line.target_ids.mapped("value")), [8, 9, 10])

    def test_nought_is_a_number_where_there_was_none(self):
        self._import(ROWS).action_import()
        self._import([*ROWS[:2], (*USE, 0, "2025-01-01")]).action_import()
        self.assertIs(type(self.into.program_indicator_ids.baseline_ids.value), float)

    def test_baselines_and_targets_are_proposed(self):
        self._import(
            [*ROWS[:2], (*USE, 0, "2025-01-01", 9, "2025-01-01", "2025-12-31")]
        ).action_import()
        line = self.into.program_indicator_ids
        self.assertRecordValues(
            line.baseline_ids,
            [{"value": 0, "approved_on": False, "proposed_by": self.manager.id}],
        )
        self.assertIsNot(line.baseline_ids.value, False)
        self.assertRecordValues(line.target_ids, [{"value": 9, "approved_on": False}])

    def _ratio_row(self, *numbers):
        """Return a row of a ratio; numbers stand in the columns of ``RATIO``."""
        return (None, None, None, "A", None, None, "IMP-PCT", *numbers)

    def test_large_numbers_are_shown_with_all_their_digits(self):
        days = ("2025-01-01", "2025-12-31")
        self._import([*ROWS[:2], (*USE, None, None, 1234567, *days)]).action_import()
        proposed = self.into.program_indicator_ids.target_ids
        proposed.with_user(self.approver).action_approve()
        item = self._import([*ROWS[:2], (*USE, None, None, 2000000.5, *days)])
        item.action_preview()
        changed = item.line_ids.filtered(lambda line: line.action == "change")
        self.assertIn("1,234,567 → 2,000,000.5", changed.message)

    def test_ratios_come_as_two_numbers(self):
        self._definition("IMP-PCT", is_ratio=True, measure="percentage", multiplier=100)
        row = self._ratio_row(9, 40, "2024-12-31", 1, 2, "2025-01-01", "2025-12-31")
        for _time in range(2):
            item = self._import([ROWS[0], row], titles=RATIO)
            item.action_import()
            self.assertEqual(item.state, "done", item.message)
        self.assertNothingNew(item)
        line = self.into.program_indicator_ids
        self.assertRecordValues(
            line.baseline_ids, [{"numerator": 9, "denominator": 40, "value": False}]
        )
        self.assertRecordValues(
            line.target_ids, [{"numerator": 1, "denominator": 2, "value": False}]
        )
        self.assertEqual(line.baseline_ids.shown, "22.5")
        line.baseline_ids.with_user(self.approver).action_approve()
        row = self._ratio_row(0, 40)
        self._import([ROWS[0], row], titles=RATIO).action_import()
        newest = line.baseline_ids.sorted("id")[-1:]
        self.assertIsNot(newest.numerator, False)
        self.assertEqual((newest.numerator, newest.denominator), (0, 40))

    def test_half_a_ratio_and_a_ratio_of_no_ratio_are_refused(self):
        self._definition("IMP-PCT", is_ratio=True, measure="percentage", multiplier=100)
        for row, message, column in (
            (self._ratio_row(9), "Baseline Denominator too", "Baseline Denominator"),
            (
                self._ratio_row(None, None, None, None, 2, "2025-01-01", "2025-12-31"),
                "Target Numerator too",
                "Target Numerator",
            ),
            (
                (*self._ratio_row(9, 40), *(None,) * 5, 22.5),
                "either as one number",
                "Baseline",
            ),
            (self._ratio_row("many", 40), "no number", "Baseline Numerator"),
            (self._ratio_row(50, 40), "above the denominator", ""),
            ((*self._ratio_row()[:6], "IMP-1", 9, 40), "is no ratio", ""),
        ):
            with self.subTest(row=row):
                item = self._import([ROWS[0], row], titles=RATIO)
                item.action_preview()
                [problem] = item.error_line_ids
                self.assertIn(message, problem.message)
                self.assertEqual((problem.row, problem.column or ""), (3, column))
                item.action_import()
                self.assertEqual(item.state, "refused")

    def test_the_template_says_how_a_ratio_is_given(self):
        content = self.env["asm.framework"]._workbook(self.into)
        book = load_workbook(io.BytesIO(content))
        titles = [cell.value for cell in book["Framework"][1]]
        self.assertLess({"Baseline Numerator", "Target Denominator"}, set(titles))
        notes = [cell.value for row in book["Notes"] for cell in row if cell.value]
        self.assertTrue([text for text in notes if "9 miners of 40" in text])

    def test_bad_cells_are_named(self):
        goal = ROWS[0]
        for row, message, column in (
            (("Goal", "A", "Peace"), "no level", "Level"),
            (("Impact", None, "Peace"), "Code is blank", "Code"),
            (("Impact", "A", None), "Result is blank", "Result"),
            (("Output", "A", "Peace", "Z"), 'no result "Z"', "Parent"),
            (("Impact", "A", "Peace", "A"), "under itself", "Parent"),
            ((None, "A"), "neither a level nor an indicator", "Level"),
            ((*goal, "IMP-1"), "a level and an indicator", "Indicator"),
            ((*goal, None, None, "asm_officer"), "row of an indicator", "Responsible"),
        ):
            with self.subTest(row=row):
                self.assertProblem([row], message, 2, column)

    def test_bad_cells_of_indicators_are_named(self):
        blank = (None,) * 6
        for cells, message, column in (
            (("NO-1",), 'no indicator "NO-1"', "Indicator"),
            (("IMP-1", 7), "no version 7", "Version"),
            (("IMP-1", None, "nobody"), "no login", "Responsible"),
            (("IMP-1", None, None, "many"), "no number", "Baseline"),
            (("IMP-1", None, None, 1, "01/02/2025"), "no date", "Baseline Date"),
            (
                ("IMP-1", None, None, None, None, 1, None, "2025-12-31"),
                "first and its last day",
                "Target From",
            ),
            (
                ("IMP-1", None, None, None, None, 1, "2025-12-31", "2025-01-01"),
                "before the target's first day",
                "Target To",
            ),
        ):
            with self.subTest(cells=cells):
                self.assertProblem([ROWS[0], (*blank, *cells)], message, 3, column)
        self.assertProblem([(*blank, "IMP-1")], "No result stands above", 2, "Parent")

    def test_a_lower_level_above_is_refused(self):
        rows = [("Output", "B", "Roads"), ("Impact", "A", "Peace", "B")]
        self.assertProblem(rows, "lower level", 3, "Parent")

    def test_a_row_said_twice_is_refused(self):
        rows = [ROWS[0], ("Impact", "A", "Peace again")]
        self.assertProblem(rows, "Row 2 says this already", 3, "Code")

    def test_nothing_is_imported_in_halves(self):
        item = self._import([ROWS[0], ("Goal", "B", "Nothing")])
        self.assertTrue(item.all_or_nothing)
        item.all_or_nothing = False
        item.action_import()
        self.assertEqual(item.state, "refused")
        self.assertFalse(self.into.result_ids)

    def test_another_version_is_not_taken_by_the_way(self):
        self._import(ROWS).action_import()
        self.definition._make_version("More", "Asked", True)
        self._import(ROWS).action_import()
        self.assertEqual(self.into.program_indicator_ids.indicator_id, self.definition)
        item = self._import([*ROWS[:2], (*USE[:7], 2)])
        item.action_preview()
        self.assertIn("uses version 1", item.error_line_ids.message)

    def test_an_officer_imports_no_framework(self):
        item = self._import(ROWS, user=self.officer)
        item.action_preview()
        self.assertEqual(item.state, "refused")
        self.assertFalse(self.into.result_ids)

    def test_the_database_wants_a_programme(self):
        with self.assertDatabaseRefuses("mtm.import", "into which programme"):
            self.env["mtm.import"].create({"kind": "framework"})

    def test_what_goes_out_comes_in_unchanged(self):
        self._use(self.definition).result_id = self.first
        content = (
            self.env["asm.framework"].with_user(self.manager)._workbook(self.program)
        )
        book = load_workbook(io.BytesIO(content))
        self.assertEqual(book.sheetnames, ["Framework", "Library", "Notes"])
        codes = [row[0].value for row in book["Library"].iter_rows(min_row=2)]
        self.assertIn("IMP-1", codes)
        item = self._import([], program=self.program)
        item.file = base64.b64encode(content)
        item.action_preview()
        self.assertEqual(item.error_count, 0, item.error_line_ids.mapped("message"))
        self.assertEqual(item.leave_count, 5)
        self.assertEqual(
            (item.add_count, item.change_count, item.clear_count), (0,) * 3
        )


@tagged("post_install", "-at_install")
class TestFrameworkTemplate(HttpCase, FrameworkCommon):
    def test_who_may_write_a_framework_may_take_the_workbook(self):
        url = f"/asm_programs/framework/{self.program.id}/template"
        self.authenticate("asm_manager", "asm_manager")
        answer = self.url_open(url)
        self.assertEqual(answer.status_code, 200)
        book = load_workbook(io.BytesIO(answer.content))
        self.assertEqual(book["Framework"]["B2"].value, "1")
        self.authenticate("asm_officer", "asm_officer")
        with mute_logger("odoo.http"):
            self.assertEqual(self.url_open(url).status_code, 403)
