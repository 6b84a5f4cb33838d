from datetime import date, timedelta
from unittest.mock import patch

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError
from odoo.tests import freeze_time, tagged, users
from odoo.tools import mute_logger

from .common import MinesToMarketsCommon

REVIEW = "mines_to_markets.mail_activity_type_review"
RENEWAL = "mines_to_markets.mail_activity_type_renewal"
HEALTH = "mines_to_markets.mail_activity_type_health"
BOARD = (
    "name",
    "health",
    "commitment_count",
    "commitment_overdue_count",
    "delivery_count",
    "activity_ids",
    "activity_summary",
    "activity_date_deadline",
    "activity_state",
    "is_rotting",
    "rotting_days",
    "days_in_stage",
    "is_closed",
)


@tagged("post_install", "-at_install")
@freeze_time("2026-03-10")
class TestHealth(MinesToMarketsCommon):
    @mute_logger("odoo.sql_db")
    def test_off_track_without_a_reason_is_refused(self):
        engagement = self._create_engagement()
        with self.assertRaises(IntegrityError), self.env.cr.savepoint():
            engagement.health = "off_track"
            engagement.flush_recordset()
        with self.assertRaises(IntegrityError):
            self._create_engagement(health="at_risk", health_reason=" ")

    @users("mtm_officer")
    def test_each_change_is_kept(self):
        engagement = self._create_engagement().with_env(self.env)
        with freeze_time("2026-03-12"):
            engagement.write({"health": "at_risk", "health_reason": "Rains"})
            engagement.write({"name": "Another name"})
        with freeze_time("2026-03-20"):
            engagement.health = "on_track"
        self.assertFalse(engagement.health_reason)
        self.assertRecordValues(
            engagement.health_ids.sorted("id"),
            [
                {"date": date(2026, 3, 10), "health": "on_track", "reason": False},
                {"date": date(2026, 3, 12), "health": "at_risk", "reason": "Rains"},
                {"date": date(2026, 3, 20), "health": "on_track", "reason": False},
            ],
        )
        latest = engagement.health_ids.sorted("id")[-1]
        self.assertEqual(latest.user_id, self.officer)
        self.assertEqual(engagement.date_health, date(2026, 3, 20))
        trail = engagement.health_trail
        self.assertLess(trail.index("10 Mar"), trail.index("At risk: Rains"))

    @users("mtm_administrator")
    def test_history_is_not_written_by_hand(self):
        line = self._create_engagement().health_ids.with_env(self.env)
        with self.assertRaises(AccessError):
            line.reason = "Another story"
        with self.assertRaises(AccessError):
            line.unlink()

    @users("mtm_officer")
    def test_still_so_moves_the_date(self):
        engagement = self._create_engagement(
            health="at_risk", health_reason="Rains"
        ).with_env(self.env)
        with freeze_time("2026-04-01"):
            engagement.action_confirm_health()
        self.assertEqual(engagement.date_health, date(2026, 4, 1))
        self.assertEqual(engagement.health_ids.mapped("reason"), ["Rains", "Rains"])


@tagged("post_install", "-at_install")
class TestHealthReminder(MinesToMarketsCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.company.mtm_health_reminder_days = 30
        with freeze_time("2026-03-10"):
            cls.engagement = cls._create_engagement()

    def _run_cron(self, day, time_left=60):
        """Run the scheduled action as the scheduler does, without the commits."""

        def commit(cron, processed=0, *, remaining=None, deactivate=False):
            cron.env.flush_all()
            return time_left

        cron = self.env.ref("mines_to_markets.ir_cron_mtm_engagement_health")
        with (
            freeze_time(day),
            patch.object(type(self.env["ir.cron"]), "_commit_progress", commit),
        ):
            Engagement = self.env["mtm.engagement"].with_user(cron.user_id)
            Engagement.with_context(cron_id=cron.id)._cron_remind_health()

    def _reminders(self, engagement=None):
        return (engagement or self.engagement).activity_search([HEALTH])

    def test_reminds_after_the_set_days_and_once(self):
        self._run_cron("2026-04-08")
        self.assertFalse(self._reminders())
        self._run_cron("2026-04-09")
        reminder = self._reminders()
        self.assertEqual(reminder.user_id, self.officer)
        self.assertEqual(reminder.date_deadline, date(2026, 4, 9))
        self._run_cron("2026-04-10")
        self.assertEqual(self._reminders(), reminder)

    def test_update_closes_the_reminder(self):
        self._run_cron("2026-04-09")
        reminder = self._reminders()
        with freeze_time("2026-04-11"):
            self.engagement.with_user(self.manager).action_confirm_health()
        self.assertFalse(reminder.active)
        self._run_cron("2026-05-10")
        self.assertFalse(self._reminders())
        self._run_cron("2026-05-11")
        self.assertTrue(self._reminders())

    def test_zero_days_and_closed_ones_remind_nobody(self):
        self._close(self.engagement)
        self._run_cron("2027-04-09")
        self.assertFalse(self._reminders())
        self.engagement.stage_id = self.stage_open
        self.env.company.mtm_health_reminder_days = 0
        self._run_cron("2027-04-09")
        self.assertFalse(self._reminders())

    def test_stops_when_the_time_is_up_and_is_carried_on(self):
        with freeze_time("2026-03-10"):
            second = self._create_engagement(name="Second")
        with patch("odoo.addons.mines_to_markets.models.mtm_engagement_life.BATCH", 1):
            # what other data the database holds comes first
            others = self.env["mtm.engagement"].search(
                [("id", "not in", (self.engagement + second).ids)]
            )
            others.action_archive()
            self._run_cron("2026-04-09", time_left=0)
            self.assertTrue(self._reminders())
            self.assertFalse(self._reminders(second))
            self._run_cron("2026-04-09", time_left=0)
            self.assertTrue(self._reminders(second))


@tagged("post_install", "-at_install")
@freeze_time("2026-03-10")
class TestReviewAndRenewal(MinesToMarketsCommon):
    @users("mtm_officer")
    def test_a_date_raises_one_activity_that_moves_along(self):
        engagement = self._create_engagement(date_review="2026-05-01").with_env(
            self.env
        )
        review = engagement.activity_ids
        self.assertRecordValues(
            review,
            [{"date_deadline": date(2026, 5, 1), "user_id": self.officer.id}],
        )
        self.assertEqual(review.activity_type_id, self.env.ref(REVIEW))
        engagement.date_review = "2026-06-01"
        engagement.date_renewal = "2026-07-01"
        self.assertEqual(review.date_deadline, date(2026, 6, 1))
        renewal = engagement.activity_search([RENEWAL])
        self.assertEqual(engagement.activity_ids, review + renewal)
        engagement.date_review = False
        self.assertEqual(engagement.activity_ids, renewal)

    def test_done_review_stays_and_the_next_date_raises_another(self):
        engagement = self._create_engagement(date_review="2026-03-10")
        review = engagement.activity_ids
        review.action_done()
        engagement.name = "Another name"
        self.assertFalse(engagement.activity_ids)
        engagement.date_review = "2026-09-10"
        self.assertEqual(len(engagement.activity_ids), 1)
        self.assertEqual(review.date_deadline, date(2026, 3, 10))

    def test_closing_takes_them_off_and_reopening_brings_them_back(self):
        engagement = self._create_engagement(date_renewal="2026-07-01")
        self._close(engagement)
        self.assertFalse(engagement.activity_ids)
        engagement.date_review = "2026-08-01"
        self.assertFalse(engagement.activity_ids)
        engagement.stage_id = self.stage_open
        self.assertEqual(
            sorted(engagement.activity_ids.mapped("date_deadline")),
            [date(2026, 7, 1), date(2026, 8, 1)],
        )


@tagged("post_install", "-at_install")
class TestStays(MinesToMarketsCommon):
    """Not frozen: Odoo compares with the time of the transaction."""

    def test_days_in_stage(self):
        engagement = self._create_engagement()
        self.assertEqual(engagement.days_in_stage, 0)
        engagement.date_last_stage_update -= timedelta(days=12)
        self.assertEqual(engagement.days_in_stage, 12)

    def test_what_rests_for_years_is_found(self):
        self.stage_open.rotting_threshold_days = 10
        engagement = self._create_engagement()
        engagement.date_last_stage_update -= timedelta(days=500)
        ours = [("id", "=", engagement.id)]
        search = self.env["mtm.engagement"].search
        self.assertEqual(search([*ours, ("is_rotting", "=", True)]), engagement)
        self.assertFalse(search([*ours, ("is_rotting", "=", False)]))

    @users("mtm_officer")
    def test_one_row_a_stay(self):
        tracked = {"tracking_disable": False, "mail_notrack": False}
        engagement = self._create_engagement().with_context(**tracked).copy()
        self.env.cr.flush()
        self._make_create_date_earlier(engagement, 20)
        engagement.agreement_ids = self._create_agreement(
            "S1", signature_date="2020-01-01"
        )
        engagement.stage_id = self.stage_signed
        self.env.cr.flush()
        stays = self.env["mtm.engagement.stage.time"].search(
            [("engagement_id", "=", engagement.id)], order="date_from"
        )
        self.assertRecordValues(
            stays,
            [
                {"stage_id": self.stage_open.id, "is_current": False},
                {"stage_id": self.stage_signed.id, "is_current": True},
            ],
        )
        self.assertAlmostEqual(stays[0].days, 20, 1)
        self.assertAlmostEqual(stays[1].days, 0, 1)

    def _make_create_date_earlier(self, engagement, days):
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE mtm_engagement SET create_date = create_date"
            " - %s * interval '1 day' WHERE id = %s",
            (days, engagement.id),
        )
        self.env.invalidate_all()


@tagged("post_install", "-at_install")
class TestKanbanQueries(MinesToMarketsCommon):
    """What the board reads costs the same for ten cards and for a hundred."""

    def _count(self, engagements):
        specification = {key: {} for key in BOARD} | {
            name: {"fields": {"display_name": {}}}
            for name in ("partner_id", "user_id", "service_ids", "country_ids")
        }
        model = self.env["mtm.engagement"].with_user(self.officer)
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        model.web_search_read([("id", "in", engagements.ids)], specification)
        return self.env.cr.sql_log_count - before

    def test_board(self):
        engagements = self.env["mtm.engagement"]
        for number in range(100):
            engagements += self._create_engagement(
                name=f"Card {number}", date_review="2026-05-01"
            )
        self.stage_open.rotting_threshold_days = 10
        self.env["mtm.commitment"].create(
            [
                {
                    "engagement_id": engagement.id,
                    "name": "Promise",
                    "date_due": "2020-01-01",
                }
                for engagement in engagements
            ]
        )
        self._count(engagements)
        self.assertEqual(self._count(engagements[:10]), self._count(engagements))
