from contextlib import contextmanager

from odoo import Command
from odoo.exceptions import AccessError, ValidationError
from odoo.tests import new_test_user, tagged, users
from odoo.tools import mute_logger

from .common import OFFICER, MinesToMarketsCommon


@tagged("post_install", "-at_install")
class TestServicePlan(MinesToMarketsCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.engagement = cls._create_engagement(
            service_ids=[Command.set((cls.tagging + cls.spot_check).ids)]
        )

    @classmethod
    def _plan(cls, quantity=10, service=None, engagement=None):
        return cls.env["mtm.service.plan"].create(
            {
                "engagement_id": (engagement or cls.engagement).id,
                "service_id": (service or cls.tagging).id,
                "quantity": quantity,
            }
        )

    def _deliver(self, quantity, confirm=True, **values):
        delivery = self._create_delivery(
            self.engagement, service_id=self.tagging.id, quantity=quantity, **values
        )
        if confirm:
            delivery.action_confirm()
        return delivery

    @users("mtm_officer")
    def test_confirmed_deliveries_against_the_plan(self):
        plan = self._plan(10).with_env(self.env)
        other = self._plan(4, self.spot_check).with_env(self.env)
        self._deliver(1.5)
        self._deliver(2)
        self._deliver(100, confirm=False)
        self.assertRecordValues(
            plan + other,
            [
                {"delivered": 3.5, "remaining": 6.5, "progress": 35},
                {"delivered": 0, "remaining": 4, "progress": 0},
            ],
        )

    def test_more_than_planned(self):
        plan = self._plan(2)
        self._deliver(3)
        self.assertRecordValues(
            plan, [{"delivered": 3, "remaining": 0, "progress": 150}]
        )

    def test_another_unit_is_converted(self):
        kilogram = self.env.ref("uom.product_uom_kgm")
        self.tagging.uom_id = self.env.ref("uom.product_uom_ton")
        plan = self._plan(10)
        self._deliver(500, uom_id=kilogram.id)
        self._deliver(2)
        self._deliver(7, uom_id=self.env.ref("uom.product_uom_hour").id)
        self.assertAlmostEqual(plan.delivered, 2.5)

    @users("mtm_officer")
    def test_side_by_side(self):
        self._plan(10)
        self._deliver(3)
        rows = self.env["mtm.service.plan.report"]._read_group(
            [("engagement_id", "=", self.engagement.id)],
            ["service_id", "partner_id"],
            ["planned:sum", "delivered:sum"],
        )
        self.assertEqual(rows, [(self.tagging, self.tin_council, 10, 3)])

    def test_planned_once(self):
        self._plan()
        with mute_logger("odoo.sql_db"), self.assertRaisesRegex(Exception, "unique"):
            self._plan()

    def test_nothing_planned_is_no_plan(self):
        with mute_logger("odoo.sql_db"), self.assertRaisesRegex(Exception, "positive"):
            self._plan(0)

    def test_only_services_of_the_engagement(self):
        with self.assertRaisesRegex(
            ValidationError, "Survey of miners is not one of the services of Tagging"
        ):
            self._plan(3, self.survey)

    def test_restricted_staff(self):
        plan = self._plan()
        self._deliver(3)
        elsewhere = new_test_user(self.env, "t_plan_elsewhere", OFFICER)
        self.env["mtm.staff.scope"].create(
            {"user_id": elsewhere.id, "country_ids": self.tanzania.ids}
        )
        with self.assertRaises(AccessError):
            plan.with_user(elsewhere).read(["quantity"])
        report = self.env["mtm.service.plan.report"].with_user(elsewhere)
        self.assertFalse(report.search([("engagement_id", "=", self.engagement.id)]))
        self.engagement.country_ids += self.tanzania
        self.env.invalidate_all()
        # the plan is of both countries, what was delivered in the other is not seen
        self.assertEqual(plan.with_user(elsewhere).delivered, 0)

    def test_queries_do_not_grow_with_plans(self):
        plans = self._plan(10) + self._plan(4, self.spot_check)
        counts = []
        for records in (plans[:1], plans):
            self.env.invalidate_all()
            records.fetch(["engagement_id", "service_id", "quantity"])
            before = self.env.cr.sql_log_count
            records.mapped("delivered")
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(*counts)


@tagged("post_install", "-at_install")
class TestDatesOfDeliveries(MinesToMarketsCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.engagement = cls._create_engagement(
            date_start="2025-01-01", date_end="2025-06-30"
        )

    @users("mtm_officer")
    def test_outside_is_refused_and_both_are_named(self):
        for day in ("2024-12-31", "2025-07-01"):
            with self.assertRaisesRegex(
                ValidationError,
                "Tagging of bags for Test Tin Council on .* lies outside Tagging in "
                "the hills, which is from 01/01/2025 to 06/30/2025",
            ):
                self._create_delivery(self.engagement, date=day).with_env(self.env)

    def test_first_and_last_day(self):
        for day in ("2025-01-01", "2025-06-30"):
            self.assertTrue(self._create_delivery(self.engagement, date=day))

    @contextmanager
    def assertRefuses(self, message):
        """Expect a refusal; nothing is left of the attempt."""
        with (
            self.assertRaisesRegex(ValidationError, message),
            self.env.cr.savepoint(),
        ):
            yield

    def test_the_engagement_does_not_shrink_past_a_delivery(self):
        self._create_delivery(self.engagement, date="2025-03-01")
        with self.assertRefuses("on 03/01/2025 lies outside"):
            self.engagement.date_end = "2025-02-01"
        with self.assertRefuses("on 03/01/2025 lies outside"):
            self.engagement.date_start = "2025-04-01"
        self.engagement.date_end = "2025-03-01"

    def test_open_end(self):
        self.engagement.write({"date_start": False, "date_end": False})
        self._create_delivery(self.engagement, date="1999-01-01")
        self._create_delivery(self.engagement, date="2099-01-01")

    def test_a_delivered_service_stays(self):
        self._create_delivery(self.engagement, date="2025-03-01")
        with self.assertRefuses("Tagging of bags stays on"):
            self.engagement.service_ids = self.spot_check
        self.engagement.service_ids += self.spot_check
