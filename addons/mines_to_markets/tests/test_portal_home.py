from odoo.fields import Date
from odoo.tests import tagged

from .test_portal import PortalCommon


@tagged("post_install", "-at_install")
class TestPortalHome(PortalCommon):
    """The first screen keeps its questions, never the answers."""

    def _home(self, user=None):
        # a user reads with what their browser says, here nothing
        return self.env["mtm.portal.home"].with_user(user or self.tin_user)

    def _names(self, part, user=None, partner=None):
        rows = self._home(user)._read(partner and partner.id)[part]
        return [row["name"] for row in rows]

    def test_who_left_sees_nothing_from_then_on(self):
        self.assertEqual(self._names("engagements"), [self.engagement.name])
        self.env["mtm.partner.access"].search(
            [("user_id", "=", self.tin_user.id)]
        ).unlink()
        self.assertEqual(self._names("engagements"), [])
        self.assertEqual(self._names("theirs"), [])

    def test_questions_are_kept(self):
        self._home()._read()
        before = self.env.cr.sql_log_count
        self._home()._read()
        # the organisations may be known already
        self.assertLessEqual(self.env.cr.sql_log_count - before, 3)

    def test_a_new_rule_is_followed_at_once(self):
        self.assertTrue(self._names("engagements"))
        self.env["ir.rule"].create(
            {
                "name": "Nothing",
                "model_id": self.env["ir.model"]._get_id("mtm.engagement"),
                "domain_force": "[(0, '=', 1)]",
            }
        )
        self.assertEqual(self._names("engagements"), [])

    def test_what_the_database_said_just_now_is_not_kept(self):
        """A rule by a tree without a path of its own is looked up each time."""
        self.env["ir.rule"].create(
            {
                "name": "Below the organisation",
                "model_id": self.env["ir.model"]._get_id("mtm.engagement"),
                "domain_force": f"[('partner_id', 'child_of', {self.tin_council.id})]",
            }
        )
        home = self._home()
        self.assertEqual(self._names("engagements"), [self.engagement.name])
        day = Date.context_today(home)
        self.assertFalse(home._kept_questions(None, day))

    def test_promise_gets_a_link_only_where_the_engagement_opens(self):
        promise = self.env["mtm.commitment"].create(
            {
                "name": "Lend a lorry",
                "engagement_id": self.engagement.id,
                "partner_id": self.miners.id,
                "date_due": "2026-02-01",
            }
        )
        [told] = self._home(self.miners_user)._todo(
            self._home(self.miners_user)._read()
        )
        self.assertEqual(told["title"], promise.name)
        self.assertFalse(told["url"])
        self.assertNotIn("Lend", str(self._home()._read()))

    def test_agreement_signed_by_a_person_of_theirs(self):
        person = self.env["res.partner"].create(
            {"name": "Their secretary", "parent_id": self.tin_council.id}
        )
        self.env["agreement"].create(
            [
                {
                    "name": f"Agreement {number}",
                    "code": f"HOME-{number}",
                    "partner_id": partner.id,
                    "signature_date": "2020-01-01",
                    "start_date": "2020-01-01",
                    "end_date": end,
                    "is_template": is_template,
                }
                for number, (partner, end, is_template) in enumerate(
                    [
                        (person, False, False),
                        (self.tin_council, "2020-12-31", False),
                        (self.tin_council, False, True),
                        (self.ministry, False, False),
                    ]
                )
            ]
        )
        self.assertEqual(self._names("agreements"), ["Agreement 0"])
        self.assertEqual(
            self._names("agreements", partner=self.tin_council), ["Agreement 0"]
        )
        self.assertEqual(self._names("agreements", self.miners_user), [])

    def test_request_is_called_by_its_services(self):
        asked = self.env["mtm.service.request"].create(
            {
                "partner_id": self.tin_council.id,
                "service_ids": (self.tagging | self.survey).ids,
            }
        )
        # in the order in which a page reads them
        asked.invalidate_recordset()
        [row] = self._home()._read()["requests"]
        self.assertEqual(row["services"], asked._asked_for())
