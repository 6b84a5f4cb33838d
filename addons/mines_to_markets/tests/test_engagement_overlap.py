from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import Form, freeze_time, new_test_user, tagged, users

from .common import MANAGER, OFFICER, MinesToMarketsCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-03-10")
class TestOverlap(MinesToMarketsCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.first = cls._create_engagement(
            date_start="2026-01-01", date_end="2026-06-30"
        )

    def _second(self, **values):
        return self._create_engagement(
            **{"name": "Once more", "date_start": "2026-06-30"} | values
        )

    @users("mtm_officer")
    def test_same_stakeholder_service_and_country_at_the_same_time(self):
        second = self._second()
        self.assertEqual(second.with_env(self.env).overlapping_ids, self.first)
        self.assertEqual(self.first.with_env(self.env).overlapping_ids, second)

    def test_whatever_differs_ends_the_warning(self):
        second = self._second()
        self.miners.stakeholder_type_id = self.association
        for change in (
            {"partner_id": self.miners.id},
            {"service_ids": [Command.set(self.spot_check.ids)]},
            {"country_ids": [Command.set(self.tanzania.ids)]},
            {"date_start": "2026-07-01"},
            {
                "stage_id": self.stage_closed.id,
                "outcome": "achieved",
                "lessons": "Ask first",
            },
            {"active": False},
        ):
            with self.subTest(change=change), self.env.cr.savepoint() as savepoint:
                second.write(change)
                self.assertFalse(second.overlapping_ids)
                self.env.invalidate_all()
                self.assertFalse(self.first.overlapping_ids)
                savepoint.rollback()
                self.env.invalidate_all(flush=False)
        self.assertTrue(second.overlapping_ids)

    def test_dates_that_are_blank_are_open(self):
        second = self._second(date_start=False)
        self.assertEqual(second.overlapping_ids, self.first)
        self.first.date_start = self.first.date_end = False
        second.date_end = "2001-01-01"
        self.assertEqual(second.overlapping_ids, self.first)

    @users("mtm_officer")
    def test_warns_before_it_is_saved(self):
        with Form(self.env["mtm.engagement"]) as form:
            form.partner_id = self.tin_council
            form.name = "Once more"
            form.country_ids.add(self.rwanda)
            self.assertFalse(form.overlapping_ids[:])
            form.service_ids.add(self.tagging)
            self.assertEqual(form.overlapping_ids[:], self.first)
            form.date_start = "2026-07-01"
            self.assertFalse(form.overlapping_ids[:])

    def test_what_the_user_may_not_see_is_not_linked(self):
        second = self._second(country_ids=(self.rwanda + self.tanzania).ids)
        restricted = new_test_user(self.env, "mtm_restricted", OFFICER)
        self.env["mtm.staff.scope"].create(
            {"user_id": restricted.id, "country_ids": self.tanzania.ids}
        )
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertFalse(second.with_user(restricted).overlapping_ids)
        self.assertEqual(second.overlapping_ids, self.first)

    def test_one_statement_for_all(self):
        engagements = self.first
        for number in range(4):
            engagements += self._second(name=f"Again {number}")
        self.env.flush_all()
        engagements.mapped("overlapping_ids")
        for some in (engagements[:1], engagements):
            self.env.invalidate_all()
            some.mapped("stage_id.is_closed")
            some.mapped("service_ids")
            some.mapped("country_ids")
            # the engagements themselves, and the statement
            with self.assertQueryCount(2):
                some.mapped("overlapping_ids")


@tagged("post_install", "-at_install")
class TestStakeholderStays(MinesToMarketsCommon):
    def test_open_engagements_are_listed(self):
        running = self._create_engagement(name="Running")
        over = self._create_engagement(name="Finished")
        self._close(over)
        with self.assertRaisesRegex(UserError, "Archive them instead") as caught:
            self.tin_council.with_user(self.manager).unlink()
        message = str(caught.exception)
        self.assertIn("Running (Getting ready)", message)
        self.assertNotIn(over.name, message)
        self._close(running)
        with self.assertRaisesRegex(UserError, "None of the engagements is open"):
            self.tin_council.with_user(self.manager).unlink()
        self.tin_council.with_user(self.manager).action_archive()
        self.assertFalse(self.tin_council.active)

    def test_without_naming_what_is_hidden(self):
        self._create_engagement(name="Hidden")
        restricted = new_test_user(self.env, "mtm_restricted", MANAGER)
        self.tin_council.operating_country_ids += self.tanzania
        self.env["mtm.staff.scope"].create(
            {"user_id": restricted.id, "country_ids": self.tanzania.ids}
        )
        with self.assertRaisesRegex(UserError, "and 1 more") as caught:
            self.tin_council.with_user(restricted).unlink()
        self.assertNotIn("Hidden", str(caught.exception))
