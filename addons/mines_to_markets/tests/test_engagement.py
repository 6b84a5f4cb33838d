from datetime import timedelta

from psycopg2 import IntegrityError

from odoo import Command
from odoo.exceptions import UserError, ValidationError
from odoo.tests import Form, freeze_time, tagged, users
from odoo.tools import mute_logger

from .common import MinesToMarketsCommon


@tagged("post_install", "-at_install")
class TestServicesOffered(MinesToMarketsCommon):
    @users("mtm_officer")
    def test_service_not_offered_to_the_type(self):
        with self.assertRaisesRegex(
            ValidationError, "Survey of miners: not offered to Test association"
        ) as caught:
            self.env["mtm.engagement"].create(
                {
                    "name": "Survey",
                    "partner_id": self.tin_council.id,
                    "service_ids": self.survey.ids,
                }
            )
        self.assertIn("Tagging of bags", str(caught.exception), "says what is offered")

    @users("mtm_officer")
    def test_service_is_refused_when_it_is_added_later(self):
        engagement = self._create_engagement().with_env(self.env)
        with self.assertRaisesRegex(ValidationError, "Survey of miners"):
            engagement.service_ids += self.survey

    @users("mtm_officer")
    def test_nothing_offered_says_how_to_add_an_offer(self):
        with self.assertRaises(ValidationError) as caught:
            self.env["mtm.engagement"].create(
                {
                    "name": "Training",
                    "partner_id": self.miners.id,
                    "service_ids": self.tagging.ids,
                }
            )
        message = str(caught.exception)
        self.assertIn("No service is offered to Test cooperative", message)
        self.assertIn("Tagging of bags", message)
        self.assertIn("Offered To", message)

    def test_an_offer_added_by_a_user_counts(self):
        self.tagging.stakeholder_type_ids += self.cooperative
        engagement = self._create_engagement(partner_id=self.miners.id)
        self.assertEqual(engagement.service_ids, self.tagging)

    def test_subtype_inherits_the_offer(self):
        engagement = self._create_engagement(
            partner_id=self.ministry.id, service_ids=self.survey.ids
        )
        self.assertEqual(engagement.service_ids, self.survey)

    def test_offer_to_a_subtype_is_not_one_to_the_type_above(self):
        self.tagging.stakeholder_type_ids = self.ministry_type
        self.ministry.stakeholder_type_id = self.government
        with self.assertRaisesRegex(ValidationError, "Tagging of bags: not offered"):
            self._create_engagement(partner_id=self.ministry.id)

    def test_stakeholder_without_type(self):
        self.tin_council.stakeholder_type_id = False
        with self.assertRaisesRegex(
            ValidationError, "Say first what type of stakeholder Test Tin Council is"
        ):
            self._create_engagement()
        self.assertTrue(self._create_engagement(service_ids=[]))

    def test_service_not_available_in_the_country(self):
        with self.assertRaisesRegex(
            ValidationError, "Spot check is available in Rwanda only.*Tanzania"
        ):
            self._create_engagement(
                service_ids=self.spot_check.ids, country_ids=self.tanzania.ids
            )
        engagement = self._create_engagement(service_ids=self.spot_check.ids)
        engagement.country_ids += self.tanzania
        with self.assertRaisesRegex(ValidationError, "Spot check"):
            engagement.country_ids = self.tanzania

    def test_partner_of_another_type_is_refused(self):
        engagement = self._create_engagement()
        with self.assertRaisesRegex(ValidationError, "not offered to Test government"):
            engagement.partner_id = self.ministry

    def test_type_of_the_partner_is_kept_while_an_engagement_needs_it(self):
        engagement = self._create_engagement()
        with self.assertRaisesRegex(ValidationError, "Tagging of bags"):
            self.tin_council.stakeholder_type_id = self.government
        self._close(engagement)
        self.tin_council.stakeholder_type_id = self.government

    @users("mtm_officer")
    def test_form_offers_what_is_offered(self):
        with Form(self.env["mtm.engagement"]) as form:
            form.name = "By hand"
            form.partner_id = self.tin_council
            self.assertEqual(form.offered_service_ids[:], self.tagging)
            form.country_ids.add(self.rwanda)
            self.assertEqual(
                form.offered_service_ids[:], self.tagging + self.spot_check
            )
            form.service_ids.add(self.spot_check)


@tagged("post_install", "-at_install")
@freeze_time("2026-03-10")
class TestStages(MinesToMarketsCommon):
    @users("mtm_officer")
    def test_stage_without_agreement(self):
        engagement = self._create_engagement().with_env(self.env)
        with self.assertRaisesRegex(
            ValidationError,
            "Tagging in the hills cannot enter the stage At work without a signed "
            "agreement with Test Tin Council",
        ):
            engagement.stage_id = self.stage_signed

    def test_agreement_that_is_not_signed(self):
        self.env.company.mtm_vetting_agreement = "nothing"
        agreement = self._create_agreement("A1")
        self.assertRefused(agreement, r"\[A1\] Agreement A1 is not signed")
        agreement.signature_date = "2026-03-11"
        self.assertRefused(agreement, r"\[A1\] Agreement A1 is not signed")

    def test_agreement_that_ended(self):
        agreement = self._create_agreement(
            "A2", signature_date="2025-01-01", end_date="2026-03-09"
        )
        self.assertRefused(agreement, r"\[A2\] Agreement A2 ended on 2026-03-09")

    def test_agreement_that_has_not_begun(self):
        agreement = self._create_agreement(
            "A3", signature_date="2026-01-01", start_date="2026-03-11"
        )
        self.assertRefused(agreement, r"\[A3\] Agreement A3 starts on 2026-03-11")

    def assertRefused(self, agreement, message):
        engagement = self._create_engagement(agreement_ids=agreement.ids)
        with self.assertRaisesRegex(ValidationError, message):
            engagement.stage_id = self.stage_signed
        self.assertFalse(agreement.is_in_force)

    def test_agreement_in_force_on_its_first_and_last_day(self):
        agreement = self._create_agreement(
            "A4",
            signature_date="2026-03-10",
            start_date="2026-03-10",
            end_date="2026-03-10",
        )
        engagement = self._create_engagement(agreement_ids=agreement.ids)
        engagement.stage_id = self.stage_signed
        self.assertEqual(engagement.stage_id, self.stage_signed)
        self.assertTrue(agreement.is_in_force)

    def test_one_agreement_in_force_is_enough(self):
        agreements = self._create_agreement("A5") + self._create_agreement(
            "A6", signature_date="2026-01-01"
        )
        engagement = self._create_engagement(
            agreement_ids=agreements.ids, stage_id=self.stage_signed.id
        )
        with self.assertRaisesRegex(ValidationError, r"\[A5\].*not signed"):
            engagement.agreement_ids -= agreements[1]

    def test_agreements_in_force_are_found(self):
        signed = self._create_agreement("A7", signature_date="2026-01-01")
        ended = self._create_agreement(
            "A8", signature_date="2026-01-01", end_date="2026-03-09"
        )
        both = [("id", "in", (signed + ended).ids)]
        search = self.env["agreement"].search
        self.assertEqual(search([*both, ("is_in_force", "=", True)]), signed)
        self.assertEqual(search([*both, ("is_in_force", "=", False)]), ended)


@tagged("post_install", "-at_install")
class TestTimeInStage(MinesToMarketsCommon):
    """Not frozen: Odoo compares with the time of the transaction."""

    def test_change_of_stage_restarts_the_time_in_it(self):
        self.stage_open.rotting_threshold_days = 10
        engagement = self._create_engagement()
        domain = [("id", "=", engagement.id), ("is_rotting", "=", True)]
        self.assertFalse(engagement.is_rotting)
        engagement.date_last_stage_update -= timedelta(days=11)
        self.assertTrue(engagement.is_rotting)
        self.assertEqual(self.env["mtm.engagement"].search(domain), engagement)
        self._close(engagement)
        engagement.stage_id = self.stage_open
        self.assertFalse(engagement.is_rotting)
        self.assertFalse(self.env["mtm.engagement"].search(domain))


@tagged("post_install", "-at_install")
@freeze_time("2026-03-10")
class TestEngagement(MinesToMarketsCommon):
    def test_code_comes_from_the_sequence(self):
        first, second = self._create_engagement(), self._create_engagement()
        self.assertTrue(first.code.startswith("ENG/2026/"))
        self.assertNotEqual(first.code, second.code)
        self.assertNotEqual(first.copy().code, first.code)

    @mute_logger("odoo.sql_db")
    def test_end_before_start_is_refused(self):
        with self.assertRaises(IntegrityError):
            self._create_engagement(date_start="2026-03-01", date_end="2026-02-01")

    @users("mtm_officer")
    def test_counts(self):
        engagement = self._create_engagement()
        other = self._create_engagement(name="Another")
        for name, due, state in (
            ("late", "2026-03-09", "open"),
            ("soon", "2026-03-20", "open"),
            ("kept", "2026-03-01", "done"),
        ):
            engagement.commitment_ids = [
                Command.create(
                    {
                        "name": name,
                        "date_due": due,
                        "state": state,
                        "closing_note": state == "done" and "It came",
                    }
                )
            ]
        self._create_delivery(engagement)
        self.env["calendar.event"].create(
            {
                "name": "Visit",
                "start": "2026-03-12 08:00:00",
                "stop": "2026-03-12 09:00:00",
                "res_model_id": self.env["ir.model"]._get_id("mtm.engagement"),
                "res_id": engagement.id,
            }
        )
        self.assertRecordValues(
            (engagement + other).with_env(self.env),
            [
                {
                    "commitment_count": 2,
                    "commitment_overdue_count": 1,
                    "delivery_count": 1,
                    "meeting_count": 1,
                },
                {
                    "commitment_count": 0,
                    "commitment_overdue_count": 0,
                    "delivery_count": 0,
                    "meeting_count": 0,
                },
            ],
        )

    @users("mtm_officer")
    def test_smart_buttons_open_what_hangs_on_it(self):
        engagement = self._create_engagement(site_ids=self._create_site().ids)
        engagement.agreement_ids = self._create_agreement("B1")
        other = self._create_engagement(name="Another")
        delivery = self._create_delivery(engagement)
        self._create_delivery(other)
        engagement = engagement.with_env(self.env)
        for action, records in (
            (engagement.action_view_deliveries(), delivery),
            (engagement.action_view_agreements(), engagement.agreement_ids),
            (engagement.action_view_sites(), engagement.site_ids),
        ):
            found = self.env[action["res_model"]].search(action["domain"])
            self.assertEqual(found, records)
        self.assertEqual(
            engagement.action_view_partner()["res_id"], self.tin_council.id
        )

    @users("mtm_manager")
    def test_deletion_names_the_deliveries_that_rest_on_it(self):
        engagement = self._create_engagement()
        delivery = self._create_delivery(engagement)
        with self.assertRaises(UserError) as caught:
            engagement.with_env(self.env).unlink()
        self.assertIn("Tagging in the hills", str(caught.exception))
        self.assertIn(delivery.display_name, str(caught.exception))
        delivery.unlink()
        engagement.with_env(self.env).unlink()
        self.assertFalse(engagement.exists())

    @users("mtm_administrator")
    def test_service_in_use_cannot_be_deleted(self):
        engagement = self._create_engagement()
        delivery = self._create_delivery(engagement)
        with self.assertRaises(UserError) as caught:
            self.tagging.with_env(self.env).unlink()
        self.assertIn(delivery.display_name, str(caught.exception))
