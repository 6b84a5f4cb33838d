import io

from pypdf import PdfReader

from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.mines_to_markets.tests.portal import PortalCase

from .test_portal import ReportCommon


@tagged("post_install", "-at_install")
class TestPaper(PortalCase, ReportCommon):
    """A report to fill in by hand asks for what its screen asks for."""

    def _open(self, user, report=None):
        self.authenticate(user.login, user.login)
        return self.url_open(f"/my/reports/{(report or self.report).id}/paper")

    def _text(self, response):
        pages = PdfReader(io.BytesIO(response.content)).pages
        return " ".join(" ".join(page.extract_text() for page in pages).split())

    def test_paper_asks_for_what_the_screen_asks_for(self):
        response = self._open(self.partner_viewer)
        self.assertEqual(response.headers["Content-Type"], "application/pdf")
        text = self._text(response)
        blocks = self.report._portal_form()["blocks"]
        self.assertEqual(len(blocks), 3)
        for block in blocks:
            self.assertIn(block["name"], text)
            self.assertTrue(all(head in text for head in block["heads"]))
        self.assertIn(self.female.name, text)
        self.assertIn("Not accessible", text)
        self.assertIn(self.partner.name, text)

    def test_report_links_to_its_paper(self):
        page = self._get(self.partner_viewer, f"/my/reports/{self.report.id}")
        self.assertIn(f'href="/my/reports/{self.report.id}/paper"', page)

    def test_what_is_typed_already_is_printed(self):
        self._save(self._people("4711"))
        self.assertIn("4711", self._text(self._open(self.partner_viewer)))

    @mute_logger("odoo.http")
    def test_report_of_others_is_not_found(self):
        self.assertEqual(self._open(self.rival).status_code, 404)
        self.authenticate(self.rival.login, self.rival.login)
        nowhere = self.url_open(f"/my/reports/{self.report.id + 10_000}/paper")
        self.assertEqual(nowhere.status_code, 404)

    @mute_logger("odoo.http", "odoo.addons.web.controllers.report")
    def test_partners_cannot_go_past_their_page(self):
        self.authenticate(self.partner_viewer.login, self.partner_viewer.login)
        address = f"/report/pdf/asm_programs.report_paper/{self.report.id}"
        response = self.url_open(address)
        self.assertNotEqual(response.headers["Content-Type"], "application/pdf")

    def test_staff_print_it(self):
        report = self.env["ir.actions.report"].with_user(self.manager)
        content, kind = report._render_qweb_pdf(
            "asm_programs.asm_submission_report_paper", self.report.ids
        )
        self.assertEqual(kind, "pdf")
        self.assertTrue(content.startswith(b"%PDF"))
