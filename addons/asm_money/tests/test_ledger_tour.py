"""Finance brings a ledger in, in the browser."""

from odoo.tests import HttpCase, tagged

from .ledger_common import LedgerCommon


@tagged("post_install", "-at_install")
class TestLedgerTour(HttpCase, LedgerCommon):
    def test_journey(self):
        self.start_tour(
            "/odoo/ledger-imports", "asm_ledger_import", login=self.finance.login
        )
        item = self.env["mtm.import"].search([("kind", "=", "ledger")], limit=1)
        self.assertDone(item, add=2)
        self.assertEqual(sum(self._lines(item).mapped("amount_award")), 15.5)
