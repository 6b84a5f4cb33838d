import base64
from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged

from .common import MinesToMarketsCommon
from .portal import PortalCase


@tagged("post_install", "-at_install")
class TestPortalDocuments(MinesToMarketsCommon, PortalCase):
    """An organisation reads its agreements' days and the files released to it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.reader = cls._create_portal_user("doc_tin", cls.tin_council, "viewer")
        cls.stranger = cls._create_portal_user("doc_miner", cls.miners)
        cls.env.company.mtm_vetting_agreement = "warn"
        today = fields.Date.today()
        cls.agreement = cls.env["agreement"].create(
            {
                "name": "Traceability agreement",
                "code": "T-1",
                "partner_id": cls.tin_council.id,
                "start_date": today,
                "end_date": today + timedelta(days=400),
            }
        )
        cls.env["mtm.data.sharing"].create(
            {"agreement_id": cls.agreement.id, "what": "Production by site"}
        )
        cls.agreement.signature_date = today
        cls.env["agreement"].create(
            {"name": "Only a draft", "code": "T-2", "partner_id": cls.tin_council.id}
        )
        cls.file = cls.env["mtm.released.file"].create(
            {
                "agreement_id": cls.agreement.id,
                "file": base64.b64encode(b"<script>signed</script>"),
                "filename": "signed.html",
            }
        )

    def test_own_agreements_and_files(self):
        page = self._get(self.reader, "/my/documents")
        self.assertIn("Traceability agreement", page)
        self.assertIn("signed.html", page)
        self.assertIn("Production by site", page)
        self.assertNotIn("Only a draft", page)
        self.assertIn("Traceability agreement", self._get(self.reader, "/my"))

    def test_a_file_is_kept_and_never_run(self):
        self.authenticate(self.reader.login, self.reader.login)
        response = self.url_open(f"/my/documents/{self.file.id}")
        self.assertEqual(response.content, b"<script>signed</script>")
        self.assertIn("attachment", response.headers["Content-Disposition"])
        self.assertIn("sandbox", response.headers["Content-Security-Policy"])

    def test_another_organisation_finds_nothing(self):
        page = self._get(self.stranger, "/my/documents")
        self.assertIn("No document yet", page)
        self.assertNotIn("Production by site", page)
        self._get(self.stranger, f"/my/documents/{self.file.id}", 404)
        self._get(self.stranger, "/my/documents/999999999", 404)
        self._get(self.reader, "/my/documents/0", 404)
        Files = self.env["mtm.released.file"].with_user(self.stranger)
        with self.assertRaises(AccessError):
            Files._portal_find(self.tin_council.ids)
        self.authenticate(self.stranger.login, self.stranger.login)
        url = f"/web/content/mtm.released.file/{self.file.id}/file"
        self.assertNotIn(b"signed", self.url_open(url).content)

    def test_after_its_last_day_it_is_closed(self):
        self.file.date_end = fields.Date.today() - timedelta(days=1)
        self._get(self.reader, f"/my/documents/{self.file.id}", 404)
        self.assertNotIn("signed.html", self._get(self.reader, "/my/documents"))

    def test_an_agreement_with_others_is_refused(self):
        with self.assertRaises(ValidationError):
            self.file.partner_id = self.miners

    def test_page_only_reads(self):
        with self._recorded_cursor_modes() as modes:
            self._get(self.reader, "/my/documents")
        self.assertEqual(modes, [True])
