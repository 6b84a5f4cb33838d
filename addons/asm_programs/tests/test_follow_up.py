from freezegun import freeze_time

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Date
from odoo.tests import tagged

from .common import Q1, Q2, Q3, AsmCommon
from .test_log import Entries


@tagged("post_install", "-at_install")
class TestRecommendation(Entries, AsmCommon):
    def _recommend(self, **values):
        return (
            self.env["asm.recommendation"]
            .with_user(self.officer)
            .create(
                {
                    "name": "Weigh at the pit",
                    "program_id": self.program.id,
                    "user_id": self.officer.id,
                    "date_due": "2026-01-31",
                    **values,
                }
            )
        )

    def test_from_open_to_verified_by_another(self):
        recommendation = self._recommend()
        self.assertEqual(recommendation.activity_ids.user_id, self.officer)
        recommendation.action_start()
        with self.assertRefuses(UserError, "whether .* is accepted"):
            recommendation.action_done()
        recommendation.response = "accepted"
        recommendation.action_done()
        self.assertFalse(recommendation.activity_ids)
        with self.assertRefuses(UserError, "somebody else verifies"):
            recommendation.action_verify()
        seen = recommendation.with_user(self.manager)
        with self.assertRefuses(UserError, "how it was verified"):
            seen.action_verify()
        seen.verification = "Scales seen at three pits"
        seen.action_verify()
        self.assertEqual(recommendation.verified_by, self.manager)
        with self.assertRefuses(UserError, "is verified and stays"):
            recommendation.response = "partly"

    def test_its_decisions_are_in_the_log(self):
        recommendation = self._recommend()
        recommendation.write({"response": "rejected", "response_reason": "Too late"})
        recommendation.response = "partly"
        recommendation.action_start()
        recommendation.action_done()
        by_manager = recommendation.with_user(self.manager)
        by_manager.verification = "Scales seen at three pits"
        by_manager.action_verify()
        recommendation.action_reopen()
        ids = recommendation.ids
        self.assertEqual(
            self._entries("approval", "rejection", "verification", "reopening"),
            [
                ("rejection", self.officer, "asm.recommendation", ids),
                ("approval", self.officer, "asm.recommendation", ids),
                ("verification", self.manager, "asm.recommendation", ids),
                ("reopening", self.officer, "asm.recommendation", ids),
            ],
        )
        last = self.logged()[-1]
        self.assertEqual(last.details, {"values": {"state": ["verified", "open"]}})

    def test_not_done_is_not_verified_and_no_step_is_set_by_hand(self):
        recommendation = self._recommend(state="verified")
        self.assertEqual(recommendation.state, "open")
        with self.assertRefuses(UserError, "not done yet"):
            recommendation.with_user(self.manager).action_verify()

    def test_the_database_asks_why_it_is_rejected(self):
        for response in ("partly", "rejected"):
            with self.assertDatabaseRefuses("asm.recommendation", "Say why"):
                self._recommend(response=response)
        rejected = self._recommend(response="rejected", response_reason="Too late")
        self.assertFalse(rejected.activity_ids)

    def test_the_database_refuses_an_owner_who_verifies(self):
        recommendation = self._recommend(response="accepted", verification="Seen")
        with self.assertDatabaseRefuses("asm.recommendation", "Somebody else"):
            recommendation.sudo().write(
                {
                    "state": "verified",
                    "verified_by": self.officer.id,
                    "date_verified": "2026-01-01",
                }
            )
            self.env.flush_all()

    def test_answers_are_dated_and_kept(self):
        recommendation = self._recommend()
        with freeze_time("2025-05-05 10:00:00"):
            answer = (
                self.env["asm.recommendation.answer"]
                .with_user(self.officer)
                .create(
                    {
                        "recommendation_id": recommendation.id,
                        "text": "Scales bought",
                        "date": "2020-01-01 00:00:00",
                        "user_id": self.manager.id,
                    }
                )
            )
        self.assertEqual(answer.user_id, self.officer)
        self.assertEqual(str(answer.date), "2025-05-05 10:00:00")
        for user in (self.officer, self.manager, self.admin):
            for attempt in (
                lambda user=user: answer.with_user(user).write({"text": "Other"}),
                answer.with_user(user).unlink,
            ):
                with self.assertRefuses(AccessError, "not allowed"):
                    attempt()

    @freeze_time("2026-02-01")
    def test_overdue_is_found(self):
        late, done, refused = (
            self._recommend(),
            self._recommend(response="accepted"),
            self._recommend(response="rejected", response_reason="No"),
        )
        done.action_done()
        found = self.env["asm.recommendation"].search([("is_overdue", "=", True)])
        self.assertEqual(found & (late | done | refused), late)
        self.assertTrue(late.is_overdue)
        self.assertEqual(self.program.with_user(self.officer).recommendation_count, 2)

    def test_its_parts_are_of_its_programme(self):
        other = self.env["asm.result"].create(
            {"program_id": self._program("TST-9").id, "name": "Elsewhere"}
        )
        with self.assertRefuses(ValidationError, "another programme"):
            self._recommend(result_id=other.id)


@tagged("post_install", "-at_install")
class TestRating(AsmCommon):
    def _rate(self, days=Q1, rating=False, user=None, **values):
        period = self.program._periods(*map(Date.to_date, days))
        return (
            self.env["asm.rating"]
            .with_user(user or self.manager)
            .create(
                {
                    "program_id": self.program.id,
                    "period_id": period.id,
                    "rating": rating,
                    "scale": "world_bank" if rating else "light",
                    **values,
                }
            )
        )

    def test_the_light_follows_from_the_step(self):
        lights = []
        for step in ("hs", "s", "ms", "mu", "u", "hu"):
            rating = self._rate(Q1, step, justification="Because")
            lights.append(rating.light)
        self.assertEqual(lights, ["green", "green", "amber", "amber", "red", "red"])
        with self.assertDatabaseRefuses("asm.rating", "follows from the step"):
            rating.sudo().light = "green"
            self.env.flush_all()

    def test_low_ratings_and_red_lights_say_why(self):
        for step in ("mu", "u", "hu"):
            with self.assertDatabaseRefuses("asm.rating", "Say why"):
                self._rate(Q1, step)
        with self.assertDatabaseRefuses("asm.rating", "Say why"):
            self._rate(light="red")
        self._rate(Q1, "ms")
        self._rate(light="amber")

    def test_a_jump_of_more_than_one_step_says_why(self):
        self._rate(Q1, "hs")
        for days in (Q2, Q1):
            with self.assertRefuses(ValidationError, "It was Highly satisfactory in"):
                self._rate(days, "ms")
        self._rate(Q2, "s")
        self._rate(Q3, "ms")
        self._rate(Q1, "ms", justification="Counted again")

    def test_a_new_rating_takes_the_place_of_the_last_and_keeps_it(self):
        first = self._rate(Q1, "s")
        second = self._rate(Q1, "ms", user=self.admin)
        self.assertRecordValues(
            first | second,
            [
                {"is_current": False, "rated_by": self.manager.id, "rating": "s"},
                {"is_current": True, "rated_by": self.admin.id, "rating": "ms"},
            ],
        )
        self.assertEqual(second.supersedes_id, first)
        with self.assertDatabaseRefuses("asm.rating", "for this period already"):
            first.sudo().is_current = True
            self.env.flush_all()

    def test_ratings_are_never_changed_or_deleted(self):
        rating = self._rate(Q1, "s")
        for user in (self.officer, self.manager, self.admin):
            for attempt in (
                lambda user=user: rating.with_user(user).write({"rating": "hs"}),
                rating.with_user(user).unlink,
            ):
                with self.assertRefuses(AccessError, "not allowed"):
                    attempt()
        with self.assertRefuses(AccessError, "not allowed"):
            self._rate(Q2, "s", user=self.officer)

    def test_stamps_are_the_systems(self):
        rating = self._rate(Q1, "s", rated_by=self.officer.id, is_current=False)
        self.assertEqual(rating.rated_by, self.manager)
        self.assertTrue(rating.is_current)

    def test_each_subject_and_scale_stands_for_itself(self):
        result = self.env["asm.result"].create(
            {"program_id": self.program.id, "name": "Result"}
        )
        whole = self._rate(Q1, "s")
        part = self._rate(Q1, "hu", result_id=result.id, justification="Stuck")
        self.assertEqual((result.rating_step, result.rating_light), ("hu", "red"))
        light = self._rate(light="green")
        award = self._rate(Q1, "ms", award_id=self._award().id)
        self.assertTrue(all((whole | part | light | award).mapped("is_current")))

    def test_the_programme_shows_the_last_one_as_a_whole(self):
        self._rate(Q2, "ms")
        self._rate(Q1, "s")
        seen = self.program.with_user(self.officer)
        self.assertEqual((seen.rating_step, seen.rating_light), ("ms", "amber"))
        found = self.env["asm.rating"].search(seen.action_view_ratings()["domain"])
        self.assertEqual(len(found), 2)


@tagged("post_install", "-at_install")
class TestChallengeShared(AsmCommon):
    def test_results_and_risks_share_it(self):
        challenge = self.env["mtm.challenge"].create({"code": "t", "name": "T"})
        tag = {"challenge_ids": [Command.link(challenge.id)]}
        values = {"program_id": self.program.id, "name": "Shared"}
        for model in ("asm.result", "asm.risk"):
            self.env[model].create(values | tag)
        seen = challenge.with_user(self.officer)
        self.assertEqual((seen.result_count, seen.risk_count), (1, 1))
        for action in (seen.action_view_results(), seen.action_view_risks()):
            found = self.env[action["res_model"]].search(action["domain"])
            self.assertEqual(found.mapped("name"), ["Shared"])
        with self.assertRefuses(UserError, "rests on it"):
            challenge.unlink()
