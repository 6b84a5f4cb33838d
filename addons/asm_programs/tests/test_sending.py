"""A report is sent once, however often the page tries, and has a receipt."""

import threading
import uuid
from contextlib import closing
from datetime import timedelta

from psycopg2.errors import CheckViolation, SerializationFailure, UniqueViolation

from odoo import SUPERUSER_ID, api
from odoo.exceptions import ValidationError
from odoo.sql_db import db_connect
from odoo.tests import TransactionCase, tagged
from odoo.tools import mute_logger

from ..tools import clock
from .test_portal import ReportCommon, ReportPortalCommon

ONE, TWO = (
    "1" * 8 + "-1111" * 3 + "-" + "1" * 12,
    "2" * 8 + "-2222" * 3 + "-" + "2" * 12,
)


@tagged("post_install", "-at_install")
class TestReceipt(ReportCommon):
    def _submit(self, user=None):
        self._save(self._people("5"), user or self.partner_officer, submit=True)

    def test_a_receipt_is_given_when_a_report_is_sent(self):
        self.assertFalse(self.report.receipt)
        self._submit()
        self.assertRegex(self.report.receipt, r"^R\d{4}-\d{5}$")
        self.assertRecordValues(
            self.report.sending_ids,
            [
                {
                    "number": 1,
                    "receipt": self.report.receipt,
                    "user_id": self.partner_officer.id,
                }
            ],
        )

    def test_a_report_that_came_back_keeps_its_receipt(self):
        self._submit()
        receipt = self.report.receipt
        self.report.with_user(self.approver).action_return("Count them again")
        self._save(self._people("6"), self.partner_officer, submit=True)
        self.assertEqual(self.report.receipt, receipt)
        self.assertEqual(self.report.sent_count, 2)
        self.assertEqual(self.report.sending_ids.mapped("number"), [2, 1])
        second, first = self.report.sending_ids.mapped("digest")
        self.assertNotEqual(first, second)

    def test_the_same_numbers_give_the_same_check_code(self):
        self._save(self._people("5"))
        five = self.report._digest()
        self._save(self._people("6"))
        self.assertNotEqual(self.report._digest(), five)
        self._save(self._people("5"))
        self.assertEqual(self.report._digest(), five)
        self._save(self._people("0"))
        nothing = self.report._digest()
        self._save(self._people(""))
        self.assertNotEqual(self.report._digest(), nothing)

    def test_staff_get_a_receipt_too(self):
        self._save(self._people("5"))
        self.report.with_user(self.officer).action_submit()
        self.assertTrue(self.report.receipt)
        self.assertEqual(self.report.sending_ids.user_id, self.officer)

    def test_nobody_writes_a_receipt(self):
        self._submit()
        before = self.report.receipt
        as_officer = self.report.with_user(self.officer)
        as_officer.write({"receipt": "R1999-00001", "sent_count": 9})
        self.assertEqual(self.report.receipt, before)
        self.assertEqual(self.report.sent_count, 1)

    @mute_logger("odoo.sql_db")
    def test_the_database_refuses_a_receipt_twice(self):
        self._submit()
        other = self._submission(partner=self.other_partner)
        with self.assertRaises(UniqueViolation), self.env.cr.savepoint():
            other.receipt = self.report.receipt
            other.flush_recordset()
        Sending = self.env["asm.submission.sending"]
        values = {"submission_id": other.id, "user_id": self.env.uid}
        Sending.create(values | {"key": ONE})
        with self.assertRaises(UniqueViolation), self.env.cr.savepoint():
            Sending.create(values | {"key": ONE})
        with self.assertRaises(CheckViolation), self.env.cr.savepoint():
            Sending.create(values | {"key": TWO, "number": 1})

    def test_sendings_of_drafts_are_forgotten_and_receipts_are_not(self):
        self._submit()
        Sending = self.env["asm.submission.sending"]
        draft = Sending.create(
            {"submission_id": self.report.id, "user_id": self.env.uid, "key": ONE}
        )
        sendings = Sending.search([("submission_id", "=", self.report.id)])
        sendings.sent_on = clock.now() - timedelta(days=90)
        Sending._gc_drafts()
        self.assertEqual(sendings.exists(), sendings - draft)


@tagged("post_install", "-at_install")
class TestSendingOnce(ReportPortalCommon):
    def _try(self, user, changes, key=ONE, **options):
        self.authenticate(user.login, user.login)
        return self.make_jsonrpc_request(
            f"{self.url}/save", {"changes": changes, "key": key, **options}
        )

    def _try_refused(self, user, changes, error, key=ONE, **options):
        with (
            mute_logger("odoo.http", "odoo.addons.base.models.ir_rule"),
            self.assertRaises(Exception) as refusal,
        ):
            self._try(user, changes, key, **options)
        self.assertIn(error, str(refusal.exception))

    def test_sent_twice_it_counts_once(self):
        first = self._try(self.partner_officer, self._people("5"), submit=True)
        self.assertTrue(first["receipt"])
        rows = self.report.actual_ids
        before = rows.read(["state_since", "write_date"])
        second = self._try(self.partner_officer, self._people("5"), submit=True)
        self.assertEqual(second["receipt"], first["receipt"])
        self.assertEqual(second["sent_number"], 1)
        self.assertFalse(second["problems"])
        # the page is left then
        self.assertNotIn("grid", first)
        self.assertNotIn("grid", second)
        self.assertEqual(self.report.sent_count, 1)
        self.assertEqual(rows.read(["state_since", "write_date"]), before)

    def test_sent_again_it_undoes_nothing_that_a_colleague_did(self):
        """A repeated draft is no second opinion on a cell."""
        self._try(self.partner_editor, self._people("5"))
        self._save(self._people("7"), self.partner_officer)
        answer = self._try(self.partner_editor, self._people("5"))
        self.assertFalse(answer["problems"])
        self.assertEqual(self._values(), {"": 7.0})
        self.assertIn('"7"', str(answer["grid"]).replace("'", '"'))

    def test_what_was_refused_is_refused_again_with_the_same_reason(self):
        changes = self._people("4", "2", "3")
        first = self._try(self.partner_officer, changes, submit=True)
        self.assertTrue(first["problems"])
        self.assertFalse(first["receipt"])
        second = self._try(self.partner_officer, changes, submit=True)
        self.assertEqual(second["problems"], first["problems"])
        self.assertIn("grid", first)
        self.assertIn("grid", second)
        self.assertEqual(self.report.state, "open")

    def test_drafts_have_no_receipt(self):
        answer = self._try(self.partner_editor, self._people("5"))
        self.assertEqual(answer["receipt"], "")
        self.assertFalse(self.report.receipt)
        self.assertFalse(self.report.sending_ids)

    def test_a_key_is_good_for_one_content_and_one_user(self):
        self._try(self.partner_editor, self._people("5"))
        self._try_refused(self.partner_editor, self._people("6"), "ValidationError")
        self._try_refused(self.partner_officer, self._people("5"), "ValidationError")
        self.assertEqual(self._values(), {"": 5.0})

    def test_the_same_key_in_another_report_is_another_sending(self):
        self._try(self.partner_editor, self._people("5"))
        other = self._submission(partner=self.other_partner)
        self.authenticate("report_rival", "report_rival")
        answer = self.make_jsonrpc_request(
            f"/my/reports/{other.id}/save",
            {"changes": {"narrative": "Rain"}, "key": ONE},
        )
        self.assertFalse(answer["problems"])
        self.assertEqual(other.narrative, "Rain")

    def test_keys_that_are_none_are_refused(self):
        for key in ("1", "x" * 36, ONE + "1", 5, [ONE]):
            with self.subTest(key=key):
                self._try_refused(
                    self.partner_editor, self._people("5"), "ValidationError", key
                )
        self.assertFalse(self.report.actual_ids)

    def test_a_viewer_claims_no_key(self):
        self._try_refused(self.partner_viewer, self._people("5"), "AccessError")
        self._try_refused(self.rival, self._people("5"), "NotFound")
        Sending = self.env["asm.submission.sending"]
        self.assertFalse(Sending.search([("submission_id", "=", self.report.id)]))

    def test_nobody_sends_what_another_user_typed(self):
        owner = self.report.with_user(self.partner_editor)._draft_owner()
        self._try_refused(
            self.partner_officer, self._people("5"), "AccessError", owner=owner
        )
        self.assertFalse(self.report.actual_ids)
        self._try(self.partner_editor, self._people("5"), owner=owner)
        self.assertEqual(self._values(), {"": 5.0})

    def test_session_tells_who_is_logged_in(self):
        self.authenticate("report_editor", "report_editor")
        said = self.make_jsonrpc_request("/my/reports/session", {})
        self.assertEqual(
            said["owner"], self.report.with_user(self.partner_editor)._draft_owner()
        )
        self.assertTrue(said["csrf_token"])

    def test_receipt_page_is_for_the_partner(self):
        url = f"{self.url}/receipt"
        self._get(self.partner_officer, url, status=404)
        self._try(self.partner_officer, self._people("5"), submit=True)
        receipt = self.report.receipt
        page = self._get(self.partner_viewer, url)
        self.assertIn(receipt, page)
        self.assertIn(self.partner_officer.name, page)
        self.assertIn(self.report.sending_ids.digest[:4], page)
        self._get(self.rival, url, status=404)
        for url in (self.url, f"{self.url}?done=submitted", "/my/reports"):
            self.assertIn(receipt, self._get(self.partner_viewer, url))

    def test_portal_users_read_no_sending_by_rpc(self):
        self._try(self.partner_officer, self._people("5"), submit=True)
        self._assert_rpc_refused("asm.submission.sending", "search_read", [])
        [read] = self._rpc("asm.submission", "read", [self.report.id], ["receipt"])
        self.assertEqual(read["receipt"], self.report.receipt)


@tagged("post_install", "-at_install")
class TestKeptPages(ReportPortalCommon):
    """What a browser may keep of the portal, and for whom."""

    def _headers(self, user, url):
        self.authenticate(user.login, user.login)
        return self.url_open(url).headers

    def test_only_what_can_be_filled_in_is_kept(self):
        owner = self.report.with_user(self.partner_editor)._draft_owner()
        for url in (self.url, "/my/reports/phone"):
            headers = self._headers(self.partner_editor, url)
            self.assertEqual(headers["X-Report-Owner"], owner)
            self.assertEqual(headers["Cache-Control"], "no-store")
        for user, url in (
            (self.partner_viewer, self.url),
            (self.officer, self.url),
            (self.partner_editor, "/my"),
            (self.partner_editor, "/my/reports"),
        ):
            self.assertNotIn("X-Report-Owner", self._headers(user, url))
        self._save(self._people("5"), self.partner_officer, submit=True)
        self.assertNotIn("X-Report-Owner", self._headers(self.partner_editor, self.url))

    def test_a_page_names_its_owner_and_nobody_else(self):
        owner = self.report.with_user(self.partner_editor)._draft_owner()
        self.assertNotEqual(owner, self.report._draft_owner())
        self.assertIn(owner, self._get(self.partner_editor, "/my"))
        self.assertNotIn(owner, self._get(self.partner_officer, "/my"))
        self.logout()
        self.assertNotIn("report_owner", self.url_open("/web/login").text)

    def test_the_worker_serves_the_portal_alone(self):
        headers = self.url_open("/my/service-worker.js").headers
        self.assertTrue(headers["Content-Type"].startswith("text/javascript"))
        self.assertEqual(headers["Service-Worker-Allowed"], "/my")
        self.assertEqual(headers["Cache-Control"], "no-cache")

    def test_the_page_without_connection_says_nothing_of_anybody(self):
        self.authenticate("report_editor", "report_editor")
        page = self.url_open("/my/offline").text
        self.assertIn("No connection", page)
        for word in ("report_editor", "csrf_token", self.partner.name):
            self.assertNotIn(word, page)

    def test_reports_on_the_phone_are_for_users(self):
        self.assertIn("/web/login", self.url_open("/my/reports/phone").url)


@tagged("post_install", "-at_install")
class TestSendingAtOnce(TransactionCase):
    """Two transactions with one key: the second waits and finds the first."""

    def setUp(self):
        super().setUp()
        self.database = db_connect(self.env.cr.dbname)
        self.addCleanup(self._delete)
        with self.database.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            partner = env["res.partner"].create({"name": "Sent At Once"})
            program = env["asm.program"].create(
                {
                    "code": f"SAO-{uuid.uuid4().hex[:6]}",
                    "name": "Sent At Once",
                    "frequency": "quarter",
                    "date_start": "2025-01-01",
                    "date_end": "2025-03-31",
                }
            )
            period = program._periods(program.date_start, program.date_end)
            self.made = env["asm.submission"].create(
                {
                    "program_id": program.id,
                    "partner_id": partner.id,
                    "period_id": period[:1].id,
                }
            )
            self.ids = self.made.id, program.id, partner.id

    def _delete(self):
        with self.database.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            submission, program, partner = self.ids
            env["asm.submission"].browse(submission).unlink()
            env["asm.program"].browse(program).unlink()
            env["res.partner"].browse(partner).unlink()

    def _claim(self, cr):
        env = api.Environment(cr, SUPERUSER_ID, {})
        submission = env["asm.submission"].browse(self.ids[0])
        return env["asm.submission.sending"]._claim(submission, ONE, {"a": "1"})

    def test_the_second_waits_and_is_repeated(self):
        said = []
        with (
            closing(self.database.cursor()) as first,
            closing(self.database.cursor()) as second,
        ):
            second.execute("SELECT count(*) FROM asm_submission_sending")
            claimed = self._claim(first)
            claimed.is_answered = True
            claimed.flush_recordset()

            def wait():
                try:
                    said.append(self._claim(second))
                except SerializationFailure as failure:
                    said.append(failure)
                    second.rollback()

            thread = threading.Thread(target=wait)
            thread.start()
            thread.join(0.5)
            self.assertTrue(thread.is_alive(), "the second did not wait")
            first.commit()
            thread.join(20)
            self.assertIsInstance(said[0], SerializationFailure)
            again = self._claim(second)
            self.assertEqual(again.id, claimed.id)
            self.assertTrue(again.is_answered)

    def test_another_content_under_the_same_key(self):
        with closing(self.database.cursor()) as cr:
            submission = self._claim(cr).submission_id
            Sending = submission.env["asm.submission.sending"]
            with self.assertRaises(ValidationError):
                Sending._claim(submission, ONE, {"a": "2"})
