from odoo.tests import HttpCase, no_retry, tagged

from odoo.addons.mines_to_markets.tests.test_js import suite_id


@tagged("post_install", "-at_install")
class TestJs(HttpCase):
    @no_retry
    def test_report_grid(self):
        self.browser_js(
            "/web/tests?headless&loglevel=2&preset=desktop&timeout=15000"
            f"&id={suite_id('@asm_programs')}",
            "",
            "",
            login="admin",
            timeout=600,
            success_signal="[HOOT] Test suite succeeded",
            error_checker=lambda message: "[HOOT]" not in message,
        )
