from psycopg2.errors import CheckViolation, UniqueViolation

from odoo import Command
from odoo.exceptions import UserError, ValidationError
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from .common import MinesToMarketsCommon

TODAY = "2026-05-11"


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestParties(MinesToMarketsCommon):
    """Who takes part, what is covered, found and disputed."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.site = cls._create_site(partner_ids=cls.tin_council.ids)
        cls.engagement = cls._create_engagement(
            party_ids=[
                Command.create({"partner_id": cls.ministry.id, "role": "authority"}),
                Command.create({"partner_id": cls.miners.id, "role": "miners"}),
            ]
        )
        cls.check = cls._create_delivery(
            cls.engagement,
            date="2026-05-01",
            site_id=cls.site.id,
            user_id=cls.officer.id,
        )

    def _create_finding(self, user=None, **values):
        return (
            self.env["mtm.finding"]
            .with_user(user or self.officer)
            .create(
                {"name": "Bags without tags", "delivery_id": self.check.id} | values
            )
        )

    def _create_dispute(self, **values):
        return (
            self.env["mtm.dispute"]
            .with_user(self.officer)
            .create(
                {
                    "name": "Access to the tailings",
                    "engagement_id": self.engagement.id,
                    "site_id": self.site.id,
                    "partner_ids": [Command.set((self.tin_council + self.miners).ids)],
                }
                | values
            )
        )

    @mute_logger("odoo.sql_db")
    def test_a_party_has_a_role_once(self):
        self.engagement.party_ids = [
            Command.create({"partner_id": self.miners.id, "role": "signatory"})
        ]
        with self.assertRaises(UniqueViolation):
            self.engagement.party_ids = [
                Command.create({"partner_id": self.miners.id, "role": "miners"})
            ]
            self.env.flush_all()

    def test_a_party_is_represented_by_its_own_people(self):
        clerk = self.env["res.partner"].create(
            {"name": "Clerk", "parent_id": self.ministry.id}
        )
        authority = self.engagement.party_ids[0]
        authority.contact_id = clerk
        with self.assertRaisesRegex(ValidationError, "does not belong to"):
            self.engagement.party_ids[1].contact_id = clerk

    @mute_logger("odoo.sql_db")
    def test_scope_lines_name_something_and_name_it_once(self):
        tin = self.env["mtm.mineral"].create({"code": "T-SN", "name": "Test tin"})
        line = {"partner_id": self.miners.id, "mineral_id": tin.id, "tier": "2"}
        self.engagement.with_user(self.officer).scope_ids = [Command.create(line)]
        self.assertEqual(
            self.engagement.scope_ids.display_name, "Miners of the Test Hill, Test tin"
        )
        for values, error in (
            (line | {"tier": "1"}, UniqueViolation),
            ({"tier": "1", "note": "Somebody"}, CheckViolation),
        ):
            with self.assertRaises(error), self.env.cr.savepoint():
                self.engagement.scope_ids = [Command.create(values)]
                self.env.flush_all()

    def test_the_stakeholder_supplies_not_itself(self):
        with self.assertRaisesRegex(ValidationError, "supplier of its own"):
            self.engagement.scope_ids = [
                Command.create({"partner_id": self.tin_council.id})
            ]

    def test_a_finding_takes_after_its_check(self):
        finding = self._create_finding()
        self.assertRecordValues(
            finding,
            [
                {
                    "partner_id": self.tin_council.id,
                    "site_id": self.site.id,
                    "engagement_id": self.engagement.id,
                    "user_id": self.officer.id,
                    "state": "open",
                }
            ],
        )
        about_miners = self._create_finding(partner_id=self.miners.id)
        self.assertEqual(about_miners.partner_id, self.miners)
        self.assertEqual(self.engagement.finding_count, 2)

    def test_the_next_check_is_an_activity_of_who_follows_it(self):
        finding = self._create_finding(date_next="2026-06-01")
        activity = finding.activity_ids
        self.assertEqual(finding.followup_id, activity)
        self.assertEqual(activity.user_id, self.officer)
        self.assertEqual(str(activity.date_deadline), "2026-06-01")
        finding.date_next = "2026-06-15"
        finding.user_id = self.manager
        self.assertEqual(finding.activity_ids, activity)
        self.assertEqual(str(activity.date_deadline), "2026-06-15")
        self.assertEqual(activity.user_id, self.manager)
        activity.date_deadline = "2026-06-20"
        self.assertEqual(str(finding.date_next), "2026-06-20")

    def test_closing_asks_how_it_was_verified_and_ends_the_activity(self):
        finding = self._create_finding(date_next="2026-06-01")
        with self.assertRaisesRegex(UserError, "how it was verified"):
            finding.action_close()
        finding.verification = "All bags were tagged at the second visit"
        finding.action_close()
        self.assertEqual(str(finding.date_closed), TODAY)
        self.assertFalse(finding.activity_ids)
        self.assertIn("second visit", finding.message_ids[:1].body)
        finding.action_reopen()
        self.assertEqual(finding.state, "open")
        self.assertTrue(finding.activity_ids)

    @mute_logger("odoo.sql_db")
    def test_the_database_keeps_unverified_findings_open(self):
        finding = self._create_finding()
        for values in ({}, {"verification": "  ", "date_closed": TODAY}):
            with self.assertRaises(CheckViolation), self.env.cr.savepoint():
                finding.write({"state": "closed"} | values)
                self.env.flush_all()

    def test_a_check_that_was_made_leaves_the_finding_open(self):
        finding = self._create_finding(date_next="2026-06-01")
        finding.activity_ids.action_feedback(feedback="Still the same")
        self.assertEqual(finding.state, "open")
        self.assertFalse(finding.date_next)
        self.assertFalse(finding.activity_ids)
        finding.date_next = "2026-07-01"
        self.assertTrue(finding.activity_ids)

    def test_the_next_check_comes_not_before_the_check(self):
        with self.assertRaisesRegex(ValidationError, "cannot be checked again before"):
            self._create_finding(date_next="2026-04-30")

    def test_the_delivery_knows_its_earliest_next_check(self):
        self.check.date_next = "2026-12-24"
        late = self._create_finding(date_next="2026-07-01")
        self.assertEqual(str(self.check.date_next), "2026-07-01")
        early = self._create_finding(date_next="2026-06-01")
        self.assertEqual(str(self.check.date_next), "2026-06-01")
        (early + late).write({"verification": "Seen"})
        early.action_close()
        self.assertEqual(str(self.check.date_next), "2026-07-01")

    def test_a_check_with_findings_is_corrected_but_not_deleted(self):
        self._create_finding()
        self.check.action_confirm()
        self.check.action_reset_to_draft()
        with self.assertRaisesRegex(UserError, "has findings"):
            self.check.with_user(self.manager).unlink()

    def test_overdue_findings_are_found(self):
        late = self._create_finding(date_next="2026-05-10")
        today = self._create_finding(date_next=TODAY)
        found = late.search(
            [("is_overdue", "=", True), ("id", "in", (late + today).ids)]
        )
        self.assertEqual(found, late)
        self.assertTrue(late.is_overdue)
        self.assertFalse(today.is_overdue)

    def test_a_dispute_is_settled_with_its_settlement(self):
        dispute = self._create_dispute()
        dispute.action_mediate()
        self.assertEqual(self.engagement.dispute_count, 1)
        self.assertEqual(self.site.dispute_count, 1)
        with self.assertRaisesRegex(UserError, "what was agreed"):
            dispute.action_settle()
        dispute.settlement = "Two days a week for the cooperative"
        dispute.action_settle()
        self.assertEqual(str(dispute.date_settled), TODAY)
        self.assertEqual(self.engagement.dispute_count, 0)
        self.assertEqual(self.site.dispute_count, 0)

    @mute_logger("odoo.sql_db")
    def test_the_database_asks_for_text_and_day_of_a_settlement(self):
        dispute = self._create_dispute()
        for values in (
            {"settlement": "Agreed"},
            {"date_settled": TODAY},
            {"settlement": " ", "date_settled": TODAY},
            {"settlement": "Agreed", "date_settled": "2026-05-10"},
        ):
            with (
                self.subTest(values=values),
                self.assertRaises(CheckViolation),
                self.env.cr.savepoint(),
            ):
                dispute.write({"state": "settled"} | values)
                self.env.flush_all()

    def test_the_footprint_is_what_the_stakeholder_holds(self):
        within = self._create_site("Pit of the hill", parent_id=self.site.id)
        self._create_site("Elsewhere")
        self.assertEqual(
            self.engagement.with_user(self.officer).footprint_site_ids,
            self.site + within,
        )

    def test_a_delivery_to_a_party_in_its_own_right_is_its_affair(self):
        own = self._create_delivery(self.engagement)
        other = self._create_delivery(self.engagement, partner_id=self.miners.id)
        self.assertFalse(own.is_for_other_party)
        self.assertTrue(other.is_for_other_party)
        self.engagement.party_ids.filtered(
            lambda party: party.partner_id == self.miners
        ).role = "beneficiary"
        self.assertFalse(other.is_for_other_party)


@tagged("post_install", "-at_install")
class TestDocumentedRequest(MinesToMarketsCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ministry_type.requires_request = True
        cls.stage_asked = cls.env["mtm.engagement.stage"].create(
            {"name": "Asked for", "requires_request": True}
        )
        cls.engagement = cls._create_engagement(
            partner_id=cls.ministry.id, service_ids=cls.survey.ids
        )

    def _create_letter(self, **values):
        return (
            self.env["mtm.letter"]
            .with_user(self.officer)
            .create(
                {
                    "name": "Request for a survey",
                    "partner_id": self.ministry.id,
                    "kind": "request",
                    "direction": "in",
                }
                | values
            )
        )

    def test_a_government_is_worked_with_because_it_asked(self):
        engagement = self.engagement.with_user(self.officer)
        with self.assertRaisesRegex(ValidationError, "starts from a documented"):
            engagement.stage_id = self.stage_asked
        engagement.request_letter_id = self._create_letter()
        engagement.stage_id = self.stage_asked
        with self.assertRaisesRegex(ValidationError, "starts from a documented"):
            engagement.request_letter_id = False

    def test_others_need_not_ask(self):
        other = self._create_engagement()
        other.with_user(self.officer).stage_id = self.stage_asked

    def test_the_request_is_one_of_the_stakeholder(self):
        for values, message in (
            ({"partner_id": self.miners.id}, "is from Miners of the Test Hill"),
            ({"kind": "nomination"}, "is not a request that was received"),
            ({"direction": "out"}, "is not a request that was received"),
        ):
            with self.subTest(values=values):
                letter = self._create_letter(**values)
                with self.assertRaisesRegex(ValidationError, message):
                    self.engagement.request_letter_id = letter
