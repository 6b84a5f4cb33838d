"""What Odoo keeps of a user is that user's alone: filters, and news in the browser."""

from pathlib import Path

from access_tries import WORD, AccessTries

from odoo.exceptions import AccessError
from odoo.tests import tagged

from odoo.addons.mines_to_markets.tests import tried

ADDONS = Path(__file__).parent.parent / "addons"


@tagged("post_install", "-at_install", "access_matrix")
class TestAccessOdoo(AccessTries):
    def _filter(self):
        officer = self.users["officer"]
        return self.env["ir.filters"].create(
            {
                "name": WORD,
                "model_id": "mtm.engagement",
                "domain": f"[('name', 'ilike', '{WORD}')]",
                "user_ids": officer.ids,
            }
        )

    def test_favourites_are_of_their_user(self):
        kept = self._filter()
        refused = 0
        for role in ("employee", "manager", "elsewhere", "stranger"):
            user = self.users[role]
            filters = self.env["ir.filters"].with_user(user)
            with self.subTest(role=role):
                try:
                    seen = filters.get_filters("mtm.engagement")
                except AccessError:
                    seen = []
                self.assertNotIn(WORD, str(seen))
                for write in (
                    lambda f: f.write({"domain": "[]"}),
                    lambda f: f.unlink(),
                ):
                    with self.assertRaises(AccessError):
                        write(kept.with_user(user))
                    refused += 1
        tried.attack("Favourites of others", "rules of Odoo", cases=refused)

    def test_nothing_of_ours_is_sent_to_browsers(self):
        """Nobody can listen for what is not sent: ours send no news over the bus."""
        senders = [
            path.name
            for folder in ("models", "wizard", "controllers")
            for path in ADDONS.glob(f"*/{folder}/*.py")
            if "_bus_send" in path.read_text() or "_sendone" in path.read_text()
        ]
        self.assertFalse(senders)
