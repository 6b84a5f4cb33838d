from odoo.tests import HttpCase, tagged

from .common import MinesToMarketsCommon


@tagged("post_install", "-at_install")
class TestDeliveryForm(MinesToMarketsCommon, HttpCase):
    def test_officer_records_a_delivery_with_its_evidence(self):
        women = self._create_dimension("t_sex", "women").value_ids
        site = self._create_site()
        engagement = self._create_engagement()
        self.start_tour(
            f"/odoo/engagements/{engagement.id}",
            "mtm_record_delivery",
            login="mtm_officer",
        )
        delivery = engagement.delivery_ids
        self.assertRecordValues(
            delivery,
            [
                {
                    "service_id": self.tagging.id,
                    "partner_id": self.tin_council.id,
                    "site_id": site.id,
                    "state": "confirmed",
                    "user_id": self.officer.id,
                }
            ],
        )
        self.assertEqual(delivery.count_ids.disaggregation_id.value_ids, women)
        self.assertEqual(delivery.count_ids.quantity, 12)
        self.assertRecordValues(
            delivery.evidence_ids.sorted("name"),
            [
                {"name": "list.csv", "kind": "data", "create_uid": self.officer.id},
                {
                    "name": "minutes.txt",
                    "kind": "document",
                    "create_uid": self.officer.id,
                },
            ],
        )
        self.assertTrue(all(delivery.evidence_ids.mapped("sha256")))
