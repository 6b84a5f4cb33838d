"""A wall hides what a number was counted from; the number stays what it is."""

from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from .common import YEAR
from .test_count_rule import CountRuleCommon


@tagged("post_install", "-at_install")
class TestWall(CountRuleCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._rule()
        cls.outsider = new_test_user(
            cls.env, "asm_outsider", "mines_to_markets.group_mtm_user"
        )
        cls.delivery = cls._delivery(cls.engagement)
        cls.submission.with_user(cls.officer).action_count_deliveries()
        cls.row = cls.submission.actual_ids
        cls.engagement.write({"is_walled": True, "user_id": cls.officer.id})

    def _as(self, user, records):
        self.env.flush_all()
        self.env.invalidate_all()
        return records.with_user(user)

    def _value(self, user):
        line = self._as(user, self.line)
        [cell] = line.read_results(*YEAR, include_draft=True)[line.id]
        return cell["value"]

    def test_the_number_is_the_same_for_everybody(self):
        self.assertEqual(self._value(self.officer), 1)
        self.assertEqual(self._value(self.outsider), 1)
        self.assertEqual(self._as(self.outsider, self.row).value, 1)

    def test_what_it_was_counted_from_is_for_the_team(self):
        hop = self.row.delivery_line_ids
        seen = self._as(self.outsider, hop)
        self.assertFalse(seen.search([("id", "in", hop.ids)]))
        self.assertFalse(self._as(self.outsider, self.row).delivery_line_ids)
        for field in ("delivery_id", "partner_id", "engagement_id", "display_name"):
            with self.subTest(field=field), self.assertRaises(AccessError):
                self._as(self.outsider, hop).read([field])
        self.assertTrue(self._as(self.officer, hop).read(["delivery_id"]))

    def test_a_number_says_how_much_of_its_origin_is_hidden(self):
        self.assertEqual(self._as(self.outsider, self.row).hidden_delivery_count, 1)
        self.assertEqual(self._as(self.officer, self.row).hidden_delivery_count, 0)

    def test_the_programme_names_no_walled_engagement(self):
        self.engagement.program_ids = self.program
        program = self._as(self.outsider, self.program)
        self.assertFalse(program.engagement_ids)
        self.assertNotIn(
            self.engagement.id,
            [row["id"] for row in program.read(["engagement_ids"])],
        )

    def test_counting_more_keeps_what_is_hidden_in_the_sum(self):
        other = self._engagement(self.service)
        self._delivery(other)
        submission = self._as(self.outsider, self.submission)
        submission.action_count_deliveries()
        self.assertEqual(self._as(self.env.user, self.row).value, 2)
