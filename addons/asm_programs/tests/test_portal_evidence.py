import io
import json
import zipfile
from datetime import timedelta

from PIL import Image

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError
from odoo.http import Request
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.mines_to_markets.tests.portal import PortalCase

from ..models import asm_submission_upload
from ..tools import uploads
from .test_portal import ReportCommon

TEXT = b"name;sex\nN.;f\n"


def picture(kind="JPEG"):
    made = io.BytesIO()
    Image.new("RGB", (4, 3)).save(made, kind)
    return made.getvalue()


def packed(parts, **values):
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return made.getvalue()


def encrypted_archive():
    # bit 0 of the flags, in the local and in the central header
    raw = bytearray(packed({"[Content_Types].xml": b"x"}))
    raw[6] |= 1
    raw[raw.index(b"PK\x01\x02") + 8] |= 1
    return bytes(raw)


class EvidenceCommon(ReportCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.people.indicator_id.evidence_rule_ids = [
            Command.create({"photo": True, "minimum": 2, "severity": "error"})
        ]

    def _place(self, line=None):
        return (line or self.people).id, 0

    def _as(self, user):
        return self.report.with_user(user).sudo()

    def _type_number(self):
        self.assertFalse(self._save(self._people("5")))
        return self.report.actual_ids


@tagged("post_install", "-at_install")
class TestEvidenceOfReport(EvidenceCommon):
    """Files and links at the numbers of a report; no browser needed."""

    def test_file_hangs_on_its_number(self):
        number = self._type_number()
        place = self._as(self.partner_editor)._attach_file(
            *self._place(), "C:\\fakepath\\gate.jpg", picture()
        )
        piece = number.evidence_ids
        self.assertEqual(piece.name, "gate.jpg")
        self.assertEqual(piece.kind, "photo")
        self.assertTrue(piece.sha256)
        self.assertEqual(piece.create_uid, self.partner_editor)
        [shown] = place["evidence"]
        self.assertEqual(shown["id"], piece.id)
        self.assertRegex(place["evidence_lacks"][0][1], "1 of 2")

    def test_the_same_file_twice_is_one_piece(self):
        number = self._type_number()
        report = self._as(self.partner_editor)
        for name in ("a.csv", "again.csv"):
            report._attach_file(*self._place(), name, TEXT)
        report._attach_file(*self._place(), "gate.jpg", picture())
        report._attach_file(*self._place(), "gate.jpg", picture())
        names = sorted(number.evidence_ids.mapped("name"))
        self.assertEqual(names, ["a.csv", "gate.jpg"])

    def test_number_that_only_has_parts_takes_a_file(self):
        self._save(self._people(None, "2", "3"))
        self._as(self.partner_editor)._attach_file(*self._place(), "a.csv", TEXT)
        self.assertEqual(len(self.report.actual_ids.evidence_ids), 1)
        [block] = [self._block(self.people)]
        self.assertEqual(len(block["places"][0]["evidence"]), 1)

    def test_file_needs_a_number(self):
        for line_id, site_id in (
            self._place(),
            (self.people.id, self.north.id),
            (0, 0),
        ):
            with self.assertRaisesRegex(UserError, "Type the number first"):
                self._as(self.partner_editor)._attach_file(
                    line_id, site_id, "a.csv", TEXT
                )

    def test_what_is_asked_for_and_missing_is_said_at_the_place(self):
        self._type_number()
        block = self._block(self.people)
        self.assertEqual(len(block["evidence_asked"]), 1)
        [[severity, message]] = block["places"][0]["evidence_lacks"]
        self.assertEqual(severity, "error")
        self.assertRegex(message, "0 of 2")
        self.assertNotIn("notes", block["places"][0]["total"])

    def test_roles(self):
        self._type_number()
        for user in (self.partner_viewer, self.rival, self.officer):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self._as(user)._attach_file(*self._place(), "a.csv", TEXT)
        self._as(self.partner_officer)._attach_file(*self._place(), "a.csv", TEXT)
        piece = self.report.actual_ids.evidence_ids
        for user in (self.partner_viewer, self.rival):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self._as(user)._delete_piece(*self._place(), piece.id)

    def test_bad_files_are_refused_in_a_sentence_and_change_nothing(self):
        number = self._type_number()
        self._as(self.partner_editor)._attach_file(*self._place(), "a.csv", TEXT)
        kept = number.evidence_ids
        pdf = b"%PDF-1.7 trailer << /Encrypt 4 0 R >> %%EOF"
        bomb = {"[Content_Types].xml": b" " * (uploads.MOST_UNPACKED + 1)}
        for name, raw, said in (
            ("a.csv", b"", "empty"),
            ("a.csv", b" " * 10, "empty"),
            ("a.csv", b"a" * (uploads.MOST_BYTES + 1), "too large"),
            ("a.jpg", TEXT, "picture"),
            ("a.jpg", picture()[:40], "picture"),
            ("a.pdf", picture(), "something else"),
            ("a.pdf", pdf, "password"),
            ("a.pdf", b"%PDF-1.7 half of it", "damaged"),
            ("a.xlsx", encrypted_archive(), "password"),
            ("a.xlsx", packed(bomb), "too large when it is opened"),
            ("a.xlsm", packed({"mimetype": b"x", "xl/vbaProject.bin": b"x"}), "macros"),
            ("a.zip", packed({"a.csv": TEXT}), "archive"),
            ("a.exe", b"MZ\x90\x00\x03", "kind"),
            ("a.svg", b"<svg onload='x'/>", "kind"),
            ("a.html", b"<html>", "kind"),
        ):
            with self.subTest(said=said), self.assertRaisesRegex(UserError, said):
                self._as(self.partner_editor)._attach_file(*self._place(), name, raw)
        self.assertEqual(number.evidence_ids, kept)

    def test_kinds_that_are_taken(self):
        number = self._type_number()
        office = packed({"[Content_Types].xml": b"x", "word/document.xml": b"x"})
        for name, raw, kind in (
            ("a.png", picture("PNG"), "photo"),
            ("a.webp", picture("WEBP"), "photo"),
            ("a.pdf", b"%PDF-1.7\n...\n%%EOF\n", "document"),
            ("a.docx", office, "document"),
            ("a.csv", "Été;5".encode("cp1252"), None),
        ):
            with self.subTest(name=name):
                before = number.evidence_ids
                self._as(self.partner_editor)._attach_file(*self._place(), name, raw)
                piece = number.evidence_ids - before
                self.assertIn(piece.kind, (kind, "data", "document"))

    def test_links(self):
        number = self._type_number()
        for url in ("javascript:alert(1)", "example.org", "", "https://" + "a" * 3000):
            with self.subTest(url=url[:20]), self.assertRaises(UserError):
                self._as(self.partner_editor)._attach_link(*self._place(), url)
        self._as(self.partner_editor)._attach_link(
            *self._place(), " https://example.org/list "
        )
        self.assertEqual(number.evidence_ids.url, "https://example.org/list")
        self.assertEqual(number.evidence_ids.kind, "link")

    def test_deleted_while_it_is_a_draft(self):
        number = self._type_number()
        report = self._as(self.partner_editor)
        report._attach_file(*self._place(), "a.csv", TEXT)
        piece = number.evidence_ids
        file = piece.attachment_id
        place = report._delete_piece(*self._place(), piece.id)
        self.assertNotIn("evidence", place)
        self.assertFalse((piece | number.evidence_ids).exists())
        self.assertFalse(file.exists())

    def test_what_something_else_rests_on_is_only_taken_away(self):
        number = self._type_number()
        other = self._row(self.share, numerator=1, denominator=2)
        report = self._as(self.partner_editor)
        report._attach_file(*self._place(), "a.csv", TEXT)
        piece = number.evidence_ids
        other.evidence_ids = piece
        report._delete_piece(*self._place(), piece.id)
        self.assertTrue(piece.exists())

    def test_locked_with_its_number(self):
        self.people.indicator_id.evidence_rule_ids.unlink()
        number = self._type_number()
        report = self._as(self.partner_officer)
        report._attach_file(*self._place(), "a.csv", TEXT)
        report._portal_save({}, submit=True)
        self.assertEqual(self.report.state, "submitted")
        piece = number.evidence_ids
        for call, *arguments in (
            (report._attach_file, *self._place(), "b.csv", TEXT),
            (report._delete_piece, *self._place(), piece.id),
            (report._change_piece, *self._place(), piece.id, "photo", "2025-03-01"),
        ):
            with self.subTest(call=call.__name__), self.assertRaises(UserError):
                call(*arguments)
        self.assertEqual(number.evidence_ids, piece)

    def test_kind_and_date_are_said_by_who_sent_it(self):
        number = self._type_number()
        report = self._as(self.partner_editor)
        report._attach_file(*self._place(), "a.csv", TEXT)
        piece = number.evidence_ids
        report._change_piece(*self._place(), piece.id, "attendance", "2025-03-01")
        self.assertEqual(piece.kind, "attendance")
        self.assertEqual(piece.date, fields.Date.to_date("2025-03-01"))
        for kind, day in (("link", ""), ("gold", ""), ("photo", "yesterday")):
            with self.subTest(kind=kind), self.assertRaises(UserError):
                report._change_piece(*self._place(), piece.id, kind, day)

    def test_evidence_of_other_reports_is_no_evidence_of_this(self):
        self._type_number()
        foreign = self._row(self.people, value=3.0, partner=self.other_partner)
        foreign.evidence_ids = self.env["mtm.evidence"].create(
            {"url": "https://example.org"}
        )
        for call, *rest in (
            (self._as(self.partner_editor)._delete_piece,),
            (self._as(self.partner_editor)._change_piece, "link", ""),
        ):
            with self.assertRaises(UserError):
                call(*self._place(), foreign.evidence_ids.id, *rest)
        self.assertTrue(foreign.evidence_ids)

    def test_nobody_sends_without_end(self):
        self._type_number()
        report = self._as(self.partner_editor)
        self.patch(asm_submission_upload, "MOST_IN_AN_HOUR", 2)
        report._attach_file(*self._place(), "a.csv", TEXT)
        report._attach_file(*self._place(), "b.csv", TEXT + b"b")
        with self.assertRaisesRegex(UserError, "within an hour"):
            report._attach_file(*self._place(), "c.csv", TEXT + b"c")
        self.report.actual_ids.evidence_ids.flush_recordset()
        self.env.cr.execute(
            "UPDATE mtm_evidence SET create_date = create_date - %s WHERE id IN %s",
            (timedelta(hours=2), self.report.actual_ids.evidence_ids._ids),
        )
        report._attach_file(*self._place(), "c.csv", TEXT + b"c")
        self.patch(asm_submission_upload, "MOST_OF_NUMBER", 3)
        with self.assertRaisesRegex(UserError, "at this number already"):
            report._attach_file(*self._place(), "d.csv", TEXT)


@tagged("post_install", "-at_install")
class TestEvidencePages(EvidenceCommon, PortalCase):
    """The same over the network, where other organisations knock, too."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.url = f"/my/reports/{cls.report.id}/evidence"

    def _send(self, user, url=None, files=None, **values):
        self.authenticate(user.login, user.login)
        data = {
            "csrf_token": Request.csrf_token(self),
            "line": self.people.id,
            "site": 0,
        }
        # what is refused is said to the user, and logged by the server
        with mute_logger("odoo.http"):
            return self.url_open(url or self.url, data | values, files=files)

    def test_file_goes_there_and_back(self):
        self._type_number()
        files = {"file": ("gate.jpg", picture(), "image/jpeg")}
        answer = self._send(self.partner_editor, files=files)
        self.assertEqual(answer.status_code, 200)
        [piece] = answer.json()["evidence"]
        back = self.url_open(piece["url"])
        self.assertEqual(back.content, picture())
        self.assertIn("attachment", back.headers["Content-Disposition"])
        self.assertEqual(back.headers["X-Content-Type-Options"], "nosniff")

    def test_refused_in_a_sentence(self):
        self._type_number()
        files = {"file": ("a.jpg", TEXT, "image/jpeg")}
        answer = self._send(self.partner_editor, files=files)
        self.assertEqual(answer.status_code, 422)
        self.assertRegex(answer.json()["problem"], "picture")
        large = {"file": ("a.csv", b"a" * (uploads.MOST_BYTES + 200_000), "text/csv")}
        self.assertEqual(self._send(self.partner_editor, files=large).status_code, 413)
        answer = self._send(self.partner_viewer, files=files)
        self.assertEqual(answer.status_code, 422)
        self.assertRegex(answer.json()["problem"], "role")
        self.assertFalse(self.report.actual_ids.evidence_ids)

    def test_other_organisations_find_nothing(self):
        number = self._type_number()
        self._as(self.partner_editor)._attach_file(*self._place(), "a.csv", TEXT)
        piece = number.evidence_ids
        none = f"/my/reports/{self.report.id + 10_000}/evidence"
        for url in (self.url, none):
            files = {"file": ("a.csv", TEXT, "text/csv")}
            self.assertEqual(self._send(self.rival, url, files).status_code, 404)
            for step in ("delete", "change"):
                answer = self._send(self.rival, f"{url}/{piece.id}/{step}", kind="data")
                self.assertEqual(answer.status_code, 404)
            with mute_logger("odoo.http"):
                self.assertEqual(self.url_open(f"{url}/{piece.id}").status_code, 404)
        self.assertEqual(number.evidence_ids, piece)

    def test_evidence_of_another_report_is_not_found_under_this_one(self):
        foreign = self._row(self.people, value=3.0, partner=self.other_partner)
        self.rival_report = foreign.submission_id
        self.rival_report.with_user(self.rival).sudo()._attach_file(
            *self._place(), "a.csv", TEXT
        )
        self.authenticate(self.partner_editor.login, self.partner_editor.login)
        with mute_logger("odoo.http"):
            answer = self.url_open(f"{self.url}/{foreign.evidence_ids.id}")
        self.assertEqual(answer.status_code, 404)

    def test_history_tells_who_did_what(self):
        self._type_number()
        self._as(self.partner_editor)._attach_file(*self._place(), "a.csv", TEXT)
        self.env.flush_all()
        self.authenticate(self.partner_viewer.login, self.partner_viewer.login)
        url = f"/my/reports/{self.report.id}/history"
        steps = self.make_jsonrpc_request(url)
        said = json.dumps(steps)
        self.assertIn(self.partner_editor.name, said)
        self.assertIn("Typed numbers (1)", said)
        self.assertIn("a.csv", said)
        self.authenticate(self.rival.login, self.rival.login)
        nowhere = f"/my/reports/{self.report.id + 10_000}/history"
        refusals = [self._ask(route, {}) for route in (url, nowhere)]
        self.assertEqual(*refusals)
        self.assertIn("NotFound", refusals[0])
