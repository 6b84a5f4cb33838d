"""Files that do harm, at every place where one may be sent to us."""

import base64

from attack_world import AttackWorld

from odoo.exceptions import UserError
from odoo.http import Request
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.mines_to_markets.tests import bad_files, tried

# kinds of import that are of a table; who sends a wrong one is told so
NOTHING_SAID = ("Traceback", "Error:", "/work", "psycopg2", "root:")


@tagged("post_install", "-at_install")
class TestAttackFiles(AttackWorld):
    def _assert_plain(self, said):
        """Assert that it is a sentence, and none of what the server said to itself."""
        self.assertRegex(said, r"[A-Za-z“].*[.\n]?")
        for word in NOTHING_SAID:
            self.assertNotIn(word, said)

    def _import_kinds(self):
        return [
            kind for kind, _name in self.env["mtm.import"]._fields["kind"].selection
        ]

    def _import(self, kind, name, raw):
        values = {"kind": kind, "file": base64.b64encode(raw), "filename": name}
        if kind == "framework":
            values["program_id"] = self.program.id
        item = self.env["mtm.import"].create(values)
        with mute_logger("odoo.addons.mines_to_markets.models.mtm_import_run"):
            item.action_preview()
        return item

    def test_imports_of_tables(self):
        for what, raw in bad_files.workbooks().items():
            for kind in self._import_kinds():
                with self.subTest(kind=kind, file=what):
                    item = self._import(kind, "list.xlsx", raw)
                    self.assertEqual(item.state, "refused")
                    self._assert_plain(item.message)
            tried.bad_file(what, "a sentence, before it is read")

    def test_layouts_of_donors(self):
        deep = b"[" * 100_000 + b"]" * 100_000
        twins = b'{"code": "A", "code": "B", "sheets": [' + b"{}," * 2_000 + b"{}]}"
        files = {
            "A layout that is nested very deep": deep,
            "A layout that is a list": b"[]",
            "A layout with a number that is none": b'{"code": NaN, "sheets": 1e999}',
            "A layout that says things twice": twins,
            "A layout that is too large": b" " * 3_000_000,
            "A page with a script": bad_files.SCRIPT,
            "A damaged workbook": bad_files.workbook(),
        }
        for what, raw in files.items():
            with self.subTest(file=what):
                with self.assertRaises(UserError) as said:
                    self.env["asm.donor.format"]._from_file(raw)
                self._assert_plain(str(said.exception))
                tried.bad_file(what, "a sentence, before it is read")

    def _attach_to_report(self, name, raw):
        report = self.submission.with_user(self.users["editor"]).sudo()
        report._attach_file(self.program_indicator.id, 0, name, raw)

    def test_evidence_of_partners(self):
        self.env["asm.assignment"].create(
            {
                "program_indicator_id": self.program_indicator.id,
                "partner_id": self.partner.id,
            }
        )
        for what, (name, raw) in bad_files.pictures().items():
            with self.subTest(file=what):
                with self.assertRaises(UserError) as said:
                    self._attach_to_report(name, raw)
                self._assert_plain(str(said.exception))
                tried.bad_file(what, "a sentence, and nothing is kept")
        for what, (name, raw) in bad_files.inert().items():
            with self.subTest(file=what):
                self._attach_to_report(name, raw)
                self._assert_kept_inert(name, raw)
                tried.bad_file(what, "kept as it is, and handed out as a download")

    def _assert_kept_inert(self, name, raw):
        evidence = self.submission.actual_ids.evidence_ids.filtered(
            lambda piece: piece.attachment_id.raw == raw
        )
        self.assertEqual(len(evidence), 1, name)
        login = self.users["editor"].login
        self.authenticate(login, login)
        response = self.url_open(
            f"/my/reports/{self.submission.id}/evidence/{evidence.id}"
        )
        self.assertEqual(response.content, raw)
        self.assertIn("attachment", response.headers["Content-Disposition"])
        self.assertEqual(response.headers["X-Content-Type-Options"], "nosniff")
        self.assertEqual(
            response.headers["Content-Security-Policy"], "default-src 'none'"
        )

    def test_papers_of_requests_for_money(self):
        Request = self.env["asm.subaward.request"]
        for what, (name, raw) in bad_files.pictures().items():
            with self.subTest(file=what):
                problems = {}
                kept = Request._portal_read_files([(name, raw)], problems)
                self.assertFalse(kept)
                self._assert_plain(problems["file"])
                tried.bad_file(what, "a sentence, and nothing is kept")

    def test_workbooks_of_partners(self):
        """By the form, as they come."""
        login = self.users["editor"].login
        self.authenticate(login, login)
        for what, raw in bad_files.workbooks().items():
            with self.subTest(file=what):
                page = self._upload("/my/reports/workbook", "book.xlsx", raw)
                self.assertEqual(page.status_code, 200, page.text[:200])
                sent = self.env["mtm.import"].search(
                    [("kind", "=", "workbook")], order="id desc", limit=1
                )
                self.assertEqual(sent.state, "refused")
                self._assert_plain(sent.message)
                for word in NOTHING_SAID[:1]:
                    self.assertNotIn(word, page.text)
                tried.bad_file(what, "a sentence, before it is read")

    def _upload(self, url, name, raw):
        data = {"csrf_token": Request.csrf_token(self)}
        with mute_logger("odoo.http"):
            return self.url_open(url, data=data, files={"file": (name, raw)})

    def test_a_page_that_staff_release_runs_nowhere(self):
        """Whatever it is called and says it is."""
        for name in ("page.html", "drawing.svg", "page.xhtml", "page.xml"):
            file = self.env["mtm.released.file"].create(
                {
                    "name": name,
                    "partner_id": self.partner.id,
                    "filename": name,
                    "file": base64.b64encode(bad_files.DRAWING),
                }
            )
            login = self.users["porter"].login
            self.authenticate(login, login)
            for url in (
                f"/my/documents/{file.id}",
                f"/web/content/mtm.released.file/{file.id}/file",
                f"/web/image/mtm.released.file/{file.id}/file",
            ):
                with self.subTest(name=name, url=url), mute_logger("odoo.http"):
                    response = self.url_open(url)
                    if bad_files.DRAWING in response.content:
                        disposition = response.headers["Content-Disposition"]
                        self.assertIn("attachment", disposition)
                        policy = response.headers["Content-Security-Policy"]
                        self.assertIn("default-src 'none'", policy)
        tried.bad_file("A drawing with a script", "sent as a download", 4)
