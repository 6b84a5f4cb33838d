from psycopg2 import IntegrityError

from odoo.exceptions import AccessError
from odoo.tests import freeze_time, new_test_user, tagged
from odoo.tools import mute_logger

from .common import MinesToMarketsCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-06-15")
class TestRelations(MinesToMarketsCommon):
    """The relations of the OCA addon, as this one narrows them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.member = cls.env.ref("mines_to_markets.res_partner_relation_type_member")
        cls.relation = cls._relate(cls.miners, cls.tin_council)

    @classmethod
    def _relate(cls, left, right, **values):
        return cls.env["res.partner.relation"].create(
            {
                "left_partner_id": left.id,
                "right_partner_id": right.id,
                "type_id": cls.member.id,
            }
            | values
        )

    def test_shows_in_the_words_of_either_end(self):
        words = [
            self.relation.with_context(current_partner_id=partner.id).type_id_display
            for partner in (self.miners, self.tin_council)
        ]
        self.assertEqual(words, ["is a member of", "has as a member"])
        action = self.tin_council.with_user(self.officer).action_view_relations()
        relations = self.env["res.partner.relation"].with_user(self.officer)
        self.assertEqual(relations.search(action["domain"]), self.relation)

    def test_the_database_refuses_the_same_twice(self):
        self.env.cr.execute("SELECT 1")
        values = (self.miners.id, self.tin_council.id, self.member.id)
        with (
            self.assertRaises(IntegrityError),
            mute_logger("odoo.sql_db"),
            self.env.cr.savepoint(),
        ):
            self.env.cr.execute(
                "INSERT INTO res_partner_relation"
                "(left_partner_id, right_partner_id, type_id) VALUES (%s, %s, %s)",
                values,
            )

    def test_restricted_staff_see_it_when_both_ends_are_theirs(self):
        elsewhere = self.env["res.partner"].create(
            {
                "name": "Elsewhere",
                "is_company": True,
                "operating_country_ids": self.tanzania.ids,
            }
        )
        hidden = self._relate(elsewhere, self.tin_council)
        self.env["mtm.staff.scope"].create(
            {"user_id": self.officer.id, "country_ids": self.rwanda.ids}
        )
        relations = self.env["res.partner.relation"].with_user(self.officer)
        seen = relations.search([("right_partner_id", "=", self.tin_council.id)])
        self.assertEqual(seen, self.relation)
        partner = self.tin_council.with_user(self.officer)
        self.assertEqual(partner.relation_count, 1)
        self.assertFalse(
            partner.search([("search_relation_partner_id", "ilike", "Elsewhere")])
        )
        with self.assertRaises(AccessError):
            hidden.with_user(self.officer).read(["display_name"])
        with self.assertRaises(AccessError):
            self._relate(self.miners, self.ministry).with_user(self.officer).unlink()

    def test_other_employees_only_read(self):
        employee = new_test_user(
            self.env, "mtm_other", "base.group_user,base.group_partner_manager"
        )
        relation = self.relation.with_user(employee)
        self.assertTrue(relation.read(["display_name"]))
        with self.assertRaises(AccessError):
            relation.date_end = "2026-01-01"
        with self.assertRaises(AccessError):
            relation.unlink()
        with self.assertRaises(AccessError):
            self.member.with_user(employee).name = "other"

    def test_portal_users_do_not_search_by_relation(self):
        outsider = new_test_user(self.env, "mtm_outsider", "base.group_portal")
        partners = self.env["res.partner"].with_user(outsider)
        for name in ("search_relation_type_id", "relation_left_ids"):
            with self.assertRaises(AccessError):
                partners.search([(name, "!=", False)])
