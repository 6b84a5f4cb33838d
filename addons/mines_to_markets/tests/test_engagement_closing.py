from odoo.exceptions import RedirectWarning, ValidationError
from odoo.tests import Form, freeze_time, tagged, users

from .common import MinesToMarketsCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-03-10")
class TestClosing(MinesToMarketsCommon):
    def _promise(self, engagement, name="Send the list"):
        return self.env["mtm.commitment"].create(
            {
                "engagement_id": engagement.id,
                "name": name,
                "date_due": "2026-04-01",
                "user_id": self.officer.id,
            }
        )

    @users("mtm_officer")
    def test_outcome_and_lessons_are_needed(self):
        engagement = self._create_engagement().with_env(self.env)
        with self.assertRaisesRegex(
            ValidationError, "Tagging in the hills cannot be closed without its outcome"
        ):
            engagement.stage_id = self.stage_closed
        with self.assertRaisesRegex(ValidationError, "without its outcome"):
            engagement.write(
                {
                    "stage_id": self.stage_closed.id,
                    "outcome": "achieved",
                    "lessons": " ",
                }
            )
        self._close(engagement)
        with self.assertRaisesRegex(ValidationError, "without its outcome"):
            engagement.lessons = False

    @users("mtm_officer")
    def test_open_work_refuses_and_is_named(self):
        engagement = self._create_engagement().with_env(self.env)
        for name in ("Tags", "Scales", "Forms", "Maps"):
            self._promise(engagement, name)
        delivery = self._create_delivery(engagement)
        with self.assertRaises(ValidationError) as caught:
            self._close(engagement)
        message = str(caught.exception)
        self.assertIn("Commitment, 4 open: Tags, Scales, Forms, …", message)
        self.assertIn(f"Service Delivery, 1 open: {delivery.display_name}", message)
        engagement.commitment_ids.action_cancel()
        with self.assertRaisesRegex(ValidationError, "Service Delivery, 1 open"):
            self._close(engagement)
        delivery.with_env(self.env).action_confirm()
        self._close(engagement)
        self.assertTrue(engagement.is_closed)

    def test_created_and_imported_in_a_closing_stage(self):
        with self.assertRaisesRegex(ValidationError, "without its outcome"):
            self._create_engagement(stage_id=self.stage_closed.id)
        result = self.env["mtm.engagement"].load(
            ["name", "partner_id", "stage_id"],
            [["Imported", "Test Tin Council", "Over"]],
        )
        self.assertIn("without its outcome", result["messages"][0]["message"])
        self.assertTrue(
            self._create_engagement(
                stage_id=self.stage_closed.id, outcome="partly", lessons="Ask earlier"
            )
        )

    @users("mtm_officer")
    def test_drag_leads_to_the_form_that_closes(self):
        engagement = self._create_engagement().with_env(self.env)
        promise = self._promise(engagement)
        drag = {"stage_id": self.stage_closed.id}
        with self.assertRaises(RedirectWarning) as caught:
            engagement.web_save(drag, {"stage_id": {}})
        message, action, button = caught.exception.args[:3]
        self.assertIn("Send the list", message)
        self.assertEqual(button, "Close the Engagement")
        promise.action_cancel()
        with self.assertRaisesRegex(RedirectWarning, "without its outcome"):
            engagement.web_save(drag, {"stage_id": {}})
        wizard = Form(self.env[action["res_model"]].with_context(**action["context"]))
        self.assertEqual(wizard.stage_id, self.stage_closed)
        self.assertFalse(wizard.open_work)
        wizard.outcome = "not_achieved"
        wizard.lessons = "Ask earlier"
        wizard.save().action_close()
        self.assertRecordValues(
            engagement,
            [
                {
                    "stage_id": self.stage_closed.id,
                    "outcome": "not_achieved",
                    "lessons": "Ask earlier",
                }
            ],
        )

    @users("mtm_officer")
    def test_form_shows_what_is_open(self):
        engagement = self._create_engagement().with_env(self.env)
        promise = self._promise(engagement)
        delivery = self._create_delivery(engagement)
        wizard = Form.from_action(self.env, engagement.action_close()).save()
        self.assertEqual(wizard.commitment_ids, promise)
        self.assertEqual(wizard.delivery_ids, delivery)
        for action, record in (
            (wizard.action_view_commitments(), promise),
            (wizard.action_view_drafts(), delivery),
        ):
            found = self.env[action["res_model"]].search(action["domain"])
            self.assertEqual(found, record)
        wizard.write({"outcome": "achieved", "lessons": "Ask earlier"})
        with self.assertRaisesRegex(ValidationError, "1 open"):
            wizard.action_close()

    @users("mtm_officer")
    def test_planned_activities_are_taken_off_with_a_note(self):
        engagement = self._create_engagement().with_env(self.env)
        engagement.activity_schedule(
            "mail.mail_activity_data_call",
            summary="Call the mine",
            user_id=self.manager.id,
            date_deadline="2026-04-01",
        )
        done = engagement.activity_schedule(
            "mail.mail_activity_data_call", user_id=self.officer.id
        )
        done.action_done()
        self._close(engagement)
        self.assertFalse(engagement.activity_ids)
        self.assertTrue(done.exists())
        note = engagement.message_ids.filtered(lambda m: "Call the mine" in m.body)
        self.assertTrue(note.subtype_id.internal)
        self.assertIn(self.manager.name, note.body)
