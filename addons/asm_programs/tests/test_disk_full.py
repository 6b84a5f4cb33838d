"""A disk that is full, a file that was half written, a file that is gone."""

import json
import os
import resource
from contextlib import contextmanager
from unittest.mock import patch

from odoo.exceptions import MissingError, UserError
from odoo.http import Request
from odoo.tests import tagged

from odoo.addons.mines_to_markets.tests import tried
from odoo.addons.mines_to_markets.tests.portal import PortalCase

from .test_portal_evidence import EvidenceCommon

STORE = "odoo.addons.mines_to_markets.models.ir_attachment_stored"
LARGE = b"name;sex\n" + b"N.;f\n" * 50_000


@contextmanager
def full_disk(size=64 * 1024):
    """Let no file of this process grow beyond some bytes, as on a full disk.

    The system refuses the write (EFBIG, where a full disk says ENOSPC) after it took
    a part, as it does then.
    """
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, limits[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)


@tagged("post_install", "-at_install")
class TestDiskFull(EvidenceCommon, PortalCase):
    def _attachment(self, raw=LARGE, **values):
        return self.env["ir.attachment"].create(
            {"name": "list.csv", "raw": raw, "mimetype": "text/csv"} | values
        )

    def _files(self, raw=LARGE):
        """Return where a file is stored, and what is there that was begun."""
        Attachment = self.env["ir.attachment"]
        checksum = Attachment._compute_checksum(raw)
        path = Attachment._full_path(f"{checksum[:2]}/{checksum}")
        incoming = Attachment._full_path("incoming")
        begun = os.listdir(incoming) if os.path.isdir(incoming) else []
        return path, begun

    def setUp(self):
        super().setUp()
        path, _begun = self._files()
        # a file is named after its content, and another test may have had the same
        if os.path.exists(path):
            os.unlink(path)
        self.addCleanup(lambda: os.path.exists(path) and os.unlink(path))

    def _upload(self, raw=LARGE):
        """Send a file as the partner does; return status and answer."""
        place = dict(zip(("line", "site"), map(str, self._place()), strict=True))
        answer = self.url_open(
            f"/my/reports/{self.report.id}/evidence",
            data={"csrf_token": Request.csrf_token(self)} | place,
            files={"file": ("list.csv", raw, "text/csv")},
        )
        return answer.status_code, json.loads(answer.text)

    def test_upload_to_a_full_disk(self):
        self._type_number()
        self.authenticate(self.partner_editor.login, self.partner_editor.login)
        with full_disk(), self.assertLogs(STORE, "ERROR"):
            status, answer = self._upload()
        self.assertEqual(status, 422)
        self.assertIn("could not store the file", answer["problem"])
        self.assertFalse(self.report.actual_ids.evidence_ids)
        named = [("name", "=", "list.csv"), ("res_model", "=", "mtm.evidence")]
        self.assertFalse(self.env["ir.attachment"].search(named))
        path, begun = self._files()
        self.assertFalse(os.path.exists(path))
        self.assertEqual(begun, [])
        self.assertEqual(self._upload()[0], 200)
        piece = self.report.actual_ids.evidence_ids
        self.assertEqual(piece.attachment_id.raw, LARGE)
        tried.fault(
            "disk full during an upload", "no attachment, no file; the same goes later"
        )

    def test_workbook_or_pages_that_do_not_fit(self):
        with (
            full_disk(),
            self.assertLogs(STORE, "ERROR"),
            self.assertRaisesRegex(UserError, "could not store the file"),
            self.env.cr.savepoint(),
        ):
            self.env["mtm.job"].create(
                {"name": "Drawn", "attachment_id": self._attachment().id}
            )
        self.assertFalse(self.env["mtm.job"].search([("name", "=", "Drawn")]))
        self.assertEqual(self._files()[1], [])
        tried.fault("disk full while a result is kept", "no job, no file")

    def test_half_a_file_of_an_earlier_server(self):
        path, _begun = self._files()
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "wb") as file:
            file.write(LARGE[:5000])
        with self.assertLogs(STORE, "WARNING"):
            stored = self._attachment()
        self.assertEqual(stored.raw, LARGE)
        tried.fault(
            "half a file that an earlier failure left", "replaced by the whole file"
        )

    def test_two_at_once_see_no_part(self):
        """While one writes a file, another that has the same does not collide."""
        Attachment = self.env["ir.attachment"]
        stored_as = Attachment._compute_checksum(LARGE)
        names, replace = [], os.replace

        def replace_late(part, path):
            with patch.object(os, "replace", replace):
                names.append(Attachment._file_write(LARGE, stored_as))
            replace(part, path)

        with patch.object(os, "replace", replace_late):
            names.append(Attachment._file_write(LARGE, stored_as))
        self.assertEqual(names, names[:1] * 2)
        self.assertEqual(self._files()[1], [])

    def test_what_a_server_that_died_began_is_swept(self):
        incoming = self.env["ir.attachment"]._full_path("incoming")
        os.makedirs(incoming, exist_ok=True)
        begun = os.path.join(incoming, "begun")
        with open(begun, "wb"):
            pass
        self.env["ir.attachment"]._gc_incoming()
        self.assertTrue(os.path.exists(begun))
        os.utime(begun, (0, 0))
        self.env["ir.attachment"]._gc_incoming()
        self.assertFalse(os.path.exists(begun))

    def test_a_file_that_is_gone(self):
        self._type_number()
        report = self._as(self.partner_editor)
        report._attach_file(*self._place(), "list.csv", LARGE)
        piece = self.report.actual_ids.evidence_ids
        self.assertFalse(piece.is_lost)
        os.unlink(self._files()[0])
        piece.invalidate_recordset()
        self.assertTrue(piece.with_user(self.officer).is_lost)
        self.assertTrue(piece.sha256)
        page = self.env["mtm.evidence"].get_view(view_type="form")["arch"]
        self.assertIn("The file is missing on the server", page)
        with self.assertRaisesRegex(MissingError, "a backup has it"):
            piece.attachment_id._to_http_stream()
        url = f"/my/reports/{self.report.id}/evidence/{piece.id}"
        self._get(self.partner_editor, url, status=404)
        self._get(self.partner_editor, f"/my/reports/{self.report.id}")
        tried.fault("a stored file that is gone", "its record opens and says so")
