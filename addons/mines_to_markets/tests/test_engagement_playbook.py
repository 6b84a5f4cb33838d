from datetime import date

from psycopg2 import IntegrityError

from odoo import Command
from odoo.exceptions import ValidationError
from odoo.tests import Form, freeze_time, new_test_user, tagged, users
from odoo.tools import mute_logger

from .common import OFFICER, MinesToMarketsCommon


@freeze_time("2026-03-10")
class PlaybookCommon(MinesToMarketsCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.role = cls.env["mtm.engagement.role"].create(
            {"code": "T-FIELD", "name": "Test field lead"}
        )
        cls.plan = cls._create_plan(
            "Tagging",
            ("Kick-off", "kickoff", 0, {"responsible_type": "engagement_manager"}),
            (
                "Visit",
                "visit",
                14,
                {"responsible_type": "engagement_role", "mtm_role_id": cls.role.id},
            ),
            ("Ask the mine", False, 30, {"responsible_type": "on_demand"}),
        )
        cls.other_plan = cls._create_plan(
            "Spot checks",
            ("Kick-off too", "Kickoff ", 3, {"responsible_type": "engagement_manager"}),
            (
                "Report",
                False,
                60,
                {"responsible_type": "other", "responsible_id": cls.manager.id},
            ),
        )
        cls.tagging.activity_plan_id = cls.plan
        cls.spot_check.activity_plan_id = cls.other_plan

    @classmethod
    def _create_plan(cls, name, *steps):
        return cls.env["mail.activity.plan"].create(
            {
                "name": name,
                "res_model": "mtm.engagement",
                "template_ids": [
                    Command.create(
                        {
                            "summary": summary,
                            "mtm_step_key": key,
                            "delay_count": days,
                            "delay_from": "after_plan_date",
                            "sequence": days,
                        }
                        | owner
                    )
                    for summary, key, days, owner in steps
                ],
            }
        )

    @classmethod
    def _create_engagement(cls, **values):
        return super()._create_engagement(**{"date_start": "2026-04-01"} | values)

    def _started(self, **values):
        engagement = self._create_engagement(**values).with_user(self.officer)
        engagement._start_playbook()
        return engagement

    def _step(self, engagement, summary):
        activities = engagement.env["mail.activity"].with_context(active_test=False)
        return activities.search(
            [("mtm_engagement_id", "=", engagement.id), ("summary", "=", summary)]
        )


@tagged("post_install", "-at_install")
@freeze_time("2026-03-10")
class TestPlaybook(PlaybookCommon):
    @users("mtm_officer")
    def test_service_offers_its_steps(self):
        engagement = self._create_engagement().with_env(self.env)
        self.assertFalse(engagement.activity_ids, "offered, not forced")
        self.assertEqual(engagement.offered_step_count, 3)
        self.assertEqual(engagement.offered_step_services, "Tagging of bags")
        engagement.service_ids += self.spot_check
        self.assertEqual(engagement.offered_step_count, 4, "one kick-off for both")
        self._close(engagement)
        self.assertFalse(engagement.offered_step_count)

    @users("mtm_officer")
    def test_accepting_schedules_the_steps(self):
        engagement = self._create_engagement(
            team_ids=[
                Command.create({"user_id": self.manager.id, "role_id": self.role.id})
            ]
        ).with_env(self.env)
        with Form.from_action(self.env, engagement.action_open_playbook()) as wizard:
            wizard.on_demand_user_id = self.administrator
        wizard.record.action_add()
        plan = self.plan.template_ids
        self.assertRecordValues(
            engagement.activity_ids.sorted("date_deadline"),
            [
                {
                    "summary": "Kick-off",
                    "date_deadline": date(2026, 4, 1),
                    "user_id": self.officer.id,
                    "mtm_template_id": plan[0].id,
                    "mtm_engagement_id": engagement.id,
                },
                {
                    "summary": "Visit",
                    "date_deadline": date(2026, 4, 15),
                    "user_id": self.manager.id,
                    "mtm_template_id": plan[1].id,
                    "mtm_engagement_id": engagement.id,
                },
                {
                    "summary": "Ask the mine",
                    "date_deadline": date(2026, 5, 1),
                    "user_id": self.administrator.id,
                    "mtm_template_id": plan[2].id,
                    "mtm_engagement_id": engagement.id,
                },
            ],
        )
        self.assertFalse(engagement.offered_step_count)
        self.assertEqual(engagement.step_progress, "0 / 3")
        self._step(engagement, "Kick-off").action_done()
        engagement.invalidate_recordset(["step_progress"])
        self.assertEqual(engagement.step_progress, "1 / 3")

    @users("mtm_officer")
    def test_same_step_of_two_services_is_one_activity(self):
        engagement = self._started(service_ids=(self.tagging + self.spot_check).ids)
        self.assertTrue(self._step(engagement, "Kick-off"), "the earlier one")
        self.assertFalse(self._step(engagement, "Kick-off too"))
        self.assertEqual(len(engagement.activity_ids), 4)

    @users("mtm_officer")
    def test_step_of_a_service_that_joins_later_is_not_doubled(self):
        engagement = self._started()
        self._step(engagement, "Kick-off").action_done()
        engagement.service_ids += self.spot_check
        self.assertEqual(engagement.offered_step_count, 1)
        engagement._start_playbook()
        self.assertTrue(self._step(engagement, "Report"))
        self.assertFalse(self._step(engagement, "Kick-off too"))

    @mute_logger("odoo.sql_db")
    def test_database_refuses_a_step_twice(self):
        step = self._step(self._started(), "Visit")
        with self.assertRaises(IntegrityError):
            step.sudo().copy(
                {"mtm_step_key": step.mtm_step_key, "res_id": step.res_id}
            ).flush_recordset()

    @users("mtm_officer")
    def test_what_is_left_out_or_cancelled_is_not_offered_again(self):
        engagement = self._create_engagement().with_env(self.env)
        wizard = self.env["mtm.engagement.playbook"].create(
            {"engagement_id": engagement.id}
        )
        visit = wizard.line_ids.filtered(lambda s: s.template_id.summary == "Visit")
        visit.is_selected = False
        wizard.action_add()
        self.assertFalse(engagement.offered_step_count)
        self._step(engagement, "Ask the mine").unlink()
        self.assertFalse(engagement.offered_step_count)
        self.assertEqual(
            self.env["mtm.engagement.playbook"]
            .create({"engagement_id": engagement.id})
            .line_ids.sorted("date")
            .mapped("state"),
            ["planned", "left_out", "left_out"],
        )

    @users("mtm_officer")
    def test_left_out_step_can_still_be_ticked(self):
        engagement = self._create_engagement().with_env(self.env)
        playbook = self.env["mtm.engagement.playbook"]
        playbook.create({"engagement_id": engagement.id}).action_leave_out()
        self.assertFalse(engagement.activity_ids)
        wizard = playbook.create({"engagement_id": engagement.id})
        wizard.line_ids[0].write({"is_selected": True, "date": "2026-04-20"})
        wizard.action_add()
        self.assertEqual(engagement.activity_ids.date_deadline, date(2026, 4, 20))
        self.assertEqual(len(engagement.skipped_step_ids), 2)

    @users("mtm_officer")
    def test_launched_from_the_chatter(self):
        engagement = self._create_engagement().with_env(self.env)
        scheduler = self.env["mail.activity.schedule"].create(
            {
                "res_model": "mtm.engagement",
                "res_ids": str(engagement.ids),
                "plan_id": self.plan.id,
            }
        )
        self.assertEqual(scheduler.plan_date, date(2026, 4, 1))
        scheduler.action_schedule_plan()
        scheduler.action_schedule_plan()
        self.assertEqual(len(engagement.activity_ids), 3)
        self.assertFalse(engagement.offered_step_count)


@tagged("post_install", "-at_install")
@freeze_time("2026-03-10")
class TestStepDates(PlaybookCommon):
    def test_moving_the_start_moves_what_is_open_and_not_set_by_hand(self):
        engagement = self._started()
        done = self._step(engagement, "Kick-off")
        done.action_done()
        self._step(engagement, "Ask the mine").date_deadline = "2026-06-06"
        engagement.date_start = "2026-05-01"
        self.assertEqual(done.date_deadline, date(2026, 4, 1))
        self.assertEqual(
            self._step(engagement, "Visit").date_deadline, date(2026, 5, 15)
        )
        self.assertEqual(
            self._step(engagement, "Ask the mine").date_deadline, date(2026, 6, 6)
        )

    def test_without_a_start_it_counts_from_today(self):
        engagement = self._started(date_start=False)
        visit = self._step(engagement, "Visit")
        self.assertEqual(visit.date_deadline, date(2026, 3, 24))
        engagement.date_start = "2026-05-01"
        self.assertEqual(visit.date_deadline, date(2026, 5, 15))

    def test_months_before_the_start(self):
        self.plan.template_ids[0].write(
            {
                "delay_count": 1,
                "delay_unit": "months",
                "delay_from": "before_plan_date",
            }
        )
        engagement = self._started(date_start="2026-03-31")
        self.assertEqual(
            self._step(engagement, "Kick-off").date_deadline, date(2026, 2, 28)
        )

    def test_activity_on_a_commitment_is_the_engagements(self):
        engagement = self._create_engagement()
        commitment = self.env["mtm.commitment"].create(
            {
                "engagement_id": engagement.id,
                "name": "Send the list",
                "date_due": "2026-04-01",
            }
        )
        activity = commitment.activity_schedule(
            "mail.mail_activity_data_todo", user_id=self.officer.id
        )
        self.assertEqual(activity.mtm_engagement_id, engagement)
        partner = self.tin_council.activity_schedule(
            "mail.mail_activity_data_todo", user_id=self.officer.id
        )
        self.assertFalse(partner.mtm_engagement_id)


@tagged("post_install", "-at_install")
@freeze_time("2026-03-10")
class TestStepOwners(PlaybookCommon):
    def test_missing_role_falls_to_the_manager_with_a_note(self):
        engagement = self._started()
        visit = self._step(engagement, "Visit")
        self.assertEqual(visit.user_id, self.officer)
        self.assertIn("Nobody in the team is Test field lead", visit.note)

    def test_whoever_takes_the_role_gets_the_step(self):
        engagement = self._started()
        visit = self._step(engagement, "Visit")
        member = self.env["mtm.engagement.member"].create(
            {
                "engagement_id": engagement.id,
                "user_id": self.manager.id,
                "role_id": self.role.id,
            }
        )
        self.assertEqual(visit.user_id, self.manager)
        member.unlink()
        self.assertEqual(visit.user_id, self.officer)

    def test_new_manager_gets_the_open_steps_of_the_one_before(self):
        engagement = self._started(date_review="2026-09-01")
        done = self._step(engagement, "Kick-off")
        visit = self._step(engagement, "Visit")
        done.action_done()
        given_away = self._step(engagement, "Ask the mine")
        given_away.user_id = self.administrator
        review = engagement.activity_ids.filtered(lambda a: not a.mtm_template_id)
        by_hand = engagement.activity_schedule(
            "mail.mail_activity_data_todo", user_id=self.officer.id, automated=False
        )
        engagement.user_id = self.manager
        self.assertEqual(visit.user_id, self.manager)
        self.assertEqual(review.user_id, self.manager)
        self.assertEqual(done.user_id, self.officer)
        self.assertEqual(given_away.user_id, self.administrator)
        self.assertEqual(by_hand.user_id, self.officer)

    def test_owner_who_may_not_open_the_engagement_leaves_it_to_the_manager(self):
        elsewhere = new_test_user(self.env, "mtm_elsewhere", OFFICER)
        self.env["mtm.staff.scope"].create(
            {"user_id": elsewhere.id, "country_ids": self.tanzania.ids}
        )
        self.other_plan.template_ids[1].responsible_id = elsewhere
        engagement = self._started(service_ids=self.spot_check.ids)
        report = self._step(engagement, "Report")
        self.assertEqual(report.user_id, self.officer)
        self.assertIn("falls to", report.note)

    def test_owners_by_role_are_for_engagements_and_name_the_role(self):
        with self.assertRaisesRegex(ValidationError, "say which role"):
            self.plan.template_ids[1].mtm_role_id = False
        with self.assertRaisesRegex(ValidationError, "only a step of an engagement"):
            self.env["mail.activity.plan"].create(
                {
                    "name": "Of partners",
                    "res_model": "res.partner",
                    "template_ids": [
                        Command.create(
                            {
                                "summary": "Call",
                                "responsible_type": "engagement_manager",
                            }
                        )
                    ],
                }
            )
