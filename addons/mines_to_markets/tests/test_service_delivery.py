import base64
from hashlib import sha256

from psycopg2 import IntegrityError

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged, users
from odoo.tools import mute_logger

from .common import MinesToMarketsCommon


@tagged("post_install", "-at_install")
class TestServiceDelivery(MinesToMarketsCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.engagement = cls._create_engagement()

    @users("mtm_officer")
    def test_recorded_in_the_form(self):
        sex = self._create_dimension("t_sex", "women", "men")
        site = self._create_site()
        with Form(
            self.env["mtm.service.delivery"].with_context(
                default_engagement_id=self.engagement.id
            )
        ) as form:
            self.assertEqual(form.partner_id, self.tin_council)
            self.assertEqual(form.country_id, self.rwanda)
            form.service_id = self.tagging
            form.site_id = site
            form.quantity = 3
            with form.count_ids.new() as line:
                line.quantity = 20
            with form.count_ids.new() as line:
                line.category_ids.add(sex.value_ids[0])
                line.quantity = 12
        delivery = form.record
        self.assertEqual(delivery.state, "draft")
        self.assertEqual(delivery.count_ids.mapped("quantity"), [20, 12])
        self.assertEqual(
            delivery.count_ids.disaggregation_id.value_ids, sex.value_ids[0]
        )

    def test_rule_binds_the_engagement_not_who_receives(self):
        delivery = self._create_delivery(self.engagement, partner_id=self.miners.id)
        delivery.action_confirm()
        self.assertEqual(delivery.partner_id, self.miners)
        self.assertEqual(delivery.engagement_partner_id, self.tin_council)

    @users("mtm_officer")
    def test_service_must_be_one_of_the_engagement(self):
        with self.assertRaisesRegex(
            ValidationError, "Survey of miners is not one of the services of Tagging"
        ):
            self._create_delivery(self.engagement, service_id=self.survey.id)

    def test_service_must_be_available_in_the_country(self):
        self.engagement.write(
            {
                "service_ids": [Command.link(self.spot_check.id)],
                "country_ids": [Command.link(self.tanzania.id)],
            }
        )
        with self.assertRaisesRegex(
            ValidationError, "Spot check is available in Rwanda only, not in Tanzania"
        ):
            self._create_delivery(
                self.engagement,
                service_id=self.spot_check.id,
                country_id=self.tanzania.id,
            )

    def test_site_must_lie_in_the_country(self):
        site = self._create_site()
        with self.assertRaisesRegex(ValidationError, "Test hill lies in Rwanda"):
            self._create_delivery(
                self.engagement, site_id=site.id, country_id=self.tanzania.id
            )

    def test_country_is_asked_for_when_it_is_confirmed(self):
        delivery = self._create_delivery(self.engagement)
        delivery.country_id = False
        with self.assertRaisesRegex(ValidationError, "Say in which country Tagging"):
            delivery.action_confirm()
        with self.assertRaisesRegex(ValidationError, "Say in which country"):
            delivery.write({"state": "confirmed"})

    @mute_logger("odoo.sql_db")
    def test_quantity_is_not_negative(self):
        with self.assertRaises(IntegrityError):
            self._create_delivery(self.engagement, quantity=-1)

    @users("mtm_officer")
    def test_confirmation_locks(self):
        delivery = self._create_delivery(
            self.engagement, count_ids=[Command.create({"quantity": 7})]
        ).with_env(self.env)
        delivery.quantity = 2
        delivery.action_confirm()
        self.assertEqual(delivery.state, "confirmed")
        for values in (
            {"quantity": 3},
            {"date": "2026-01-01"},
            {"partner_id": self.miners.id},
            {"count_ids": [Command.clear()]},
        ):
            with (
                self.subTest(values=values),
                self.assertRaisesRegex(UserError, "is confirmed. Reset it to draft"),
            ):
                delivery.write(values)
        delivery.finding = "All bags were tagged"
        delivery.action_reset_to_draft()
        delivery.quantity = 3
        self.assertEqual(delivery.state, "draft")

    @users("mtm_officer")
    def test_confirmation_locks_its_counts(self):
        women = self._create_dimension("t_sex", "women").value_ids
        line = {"category_ids": women.ids, "quantity": 1}
        delivery = self._create_delivery(
            self.engagement, count_ids=[Command.create({"quantity": 7})]
        ).with_env(self.env)
        other = self._create_delivery(
            self.engagement, count_ids=[Command.create(line)]
        ).with_env(self.env)
        delivery.action_confirm()
        for change in (
            lambda: delivery.count_ids.write({"quantity": 8}),
            lambda: delivery.count_ids.unlink(),
            lambda: self.env["mtm.service.delivery.count"].create(
                {"delivery_id": delivery.id} | line
            ),
            lambda: other.count_ids.write({"delivery_id": delivery.id}),
        ):
            with self.assertRaises(UserError):
                change()
        self.assertEqual(delivery.count_ids.mapped("quantity"), [7])

    @users("mtm_manager")
    def test_confirmed_delivery_cannot_be_deleted(self):
        delivery = self._create_delivery(self.engagement).with_env(self.env)
        delivery.action_confirm()
        with self.assertRaisesRegex(UserError, "is confirmed"):
            delivery.unlink()
        delivery.action_reset_to_draft()
        delivery.unlink()

    @users("mtm_officer")
    def test_officer_does_not_delete(self):
        delivery = self._create_delivery(self.engagement).with_env(self.env)
        with self.assertRaises(AccessError):
            delivery.unlink()

    def test_each_category_is_counted_once(self):
        sex = self._create_dimension("t_sex", "women", "men")
        women = sex.value_ids[0]
        line = {"category_ids": women.ids, "quantity": 1}
        delivery = self._create_delivery(
            self.engagement, count_ids=[Command.create(line)]
        )
        for again in (line, {"quantity": 4}):
            # a second total is refused too, a first one is not
            with (
                mute_logger("odoo.sql_db"),
                self.assertRaises(IntegrityError),
                self.env.cr.savepoint(),
            ):
                delivery.count_ids = [Command.create(again), Command.create(again)]
        delivery.count_ids = [Command.create({"quantity": 4})]
        self.assertEqual(sorted(delivery.count_ids.mapped("quantity")), [1, 4])

    def test_copy_starts_as_a_draft_with_the_same_counts(self):
        delivery = self._create_delivery(
            self.engagement, count_ids=[Command.create({"quantity": 7})]
        )
        delivery.evidence_ids = self.env["mtm.evidence"].create(
            {"url": "https://example.com/photos"}
        )
        delivery.action_confirm()
        copy = delivery.copy()
        self.assertEqual(copy.state, "draft")
        self.assertEqual(copy.count_ids.mapped("quantity"), [7])
        self.assertFalse(copy.evidence_ids)


@tagged("post_install", "-at_install")
class TestEvidence(MinesToMarketsCommon):
    def _upload(self, name="list.csv", content=b"name,sex\n"):
        return self.env["mtm.evidence"].create(
            {"file": base64.b64encode(content), "filename": name}
        )

    @users("mtm_officer")
    def test_uploaded_file(self):
        evidence = self._upload()
        self.assertRecordValues(
            evidence,
            [
                {
                    "name": "list.csv",
                    "kind": "data",
                    "filename": "list.csv",
                    "sha256": sha256(b"name,sex\n").hexdigest(),
                }
            ],
        )
        self.assertEqual(base64.b64decode(evidence.file), b"name,sex\n")
        self.assertRecordValues(
            evidence.attachment_id,
            [{"res_model": "mtm.evidence", "res_id": evidence.id}],
        )

    @users("mtm_officer")
    def test_file_that_the_browser_uploaded(self):
        attachment = self.env["ir.attachment"].create(
            {
                "name": "pit.png",
                "raw": base64.b64decode(
                    b"iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9Q"
                    b"DwADhgGAWjR9awAAAABJRU5ErkJggg=="
                ),
                "res_model": "mtm.evidence",
                "res_id": 0,
            }
        )
        evidence = self.env["mtm.evidence"].create({"attachment_id": attachment.id})
        self.assertEqual(evidence.kind, "photo")
        self.assertEqual(attachment.res_id, evidence.id)

    @users("mtm_officer")
    def test_link(self):
        evidence = self.env["mtm.evidence"].create({"url": "https://example.com/a"})
        self.assertRecordValues(
            evidence,
            [{"kind": "link", "name": "https://example.com/a", "sha256": False}],
        )
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            self.env["mtm.evidence"].create({"url": "javascript:alert(1)"})

    @users("mtm_officer")
    @mute_logger("odoo.sql_db")
    def test_neither_file_nor_link(self):
        with self.assertRaises(IntegrityError):
            self.env["mtm.evidence"].create({"name": "Hearsay"})

    @users("mtm_officer")
    def test_link_takes_the_place_of_the_file(self):
        evidence = self._upload()
        evidence.url = "https://example.com/a"
        self.assertFalse(evidence.attachment_id)
        self.assertFalse(evidence.sha256)

    @users("mtm_officer")
    def test_file_behind_a_confirmed_delivery_stays(self):
        engagement = self._create_engagement()
        delivery = self._create_delivery(engagement).with_env(self.env)
        evidence = self._upload()
        delivery.evidence_ids = evidence
        evidence.write({"file": base64.b64encode(b"corrected"), "filename": "b.csv"})
        self.assertEqual(evidence.sha256, sha256(b"corrected").hexdigest())
        delivery.action_confirm()
        with self.assertRaisesRegex(UserError, "its file stays as it arrived"):
            evidence.write({"file": base64.b64encode(b"forged"), "filename": "c.csv"})

    @users("mtm_manager")
    def test_deletion_names_the_delivery(self):
        delivery = self._create_delivery(self._create_engagement())
        delivery.evidence_ids = evidence = self._upload()
        with self.assertRaises(UserError) as caught:
            evidence.unlink()
        self.assertIn(delivery.display_name, str(caught.exception))
        delivery.evidence_ids = False
        evidence.unlink()


@tagged("post_install", "-at_install")
class TestDisaggregation(MinesToMarketsCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.women, cls.men = cls._create_dimension("t_sex", "women", "men").value_ids
        cls.young = cls._create_dimension("t_age", "young", "old").value_ids[0]
        cls.combinations = cls.env["mtm.disaggregation"]

    @users("mtm_officer")
    def test_one_row_however_often_it_is_used(self):
        find = self.combinations.with_env(self.env)._for_values
        found = find(self.women + self.young)
        self.assertTrue(found)
        self.assertEqual(found.env.uid, self.env.uid, "as the user, not the superuser")
        self.assertEqual(find(self.young + self.women), found)
        self.assertNotEqual(find(self.women), found)
        self.assertEqual(found._categories(), {"t_sex": "women", "t_age": "young"})

    def test_no_category_is_the_total(self):
        self.assertFalse(self.combinations._for_values(self.women.browse()))
        self.assertEqual(self.combinations._categories(), {})

    def test_database_refuses_a_second_row(self):
        self.combinations._for_values(self.women)
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            self.combinations.create({"value_ids": self.women.ids})

    def test_two_categories_of_one_dimension(self):
        with self.assertRaisesRegex(
            ValidationError, "Women, Men names two categories of one dimension"
        ):
            self.combinations._for_values(self.women + self.men)

    @users("mtm_administrator")
    def test_category_in_use_cannot_be_deleted(self):
        self.combinations._for_values(self.women)
        with self.assertRaisesRegex(UserError, "Women cannot be deleted"):
            self.women.with_env(self.env).unlink()
        self.men.with_env(self.env).unlink()
