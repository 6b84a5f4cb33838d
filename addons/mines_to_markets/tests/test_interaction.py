from datetime import datetime

from markupsafe import Markup

from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged
from odoo.tools import SQL

from .common import OFFICER, MinesToMarketsCommon

CALL = "mail.mail_activity_data_call"


class InteractionCommon(MinesToMarketsCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.contact = cls.env["res.partner"].create(
            {"name": "Clerk of the council", "parent_id": cls.tin_council.id}
        )
        cls.engagement = cls._create_engagement(
            party_ids=[Command.create({"partner_id": cls.miners.id})]
        )

    def _post(self, record, body="We met", note=False, **values):
        return record.with_user(self.officer).message_post(
            body=Markup("<p>%s</p>") % body,
            message_type="comment",
            subtype_xmlid="mail.mt_note" if note else "mail.mt_comment",
            **values,
        )

    def _meet(self, **values):
        return (
            self.env["calendar.event"]
            .with_user(self.officer)
            .create(
                {
                    "name": "Steering committee",
                    "start": "2026-05-11 09:00:00",
                    "stop": "2026-05-11 10:00:00",
                }
                | values
            )
        )

    def _timeline(self, record, user=None):
        self.env.flush_all()
        self.env.invalidate_all()
        action = record.with_user(user or self.officer).action_view_interactions()
        return (
            self.env["mtm.interaction"]
            .with_user(user or self.officer)
            .search(action["domain"])
        )

    def assertKinds(self, record, *expected, user=None):
        found = self._timeline(record, user)
        rows = [(row.kind, row.summary) for row in found]
        self.assertCountEqual(rows, expected)


@tagged("post_install", "-at_install")
class TestInteraction(InteractionCommon):
    """All that was done with a stakeholder stands on one timeline, once."""

    def test_each_kind_stands_on_the_timeline_of_the_engagement(self):
        self._meet(engagement_id=self.engagement.id)
        self._post(self.engagement, "They will send the list")
        self._post(self.engagement, "They sounded tired", note=True)
        self._post(self.engagement, "Hello", subject="Your list")
        for activity_type, summary in (
            (CALL, "Asked for the list"),
            ("mail.mail_activity_data_todo", "Wrote the report"),
        ):
            self.engagement.with_user(self.officer).activity_schedule(
                activity_type, summary=summary, user_id=self.officer.id
            ).action_feedback("Fine")
        delivery = self._create_delivery(self.engagement, user_id=self.officer.id)
        delivery.action_confirm()
        self._create_delivery(self.engagement)
        self.engagement.name = "Tagging in the hills again"
        found = self._timeline(self.engagement)
        self.assertCountEqual(
            found.mapped("kind"),
            ["meeting", "email", "note", "email", "call", "activity", "delivery"],
        )
        by_kind = found.grouped("kind")
        self.assertEqual(by_kind["meeting"].summary, "Steering committee")
        self.assertEqual(by_kind["meeting"].date, datetime(2026, 5, 11, 9))
        self.assertEqual(by_kind["note"].summary, "They sounded tired")
        self.assertIn("Your list", by_kind["email"].mapped("summary"))
        self.assertIn("Asked for the list", by_kind["call"].summary)
        self.assertEqual(by_kind["delivery"].summary, delivery.display_name)
        self.assertEqual(found.user_id, self.officer)
        self.assertEqual(found.partner_id, self.tin_council)

    def test_an_e_mail_that_comes_in_is_one(self):
        message = self._post(self.engagement, "Here it is")
        message.sudo().write({"message_type": "email", "author_id": self.contact.id})
        self.assertKinds(self.engagement, ("email", "Here it is"))
        found = self._timeline(self.engagement)
        self.assertEqual(found.author_id, self.contact)
        self.assertFalse(found.user_id)

    def test_the_stakeholder_has_that_and_its_own(self):
        self._post(self.engagement, "On the engagement")
        self._post(self.tin_council, "On the council")
        self._post(self.contact, "On its clerk")
        self._post(self.miners, "On others")
        self.assertKinds(
            self.tin_council,
            ("email", "On the engagement"),
            ("email", "On the council"),
            ("email", "On its clerk"),
        )

    def test_what_was_said_before_it_was_won(self):
        lead = self.env["crm.lead"].create(
            {"name": "Chance", "partner_id": self.tin_council.id}
        )
        self._post(lead, "They ask for it")
        self.assertKinds(self.tin_council)
        self.engagement.lead_id = lead
        self.assertKinds(self.tin_council, ("email", "They ask for it"))
        self.assertKinds(self.engagement, ("email", "They ask for it"))

    def test_a_delivery_to_another_is_on_both_timelines(self):
        delivery = self._create_delivery(self.engagement, partner_id=self.miners.id)
        delivery.action_confirm()
        for partner in (self.tin_council, self.miners):
            self.assertKinds(partner, ("delivery", delivery.display_name))

    def test_a_party_has_the_meetings_of_the_engagement(self):
        self._meet(engagement_id=self.engagement.id)
        self._post(self.engagement, "Among us and the council")
        self.assertKinds(self.miners, ("meeting", "Steering committee"))

    def test_a_meeting_without_engagement_is_with_who_was_invited(self):
        second = self.contact.copy({"name": "Chair of the council"})
        self._meet(
            partner_ids=[
                Command.set((self.contact + second + self.officer.partner_id).ids)
            ]
        )
        self.assertKinds(self.tin_council, ("meeting", "Steering committee"))
        self.assertKinds(self.miners)
        self.assertKinds(self.officer.partner_id)

    def test_a_private_meeting_keeps_its_name(self):
        self._meet(
            partner_ids=[Command.set((self.contact + self.officer.partner_id).ids)],
            privacy="private",
            name="Salary",
        )
        [row] = self._timeline(self.tin_council, self.manager)
        self.assertNotIn("Salary", row.summary or "")
        self.assertKinds(self.tin_council, ("meeting", "Salary"))

    def test_it_opens_what_it_is(self):
        event = self._meet(engagement_id=self.engagement.id)
        self._post(self.engagement)
        found = self._timeline(self.engagement).grouped("kind")
        for kind, record in (("meeting", event), ("email", self.engagement)):
            action = found[kind].action_open()
            self.assertEqual(
                (action["res_model"], action["res_id"]), (record._name, record.id)
            )

    def test_it_is_found_by_words(self):
        self._post(self.engagement, "About the scales")
        self._post(self.engagement, "About the tags")
        self._meet(engagement_id=self.engagement.id, name="Scales again")
        found = self._timeline(self.engagement).search([("summary", "ilike", "scales")])
        self.assertEqual(len(found), 2)

    def test_counted_by_kind_and_month(self):
        self._meet(engagement_id=self.engagement.id)
        self._meet(
            engagement_id=self.engagement.id,
            start="2026-06-11 09:00:00",
            stop="2026-06-11 10:00:00",
        )
        counted = (
            self.env["mtm.interaction"]
            .with_user(self.officer)
            ._read_group(
                [("engagement_id", "=", self.engagement.id)],
                ["kind", "date:month"],
                ["__count"],
            )
        )
        self.assertEqual([count for _kind, _month, count in counted], [1, 1])

    def test_nobody_from_outside_and_nobody_without_a_role(self):
        for groups in ("base.group_portal", "base.group_user"):
            user = new_test_user(self.env, f"plain_{groups}", groups)
            with self.assertRaises(AccessError):
                self.env["mtm.interaction"].with_user(user).search([])

    def test_rows_are_only_read(self):
        self._post(self.engagement)
        row = self._timeline(self.engagement, self.administrator)
        with self.assertRaises(AccessError):
            row.write({"kind": "call"})


@tagged("post_install", "-at_install")
class TestInteractionAccess(InteractionCommon):
    """Walls, countries and companies hold on the timeline as anywhere else."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.outsider = new_test_user(cls.env, "mtm_outsider", OFFICER)

    def _fill(self, engagement):
        self._post(engagement, "Said")
        self._meet(engagement_id=engagement.id)
        self._create_delivery(
            engagement, country_id=engagement.country_ids[:1].id
        ).action_confirm()

    def test_a_wall_hides_all_of_it(self):
        lead = self.env["crm.lead"].create({"name": "Chance"})
        self._post(lead, "They ask")
        self.engagement.lead_id = lead
        self._fill(self.engagement)
        self._post(self.tin_council, "On the council")
        self.engagement.is_walled = True
        self.assertFalse(self._timeline(self.tin_council, self.outsider).engagement_id)
        self.assertKinds(
            self.tin_council, ("email", "On the council"), user=self.outsider
        )
        self.assertEqual(len(self._timeline(self.tin_council)), 5)

    def test_restricted_staff_see_their_countries(self):
        self.env["mtm.staff.scope"].create(
            {"user_id": self.outsider.id, "country_ids": self.rwanda.ids}
        )
        council = self.tin_council.copy({"operating_country_ids": self.tanzania.ids})
        there = self._create_engagement(
            partner_id=council.id, country_ids=self.tanzania.ids
        )
        self._fill(self.engagement)
        self._fill(there)
        self._post(council, "Elsewhere")
        self._post(self.tin_council, "Here")
        self.env.flush_all()
        self.env.invalidate_all()
        rows = (
            self.env["mtm.interaction"]
            .with_user(self.outsider)
            .search([("partner_id", "in", (council + self.tin_council).ids)])
        )
        self.assertEqual(rows.partner_id, self.tin_council)
        self.assertCountEqual(
            rows.mapped("kind"), ["email", "email", "meeting", "delivery"]
        )

    def test_another_company_is_hidden(self):
        company = self.env["res.company"].create({"name": "Sister"})
        self.outsider.write(
            {"company_ids": [Command.set(company.ids)], "company_id": company.id}
        )
        self._fill(self.engagement)
        self.env.flush_all()
        self.env.invalidate_all()
        rows = self.env["mtm.interaction"].with_user(self.outsider)
        self.assertFalse(rows.search([("engagement_id", "=", self.engagement.id)]))


@tagged("post_install", "-at_install")
class TestInteractionPlan(MinesToMarketsCommon):
    """One timeline is read through indexes, however much there is of others."""

    def assertReadThroughIndexes(self, domain):
        query = (
            self.env["mtm.interaction"].with_user(self.officer)._search(domain)
        ).select()
        self.env.flush_all()
        # tables of a test are small: the planner is to say what it would do with more
        self.env.cr.execute("SET LOCAL enable_seqscan = off")
        lines = self.env.execute_query(SQL("EXPLAIN %s", query))
        plan = "\n".join(line for (line,) in lines)
        for table in (
            "mail_message",
            "calendar_event",
            "calendar_attendee",
            "mtm_service_delivery",
            "mtm_engagement",
        ):
            self.assertNotIn(f"Seq Scan on {table}", plan)

    def test_of_one_engagement(self):
        self.assertReadThroughIndexes([("engagement_id", "=", 7)])

    def test_of_one_stakeholder(self):
        self._create_engagement()
        self._create_engagement(
            partner_id=self.miners.id,
            service_ids=False,
            party_ids=[Command.create({"partner_id": self.tin_council.id})],
        )
        self.assertReadThroughIndexes(self.tin_council._interaction_domain())
