from odoo import Command
from odoo.tests import HttpCase, new_test_user, tagged

from .common import MANAGER, OFFICER, MinesToMarketsCommon


@tagged("post_install", "-at_install")
class TestManagerWeek(MinesToMarketsCommon, HttpCase):
    """From a wish on the portal to a closed engagement, each step in the browser.

    Interest, vetting, agreement, kick-off, meeting with a promise, delivery, review
    and closing: every step by the lowest role that may take it.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.secretary = new_test_user(cls.env, "week_secretary", "base.group_portal")
        cls.env["mtm.partner.access"].create(
            {
                "partner_id": cls.tin_council.id,
                "user_id": cls.secretary.id,
                "role": "editor",
            }
        )
        cls.week_officer = new_test_user(cls.env, "week_officer", OFFICER)
        cls.week_manager = new_test_user(cls.env, "week_manager", MANAGER)
        cls.tagging.activity_plan_id = cls.env["mail.activity.plan"].create(
            {
                "name": "Tagging",
                "res_model": "mtm.engagement",
                "template_ids": [
                    Command.create(
                        {
                            "summary": "Meet the council",
                            "activity_type_id": cls.env.ref(
                                "mail.mail_activity_data_todo"
                            ).id,
                            "delay_count": 7,
                            "delay_from": "after_plan_date",
                        }
                    )
                ],
            }
        )
        cls.stage_signed.requires_vetting = True

    def _tour(self, name, user, record=None, action="", path=None):
        if not path:
            end = record.id if record else "new"
            path = f"/odoo/action-{action}/{end}"
        self.start_tour(path, f"mtm_week_{name}", login=user.login)
        self.env.invalidate_all()

    def _tour_of_engagement(self, name):
        action = "mines_to_markets.mtm_engagement_action"
        self._tour(name, self.week_officer, self.engagement, action)

    def test_week(self):
        self._interest()
        self._vetting()
        self._agreement()
        self._kick_off()
        self._meeting()
        self._delivery()
        self._review()
        self._closing()

    def _interest(self):
        self._tour("ask", self.secretary, path="/my/requests/new")
        asked = self.env["mtm.service.request"].search(
            [("partner_id", "=", self.tin_council.id)]
        )
        action = "mines_to_markets.mtm_service_request_action"
        self._tour("win", self.week_officer, asked, action)
        self.engagement = asked.lead_id.engagement_ids
        self.assertEqual(self.engagement.partner_id, self.tin_council)
        self.assertEqual(self.engagement.user_id, self.week_officer)

    def _vetting(self):
        action = "mines_to_markets.mtm_vetting_action"
        self._tour("ask_for_vetting", self.week_officer, action=action)
        vetting = self.tin_council.vetting_ids
        self._tour("vet", self.week_manager, vetting, action)
        self.assertEqual(vetting.result, "passed")
        self.assertEqual(vetting.decided_by, self.week_manager)

    def _agreement(self):
        self.agreement = (
            self.env["agreement"]
            .with_user(self.week_officer)
            .create(
                {
                    "code": "WEEK",
                    "name": "Memorandum of the week",
                    "partner_id": self.tin_council.id,
                    "engagement_ids": [Command.set(self.engagement.ids)],
                }
            )
        )
        action = "agreement.agreement_action"
        self._tour("agree", self.week_officer, self.agreement, action)
        self.assertTrue(self.agreement.signature_date)

    def _kick_off(self):
        self._tour_of_engagement("kick_off")
        self.assertEqual(self.engagement.stage_id, self.stage_signed)
        step = self.engagement.activity_ids.filtered(
            lambda activity: activity.summary == "Meet the council"
        )
        self.assertEqual(step.user_id, self.week_officer)
        self.assertEqual((step.date_deadline - self.engagement.date_start).days, 7)

    def _meeting(self):
        meeting = (
            self.env["calendar.event"]
            .with_user(self.week_officer)
            .create(
                {
                    "name": "Kick-off",
                    "start": "2026-03-02 08:00:00",
                    "stop": "2026-03-02 09:00:00",
                    "engagement_id": self.engagement.id,
                    "partner_ids": [Command.set(self.week_officer.partner_id.ids)],
                }
            )
        )
        action = "calendar.action_calendar_event"
        self._tour("promise", self.week_officer, meeting, action)
        self.commitment = self.engagement.commitment_ids
        self.assertEqual(self.commitment.name, "Send the list of sites")
        self.assertEqual(self.commitment.event_id, meeting)

    def _delivery(self):
        self._tour_of_engagement("deliver")
        self.assertEqual(self.engagement.delivery_ids.state, "confirmed")

    def _review(self):
        self._tour_of_engagement("review")
        self.assertEqual(self.engagement.health, "at_risk")
        self.assertEqual(self.engagement.health_reason, "Tags are late")

    def _closing(self):
        self._tour_of_engagement("close_is_refused")
        self.assertFalse(self.engagement.is_closed)
        action = "mines_to_markets.mtm_commitment_action"
        self._tour("keep_promise", self.week_officer, self.commitment, action)
        self.assertEqual(self.commitment.closing_note, "It came")
        self._tour_of_engagement("close")
        self.assertTrue(self.engagement.is_closed)
        self.assertEqual(self.engagement.outcome, "partly")
        self.assertEqual(self.engagement.lessons, "Order tags before the rains")
