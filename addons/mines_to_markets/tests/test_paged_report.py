import base64
import io

from pypdf import PdfReader

from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import MinesToMarketsCommon

# a picture of one red pixel
PIXEL = (
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAA"
    "AABJRU5ErkJggg=="
)


@tagged("post_install", "-at_install")
class TestPagedReport(MinesToMarketsCommon):
    """Reports that WeasyPrint makes, of any model."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.company.logo = False  # counts as a picture
        cls.view = cls.env["ir.ui.view"].create(
            {
                "type": "qweb",
                "key": "mines_to_markets.test_paged",
                "name": "test_paged",
                "arch": """
                    <t t-name="mines_to_markets.test_paged">
                        <t t-call="mines_to_markets.paged_layout">
                            <t t-set="title" t-value="docs.name" />
                            <h1 t-out="docs.name" />
                            <img t-att-src="src" />
                        </t>
                    </t>
                """,
            }
        )
        cls.report = cls.env["ir.actions.report"].create(
            {
                "name": "Test",
                "model": "res.partner",
                "report_name": "mines_to_markets.test_paged",
                "is_paged": True,
            }
        )

    def _render(self, records, src="", user=None):
        report = self.env["ir.actions.report"].with_user(user or self.officer)
        content, kind = report._render_qweb_pdf(
            self.report, records.ids, data={"src": src}
        )
        self.assertEqual(kind, "pdf")
        return content

    def _count_images(self, pdf):
        return sum(len(page.images) for page in self._read(pdf).pages)

    def _read(self, pdf):
        return PdfReader(io.BytesIO(pdf))

    def test_each_record_has_its_page(self):
        pages = self._read(self._render(self.tin_council | self.miners)).pages
        self.assertEqual(len(pages), 2)
        self.assertIn("Test Tin Council", pages[0].extract_text())
        self.assertIn("Miners of the Test Hill", pages[1].extract_text())

    def test_pictures_come_with_the_page_or_from_here(self):
        attachment = self.env["ir.attachment"].create(
            {
                "name": "pixel.png",
                "raw": base64.b64decode(PIXEL),
                "res_model": "res.partner",
                "res_id": self.tin_council.id,
            }
        )
        for src in (
            f"data:image/png;base64,{PIXEL}",
            f"/web/image/{attachment.id}",
            "/mines_to_markets/static/description/icon.png",
        ):
            pdf = self._render(self.tin_council, src)
            self.assertEqual(self._count_images(pdf), 1, src)

    @mute_logger("weasyprint")
    def test_nothing_else_is_fetched(self):
        hidden = self.env["ir.attachment"].create(
            {"name": "pixel.png", "raw": base64.b64decode(PIXEL)}
        )
        for src in (
            "http://127.0.0.1:9/pixel.png",
            "file:///etc/hostname",
            "/mines_to_markets/static/../models/agreement.py",
            f"/web/image/{hidden.id}",
        ):
            pdf = self._render(self.tin_council, src)
            self.assertEqual(self._count_images(pdf), 0, src)

    def test_the_client_knows_who_makes_it(self):
        self.assertIn("is_paged", self.report._get_readable_fields())
