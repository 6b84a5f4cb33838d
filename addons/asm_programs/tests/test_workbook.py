import contextlib
import io
import json
from unittest.mock import patch

import openpyxl

from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..tools import workbook as hidden_sheet
from .common import Q2
from .workbook import WorkbookCommon

LOGGER = "odoo.addons.asm_programs.models.mtm_import_workbook"


class Killed(BaseException):
    """The end of the process, which nothing in it catches."""


@tagged("post_install", "-at_install")
class TestWorkbook(WorkbookCommon):
    def _total(self, content, value):
        return self._fill(content, {self._cell_of(content, self.people): value})

    def _actions(self, item):
        return sorted((line.action, line.before or "") for line in item.line_ids)

    def test_what_is_filled_in_is_stored(self):
        content = self._download()
        total = self._cell_of(content, self.people)
        women = self._cell_of(content, self.people, category=self.female.name)
        men = self._cell_of(content, self.people, category=self.male.name)
        item = self._upload(self._fill(content, {total: 5, women: 0, men: None}))
        self.assertEqual(item.state, "previewed", item.message)
        self.assertEqual(item.add_count, 2)
        self.assertFalse(self.report.actual_ids)
        item.action_import()
        self.assertEqual(item.state, "done", item.message)
        self.assertEqual(self._values(), {"": 5.0, self.female.name: 0.0})
        self.assertEqual(self.report.actual_ids.typed_by, self.partner_editor)

    def test_every_kind_of_cell(self):
        content = self._download()
        sheet = self._sheet(content)
        story = next(
            row for row in sheet.iter_rows() if row[1].value == "What happened"
        )
        missing = dict(self.report._reasons())
        reason = next(iter(missing))
        filled = self._fill(
            content,
            {
                self._cell_of(content, self.share): 3,
                self._cell_of(content, self.share, "G"): 4,
                self._cell_of(content, self.people, "J"): missing[reason],
                self._cell_of(content, self.people, "K"): "Line 1\r\nLine 2",
                self._cell_of(content, self.words): "We met",
                f"D{story[0].row}": "A training was held",
            },
        )
        self._bring_in(filled)
        rows = {row.program_indicator_id: row for row in self.report.actual_ids}
        share, people = rows[self.share], rows[self.people]
        self.assertEqual((share.numerator, share.denominator), (3.0, 4.0))
        self.assertEqual((people.missing_reason, people.value), (reason, False))
        self.assertEqual(people.comment, "Line 1\nLine 2")
        self.assertEqual(rows[self.words].text, "We met")
        self.assertIn("A training was held", str(self.report._workbook_words()))

    def test_same_file_twice_changes_nothing(self):
        filled = self._total(self._download(), 5)
        self._bring_in(filled)
        item = self._bring_in(filled)
        self.assertFalse(item.line_ids)
        self.assertFalse(self.report.actual_ids.revision_ids)

    def test_what_is_cleared_becomes_blank(self):
        self._save(self._people("5", "2"))
        content = self._download()
        women = self._cell_of(content, self.people, category=self.female.name)
        item = self._bring_in(self._fill(content, {women: None}))
        self.assertEqual(item.clear_count, 1)
        self.assertEqual(self._values(), {"": 5.0})

    def test_what_was_typed_online_meanwhile_stays(self):
        self._save(self._people("5", "2"))
        content = self._download()
        self._save(self._people("6"), self.partner_officer)
        women = self._cell_of(content, self.people, category=self.female.name)
        item = self._bring_in(self._fill(content, {women: 3}))
        self.assertEqual(self._actions(item), [("change", "2")])
        self.assertEqual(self._values(), {"": 6.0, self.female.name: 3.0})

    def test_both_changed_the_same_cell(self):
        self._save(self._people("5"))
        filled = self._total(self._download(), 7)
        self._save(self._people("6"), self.partner_officer)
        item = self._upload(filled)
        self.assertEqual((item.conflict_count, item.change_count), (1, 0))
        item.action_import()
        self.assertEqual(self._values(), {"": 6.0}, "nobody decided")
        for choose, value in (("action_keep_theirs", 6.0), ("action_keep_mine", 7.0)):
            item = self._upload(filled)
            getattr(item, choose)()
            self.assertFalse(item.conflict_count)
            item.action_import()
            self.assertEqual(self._values(), {"": value})

    def test_a_decision_is_about_what_was_seen(self):
        self._save(self._people("5"))
        filled = self._total(self._download(), 7)
        self._save(self._people("6"), self.partner_officer)
        item = self._upload(filled)
        item.action_keep_mine()
        self._save(self._people("8"), self.partner_officer)
        item.action_import()
        self.assertEqual(self._values(), {"": 8.0})
        self.assertEqual(item.conflict_count, 1)

    def test_both_changed_it_to_the_same(self):
        filled = self._total(self._download(), 7)
        self._save(self._people("7"), self.partner_officer)
        self.assertFalse(self._bring_in(filled).line_ids)

    def test_all_or_nothing_per_report(self):
        other = self._submission(Q2)
        content = self._download(self.report | other)
        women = self._cell_of(content, self.people, category=self.female.name)
        filled = self._fill(self._total(content, 4), {women: 9})
        total = self._cell_of(content, self.people, sheet=2)
        filled = self._fill(filled, {total: 8}, sheet=2)
        item = self._upload(filled)
        [problem] = item.error_line_ids
        self.assertEqual(f"{problem.column}{problem.row}", f"F{total[1:]}")
        item.action_import()
        self.assertFalse(self.report.actual_ids)
        self.assertEqual(other.actual_ids.mapped("value"), [8.0])

    def test_errors_come_back_in_the_workbook(self):
        content = self._download()
        total = self._cell_of(content, self.people)
        item = self._upload(self._total(content, "many"))
        self.assertTrue(item._workbook_can_be_marked())
        marked = item._workbook_marked()
        book = openpyxl.load_workbook(io.BytesIO(marked))
        reasons, _instructions, sheet, *_rest = book.worksheets
        self.assertIn("many is not a number", sheet[total].comment.text)
        self.assertEqual(sheet[total].fill.fgColor.rgb, "FFF4B6B6")
        self.assertEqual(reasons["C3"].value, total)
        self.assertIn("many is not a number", reasons["D3"].value)
        item = self._bring_in(self._fill(marked, {total: 5}, sheet=2))
        self.assertEqual(self._values(), {"": 5.0})
        self.assertFalse(item.error_line_ids)

    def test_numbers_are_read_in_the_language_of_the_workbook(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        report = self.report.with_context(lang="fr_FR")
        content = self._download(report)
        cell = self._cell_of(content, self.share)
        below = self._cell_of(content, self.share, "G")
        self._bring_in(self._fill(content, {cell: "1 234,5", below: "2 000"}))
        self.assertEqual(self.report.actual_ids.numerator, 1234.5)
        self.assertEqual(self.report.actual_ids.denominator, 2000.0)

    def test_rows_are_known_wherever_they_stand(self):
        content = self._download()
        book = openpyxl.load_workbook(io.BytesIO(self._total(content, 5)))
        book.worksheets[1].insert_rows(6, 3)
        book.worksheets[1].title = "Mine"
        self._bring_in(self._bytes_of(book))
        self.assertEqual(self._values(), {"": 5.0})

    def test_a_row_that_is_there_twice_is_told(self):
        content = self._total(self._download(), 5)
        book = openpyxl.load_workbook(io.BytesIO(content))
        sheet = book.worksheets[1]
        sheet["A40"], sheet["F40"] = sheet["A6"].value, 9
        item = self._upload(self._bytes_of(book))
        self.assertIn("more than once", item.error_line_ids.message)

    def test_formula_or_error_where_a_number_belongs(self):
        for value in ("=2+3", "=1/0"):
            item = self._upload(self._total(self._download(), value))
            with self.subTest(value=value):
                self.assertIn("formula", item.error_line_ids.message)
                item.action_import()
                self.assertFalse(self.report.actual_ids)

    def test_text_that_looks_like_a_formula_stays_text(self):
        self._save({self._input(self.words, "text"): "=1+1"})
        content = self._download()
        sheet = self._sheet(content)
        cell = sheet[self._cell_of(content, self.words)]
        self.assertEqual(cell.data_type, "s")
        self.assertFalse(self._bring_in(content).line_ids)

    def test_what_is_reviewed_is_locked(self):
        content = self._download()
        self._save(self._people("5"), self.partner_officer, submit=True)
        item = self._upload(self._total(content, 6))
        self.assertTrue(item.conflict_count)
        item.action_keep_mine()
        self.assertIn("no longer be changed", item.error_line_ids.message)
        sheet = self._sheet(self._download())
        cell = sheet[self._cell_of(content, self.people)]
        self.assertTrue(cell.protection.locked)

    def test_what_is_no_longer_asked_for(self):
        content = self._download()
        self.env["asm.assignment"].search(
            [("program_indicator_id", "=", self.people.id)]
        ).unlink()
        self.report._merge_framework()
        women = self._cell_of(content, self.share)
        below = self._cell_of(content, self.share, "G")
        self._bring_in(self._fill(content, {women: 1, below: 2}))
        self.assertEqual(self.report.actual_ids.program_indicator_id, self.share)
        item = self._upload(self._total(content, 6))
        self.assertIn("does not ask for this number", item.error_line_ids.message)

    def test_staff_bring_it_in_with_their_own_rights(self):
        content = self._total(self._download(), 5)
        item = self._upload(content, self.officer).with_user(self.officer)
        self.assertEqual(item.state, "previewed", item.message)
        item.action_import()
        self.assertEqual(self.report.actual_ids.typed_by, self.officer)
        self.assertIn("workbook?ids=", self.report.action_download_workbook()["url"])

    def test_reports_of_restricted_staff(self):
        content = self._total(self._download(), 5)
        scope = {
            "user_id": self.officer.id,
            "program_ids": [(4, self._program("X").id)],
        }
        self.env["mtm.staff.scope"].create(scope)
        with self.assertLogs(LOGGER, "WARNING"):
            item = self._upload(content, self.officer)
        self.assertEqual(item.state, "refused")


@tagged("post_install", "-at_install")
class TestWorkbookRefused(WorkbookCommon):
    def _refused(self, content, message, user=None, is_logged=True):
        expect = (
            self.assertLogs(LOGGER, "WARNING") if is_logged else mute_logger(LOGGER)
        )
        with expect as log:
            item = self._upload(content, user)
        self.assertEqual(item.state, "refused")
        self.assertRegex(item.message, message)
        self.assertFalse(self.report.actual_ids)
        if is_logged:
            self.assertNotIn((user or self.partner_editor).login, str(log.output))
            self.assertNotIn(self.partner.name, str(log.output))

    def _tamper(self, change):
        book = openpyxl.load_workbook(io.BytesIO(self._download()))
        change(book["_asm"])
        return self._bytes_of(book)

    def _signed(self, change, **head):
        """Return a workbook as another version of this program would write it."""
        book = openpyxl.load_workbook(io.BytesIO(self._download()))
        sheet = book["_asm"]
        lines = hidden_sheet.lines_from(
            row[:2] for row in sheet.iter_rows(min_row=2, values_only=True)
        )
        lines[0] = json.dumps(json.loads(lines[0]) | head)
        sheet["B1"] = self.report._workbook_signature(lines)
        sheet["B2"] = lines[0]
        change(book)
        return self._bytes_of(book)

    def test_hidden_sheet_that_was_changed(self):
        def other_report(sheet):
            sheet["B3"] = sheet["B3"].value.replace(
                f'"id":{self.report.id}', f'"id":{self.report.id + 1}'
            )

        def other_order(sheet):
            sheet["A2"], sheet["A3"] = 1, 0

        def no_signature(sheet):
            sheet["B1"] = None

        for change in (other_report, other_order, no_signature):
            with self.subTest(change=change.__name__):
                self._refused(self._tamper(change), "hidden sheet of this workbook")

    def test_another_workbook(self):
        book = openpyxl.Workbook()
        self._refused(self._bytes_of(book), "was not downloaded here")

    def test_workbook_of_another_database(self):
        content = self._download()
        self.env["ir.config_parameter"].set_param("database.secret", "another")
        self._refused(content, "hidden sheet of this workbook")

    def test_workbook_of_another_organisation(self):
        content = self._download()
        for user in (self.rival, self.partner_viewer):
            with self.subTest(user=user.login):
                self._refused(content, "may not fill in", user)

    def test_access_that_was_lost(self):
        content = self._download()
        accesses = self.env["mtm.partner.access"]
        accesses.search([("user_id", "=", self.partner_editor.id)]).unlink()
        self._refused(content, "may not fill in")

    def test_workbook_of_a_newer_version(self):
        content = self._signed(lambda book: None, version=99)
        self._refused(content, "newer version", is_logged=False)

    def test_workbook_of_an_older_layout_is_merged(self):
        """It says itself in which columns its inputs stand."""
        columns = {"value": 15, "comment": 16}

        def older(book):
            sheet = book.worksheets[1]
            cell = self._cell_of(self._download(), self.people)
            sheet[f"P{cell[1:]}"] = 5

        head = json.loads(json.dumps(columns)) | {"numerator": 15, "denominator": 17}
        head |= {"text": 15, "missing": 18, "files": 19, "narrative": 20, "option": 15}
        self._bring_in(self._signed(older, columns=head))
        self.assertEqual(self._values(), {"": 5.0})

    def test_portal_users_cannot_run_an_import(self):
        item = self._upload(self._download())
        for method in ("action_preview", "action_import", "action_keep_mine", "read"):
            with self.subTest(method=method), self.assertRaises(AccessError):
                getattr(item.sudo(False), method)()


@tagged("post_install", "-at_install")
class TestWorkbookInTheBackground(WorkbookCommon):
    def setUp(self):
        super().setUp()
        other = self._submission(Q2)
        self.reports = self.report | other
        content = self._download(self.reports)
        total = self._cell_of(content, self.people)
        for sheet in (1, 2):
            content = self._fill(content, {total: 5}, sheet)
        with patch.object(type(self.env["mtm.import"]), "_inline_rows", 1):
            self.item = self._upload(content)

    def _run_cron(self, stop_after=None):
        """Run the scheduled action as the scheduler does, without the commits."""
        calls = []

        def commit(cron, processed=0, *, remaining=None, deactivate=False):
            calls.append(self.item.progress)
            cron.env.flush_all()
            if len(calls) == stop_after:
                raise Killed
            return float("inf")

        cron = self.env.ref("mines_to_markets.ir_cron_mtm_import")
        with patch.object(type(cron), "_commit_progress", commit):
            self.env["mtm.import"].with_context(cron_id=cron.id)._cron_import()
        return calls

    def test_preview_and_import_with_progress(self):
        self.assertEqual(self.item.state, "running")
        self.assertIn(50.0, self._run_cron())
        self.assertEqual((self.item.state, self.item.add_count), ("previewed", 2))
        self.assertFalse(self.reports.actual_ids)
        self.item.action_import_in_background()
        self.assertIn(50.0, self._run_cron())
        self.assertEqual((self.item.state, self.item.add_count), ("done", 2))
        self.assertEqual(self.reports.actual_ids.mapped("value"), [5.0, 5.0])
        self.assertEqual(self.reports.actual_ids.typed_by, self.partner_editor)

    def test_a_killed_import_is_carried_on(self):
        self._run_cron()
        self.item.action_import_in_background()
        # assertRaises would undo what was written
        with contextlib.suppress(Killed):
            self._run_cron(stop_after=1)
        self.assertEqual(len(self.reports.actual_ids), 1)
        self._run_cron()
        self.assertEqual(self.item.state, "done")
        self.assertEqual(self.reports.actual_ids.mapped("value"), [5.0, 5.0])
        self.assertFalse(self.reports.actual_ids.revision_ids)
        self.assertEqual(len(self.item.line_ids), 2)
