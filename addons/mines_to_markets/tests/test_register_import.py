from datetime import date
from pathlib import Path

from freezegun import freeze_time

from odoo import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from .register_common import RegisterCommon

DATA = Path(__file__).resolve().parents[3] / "data"
COUNCIL = {"name": "Test Tin Council", "registration_number": "TTC-1"}


@freeze_time("2026-02-01")
@tagged("post_install", "-at_install")
class TestRegisterStakeholders(RegisterCommon):
    def _named(self, name):
        return self.env["res.partner"].search([("name", "=", name)])

    def test_round_trip_changes_nothing(self):
        content = self._export("stakeholders", [("stakeholder_type_id", "!=", False)])
        item = self._upload("stakeholders", content)
        item.action_preview()
        self.assertCounts(item, leave=item.row_count)
        self.assertGreaterEqual(item.row_count, 3)
        item.action_import()
        self.assertCounts(item, leave=item.row_count)
        self.assertEqual(item.state, "done")

    def test_add_and_the_same_file_again(self):
        rows = [
            {
                "Name": "Hill Cooperative",
                "Stakeholder Type": "T-COOP",
                "Based In": "Rwanda",
                "Works In": "rwanda; TZ",
                "Minerals": "tin; cassiterite; Gold",
                "Website": "hill.example.com",
                "Phone": "",
            },
            {"Name": "Valley Cooperative", "Stakeholder Type": "Test cooperative"},
        ]
        item = self._preview("stakeholders", *rows)
        self.assertCounts(item, add=2)
        self.assertFalse(self._named("Hill Cooperative"), "a preview writes nothing")
        item.action_import()
        self.assertCounts(item, add=2)
        hill = self._named("Hill Cooperative")
        self.assertRecordValues(
            hill,
            [
                {
                    "is_company": True,
                    "stakeholder_type_id": self.cooperative.id,
                    "country_id": self.rwanda.id,
                    "operating_country_ids": (self.rwanda | self.tanzania).ids,
                }
            ],
        )
        self.assertEqual(hill.mineral_ids, self.tin | self.gold)
        self.assertFalse(hill.message_ids)
        again = self._import("stakeholders", *rows)
        self.assertCounts(again, leave=2)

    def test_change_clear_and_leave(self):
        item = self._preview(
            "stakeholders",
            COUNCIL | {"minerals": "Tin", "city": "Kigali", "website": ""},
            {"name": "Ministry of Test Mines", "minerals": "", "city": ""},
        )
        self.assertCounts(item, change=1, clear=1, leave=1)
        change = item.line_ids.filtered(lambda line: line.action == "change")
        self.assertEqual(change.res_id, self.tin_council.id)
        self.assertIn("City blank → Kigali", change.message)
        self.assertEqual(self.tin_council.city, False)
        item.action_import()
        self.assertEqual(self.tin_council.city, "Kigali")
        self.assertEqual(self.tin_council.mineral_ids, self.tin)
        self.assertFalse(self.tin_council.website)

    def test_columns_that_are_not_there_are_left_alone(self):
        self._import("stakeholders", COUNCIL | {"city": "Kigali"})
        self.assertEqual(self.tin_council.stakeholder_type_id, self.association)
        self.assertEqual(self.tin_council.mineral_ids, self.tin | self.gold)

    def test_unknown_columns_are_named(self):
        item = self._preview("stakeholders", COUNCIL | {"Colour": "red"})
        self.assertIn("Colour", item.message)

    def test_by_number_before_name(self):
        self._import("stakeholders", COUNCIL | {"name": "Tin Council, renamed"})
        self.assertEqual(self.tin_council.name, "Tin Council, renamed")

    def test_another_number_is_somebody_else(self):
        item = self._import("stakeholders", COUNCIL | {"registration_number": "TTC-2"})
        self.assertCounts(item, add=1)

    def test_numbers_of_two_stakeholders_clash(self):
        self.ministry.iati_organisation_ref = "RW-MIN"
        item = self._preview("stakeholders", COUNCIL | {"iati_identifier": "RW-MIN"})
        self.assertEqual(self._problems(item), [(2, "Name")])
        self.assertIn("Ministry of Test Mines", item.error_line_ids.message)

    def test_of_one_name_in_two_countries(self):
        ministries = self.env["res.partner"].create(
            [
                {"name": "Ministry", "is_company": True, "country_id": country.id}
                for country in (self.rwanda, self.tanzania)
            ]
        )
        item = self._import(
            "stakeholders",
            {"name": "Ministry", "country": "Tanzania", "city": "Dodoma"},
            {"name": "Ministry", "country": "Uganda", "city": "Kampala"},
        )
        self.assertCounts(item, add=1, change=1)
        self.assertEqual(ministries.mapped("city"), [False, "Dodoma"])

    def test_an_ambiguous_name_is_refused_with_the_candidates(self):
        self.env["res.partner"].create(
            [
                {"name": "Twin", "is_company": True, "city": city}
                for city in ("Huye", "Musanze")
            ]
        )
        item = self._preview("stakeholders", {"name": "Twin", "city": "Kigali"})
        self.assertEqual(self._problems(item), [(2, "Name")])
        self.assertIn("Huye", item.error_line_ids.message)
        self.assertIn("Musanze", item.error_line_ids.message)

    def test_one_stakeholder_twice_in_the_file(self):
        item = self._preview(
            "stakeholders",
            COUNCIL,
            {"name": "test tin council", "registration_number": ""},
            {"name": "New one"},
            {"name": "new  ONE"},
        )
        self.assertEqual([row for row, _column in self._problems(item)], [3, 5])
        self.assertIn("row 2", item.error_line_ids[0].message)

    def test_problems_by_row_and_column(self):
        item = self._preview(
            "stakeholders",
            {"name": "", "type": "T-COOP"},
            {"name": "Nobody", "type": "Wizards", "works_in": "Rwanda; Atlantis"},
        )
        self.assertEqual(
            self._problems(item),
            [(2, "Name"), (3, "Stakeholder Type"), (3, "Works In")],
        )
        self.assertIn("Atlantis", item.error_line_ids[2].message)

    def test_what_the_models_refuse_shows_in_the_preview(self):
        self._create_engagement()
        item = self._preview(
            "stakeholders", COUNCIL | {"type": "T-COOP"}, {"name": "Fine"}
        )
        self.assertCounts(item, add=1, error=1)
        self.assertEqual(self._problems(item), [(2, "")])
        self.assertIn("No service is offered", item.error_line_ids.message)
        self.assertEqual(self.tin_council.stakeholder_type_id, self.association)

    def test_all_or_nothing(self):
        rows = ({"name": "Fine"}, {"name": "Nobody", "type": "Wizards"})
        item = self._import("stakeholders", *rows, all_or_nothing=True)
        self.assertEqual(item.state, "refused")
        self.assertFalse(self._named("Fine"))

    def test_titles_in_another_language(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        self.patch(
            type(self.env["mtm.register"]),
            "_titles",
            lambda register: {"nom": "name", "ville": "city"},
        )
        item = self._import(
            "stakeholders", {"Nom": "Test Tin Council", "VILLE": "Kigali"}
        )
        self.assertCounts(item, change=1)
        self.assertEqual(self.tin_council.city, "Kigali")

    def test_values_in_another_language(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        self.tanzania.with_context(lang="fr_FR").name = "Tanzanie"
        item = self._import("stakeholders", COUNCIL | {"country": "tanzanie"})
        self.assertEqual(self.tin_council.country_id, self.tanzania)
        self.officer.lang = "fr_FR"
        content = self._export("stakeholders", [("id", "=", self.tin_council.id)])
        item = self._upload("stakeholders", content, user=self.manager)
        item.action_import()
        self.assertCounts(item, leave=1)

    def test_what_the_user_may_not_see_stays(self):
        self.tin_council.operating_country_ids += self.tanzania
        hidden = self._create_site("Rwandan hill")
        engagement = self._create_engagement(
            country_ids=[Command.set((self.rwanda | self.tanzania).ids)],
            site_ids=[Command.set(hidden.ids)],
        )
        seen = self._create_site("Tanzanian hill", country_id=self.tanzania.id)
        item = self._import(
            "engagements",
            {"code": engagement.code, "sites": "Tanzanian hill"},
            user=self.elsewhere,
        )
        self.assertCounts(item, change=1)
        self.assertEqual(engagement.site_ids, hidden | seen)

    @mute_logger("odoo.addons.base.models.ir_rule")
    def test_restricted_staff_bring_in_nothing_of_elsewhere(self):
        item = self._preview(
            "stakeholders",
            COUNCIL | {"city": "Kigali"},
            {"name": "Of Rwanda", "country": "Rwanda"},
            {"name": "Of Tanzania", "country": "Tanzania"},
            user=self.elsewhere,
        )
        self.assertEqual([row for row, _column in self._problems(item)], [2, 3])
        self.assertCounts(item, add=1, error=2)
        self.assertNotIn("Test Tin Council (", item.error_line_ids[0].message)
        item.action_import()
        self.assertFalse(self.tin_council.city)
        self.assertFalse(self._named("Of Rwanda"))
        self.assertTrue(self._named("Of Tanzania"))

    def test_queries_do_not_grow_with_rows(self):
        def count(number):
            rows = [
                {"name": f"Many {number}-{n}", "type": "T-COOP", "works_in": "Rwanda"}
                for n in range(number)
            ]
            item = self._upload("stakeholders", self._csv(*rows))
            before = self.env.cr.sql_log_count
            item._make_plan()
            return self.env.cr.sql_log_count - before

        count(1)
        self.assertEqual(count(3), count(90))

    def test_the_samples_for_users(self):
        """The files in data/ that users start from have nothing to complain about."""
        for kind in ("stakeholders", "engagements", "deliveries"):
            file = DATA / f"{kind}_sample.csv"
            if not file.is_file():
                self.skipTest(
                    "the addon stands alone, without the data folder beside it"
                )
            item = self._upload(kind, file.read_bytes(), user=self.officer)
            item.action_import()
            self.assertFalse(item.error_count, item.error_line_ids.mapped("message"))
            again = self._upload(kind, file.read_bytes(), user=self.manager)
            again.action_import()
            self.assertCounts(again, leave=again.row_count)


@freeze_time("2026-02-01")
@tagged("post_install", "-at_install")
class TestRegisterEngagements(RegisterCommon):
    row = {
        "code": "",
        "name": "Tagging in the west",
        "stakeholder": "Test Tin Council",
        "services": "T-TAG",
        "countries": "Rwanda",
        "start": "2026-01-05",
        "end": "2026-12-31",
    }

    def _named(self, name="Tagging in the west"):
        return self.env["mtm.engagement"].search([("name", "=", name)])

    def test_round_trip_changes_nothing(self):
        self._create_engagement(
            date_start="2026-01-01",
            user_id=self.manager.id,
            member_ids=[Command.set((self.officer | self.manager).ids)],
            site_ids=[Command.set(self._create_site().ids)],
            agreement_ids=[Command.set(self._create_agreement("T-1").ids)],
        )
        self._create_engagement(
            date_start=False,
            user_id=False,
            health="at_risk",
            health_reason="=the permit\nis late",
        )
        domain = [("partner_id", "=", self.tin_council.id)]
        item = self._upload("engagements", self._export("engagements", domain))
        item.action_import()
        self.assertCounts(item, leave=2)

    def test_add_and_the_same_file_again(self):
        item = self._preview("engagements", self.row)
        self.assertCounts(item, add=1)
        self.assertFalse(self._named())
        sequence = self.env["ir.sequence"].search([("code", "=", "mtm.engagement")])
        number = sequence.number_next_actual
        item.action_import()
        engagement = self._named()
        self.assertRecordValues(
            engagement,
            [
                {
                    "partner_id": self.tin_council.id,
                    "service_ids": self.tagging.ids,
                    "date_start": date(2026, 1, 5),
                    "user_id": self.officer.id,
                    "health": "on_track",
                }
            ],
        )
        self.assertNotIn("~", engagement.code)
        self.assertEqual(sequence.number_next_actual, number + 1)
        self.assertCounts(self._import("engagements", self.row), leave=1)
        row = self.row | {"code": engagement.code, "name": "", "end": "2027-01-01"}
        self.assertCounts(self._import("engagements", row), change=1)
        self.assertEqual(engagement.date_end, date(2027, 1, 1))
        self.assertEqual(engagement.name, "Tagging in the west")

    def test_a_code_of_ones_own(self):
        self._import("engagements", self.row | {"code": "OLD-7"})
        self.assertEqual(self._named().code, "OLD-7")

    def test_a_code_of_an_engagement_that_is_hidden(self):
        self._create_engagement(code="T-HID")
        item = self._preview(
            "engagements", self.row | {"code": "T-HID"}, user=self.elsewhere
        )
        self.assertEqual(self._problems(item), [(2, "Code")])

    def test_rules_of_the_engagement_hold(self):
        for values, text in (
            ({"services": "T-SURVEY"}, "not offered"),
            ({"end": "2025-12-31"}, "before"),
            ({"health": "At risk", "health_reason": ""}, "Reason of Health is blank"),
            ({"stage": "At work"}, "agreement"),
        ):
            with self.subTest(values=values):
                item = self._preview("engagements", self.row | values)
                self.assertCounts(item, error=1)
                self.assertIn(text, item.error_line_ids.message)
        self.assertFalse(self._named())

    def test_dates_in_order_with_the_one_that_is_known(self):
        self._import("engagements", self.row)
        item = self._preview(
            "engagements", {"code": self._named().code, "end": "2026-01-04"}
        )
        self.assertEqual(self._problems(item), [(2, "End")])

    def test_problems_by_row_and_column(self):
        item = self._preview(
            "engagements",
            self.row | {"stakeholder": "Nobody"},
            self.row | {"start": "05/01/2026"},
            self.row | {"code": "X", "health": "splendid", "manager": "Nobody"},
            {"code": "Y", "name": "Without stakeholder"},
        )
        self.assertEqual(
            self._problems(item),
            [(2, "Stakeholder"), (3, "Start"), (4, "Health"), (4, "Manager")]
            + [(5, "Stakeholder")],
        )

    def test_stakeholders_of_one_name(self):
        twin = self.tin_council.copy(
            {"name": "Test Tin Council", "company_registry": "TTC-2", "city": "Huye"}
        )
        item = self._preview("engagements", self.row)
        self.assertEqual(self._problems(item), [(2, "Stakeholder")])
        self.assertIn("Huye", item.error_line_ids.message)
        self._import("engagements", self.row | {"stakeholder_number": "TTC-2"})
        self.assertEqual(self._named().partner_id, twin)
        # where nothing changes, a name that several have is no problem
        content = self._export("engagements", [("id", "=", self._named().id)])
        item = self._upload("engagements", content)
        item.action_import()
        self.assertCounts(item, leave=1)


@freeze_time("2026-02-01")
@tagged("post_install", "-at_install")
class TestRegisterDeliveries(RegisterCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.engagement = cls._create_engagement(code="T-ENG", date_start="2026-01-01")
        cls.sex = cls._create_dimension("t-sex", "t-female", "t-male")
        cls.row = {
            "engagement_code": "T-ENG",
            "service": "Tagging of bags",
            "date": "2026-01-20",
            "quantity": "2.5",
            "participants": "20",
            "by_category": "T-female: 12; T-male: 8",
            "status": "Confirmed",
        }

    def _deliveries(self):
        return self.engagement.delivery_ids

    def test_add_and_the_same_file_again(self):
        item = self._preview("deliveries", self.row)
        self.assertCounts(item, add=1)
        self.assertFalse(self._deliveries())
        item.action_import()
        delivery = self._deliveries()
        self.assertRecordValues(
            delivery,
            [
                {
                    "service_id": self.tagging.id,
                    "partner_id": self.tin_council.id,
                    "date": date(2026, 1, 20),
                    "quantity": 2.5,
                    "country_id": self.rwanda.id,
                    "state": "confirmed",
                }
            ],
        )
        self.assertEqual(sorted(delivery.count_ids.mapped("quantity")), [8, 12, 20])
        self.assertCounts(self._import("deliveries", self.row), leave=1)

    def test_round_trip_changes_nothing(self):
        self._import("deliveries", self.row, self.row | {"date": "2026-01-21"})
        # two that nothing tells apart
        self._create_delivery(self.engagement, date="2026-01-22")
        self._create_delivery(self.engagement, date="2026-01-22")
        content = self._export(
            "deliveries", [("engagement_id", "=", self.engagement.id)]
        )
        item = self._upload("deliveries", content)
        item.action_import()
        self.assertCounts(item, leave=4)

    def test_a_confirmed_one_is_locked_until_it_is_draft(self):
        self._import("deliveries", self.row)
        changed = self.row | {"quantity": "3", "by_category": "T-female: 13"}
        item = self._preview("deliveries", changed)
        self.assertCounts(item, error=1)
        self.assertIn("confirmed", item.error_line_ids.message)
        item = self._import("deliveries", changed | {"status": "Draft"})
        self.assertCounts(item, change=1)
        self.assertEqual(self._deliveries().quantity, 3)
        self.assertEqual(
            sorted(self._deliveries().count_ids.mapped("quantity")), [13, 20]
        )
        item = self._import("deliveries", changed)
        self.assertCounts(item, change=1)
        self.assertEqual(self._deliveries().state, "confirmed")

    def test_several_of_one_day(self):
        first = self.row | {"quantity": "1"}
        second = self.row | {"quantity": "2"}
        self.assertCounts(self._import("deliveries", first, second), add=2)
        self.assertCounts(self._import("deliveries", second, first), leave=2)
        third = self.row | {"quantity": "3"}
        item = self._preview("deliveries", third)
        self.assertEqual([row for row, _column in self._problems(item)], [2])
        item = self._import("deliveries", first, second, third)
        self.assertCounts(item, add=1, leave=2)

    def test_categories_of_sex_and_age_need_no_dimension(self):
        female = self.env.ref("mines_to_markets.mtm_dimension_value_sex_female")
        row = self.row | {"participants": "", "by_category": "female: 4"}
        self._import("deliveries", row)
        count = self._deliveries().count_ids
        self.assertEqual(count.category_ids, female)
        self.assertCounts(self._import("deliveries", row), leave=1)

    def test_a_row_copied_by_mistake(self):
        item = self._preview("deliveries", self.row, self.row)
        self.assertCounts(item, add=1, error=1)
        self.assertIn("row 2", item.error_line_ids.message)

    def test_rules_of_the_delivery_hold(self):
        for values, text in (
            ({"service": "T-SPOT"}, "not one of the services"),
            ({"date": "2025-12-01"}, "2026"),
            ({"quantity": "-1"}, "no number"),
            ({"by_category": "T-female 12"}, "list of counts"),
            ({"participants": "some"}, "whole number"),
            ({"engagement_code": "NONE"}, "not known"),
            ({"date": ""}, "blank"),
        ):
            with self.subTest(values=values):
                item = self._preview("deliveries", self.row | values)
                self.assertCounts(item, error=1)
                self.assertIn(text, item.error_line_ids.message)

    def test_restricted_staff_deliver_nothing_elsewhere(self):
        item = self._import("deliveries", self.row, user=self.elsewhere)
        self.assertCounts(item, error=1)
        self.assertFalse(self._deliveries())

    def test_the_engagements_own_stakeholder_before_a_namesake(self):
        self.tin_council.copy({"name": "Test Tin Council"})
        self._import("deliveries", self.row | {"stakeholder": "Test Tin Council"})
        self.assertEqual(self._deliveries().partner_id, self.tin_council)
