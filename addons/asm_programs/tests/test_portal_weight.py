import gzip

from odoo.tests import TransactionCase, tagged

OURS = ("/asm_programs/", "/mines_to_markets/")
# of what Odoo's own pages for customers load, compressed
MOST_SHARE = 0.08


@tagged("post_install", "-at_install")
class TestPortalWeight(TransactionCase):
    """What our pages add to Odoo's own has to come over slow connections."""

    def test_scripts_and_templates(self):
        bundle = self.env["ir.qweb"]._get_asset_bundle("web.assets_frontend_lazy")
        parts = {False: [], True: []}
        for script in bundle.javascripts:
            parts[self._is_ours(script.url)].append(script.minify())
        for template in bundle.templates:
            parts[self._is_ours(template.url)].append(template.content)
        theirs, ours = (self._compressed(parts[is_ours]) for is_ours in parts)
        self.assertGreater(theirs, 100_000)
        self.assertGreater(ours, 1_000)
        self.assertLess(
            ours / theirs, MOST_SHARE, f"{ours} bytes of ours, {theirs} of Odoo's"
        )

    def _is_ours(self, url):
        return bool(url) and any(addon in url for addon in OURS)

    def _compressed(self, texts):
        return len(gzip.compress("\n".join(texts).encode()))
