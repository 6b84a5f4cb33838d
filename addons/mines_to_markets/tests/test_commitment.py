from markupsafe import Markup
from psycopg2.errors import CheckViolation

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, freeze_time, new_test_user, tagged
from odoo.tools import mute_logger

from .common import OFFICER, MinesToMarketsCommon

TODAY = "2026-05-11"


class CommitmentCommon(MinesToMarketsCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.engagement = cls._create_engagement()
        cls.contact = cls.env["res.partner"].create(
            {"name": "Clerk of the council", "parent_id": cls.tin_council.id}
        )

    def _create_commitment(self, user=None, **values):
        return (
            self.env["mtm.commitment"]
            .with_user(user or self.officer)
            .create(
                {
                    "name": "Send the list of bags",
                    "engagement_id": self.engagement.id,
                    "date_due": "2026-06-01",
                }
                | values
            )
        )

    def _form(self, action, user=None):
        """Fill in and save what an action opens."""
        model = self.env[action["res_model"]].with_user(user or self.officer)
        return Form(model.with_context(**action["context"]))


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestCommitment(CommitmentCommon):
    """A promise is an activity of its owner, and ends by saying how it was kept."""

    def test_the_owner_has_one_activity(self):
        commitment = self._create_commitment(user_id=self.manager.id)
        activity = commitment.activity_ids
        self.assertRecordValues(
            activity,
            [
                {
                    "summary": "Send the list of bags",
                    "user_id": self.manager.id,
                    "res_model": "mtm.commitment",
                }
            ],
        )
        self.assertEqual(str(activity.date_deadline), "2026-06-01")
        commitment.write({"name": "Send both lists", "date_due": "2026-06-15"})
        commitment.user_id = self.officer
        self.assertEqual(commitment.activity_ids, activity)
        self.assertEqual(activity.summary, "Send both lists")
        self.assertEqual(str(activity.date_deadline), "2026-06-15")
        self.assertEqual(activity.user_id, self.officer)

    def test_moving_or_handing_over_the_activity_moves_the_commitment(self):
        commitment = self._create_commitment()
        activity = commitment.activity_ids.with_user(self.officer)
        activity.action_reschedule_nextweek()
        self.assertEqual(commitment.date_due, activity.date_deadline)
        activity.user_id = self.manager
        self.assertEqual(commitment.user_id, self.manager)
        self.assertEqual(commitment.activity_ids, activity)

    def test_nobody_follows_it_nobody_has_an_activity(self):
        commitment = self._create_commitment(user_id=False)
        self.assertFalse(commitment.activity_ids)
        commitment.user_id = self.officer
        self.assertTrue(commitment.activity_ids)
        commitment.user_id = False
        self.assertFalse(commitment.activity_ids)

    def test_doing_the_activity_closes_the_commitment(self):
        commitment = self._create_commitment()
        commitment.activity_ids.with_user(self.officer).action_feedback("It came")
        self.assertRecordValues(
            commitment, [{"state": "done", "closing_note": "It came"}]
        )
        self.assertEqual(str(commitment.date_done), TODAY)

    def test_the_activity_is_not_done_without_a_word(self):
        commitment = self._create_commitment()
        with self.assertRaisesRegex(UserError, "Say in the feedback"):
            commitment.activity_ids.with_user(self.officer).action_done()

    def test_a_file_on_the_activity_is_evidence(self):
        commitment = self._create_commitment()
        file = (
            self.env["ir.attachment"]
            .with_user(self.officer)
            .create({"name": "list.txt", "raw": b"12 bags"})
        )
        activity = commitment.activity_ids.with_user(self.officer)
        activity.action_feedback(attachment_ids=file.ids)
        self.assertEqual(commitment.state, "done")
        self.assertEqual(commitment.evidence_id.attachment_id.raw, b"12 bags")

    def test_whoever_has_the_activity_closes_what_they_may_not_open(self):
        outsider = new_test_user(self.env, "mtm_outsider", OFFICER)
        commitment = self._create_commitment(user_id=outsider.id)
        self.engagement.is_walled = True
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertFalse(commitment.with_user(outsider).has_access("read"))
        commitment.sudo().activity_ids.with_user(outsider).action_feedback("Done")
        self.assertEqual(commitment.state, "done")

    def test_closing_the_commitment_does_the_activity(self):
        commitment = self._create_commitment()
        activity = commitment.activity_ids
        commitment.action_done("The list came by e-mail")
        self.assertFalse(activity.active)
        self.assertEqual(activity.feedback, "The list came by e-mail")
        self.assertFalse(commitment.activity_ids)

    def test_cancelling_takes_the_activity_away(self):
        commitment = self._create_commitment()
        activity = commitment.activity_ids
        commitment.action_cancel()
        self.assertFalse(activity.exists())
        commitment.action_reopen()
        self.assertTrue(commitment.activity_ids)

    def test_closing_asks_how_it_was_kept(self):
        commitments = self._create_commitment() + self._create_commitment()
        action = commitments.action_done()
        self.assertEqual(action["res_model"], "mtm.commitment.close")
        wizard = self._form(action).save()
        with self.assertRaisesRegex(UserError, "Say how it was kept"):
            wizard.action_close()
        with Form(wizard) as form:
            form.note = "Both came"
        wizard.action_close()
        self.assertEqual(commitments.mapped("state"), ["done", "done"])
        self.assertEqual(commitments.mapped("closing_note"), ["Both came"] * 2)

    def test_evidence_closes_without_words(self):
        commitment = self._create_commitment()
        form = self._form(commitment.action_done())
        form.url = "https://example.com/list"
        form.save().action_close()
        self.assertEqual(commitment.state, "done")
        self.assertEqual(commitment.evidence_id.url, "https://example.com/list")
        with self.assertRaisesRegex(UserError, "A commitment was closed with this"):
            commitment.evidence_id.url = "https://example.com/other"

    def test_evidence_is_seen_with_its_commitment(self):
        reader = new_test_user(self.env, "mtm_reader", OFFICER)
        scope = self.env["mtm.staff.scope"].create(
            {"user_id": reader.id, "country_ids": self.rwanda.ids}
        )
        evidence = self.env["mtm.evidence"].create({"url": "https://example.com/a"})
        commitment = self._create_commitment()
        commitment.write({"evidence_id": evidence.id, "state": "done"})

        def is_seen():
            self.env.flush_all()
            self.env.invalidate_all()
            return bool(evidence.with_user(reader).search([("id", "=", evidence.id)]))

        self.assertTrue(is_seen())
        scope.country_ids = self.tanzania
        self.assertFalse(is_seen())
        scope.unlink()
        self.assertTrue(is_seen())
        self.engagement.is_walled = True
        self.assertFalse(is_seen())

    @mute_logger("odoo.sql_db")
    def test_the_database_asks_how_it_was_kept(self):
        commitment = self._create_commitment()
        for values in ({}, {"closing_note": "  "}):
            with self.assertRaises(CheckViolation), self.env.cr.savepoint():
                commitment.write({"state": "done"} | values)
                self.env.flush_all()

    def test_reopening_forgets_how_it_was_kept(self):
        commitment = self._create_commitment()
        commitment.action_done("It came")
        commitment.action_reopen()
        self.assertRecordValues(
            commitment, [{"state": "open", "closing_note": False, "date_done": False}]
        )
        self.assertTrue(commitment.activity_ids)

    def test_overdue_ones_are_found(self):
        late = self._create_commitment(date_due="2026-05-10")
        today = self._create_commitment(date_due=TODAY)
        both = [("id", "in", (late + today).ids)]
        self.assertEqual(late.search([("is_overdue", "=", True), *both]), late)
        self.assertEqual(late.activity_ids.state, "overdue")

    def test_many_are_made_without_a_query_for_each(self):
        values = {
            "name": "Promise",
            "engagement_id": self.engagement.id,
            "date_due": "2026-06-01",
            "user_id": self.officer.id,
        }
        Commitment = self.env["mtm.commitment"].with_user(self.officer)

        def queries(count):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            Commitment.create([dict(values) for _ in range(count)])
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        queries(1)
        few, many = queries(2), queries(20)
        self.assertLess(many, 3 * few)


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestCommitmentSource(CommitmentCommon):
    """A promise is written down where it is made, and remembers where that was."""

    def _post(self, record, author=None, body="<p>We send it by Friday</p>"):
        return record.message_post(
            body=Markup(body),
            author_id=(author or self.contact).id,
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
        )

    def _from_message(self, message):
        Commitment = self.env["mtm.commitment"].with_user(self.officer)
        form = self._form(Commitment.action_from_message(message.id))
        form.date_due = "2026-05-15"
        return form.save()

    def test_from_a_message_of_theirs(self):
        message = self._post(self.engagement)
        commitment = self._from_message(message)
        self.assertRecordValues(
            commitment,
            [
                {
                    "name": "We send it by Friday",
                    "engagement_id": self.engagement.id,
                    "partner_id": self.tin_council.id,
                    "is_ours": False,
                    "user_id": self.officer.id,
                    "message_id": message.id,
                    "source": "message",
                }
            ],
        )
        action = commitment.action_view_source()
        self.assertEqual(
            (action["res_model"], action["res_id"]),
            ("mtm.engagement", self.engagement.id),
        )

    def test_from_a_message_of_ours(self):
        message = self._post(self.engagement, self.officer.partner_id)
        commitment = self._from_message(message)
        self.assertTrue(commitment.is_ours)
        self.assertEqual(commitment.partner_id, self.tin_council)

    def test_of_another_party_by_its_message(self):
        miner = self.env["res.partner"].create(
            {"name": "Chair", "parent_id": self.miners.id}
        )
        commitment = self._from_message(self._post(self.engagement, miner))
        self.assertEqual(commitment.partner_id, self.miners)

    def test_from_a_message_on_the_stakeholder(self):
        commitment = self._from_message(self._post(self.tin_council))
        self.assertEqual(commitment.engagement_id, self.engagement)
        self._create_engagement(name="Another")
        Commitment = self.env["mtm.commitment"].with_user(self.officer)
        action = Commitment.action_from_message(self._post(self.tin_council).id)
        self.assertNotIn("default_engagement_id", action["context"])

    def test_from_a_message_on_a_delivery(self):
        delivery = self._create_delivery(self.engagement)
        commitment = self._from_message(self._post(delivery))
        self.assertEqual(commitment.engagement_id, self.engagement)

    def test_a_long_message_is_cut_at_a_word(self):
        commitment = self._from_message(
            self._post(self.engagement, body="<p>" + "promised " * 50 + "</p>")
        )
        self.assertLess(len(commitment.name), 125)
        self.assertTrue(commitment.name.endswith("promised…"))

    def test_from_a_meeting(self):
        event = (
            self.env["calendar.event"]
            .with_user(self.officer)
            .create(
                {
                    "name": "Steering committee",
                    "start": "2026-05-11 09:00:00",
                    "stop": "2026-05-11 10:00:00",
                    "engagement_id": self.engagement.id,
                }
            )
        )
        form = self._form(event.action_new_commitment())
        form.name = "Open the store"
        form.date_due = "2026-05-20"
        commitment = form.save()
        self.assertEqual(commitment.event_id, event)
        self.assertEqual(commitment.engagement_id, self.engagement)
        self.assertEqual(event.commitment_ids, commitment)
        self.assertEqual(commitment.action_view_source()["res_id"], event.id)

    def test_from_an_activity(self):
        activity = self.engagement.with_user(self.officer).activity_schedule(
            "mail.mail_activity_data_call", summary="Ask for the list"
        )
        form = self._form(activity.action_new_commitment())
        form.date_due = "2026-05-20"
        commitment = form.save()
        self.assertEqual(commitment.activity_id, activity)
        self.assertEqual(commitment.name, "Ask for the list")
        self.assertEqual(commitment.engagement_id, self.engagement)


@tagged("post_install", "-at_install")
class TestMeeting(CommitmentCommon):
    """A meeting belongs to its engagement, has minutes, and decides something."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.engagement_model = cls.env["ir.model"]._get("mtm.engagement")

    def _create_event(self, user=None, **values):
        return (
            self.env["calendar.event"]
            .with_user(user or self.officer)
            .create(
                {
                    "name": "Steering committee",
                    "start": "2026-05-11 09:00:00",
                    "stop": "2026-05-11 10:00:00",
                    "partner_ids": [Command.set(self.contact.ids)],
                }
                | values
            )
        )

    def test_document_and_engagement_keep_in_step(self):
        event = self._create_event(engagement_id=self.engagement.id)
        self.assertEqual(event.res_model, "mtm.engagement")
        self.assertEqual(event.res_id, self.engagement.id)
        other = self._create_engagement(name="Another")
        event.engagement_id = other
        self.assertEqual(event.res_id, other.id)
        event.engagement_id = False
        self.assertFalse(event.res_id)
        event.write(
            {"res_model_id": self.engagement_model.id, "res_id": self.engagement.id}
        )
        self.assertEqual(event.engagement_id, self.engagement)
        self.assertEqual(self.engagement.meeting_count, 1)

    def test_scheduled_from_the_engagement(self):
        event = self._create_event(
            res_model_id=self.engagement_model.id, res_id=self.engagement.id
        )
        self.assertEqual(event.engagement_id, self.engagement)

    def test_minutes_are_for_staff(self):
        portal = new_test_user(
            self.env,
            "portal_attendee",
            "base.group_portal",
            partner_id=self.contact.id,
        )
        event = self._create_event(
            engagement_id=self.engagement.id, minutes="<p>They argued</p>"
        )
        self.env.flush_all()
        self.env.invalidate_all()
        seen = event.with_user(portal)
        self.assertTrue(seen.read(["name"]))
        for field in ("minutes", "engagement_id", "commitment_ids"):
            with self.subTest(field=field), self.assertRaises(AccessError):
                seen.read([field])

    def test_restricted_staff_see_meetings_of_their_countries(self):
        restricted = new_test_user(self.env, "mtm_restricted", OFFICER)
        self.env["mtm.staff.scope"].create(
            {"user_id": restricted.id, "country_ids": self.rwanda.ids}
        )
        there = self._create_engagement(country_ids=self.tanzania.ids)
        here = self._create_event(engagement_id=self.engagement.id)
        hidden = self._create_event(engagement_id=there.id)
        unrelated = self._create_event()
        events = here + hidden + unrelated
        self.env.flush_all()
        self.env.invalidate_all()
        found = events.with_user(restricted).search([("id", "in", events.ids)])
        self.assertEqual(found, here)
        attendees = events.attendee_ids.with_user(restricted)
        self.assertEqual(attendees.search([("id", "in", attendees.ids)]).event_id, here)
        invited = self._create_event(
            engagement_id=there.id,
            partner_ids=[Command.set(restricted.partner_id.ids)],
        )
        self.assertTrue(invited.with_user(restricted).has_access("read"))

    def test_a_walled_meeting_is_for_the_team_and_the_invited(self):
        outsider = new_test_user(self.env, "mtm_outsider", OFFICER)
        event = self._create_event(engagement_id=self.engagement.id)
        self.engagement.is_walled = True
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertFalse(event.with_user(outsider).search([("id", "=", event.id)]))
        attendees = event.attendee_ids.with_user(outsider)
        self.assertFalse(attendees.search([("id", "in", attendees.ids)]))
        event.partner_ids += outsider.partner_id
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertTrue(event.with_user(outsider).has_access("read"))
