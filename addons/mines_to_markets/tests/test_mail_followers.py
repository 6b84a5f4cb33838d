from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from .common import OFFICER, MinesToMarketsCommon


@tagged("post_install", "-at_install")
class TestMailFollowers(MinesToMarketsCommon):
    """Followers are names of people, and are hidden with what they follow."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.engagement = cls._create_engagement()
        cls.engagement.message_subscribe(cls.tin_council.ids)
        cls.elsewhere = new_test_user(cls.env, login="mtm_elsewhere", groups=OFFICER)
        cls.env["mtm.staff.scope"].create(
            {
                "user_id": cls.elsewhere.id,
                "country_ids": [Command.set(cls.tanzania.ids)],
            }
        )
        cls.followers = cls.env["mail.followers"].search(
            [
                ("res_model", "=", "mtm.engagement"),
                ("res_id", "=", cls.engagement.id),
                ("partner_id", "=", cls.tin_council.id),
            ]
        )

    def _found(self, user):
        return (
            self.env["mail.followers"]
            .with_user(user)
            .search([("id", "in", self.followers.ids)])
        )

    def test_followers_are_seen_with_the_record(self):
        self.assertEqual(self._found(self.officer), self.followers)
        self.followers.with_user(self.officer).read(["partner_id"])
        self.assertIn(
            self.tin_council,
            self.engagement.with_user(self.officer).message_partner_ids,
        )

    def test_followers_of_a_hidden_record_are_hidden(self):
        employee = new_test_user(self.env, login="mtm_employee")
        for user in (employee, self.elsewhere):
            self.assertFalse(self._found(user))
            with self.assertRaises(AccessError):
                self.followers.with_user(user).read(["partner_id"])

    def test_one_sees_what_one_follows(self):
        self.engagement.message_subscribe(self.elsewhere.partner_id.ids)
        own = self.env["mail.followers"].search(
            [
                ("res_model", "=", "mtm.engagement"),
                ("res_id", "=", self.engagement.id),
                ("partner_id", "=", self.elsewhere.partner_id.id),
            ]
        )
        found = (
            self.env["mail.followers"]
            .with_user(self.elsewhere)
            .search([("res_id", "=", self.engagement.id)])
        )
        self.assertEqual(found & (own | self.followers), own)
