import base64
import contextlib
import io
import zipfile
from unittest.mock import patch

import openpyxl
from dateutil.relativedelta import relativedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import RecordCapturer, new_test_user, tagged
from odoo.tools import mute_logger

from .import_common import COLUMNS, OFFICER, VISIT, ImportCommon


class Killed(BaseException):
    """The process ends: nothing in it gets to know."""


@tagged("post_install", "-at_install")
class TestImport(ImportCommon):
    """What every import does, whatever its kind: shown by mine sites."""

    def test_preview_says_what_it_would_do_and_does_nothing(self):
        self._import({})
        item = self._upload(
            self._file({"workers_numb": "31"}, {"pcode": "t2"}, {"name": ""})
        )
        item.action_preview()
        self.assertEqual(item.state, "previewed")
        self.assertCounts(item, add=1, change=1, error=1)
        self.assertEqual(item.row_count, 3)
        self.assertEqual(self._site("t1").worker_count, 30)
        self.assertFalse(self._site("t2"))
        item.invalidate_recordset(["line_ids"])
        self.assertEqual(item.line_ids.mapped("action"), ["change", "add", "error"])

    def test_preview_twice_says_the_same(self):
        item = self._upload(self._file({}))
        item.action_preview()
        item.action_preview()
        self.assertCounts(item, add=1)
        self.assertEqual(len(item.line_ids), 1)

    def test_import_does_what_the_preview_said(self):
        item = self._upload(self._file({}, {"pcode": "t2"}))
        item.action_preview()
        item.action_import()
        self.assertEqual((item.state, item.progress), ("done", 100))
        self.assertEqual(item.user_id, self.officer)
        self.assertCounts(item, add=2)
        line = item.line_ids[0]
        self.assertEqual(
            (line.res_model, line.res_id), ("mtm.site", self._site("t1").id)
        )
        self.assertEqual(line.action_open_record()["res_id"], line.res_id)

    def test_import_without_preview(self):
        self.assertCounts(self._import({}), add=1)

    def test_the_same_file_twice_changes_nothing(self):
        visits = [{}, {"pcode": "t2", "workers_numb": "", "mineral1": ""}]
        self._import(*visits)
        again = self._upload(self._file(*visits))
        self.assertEqual(again.same_import_id.sha256, again.sha256)
        again.action_preview()
        self.assertIn("known already", again.message)
        again.action_import()
        self.assertEqual(again.state, "done")
        self.assertCounts(again)
        self.assertFalse(again.line_ids)

    def test_importing_a_done_import_again_leaves_its_history(self):
        item = self._import({})
        item.action_import()
        self.assertCounts(item, add=1)
        self.assertEqual(len(item.line_ids), 1)

    def test_a_bad_row_stops_nothing_else(self):
        item = self._import({"workers_numb": "many"}, {"pcode": "t2"})
        self.assertEqual(item.state, "done")
        self.assertCounts(item, add=1, error=1)
        self.assertEqual(self._problems(item), [(2, "workers_numb")])
        self.assertIn('"many" is no whole number', item.error_line_ids.message)
        self.assertFalse(self._site("t1"))
        self.assertTrue(self._site("t2"))

    def test_all_or_nothing(self):
        item = self._import(
            {"workers_numb": "many"}, {"pcode": "t2"}, all_or_nothing=True
        )
        self.assertEqual(item.state, "refused")
        self.assertCounts(item, error=1)
        self.assertEqual(self._problems(item), [(2, "workers_numb")])
        self.assertIn("Nothing was imported", item.message)
        self.assertFalse(self._site("t2"))
        item.all_or_nothing = False
        item.action_import()
        self.assertCounts(item, add=1, error=1)

    def test_all_or_nothing_without_problems(self):
        item = self._import({}, {"pcode": "t2"}, all_or_nothing=True)
        self.assertEqual(item.state, "done")
        self.assertCounts(item, add=2)

    @mute_logger("odoo.sql_db")
    def test_what_the_database_refuses_is_a_problem_of_its_row(self):
        """A rule that the plan does not know stops one record, not its batch."""
        self._add_a_constraint()
        visits = [{"pcode": f"t{number}"} for number in range(5)]
        visits[3]["name"] = "Forbidden"
        item = self._import(*visits)
        self.assertCounts(item, add=4, error=1)
        self.assertEqual(item.error_line_ids.row, 5)
        self.assertFalse(self._site("t3"))

    @mute_logger("odoo.sql_db")
    def test_all_or_nothing_in_the_database(self):
        self._add_a_constraint()
        item = self._import(
            {"pcode": "t1"},
            {"pcode": "t2", "name": "Forbidden"},
            all_or_nothing=True,
        )
        self.assertEqual(item.state, "refused")
        self.assertCounts(item, error=1)
        self.assertFalse(self._site("t1"))

    def _add_a_constraint(self):
        self.env.cr.execute(
            "ALTER TABLE mtm_site ADD CONSTRAINT mtm_site_test "
            "CHECK (name <> 'Forbidden')"
        )

    def test_files_that_are_refused(self):
        for content, reason in (
            (b"", "There is no file"),
            (b" \n\n", "holds no rows"),
            (self._file(), "holds no rows"),
            (b"%PDF-1.7 and so on", "no table"),
            (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "no table"),
            (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 old", "old XLS format"),
            (b"PK\x03\x04 torn", "damaged"),
            (self._zip({"notes.txt": b"text"}), "archive"),
            (self._zip({"xl/workbook.xml": b" " * 10_000_000}), "too large"),
            (
                self._zip({"xl/workbook.xml": b"<!DOCTYPE x [<!ENTITY y 'z'>]>"}),
                "damaged",
            ),
            (b"a,b\n1,2\n", "pcode, name, visit_date, longitude"),
            (self._file({}, columns=[*COLUMNS, "name"]), "more than once: name"),
            (self._file({}) + b'3,"t3,and no end\n', "never closed"),
        ):
            with self.subTest(reason=reason, content=content[:20]):
                item = self._upload(content)
                item.action_import()
                self.assertEqual(item.state, "refused")
                self.assertIn(reason, item.message)
                self.assertCounts(item, error=1)

    def test_missing_columns_are_named_and_no_others(self):
        columns = [name for name in COLUMNS if name not in ("latitude", "mineral2")]
        item = self._upload(self._file({}, columns=columns))
        item.action_preview()
        self.assertEqual(item.state, "refused")
        self.assertIn("missing: latitude, mineral2.", item.message)
        self.assertEqual(self._problems(item), [(1, "latitude, mineral2")])

    def test_a_file_that_is_too_large(self):
        self.env["ir.config_parameter"].set_param("mines_to_markets.import_max_mb", 1)
        item = self._upload(b"x" * (1024 * 1024 + 1))
        item.action_import()
        self.assertEqual(item.state, "refused")
        self.assertIn("larger than 1 MB", item.message)

    def test_a_refused_import_takes_a_corrected_file(self):
        item = self._upload(b"a,b\n1,2\n")
        item.action_import()
        item.file = base64.b64encode(self._file({}))
        self.assertEqual(item.state, "new")
        self.assertFalse(item.line_ids)
        item.action_import()
        self.assertCounts(item, add=1)

    def test_encodings_and_separators(self):
        text = self._file({"mineral1": "Cassitérite"}).decode()
        for number, content in enumerate(
            (
                text.encode(),
                text.encode("utf-8-sig"),
                text.encode("latin-1"),
                text.encode("utf-16"),
                text.replace(",", ";").encode(),
                text.replace(",", "\t").encode(),
                b"sep=;\r\n" + text.replace(",", ";").encode(),
                text.replace("\n", "\r\n").encode(),
            )
        ):
            with self.subTest(number=number):
                item = self._upload(content)
                item.action_preview()
                self.assertCounts(item, add=1)

    def test_a_workbook(self):
        book = openpyxl.Workbook()
        book.active.append(COLUMNS)
        visit = VISIT | {
            "visit_date": fields.Datetime.to_datetime("2017-06-01"),
            "workers_numb": 0,
            "latitude": -2.25,
        }
        book.active.append([visit.get(name) for name in COLUMNS])
        book.active.append([visit.get(name, "x") for name in COLUMNS])
        content = io.BytesIO()
        book.save(content)
        item = self._upload(content.getvalue(), "visits.xlsx")
        item.action_import()
        self.assertCounts(item, add=1, error=2)
        self.assertEqual(self._problems(item), [(3, "mineral2"), (3, "mineral3")])
        site = self._site("t1")
        self.assertEqual((site.worker_count, site.latitude), (0, -2.25))

    def test_in_the_background(self):
        item = self._upload(self._file({}, {"pcode": "t2"}))
        cron = self.env.ref("mines_to_markets.ir_cron_mtm_import")
        triggers = self.env["ir.cron.trigger"]
        with RecordCapturer(triggers, [("cron_id", "=", cron.id)]) as triggers:
            item.action_import_in_background()
        self.assertEqual(len(triggers.records), 1)
        self.assertEqual(item.state, "running")
        self.assertFalse(self._site("t1"))
        for refused in (item.action_preview, item.action_import):
            with self.assertRaises(UserError):
                refused()
        with self.assertRaises(UserError):
            item.sudo().unlink()
        self._run_cron()
        self.assertEqual((item.state, item.progress), ("done", 100))
        self.assertCounts(item, add=2)
        self.assertEqual(self._site("t1").create_uid, self.officer)

    def test_large_files_go_to_the_background(self):
        item = self._upload(self._file({}, {"pcode": "t2"}))
        with patch.object(type(item), "_inline_rows", 1):
            item.action_start()
        self.assertEqual(item.state, "running")
        other = self._upload(self._file({"pcode": "t3"}))
        other.action_start()
        self.assertEqual(other.state, "done")

    def test_a_killed_import_is_carried_on(self):
        """What was written before the end of the process is not written again."""
        visits = [{"pcode": f"t{number}"} for number in range(7)]
        visits[1]["workers_numb"] = "many"
        item = self._upload(self._file(*visits))
        item.action_import_in_background()
        # assertRaises would undo what was written
        with self._in_small_batches(), contextlib.suppress(Killed):
            self._run_cron(stop_after=2)
        self.assertEqual(item.state, "running")
        self.assertEqual(self._count_sites(), 4)
        self.assertAlmostEqual(item.progress, 400 / 6)
        self.assertEqual(item.message, "4 of 6 written.")
        with self._in_small_batches():
            self._run_cron()
        self.assertEqual(item.state, "done")
        self.assertCounts(item, add=6, error=1)
        self.assertEqual(self._count_sites(), 6)
        self.assertEqual(len(item.line_ids), 7)

    def test_a_run_that_is_out_of_time_leaves_the_rest_to_the_next(self):
        item = self._upload(self._file(*[{"pcode": f"t{n}"} for n in range(5)]))
        item.action_import_in_background()
        with self._in_small_batches():
            self._run_cron(time_left=0)
            self.assertEqual(item.state, "running")
            self.assertEqual(item.progress, 40)
            self._run_cron()
        self.assertEqual(item.state, "done")
        self.assertCounts(item, add=5)

    def test_a_user_who_lost_access_meanwhile(self):
        item = self._upload(self._file({}))
        item.action_import_in_background()
        self.officer.group_ids = self.env.ref("base.group_user")
        self._run_cron()
        self.assertEqual(item.sudo().state, "refused")
        self.assertFalse(self._site("t1"))

    @mute_logger("odoo.addons.mines_to_markets.models.mtm_import_run")
    def test_an_error_of_the_program_ends_the_import_and_says_so(self):
        item = self._upload(self._file({}))
        item.action_import_in_background()
        self.env.flush_all()
        with (
            patch.object(type(item), "_plan_ipis", side_effect=ZeroDivisionError),
            patch.object(self.env.cr, "rollback") as rollback,
        ):
            self._run_cron()
        rollback.assert_called_once()
        self.assertEqual(item.state, "refused")
        self.assertIn("error of the program", item.message)

    def _count_sites(self):
        return self.env["mtm.site"].search_count([("code", "=like", "t_")])

    def _in_small_batches(self):
        return patch.multiple(
            type(self.env["mtm.import"]), _batch_size=2, _batches_per_run=1
        )

    def _run_cron(self, time_left=None, stop_after=None):
        """Run the scheduled action as the scheduler does, without the commits."""
        calls = []

        def commit(cron, processed=0, *, remaining=None, deactivate=False):
            calls.append((processed, remaining))
            cron.env.flush_all()
            if len(calls) == stop_after:
                raise Killed
            return float("inf") if time_left is None else time_left

        cron = self.env.ref("mines_to_markets.ir_cron_mtm_import")
        with patch.object(type(cron), "_commit_progress", commit):
            self.env["mtm.import"].with_context(cron_id=cron.id)._cron_import()
        self.assertTrue(calls)

    def test_what_came_of_an_import_is_not_entered_by_hand(self):
        item = self._upload(self._file({}))
        for values in ({"state": "done"}, {"add_count": 9}, {"user_id": 1}):
            with self.assertRaises(AccessError):
                item.write(values)
        with self.assertRaises(AccessError):
            item.create({"kind": "ipis", "state": "done"})
        with self.assertRaises(AccessError):
            self.env["mtm.import.line"].with_user(self.officer).create(
                {"import_id": item.id, "action": "add"}
            )

    def test_a_done_import_keeps_its_file(self):
        item = self._import({})
        for values in ({"file": base64.b64encode(b"x")}, {"all_or_nothing": True}):
            with self.assertRaises(UserError):
                item.write(values)

    def test_employees_and_portal_users_may_not(self):
        for groups in ("base.group_user", "base.group_portal"):
            user = new_test_user(self.env, f"mtm_no_{groups}", groups)
            with self.assertRaises(AccessError):
                self._upload(self._file({}), user=user)
            item = self._upload(self._file({}))
            with self.assertRaises(AccessError):
                item.with_user(user).action_import()
            with self.assertRaises(AccessError):
                item.with_user(user).action_preview()
            with self.assertRaises(AccessError):
                item.with_user(user).read(["file"])

    def test_restricted_staff_see_their_own_imports_only(self):
        restricted = self._restricted_officer(self.congo)
        theirs = self._import({})
        own = self._import({"pcode": "t2"}, user=restricted)
        self.assertCounts(own, add=1)
        seen = self.env["mtm.import"].with_user(restricted).search([])
        self.assertEqual(seen, own)
        self.assertEqual(seen.line_ids, own.line_ids)
        with self.assertRaises(AccessError):
            theirs.with_user(restricted).read(["filename"])

    def test_staff_restricted_to_another_country_are_refused(self):
        restricted = self._restricted_officer(self.env.ref("base.rw"))
        item = self._import({}, user=restricted)
        self.assertEqual(item.state, "refused")
        self.assertIn("Rwanda", item.message)
        self.assertFalse(self._site("t1"))

    def _restricted_officer(self, country):
        user = new_test_user(self.env, "mtm_restricted", OFFICER)
        self.env["mtm.staff.scope"].create(
            {"user_id": user.id, "country_ids": country.ids}
        )
        return user

    def test_names_that_look_like_formulas_stay_text(self):
        self._import({"name": "=1+1"})
        self.assertEqual(self._site("t1").name, "=1+1")

    def test_dates_are_those_of_the_reader(self):
        """A visit of today is no visit in the future."""
        reader = self.env["mtm.import"].with_user(self.officer)
        today = fields.Date.context_today(reader)
        tomorrow = today + relativedelta(days=1)
        item = self._import(
            {"visit_date": str(today)}, {"pcode": "t2", "visit_date": str(tomorrow)}
        )
        self.assertEqual(self._problems(item), [(3, "visit_date")])
        self.assertEqual(self._site("t1").date_last_visit, today)

    def _zip(self, parts):
        content = io.BytesIO()
        with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, part in parts.items():
                archive.writestr(name, part)
        return content.getvalue()
