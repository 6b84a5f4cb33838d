from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from .common import MinesToMarketsCommon

TEN = {
    "permits",
    "formal_trade",
    "taxes",
    "environment_social",
    "conflict_corruption",
    "finance",
    "safety",
    "labour",
    "technology",
    "market_access",
}


@tagged("post_install", "-at_install")
class TestChallenge(MinesToMarketsCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.challenge = cls.env.ref("mines_to_markets.mtm_challenge_taxes")
        cls.engagement = cls._create_engagement()

    def test_the_ten_of_the_sector_are_there(self):
        known = self.env["mtm.challenge"].search([]).mapped("code")
        self.assertLessEqual(TEN, set(known))

    def test_its_page_counts_and_opens_what_shares_it(self):
        before = self.challenge.with_user(self.officer).engagement_count
        self.engagement.with_user(self.officer).challenge_ids = self.challenge
        self.challenge.invalidate_recordset()
        seen = self.challenge.with_user(self.officer)
        self.assertEqual(seen.engagement_count, before + 1)
        action = seen.action_view_engagements()
        found = self.env["mtm.engagement"].search(action["domain"])
        self.assertIn(self.engagement, found)

    def test_a_challenge_in_use_stays(self):
        self.engagement.challenge_ids = [Command.link(self.challenge.id)]
        with self.assertRaisesRegex(UserError, "rests on it"):
            self.challenge.unlink()

    def test_an_employee_without_a_role_sees_no_count(self):
        self.engagement.challenge_ids = self.challenge
        employee = new_test_user(self.env, "challenge_employee", "base.group_user")
        self.assertEqual(self.challenge.with_user(employee).engagement_count, 0)

    def test_officers_use_but_do_not_make_them(self):
        with self.assertRaises(AccessError):
            self.env["mtm.challenge"].with_user(self.officer).create(
                {"code": "x", "name": "X"}
            )
