from odoo.exceptions import AccessError
from odoo.tests import HttpCase, new_test_user, tagged, users

from .common import OFFICER, MinesToMarketsCommon


@tagged("post_install", "-at_install")
class TestDeliveryGrid(MinesToMarketsCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.engagement = cls._create_engagement(
            date_start="2025-01-01", date_end="2025-12-31"
        )
        cls.sex = cls.env.ref("mines_to_markets.mtm_dimension_sex")
        cls.women, cls.men = cls.sex.value_ids[:2]
        cls.young = cls.env.ref("mines_to_markets.mtm_dimension_age_band").value_ids[0]

    def _grid_row(self, counts=None, **values):
        return {
            "engagement_id": self.engagement.id,
            "service_id": self.tagging.id,
            "partner_id": self.tin_council.id,
            "country_id": self.rwanda.id,
            "site_id": False,
            "date": "2025-03-01",
            "quantity": 2,
            "counts": counts or {},
            **values,
        }

    def _key(self, *values):
        return ",".join(str(i) for i in sorted(value.id for value in values))

    def _save(self, *rows, user=None, **options):
        model = self.env["mtm.service.delivery"].with_user(user or self.officer)
        return model.grid_save(list(rows), **options)

    def _errors(self, *rows, **options):
        """Return ``[(row, column, message)]``; nothing is saved with an error."""
        before = self.engagement.delivery_ids
        result = self._save(*rows, **options)
        self.assertFalse(result["ids"])
        self.engagement.invalidate_recordset(["delivery_ids"])
        self.assertEqual(self.engagement.delivery_ids, before)
        return [
            (error["row"], error["column"], error["message"])
            for error in result["errors"]
        ]

    def test_many_at_once(self):
        counts = {"": 10, self._key(self.women): 6, self._key(self.men, self.young): 0}
        result = self._save(self._grid_row(counts), self._grid_row(quantity=0.5))
        self.assertFalse(result["errors"])
        first, second = self.env["mtm.service.delivery"].browse(result["ids"])
        self.assertRecordValues(
            first + second,
            [
                {"quantity": 2, "state": "draft", "user_id": self.officer.id},
                {"quantity": 0.5, "state": "draft", "user_id": self.officer.id},
            ],
        )
        self.assertEqual(
            {count.category_ids: count.quantity for count in first.count_ids},
            {self.women.browse(): 10, self.women: 6, self.men + self.young: 0},
        )
        self.assertFalse(second.count_ids, "blank is not zero")

    def test_confirmed_at_once(self):
        result = self._save(self._grid_row(), confirm=True)
        delivery = self.env["mtm.service.delivery"].browse(result["ids"])
        self.assertEqual(delivery.state, "confirmed")

    def test_what_follows_is_filled_in(self):
        row = self._grid_row(partner_id=False, country_id=False)
        delivery = self.env["mtm.service.delivery"].browse(self._save(row)["ids"])
        self.assertEqual(delivery.partner_id, self.tin_council)
        self.assertEqual(delivery.country_id, self.rwanda)

    def test_cells_that_hold_nothing_usable(self):
        good = self._grid_row()
        bad = self._grid_row(
            {"": 1.5, self._key(self.women): -1}, date="31/3", quantity=None
        )
        self.assertEqual(
            [error[:2] for error in self._errors(good, bad)],
            [
                (1, "quantity"),
                (1, "date"),
                (1, "count:"),
                (1, f"count:{self.women.id}"),
            ],
        )

    def test_parts_within_the_total(self):
        parts = {"": 5, self._key(self.women): 3, self._key(self.men): 4}
        self.assertEqual(
            self._errors(self._grid_row(parts)),
            [(0, "count:", "The parts add up to 7, more than the total 5.")],
        )

    def test_rules_of_a_delivery_are_said_at_their_column(self):
        abroad = self.env["mtm.site"].create(
            {"name": "Abroad", "country_id": self.tanzania.id}
        )
        errors = self._errors(
            self._grid_row(service_id=self.survey.id),
            self._grid_row(),
            self._grid_row(date="2026-01-01"),
            self._grid_row(site_id=abroad.id),
        )
        self.assertEqual(
            [error[:2] for error in errors],
            [(0, "service_id"), (2, "date"), (3, "site_id")],
        )
        self.assertIn("lies outside Tagging in the hills", errors[1][2])

    def test_country_is_asked_for_when_confirming(self):
        self.engagement.country_ids += self.tanzania
        row = self._grid_row(country_id=False)
        [error] = self._errors(row, confirm=True)
        self.assertEqual(error[:2], (0, "country_id"))
        self.assertTrue(self._save(row)["ids"])

    def test_what_is_refused_later_names_its_row(self):
        many = self._grid_row({self._key(self.women, self.men): 3})
        [error] = self._errors(self._grid_row(), many)
        self.assertEqual(error[:2], (1, None))
        self.assertIn("two categories of one dimension", error[2])

    def test_as_the_user(self):
        elsewhere = new_test_user(self.env, "t_grid_elsewhere", OFFICER)
        self.env["mtm.staff.scope"].create(
            {"user_id": elsewhere.id, "country_ids": self.tanzania.ids}
        )
        [error, *_rest] = self._errors(self._grid_row(), user=elsewhere)
        self.assertEqual(
            error, (0, "engagement_id", "This is gone, or hidden from you.")
        )
        self.engagement.country_ids += self.tanzania
        self.tin_council.operating_country_ids += self.tanzania
        [error] = self._errors(self._grid_row(), user=elsewhere)
        self.assertEqual(error[:2], (0, None), "delivered where they do not work")
        clerk = new_test_user(self.env, "t_grid_clerk", "base.group_user")
        with self.assertRaises(AccessError):
            self._save(self._grid_row(), user=clerk)

    @users("mtm_officer")
    def test_names_are_found(self):
        self.env["mtm.site"].create(
            [
                {"name": "Twin hill", "country_id": self.rwanda.id},
                {"name": "Twin hill", "country_id": self.rwanda.id},
            ]
        )
        found = self.env["mtm.service.delivery"].grid_match(
            {
                "engagement_id": [self.engagement.code, "tagging in the HILLS "],
                "service_id": ["T-TAG", "Nonsense", "100%"],
                "site_id": ["Twin hill"],
                "user_id": ["mtm_officer"],
            }
        )
        self.assertEqual(set(found), {"engagement_id", "service_id", "site_id"})
        for match in found["engagement_id"].values():
            self.assertEqual(match["id"], self.engagement.id)
        self.assertEqual(found["service_id"]["T-TAG"]["id"], self.tagging.id)
        self.assertIn("Nothing here", found["service_id"]["Nonsense"]["message"])
        self.assertIn("Nothing here", found["service_id"]["100%"]["message"])
        self.assertIn("2 are called", found["site_id"]["Twin hill"]["message"])

    @users("mtm_officer")
    def test_what_an_engagement_proposes(self):
        grid = self.env["mtm.service.delivery"]
        proposed = grid.grid_engagement(self.engagement.id)["proposed"]
        self.assertEqual(
            {name: record["id"] for name, record in proposed.items()},
            {
                "partner_id": self.tin_council.id,
                "service_id": self.tagging.id,
                "country_id": self.rwanda.id,
            },
        )

    @users("mtm_officer")
    def test_dimensions(self):
        dimensions = self.env["mtm.service.delivery"].grid_dimensions()
        self.assertEqual([d["name"] for d in dimensions], ["Sex", "Age band"])
        self.assertEqual(dimensions[0]["values"][0]["id"], self.women.id)

    def test_queries_hardly_grow_with_rows(self):
        def save(count):
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self._save(*[self._grid_row({"": 3}) for _number in range(count)])
            return self.env.cr.sql_log_count - before

        save(1)
        self.assertLess(save(40), save(1) + 40)


@tagged("post_install", "-at_install")
class TestDeliveryGridTour(MinesToMarketsCommon, HttpCase):
    def test_officer_records_several(self):
        engagement = self._create_engagement()
        sex = self.env.ref("mines_to_markets.mtm_dimension_sex")
        sex.value_ids[0].name = "T_women"
        action = "mines_to_markets.mtm_service_delivery_action_record"
        self.env.ref(action).context = {"default_engagement_id": engagement.id}
        self.start_tour(
            "/odoo/record-deliveries", "mtm_record_deliveries", login="mtm_officer"
        )
        deliveries = engagement.delivery_ids.sorted("date")
        self.assertRecordValues(
            deliveries,
            [
                {"quantity": 2, "state": "confirmed", "user_id": self.officer.id},
                {"quantity": 1, "state": "confirmed", "user_id": self.officer.id},
            ],
        )
        self.assertEqual(deliveries[0].count_ids.mapped("quantity"), [6, 4])
        self.assertFalse(deliveries[1].count_ids)
