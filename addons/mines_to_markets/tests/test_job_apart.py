"""Scheduled work on many records: what fails is in nobody's way, and is shown."""

from unittest.mock import patch

from freezegun import freeze_time

from odoo.exceptions import UserError
from odoo.tests import tagged

from . import tried
from .common import MinesToMarketsCommon, new_test_users
from .failing import LOG, failing

TITLE = "Sorting stones"


@tagged("post_install", "-at_install")
class TestJobApart(MinesToMarketsCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.stones = cls.env["mtm.mineral"].create(
            [{"code": f"T-{number}", "name": f"Stone {number}"} for number in range(9)]
        )
        cls.bad = cls.stones[4]

    def _sort(self, error=None, size=4):
        def work(stones):
            for stone in stones:
                stone.name = f"{stone.name}!"
            if error and self.bad in stones:
                raise error

        self.env["mtm.job"]._apart(TITLE, self.stones, work, size)

    def _job(self):
        key = f"{TITLE}/{self.bad._name}/{self.bad.id}"
        return self.env["mtm.job"].search([("key", "=", key)])

    def test_the_others_are_done_and_once(self):
        with self.assertLogs(LOG, "ERROR") as logged:
            self._sort(ZeroDivisionError())
        done = self.stones.filtered(lambda stone: stone.name.count("!") == 1)
        self.assertEqual(done, self.stones - self.bad)
        self.assertNotIn("!", self.bad.name)
        self.assertEqual(len(logged.records), 1)
        self.assertRecordValues(self._job(), [{"state": "failed", "failure_count": 1}])
        self.assertIn("server's log", self._job().message)
        tried.fault(
            "one record of scheduled work fails", "the others are done, it shows"
        )

    def test_a_refusal_is_shown_in_its_words_and_not_logged(self):
        with self.assertLogs(LOG, "WARNING") as logged:
            self._sort(UserError("Mrs. Stone is away"))
        self.assertEqual(self._job().message, "Mrs. Stone is away")
        self.assertNotIn("Stone is", "".join(logged.output))

    def test_administrators_are_told_of_the_third_time_in_a_row(self):
        for told in (0, 0, 1, 1):
            with self.assertLogs(LOG, "ERROR"):
                self._sort(ZeroDivisionError())
            activities = self.administrator.partner_id.activity_ids
            self.assertEqual(len(activities), told)
        self.assertIn(TITLE, activities.summary)
        self.assertEqual(self._job().failure_count, 4)
        self._sort()
        self.assertRecordValues(self._job(), [{"state": "done", "failure_count": 0}])

    def test_restricted_staff_do_not_see_it(self):
        with self.assertLogs(LOG, "ERROR"):
            self._sort(ZeroDivisionError())
        self.env["mtm.staff.scope"].create(
            {"user_id": self.officer.id, "country_ids": self.rwanda.ids}
        )
        Job = self.env["mtm.job"]
        self.assertTrue(Job.with_user(self.manager).search([("key", "!=", False)]))
        self.assertFalse(Job.with_user(self.officer).search([("key", "!=", False)]))


@tagged("post_install", "-at_install")
class TestActionsApart(MinesToMarketsCommon):
    """The actions of this addon, with one record that fails."""

    def test_message_to_one_of_many(self):
        readers = new_test_users(
            self.env, {f"apart_{n}": "base.group_portal" for n in range(3)}, tz="UTC"
        )
        self.env["mtm.partner.access"].create(
            [
                {
                    "partner_id": self.tin_council.id,
                    "user_id": user.id,
                    "role": "editor",
                }
                for user in readers
            ]
        )
        self.env["mtm.commitment"].create(
            {
                "name": "Send the list",
                "engagement_id": self._create_engagement().id,
                "date_due": "2026-04-15",
            }
        )
        Digest = type(self.env["mtm.digest"])
        tell = Digest._tell

        def tell_all_but_one(model, user, *args):
            if user == readers[1]:
                raise ZeroDivisionError
            return tell(model, user, *args)

        with (
            freeze_time("2026-04-15 08:00:00"),
            patch.object(Digest, "_tell", tell_all_but_one),
            patch.object(Digest, "_readers", lambda model: readers),
            self.assertLogs(LOG, "ERROR"),
        ):
            self.env["mtm.digest"]._cron_send()
        told = self.env["mtm.digest"].search([("user_id", "in", readers.ids)])
        self.assertEqual(told.user_id, readers - readers[1])
        self.assertEqual(len(told), 2)
        tried.fault("message to one of many fails", "the others have one each")

    def test_reminder_of_one_of_many(self):
        vettings = self.env["mtm.vetting"].create(
            [
                {
                    "partner_id": partner.id,
                    "kind": "sanctions",
                    "result": "passed",
                    "decided_by": self.manager.id,
                    "requested_by": self.officer.id,
                    "date": "2025-04-01",
                    "date_expiry": "2026-04-20",
                }
                for partner in (self.tin_council, self.miners)
            ]
        )
        with (
            freeze_time("2026-04-15 08:00:00"),
            failing(vettings[0], "_schedule_reminder"),
            self.assertLogs(LOG, "ERROR"),
        ):
            self.env["mtm.reminder.mixin"]._cron_remind()
        self.assertRecordValues(
            vettings,
            [{"date_reminded": False}, {"date_reminded": vettings[1].date_expiry}],
        )
        tried.fault("reminder of one of many fails", "the others are reminded")

    def test_health_of_one_of_many(self):
        self.env.company.mtm_health_reminder_days = 30
        with freeze_time("2026-03-10"):
            one, other = (self._create_engagement() for _number in range(2))
        with (
            freeze_time("2026-04-15"),
            failing(one, "activity_schedule"),
            self.assertLogs(LOG, "ERROR"),
        ):
            self.env["mtm.engagement"]._cron_remind_health()
        kind = ["mines_to_markets.mail_activity_type_health"]
        self.assertFalse(one.activity_search(kind))
        self.assertEqual(len(other.activity_search(kind)), 1)
        tried.fault("reminder of one of many fails", "the others are reminded")

    def test_what_cannot_be_taken_away(self):
        """It keeps neither what is as old nor the other rules from their turn."""
        invitations = self.env["mtm.partner.invitation"].create(
            [
                {
                    "partner_id": self.tin_council.id,
                    "name": f"Person {number}",
                    "email": f"apart.{number}@example.com",
                    "role": "viewer",
                    "date_expiry": "2020-01-01",
                }
                for number in range(3)
            ]
        )
        mail = self.env["mail.mail"].create({"state": "sent", "subject": "Old"})
        self.env.cr.execute(
            "UPDATE mail_mail SET write_date = '2020-01-01' WHERE id = %s", [mail.id]
        )
        rules = self.env["mtm.retention.rule"]
        rules.search([("kind", "=", "mail")]).write({"is_on": True, "action": "delete"})
        for told in (False, False, True):
            with failing(invitations[1], "unlink"), self.assertLogs(LOG, "ERROR"):
                rules._cron_run()
            activities = self.administrator.partner_id.activity_ids
            self.assertEqual(bool(activities), told)
        self.assertEqual(invitations.exists(), invitations[1])
        self.assertFalse(mail.exists())
        self.assertEqual(rules.search([("kind", "=", "invitation")]).done_count, 2)
        [job] = self.env["mtm.job"].search([("key", "!=", False)])
        self.assertNotIn("Person", job.name)
        tried.fault("one old record cannot be deleted", "the others are, it is told")
