from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from .common import MinesToMarketsCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-06-15")
class TestStakeholderFacts(MinesToMarketsCommon):
    """Scores, members, steps and focal points: dated, never overwritten."""

    def _refuse(self, model, **values):
        with (
            self.assertRaises(IntegrityError),
            mute_logger("odoo.sql_db"),
            self.env.cr.savepoint(),
        ):
            self.env[model].create(values)

    def _score(self, date, influence=3, interest=3, user=None, **values):
        scores = self.env["mtm.stakeholder.score"].with_user(user or self.officer)
        return scores.create(
            {
                "partner_id": self.tin_council.id,
                "date": date,
                "influence": influence,
                "interest": interest,
            }
            | values
        )

    def test_latest_score_of_each_place(self):
        self._score("2025-01-01")
        everywhere = self._score("2026-01-01", influence=4)
        old = self._score("2024-01-01", country_id=self.rwanda.id)
        country = self._score("2024-02-01", country_id=self.rwanda.id)
        site = self._score("2023-01-01", site_id=self._create_site().id)
        self.assertEqual(site.country_id, self.rwanda)
        latest = self.env["mtm.stakeholder.score"].search(
            [("partner_id", "=", self.tin_council.id), ("is_latest", "=", True)]
        )
        self.assertEqual(latest, everywhere | country | site)
        self.assertTrue(country.is_latest)
        self.assertFalse(old.is_latest)

    def test_a_score_has_one_place_day_and_scale(self):
        self._score("2026-01-01")
        key = {"partner_id": self.tin_council.id, "date": "2026-01-01"}
        self._refuse("mtm.stakeholder.score", **key)
        self._refuse(
            "mtm.stakeholder.score",
            **key | {"date": "2026-01-02", "influence": 6},
        )
        self._refuse(
            "mtm.stakeholder.score", **key | {"date": "2026-01-02", "interest": 0}
        )
        self._score("2026-01-01", country_id=self.rwanda.id)

    def test_restricted_staff_see_scores_of_their_countries(self):
        self.tin_council.operating_country_ids |= self.tanzania
        here = self._score("2026-01-01", country_id=self.rwanda.id)
        general = self._score("2026-01-01")
        there = self._score("2026-01-01", country_id=self.tanzania.id)
        self.env["mtm.staff.scope"].create(
            {"user_id": self.officer.id, "country_ids": self.rwanda.ids}
        )
        seen = self.env["mtm.stakeholder.score"].with_user(self.officer).search([])
        self.assertEqual(seen & (here | general | there), here | general)
        with self.assertRaises(AccessError):
            there.with_user(self.officer).read(["influence"])

    def test_members_blank_is_not_zero(self):
        members = self.env["mtm.membership"].with_user(self.officer)
        counted = members.create(
            {"partner_id": self.miners.id, "date": "2026-01-01", "women": 0, "men": 7}
        )
        unknown = members.create(
            {"partner_id": self.miners.id, "date": "2026-02-01", "men": 7}
        )
        self.assertEqual((counted.women, counted.total), (0, 7))
        self.assertIs(counted.not_stated, False)
        self.assertIs(unknown.women, False)
        self.assertEqual(
            members.search([("women", "=", 0)]) & (counted | unknown), counted
        )

    def test_members_refuse_nothing_negative_and_twice_a_day(self):
        key = {"partner_id": self.miners.id, "date": "2026-01-01"}
        self._refuse("mtm.membership", **key)
        self._refuse("mtm.membership", **key | {"women": -1})
        self.env["mtm.membership"].create(key | {"women": 1})
        self._refuse("mtm.membership", **key | {"women": 2})

    def test_ladder_keeps_each_step(self):
        steps = self.env["mtm.formalization.step"].search([], limit=2)
        records = self.env["mtm.formalization"].with_user(self.officer)
        first, second = (
            records.create(
                {"partner_id": self.miners.id, "step_id": step.id, "date": date}
            )
            for step, date in zip(steps, ("2024-01-01", "2025-01-01"), strict=True)
        )
        self.assertEqual(self.miners.formalization_ids, second | first)
        self.assertEqual(self.miners.formalization_ids[0], second)

    def test_focal_point_is_a_person_for_a_time(self):
        points = self.env["mtm.focal.point"].with_user(self.officer)
        person = self.env["res.partner"].create({"name": "A. Person"})
        values = {"partner_id": self.ministry.id, "contact_id": person.id}
        now = points.create(values | {"date_start": "2026-01-01"})
        over = points.create(
            values | {"date_start": "2024-01-01", "date_end": "2025-12-31"}
        )
        self.assertEqual(
            points.search([("is_current", "=", True), ("contact_id", "=", person.id)]),
            now,
        )
        self.assertFalse(over.is_current)
        with self.assertRaisesRegex(ValidationError, "Test Tin Council"):
            points.create(values | {"contact_id": self.tin_council.id})
        self._refuse("mtm.focal.point", **values | {"date_start": "2026-01-01"})
        self._refuse(
            "mtm.focal.point",
            **values | {"date_start": "2026-02-01", "date_end": "2026-01-01"},
        )

    def test_letter_of_nomination_is_of_the_same_body(self):
        letter = self.env["mtm.letter"].create(
            {"name": "We name", "partner_id": self.ministry.id, "kind": "nomination"}
        )
        person = self.env["res.partner"].create({"name": "A. Person"})
        points = self.env["mtm.focal.point"].with_user(self.officer)
        values = {"contact_id": person.id, "letter_id": letter.id}
        points.create(values | {"partner_id": self.ministry.id})
        with self.assertRaisesRegex(ValidationError, "We name is a letter of Ministry"):
            points.create(values | {"partner_id": self.miners.id})
