from psycopg2 import IntegrityError

from odoo import Command
from odoo.exceptions import AccessError, ValidationError
from odoo.tests import new_test_user, tagged, users
from odoo.tools import mute_logger

from .common import OFFICER, MinesToMarketsCommon


@tagged("post_install", "-at_install")
class TestEvent(MinesToMarketsCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.engagement = cls._create_engagement(
            date_start="2025-01-01", date_end="2025-12-31"
        )
        sex = cls.env.ref("mines_to_markets.mtm_dimension_sex")
        age = cls.env.ref("mines_to_markets.mtm_dimension_age_band")
        cls.woman, cls.man = sex.value_ids[:2]
        cls.young, cls.old = age.value_ids[:2]
        cls.training = (
            cls.env["event.event"]
            .with_user(cls.officer)
            .create(
                {
                    "name": "Safety",
                    "engagement_id": cls.engagement.id,
                    "address_id": False,
                    "date_tz": "Africa/Kigali",
                    "date_begin": "2025-03-03 22:30:00",
                    "date_end": "2025-03-05 15:00:00",
                }
            )
            .with_env(cls.env)
        )

    @classmethod
    def _register(cls, *people, state="done"):
        """Register somebody for each ``(sex, age band)``."""
        registrations = (
            cls.env["event.registration"]
            .with_user(cls.officer)
            .create(
                [
                    {
                        "event_id": cls.training.id,
                        "name": f"Person {number}",
                        "sex_id": sex and sex.id,
                        "age_band_id": age and age.id,
                    }
                    for number, (sex, age) in enumerate(people)
                ]
            )
        )
        if state == "done":
            registrations.action_set_done()
        return registrations.with_env(cls.env)

    def _record(self):
        self.training.with_user(self.officer).action_record_deliveries()
        return self.training.delivery_ids

    def _counts(self, delivery):
        return {
            ", ".join(count.category_ids.sorted("id").mapped("code")): count.quantity
            for count in delivery.count_ids
        }

    def test_what_follows_from_the_engagement(self):
        self.assertRecordValues(
            self.training,
            [{"service_id": self.tagging.id, "country_id": self.rwanda.id}],
        )
        self.assertFalse(self.training.event_mail_ids, "nobody gets a letter")

    def test_one_delivery_with_the_counts_of_who_came(self):
        self._register(
            (self.woman, self.young),
            (self.woman, self.young),
            (self.man, self.old),
            (self.man, None),
            (None, None),
        )
        self._register((self.woman, self.old), state="open")
        delivery = self._record()
        self.assertRecordValues(
            delivery,
            [
                {
                    "engagement_id": self.engagement.id,
                    "service_id": self.tagging.id,
                    "partner_id": self.tin_council.id,
                    "country_id": self.rwanda.id,
                    # in Kigali the day had begun
                    "date": self.env["mtm.service.delivery"]
                    ._fields["date"]
                    .to_date("2025-03-04"),
                    "quantity": 1,
                    "state": "draft",
                }
            ],
        )
        self.assertEqual(
            self._counts(delivery),
            {
                "": 5,
                f"female, {self.young.code}": 2,
                f"male, {self.old.code}": 1,
                "male": 2,
            },
        )
        for record in (delivery, *delivery.count_ids, *delivery.message_ids):
            self.assertNotIn("Person", str(record.sudo().read()))

    def test_once(self):
        self._register((self.woman, self.young))
        delivery = self._record()
        self.assertEqual(self._record(), delivery)
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(IntegrityError),
            self.env.cr.savepoint(),
        ):
            self.training._create_delivery(self.env["mtm.event.session"], {})
            self.env.flush_all()

    def test_a_delivery_of_each_session(self):
        first, second = self._register(
            (self.woman, self.young), (self.man, None), state="open"
        )
        sessions = self.env["mtm.event.session"].with_user(self.officer)
        sessions.create(
            [
                {
                    "event_id": self.training.id,
                    "name": "Day 1",
                    "attended_ids": [Command.set((first + second).ids)],
                },
                {
                    "event_id": self.training.id,
                    "name": "Day 2",
                    "date": "2025-03-05",
                    "attended_ids": [Command.set(first.ids)],
                },
                {"event_id": self.training.id, "name": "Nobody", "date": "2025-03-05"},
            ]
        )
        self.assertEqual(first.state, "done", "who came to a session attended")
        self.assertEqual(self.training.session_ids.mapped("attended_count"), [2, 1, 0])
        deliveries = self._record().sorted("date")
        self.assertEqual(
            [str(day) for day in deliveries.mapped("date")],
            ["2025-03-04", "2025-03-05"],
        )
        self.assertEqual([self._counts(d)[""] for d in deliveries], [2, 1])
        second.action_cancel()
        self.assertEqual(self.training.session_ids.mapped("attended_count"), [1, 1, 0])

    def test_changed_after_recording(self):
        people = self._register((self.woman, self.young), (self.man, self.young))
        delivery = self._record()
        self.assertFalse(delivery.is_attendance_changed)
        people[0].action_cancel()
        self.env.invalidate_all()
        self.assertTrue(delivery.is_attendance_changed)
        self.assertTrue(self.training.is_attendance_changed)
        self._record()
        self.assertEqual(self._counts(delivery), {"": 1, f"male, {self.young.code}": 1})
        delivery.action_confirm()
        self._register((self.woman, self.old))
        self._record()
        self.assertEqual(self._counts(delivery)[""], 1, "confirmed is not rewritten")
        self.env.invalidate_all()
        self.assertTrue(delivery.is_attendance_changed)

    def test_refused(self):
        with self.assertRaisesRegex(ValidationError, "Survey of miners is not one of"):
            self.training.service_id = self.survey
        with self.assertRaisesRegex(ValidationError, "is a category of"):
            self._register((self.young, None))
        with self.assertRaisesRegex(ValidationError, "from 03/04/2025 to 03/05/2025"):
            self.env["mtm.event.session"].create(
                {"event_id": self.training.id, "name": "x", "date": "2025-04-01"}
            )
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaisesRegex(IntegrityError, "sessions_not_slots"),
            self.env.cr.savepoint(),
        ):
            self.training.is_multi_slots = True
            self.env.flush_all()

    def test_names_are_for_the_team(self):
        person = self._register((self.woman, self.young))
        outsider = new_test_user(self.env, "t_event_officer", OFFICER)
        with self.assertRaises(AccessError):
            person.with_user(outsider).read(["name"])
        Registration = self.env["event.registration"].with_user(outsider)
        self.assertFalse(Registration.search([("event_id", "=", self.training.id)]))
        delivery = self._record()
        self.assertEqual(delivery.with_user(outsider).event_id, self.training)
        self.assertFalse(delivery.with_user(outsider).is_attendance_changed)
        self.engagement.member_ids = outsider
        self.assertEqual(person.with_user(outsider).name, "Person 0")
        porter = new_test_user(self.env, "t_event_portal", "base.group_portal")
        for record in (person, self.training):
            with self.assertRaises(AccessError):
                record.with_user(porter).read(["name"])

    def test_restricted_staff(self):
        elsewhere = new_test_user(self.env, "t_event_elsewhere", OFFICER)
        self.env["mtm.staff.scope"].create(
            {"user_id": elsewhere.id, "country_ids": self.tanzania.ids}
        )
        self.engagement.member_ids = elsewhere
        person = self._register((self.woman, self.young))
        for record in (person, self.training):
            with self.assertRaises(AccessError):
                record.with_user(elsewhere).read(["name"])
        self.engagement.country_ids += self.tanzania
        self.training.country_id = self.tanzania
        self.assertEqual(self.training.with_user(elsewhere).name, "Safety")

    def test_other_departments_go_on(self):
        clerk = new_test_user(self.env, "t_event_clerk", "event.group_event_user")
        event = (
            self.env["event.event"]
            .with_user(clerk)
            .create(
                {
                    "name": "Staff party",
                    "date_begin": "2025-03-03 08:00:00",
                    "date_end": "2025-03-03 18:00:00",
                }
            )
        )
        self.env["event.registration"].with_user(clerk).create(
            {"event_id": event.id, "name": "Guest"}
        )
        self.assertEqual(event.registration_ids.name, "Guest")
        with self.assertRaises(AccessError):
            event.read(["engagement_id"])

    @users("mtm_officer")
    def test_on_the_engagement(self):
        engagement = self.engagement.with_env(self.env)
        self.assertEqual(engagement.event_count, 1)
        action = engagement.action_view_events()
        self.assertEqual(action["context"]["default_engagement_id"], engagement.id)
