from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import HttpCase, new_test_user, tagged

from .common import OFFICER, MinesToMarketsCommon

TODAY = "2026-06-15"


class OverviewCommon(MinesToMarketsCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # where no demo data are
        cls.fiji = cls.env.ref("base.fj")
        cls.tonga = cls.env.ref("base.to")
        cls.restricted = new_test_user(cls.env, "mtm_restricted", OFFICER)
        cls.env["mtm.staff.scope"].create(
            {"user_id": cls.restricted.id, "country_ids": cls.fiji.ids}
        )
        cls.colleague = new_test_user(cls.env, "mtm_colleague", OFFICER)

    @classmethod
    def _create_world(cls, country, number=1, user=None, today=None):
        """Fill every part of the screen with so many records in one country."""
        today = fields.Date.to_date(today or TODAY)
        user = user or cls.officer
        day = fields.Date.add
        partners = cls.env["res.partner"].create(
            [
                {
                    "name": f"Council {index} of {country.name}",
                    "is_company": True,
                    "stakeholder_type_id": cls.association.id,
                    "operating_country_ids": country.ids,
                }
                for index in range(number)
            ]
        )
        for index, partner in enumerate(partners):
            engagement = cls._create_engagement(
                name=f"Work {index} in {country.name}",
                partner_id=partner.id,
                country_ids=country.ids,
                user_id=user.id,
                health="at_risk" if index % 2 else "on_track",
                health_reason="Late" if index % 2 else False,
            )
            cls._create_commitments(engagement, user, day(today, days=-3))
            for state in ("draft", "confirmed"):
                cls._create_delivery(
                    engagement,
                    country_id=country.id,
                    user_id=user.id,
                    date=day(today, days=-1),
                    state=state,
                    quantity=2.5,
                )
            engagement.with_context(mail_activity_quick_update=True).activity_schedule(
                "mail.mail_activity_data_todo",
                day(today, days=-(index % 2)),
                summary=f"Call {index}",
                user_id=user.id,
            )
            cls._create_agreement(
                f"{country.code}-{index}",
                partner,
                signature_date="2025-01-01",
                end_date=day(today, days=30),
            )
        cls.env["mtm.vetting"].create(
            [
                {
                    "partner_id": partner.id,
                    "kind": "sanctions",
                    "date": "2026-01-01",
                    "requested_by": cls.administrator.id,
                    **decision,
                }
                for partner in partners
                for decision in (
                    {},
                    {
                        "result": "passed",
                        "decided_by": cls.manager.id,
                        "date_expiry": day(today, days=60),
                    },
                )
            ]
        )
        cls.env["mtm.service.request"].create(
            [
                {"partner_id": partner.id, "service_ids": cls.tagging.ids}
                for partner in partners
            ]
        )
        return partners

    @classmethod
    def _create_commitments(cls, engagement, user, date_due):
        cls.env["mtm.commitment"].create(
            [
                {
                    "name": f"Promise in {engagement.name}",
                    "engagement_id": engagement.id,
                    "user_id": user.id,
                    "date_due": date_due,
                    "is_ours": is_ours,
                }
                for is_ours in (True, False)
            ]
        )

    def _read(self, user, whose="all", country=None):
        """Return what the user's screen shows in a new request."""
        self.env.flush_all()
        self.env.invalidate_all()
        overview = self.env["mtm.overview"].with_user(user)
        return overview.read_overview(whose, country and country.id)

    def _numbers(self, value):
        """Return every number in what the screen shows."""
        if isinstance(value, dict):
            found = [value] if "domain" in value else []
            values = value.values()
        elif isinstance(value, list):
            found, values = [], value
        else:
            return []
        return found + [number for one in values for number in self._numbers(one)]

    def _waiting(self, data):
        return {kind["key"]: kind["number"]["count"] for kind in data["waiting"]}

    def _tiles(self, data):
        return {tile["key"]: tile["number"]["count"] for tile in data["tiles"]}

    def assertNumbersOpenWhatTheyCount(self, user, data):
        numbers = self._numbers(data)
        self.assertGreater(len(numbers), 5)
        for number in numbers:
            model = self.env[number["model"]].with_user(user)
            with self.subTest(title=number["title"], model=number["model"]):
                found = model.search(number["domain"])
                self.assertEqual(len(found), number["count"])


@freeze_time(TODAY)
@tagged("post_install", "-at_install")
class TestOverview(OverviewCommon):
    def test_every_number_opens_what_it_counts(self):
        self._create_world(self.fiji, 7)
        self._create_world(self.tonga, 3, user=self.colleague)
        for user in (self.officer, self.manager, self.restricted):
            for whose in ("mine", "team", "all"):
                for country in (None, self.fiji):
                    with self.subTest(user=user.login, whose=whose, country=country):
                        data = self._read(user, whose, country)
                        self.assertNumbersOpenWhatTheyCount(user, data)

    def test_what_waits_for_an_officer(self):
        self._create_world(self.fiji, 7)
        self._create_world(self.tonga, 3, user=self.colleague)
        data = self._read(self.officer, "mine", self.fiji)
        self.assertEqual(
            self._waiting(data),
            {"activities": 7, "commitments": 14, "deliveries": 7, "requests": 7},
            "a commitment is not there a second time as an activity",
        )
        commitments = data["waiting"][1]
        self.assertEqual(len(commitments["lines"]), 5, "the first few")
        self.assertEqual(
            commitments["lines"][0],
            {
                "model": "mtm.commitment",
                "id": commitments["lines"][0]["id"],
                "name": "Promise in Work 0 in Fiji",
                "partner": "Council 0 of Fiji",
                "date": "2026-06-12",
                "user": self.officer.name,
            },
        )
        activity = data["waiting"][0]["lines"][0]
        self.assertEqual(activity["model"], "mtm.engagement", "opens the engagement")
        data = self._read(self.officer, country=self.tonga)
        self.assertEqual(self._waiting(data)["activities"], 3, "of colleagues")

    def test_only_who_decides_is_waited_for_with_vettings(self):
        self._create_world(self.fiji, 2)

        def waiting(user, whose="all"):
            return self._waiting(self._read(user, whose, self.fiji)).get("vettings")

        self.assertIsNone(waiting(self.officer), "does not decide")
        self.assertEqual(waiting(self.manager), 2)
        self.assertEqual(waiting(self.manager, "mine"), 2)
        self.assertIsNone(waiting(self.administrator), "asked for it")

    def test_done_and_future_things_do_not_wait(self):
        (partner,) = self._create_world(self.fiji)
        engagement = partner.engagement_ids
        engagement.commitment_ids.write({"state": "done", "closing_note": "Kept"})
        engagement.delivery_ids.state = "confirmed"
        engagement.activity_ids.date_deadline = "2026-06-16"
        self.env["mtm.service.request"].search(
            [("partner_id", "=", partner.id)]
        ).state = "declined"
        data = self._read(self.officer, country=self.fiji)
        self.assertEqual(self._waiting(data), {})

    def test_team_sees_what_it_works_on(self):
        (partner,) = self._create_world(self.fiji, user=self.colleague)
        self.assertEqual(
            self._tiles(self._read(self.officer, "team"))["engagements"], 0
        )
        partner.engagement_ids.member_ids = self.officer
        data = self._read(self.officer, "team")
        self.assertEqual(self._tiles(data)["engagements"], 1)
        self.assertEqual(self._waiting(data)["activities"], 1)
        self.assertEqual(self._waiting(data)["commitments"], 2)
        data = self._read(self.officer, "mine")
        self.assertEqual(self._tiles(data)["engagements"], 0)
        self.assertNotIn("activities", self._waiting(data))

    def test_how_the_work_stands(self):
        partners = self._create_world(self.fiji, 5)
        self._create_world(self.tonga, 2)
        partners[0].engagement_ids.country_ids += self.tonga
        closed = self._create_engagement(country_ids=self.fiji.ids)
        self._close(closed)
        data = self._read(self.officer, country=self.fiji)
        self.assertEqual(
            self._tiles(data),
            {
                "engagements": 5,
                "trouble": 2,
                "resting": 0,
                "commitments_ours": 5,
                "commitments_theirs": 5,
                "agreements": 5,
                "vettings": 5,
            },
        )
        self.assertFalse(closed.filtered_domain(data["tiles"][0]["number"]["domain"]))
        (stage,) = data["engagements"]["stages"]
        self.assertEqual(stage["id"], self.stage_open.id)
        self.assertEqual(
            [(part["key"], part["number"]["count"]) for part in stage["parts"]],
            [("on_track", 3), ("at_risk", 2)],
        )
        data = self._read(self.officer, "mine")
        self.assertEqual(
            [
                (bar["number"]["title"], bar["number"]["count"])
                for bar in data["engagements"]["countries"]
            ],
            [("Fiji", 5), ("Tonga", 3)],
        )

    def test_only_agreements_that_hold_end_soon(self):
        self._create_world(self.fiji, 2)
        self._create_agreement("FJ-draft", end_date="2026-07-01")
        agreement = self._create_agreement(
            "FJ-mine",
            signature_date="2025-01-01",
            end_date="2026-07-01",
            user_id=self.colleague.id,
        )
        data = self._read(self.colleague, "mine")
        (line,) = data["expiring"][0]["lines"]
        self.assertEqual(line["id"], agreement.id, "is responsible for it")
        self.assertEqual(self._tiles(data)["agreements"], 1)

    def test_services_delivered_against_plan(self):
        engagements = self._create_world(self.fiji, 4).engagement_ids
        self.env["mtm.service.plan"].create(
            {
                "engagement_id": engagements[0].id,
                "service_id": self.tagging.id,
                "quantity": 10,
            }
        )
        planned, beyond = self._read(self.officer, country=self.fiji)["services"]
        self.assertEqual((planned["delivered"], planned["planned"]), (2.5, 10))
        self.assertEqual(planned["number"]["count"], 1)
        self.assertEqual(planned["plan_number"]["count"], 1)
        self.assertEqual((beyond["delivered"], beyond["planned"]), (7.5, False))
        self.assertEqual(beyond["number"]["count"], 3)
        for bar in (planned, beyond):
            deliveries = self.env["mtm.service.delivery"].search(
                bar["number"]["domain"]
            )
            self.assertEqual(sum(deliveries.mapped("quantity")), bar["delivered"])

    def test_plan_without_delivery_shows(self):
        engagement = self._create_engagement(country_ids=self.fiji.ids)
        self.env["mtm.service.plan"].create(
            {
                "engagement_id": engagement.id,
                "service_id": self.tagging.id,
                "quantity": 4,
            }
        )
        (bar,) = self._read(self.officer, country=self.fiji)["services"]
        self.assertEqual((bar["delivered"], bar["planned"]), (0, 4))

    def test_quantities_are_added_up_in_the_unit_of_the_service(self):
        self.tagging.uom_id = self.env.ref("uom.product_uom_kgm")
        engagement = self._create_engagement(country_ids=self.fiji.ids)
        for unit in ("product_uom_kgm", "product_uom_ton", "product_uom_hour"):
            self._create_delivery(
                engagement,
                country_id=self.fiji.id,
                quantity=2,
                uom_id=self.env.ref(f"uom.{unit}").id,
                state="confirmed",
            )
        bars = self._read(self.officer, country=self.fiji)["services"]
        self.assertEqual(
            [(bar["unit"], bar["delivered"]) for bar in bars],
            [("kg", 2002), ("Hours", 2)],
        )

    def test_influence_is_the_latest_of_each_stakeholder(self):
        self._score(self.tin_council, self.fiji, "2026-01-01", 2, 2)
        self._score(self.tin_council, self.fiji, "2026-03-01", 4, 5)
        self._score(self.tin_council, self.tonga, "2026-05-01", 1, 1)
        self._score(self.miners, self.fiji, "2026-02-01", 3, 1)
        influence = self._read(self.officer, country=self.fiji)["influence"]
        self.assertEqual(
            [
                (one["id"], one["influence"], one["interest"])
                for one in influence["points"]
            ],
            [(self.tin_council.id, 4, 5), (self.miners.id, 3, 1)],
        )
        self.assertEqual(influence["total"], 2)
        mine = self._read(self.officer, "mine", self.fiji)["influence"]
        self.assertFalse(mine["points"], "not of their engagements")

    def test_restricted_officer_sees_scores_of_their_country(self):
        for partner, country in ((self.miners, self.fiji), (self.miners, self.tonga)):
            partner.operating_country_ids += country
            self._score(partner, country, "2026-02-01", 3, 3)
        (point,) = self._read(self.restricted)["influence"]["points"]
        self.assertEqual(point["place"], "Fiji")

    def _score(self, partner, country, date, influence, interest):
        partner.operating_country_ids += country
        if not partner.engagement_ids:
            self._create_engagement(
                partner_id=partner.id,
                service_ids=False,
                country_ids=country.ids,
                user_id=self.colleague.id,
            )
        self.env["mtm.stakeholder.score"].create(
            {
                "partner_id": partner.id,
                "country_id": country.id,
                "date": date,
                "influence": influence,
                "interest": interest,
            }
        )

    def test_restricted_officer_sees_and_counts_their_country(self):
        self._create_world(self.fiji, 2)
        partners = self._create_world(self.tonga, 3)
        shared = partners[0].engagement_ids
        shared.country_ids += self.fiji
        data = self._read(self.restricted)
        self.assertEqual([one["name"] for one in data["countries"]], ["Fiji"])
        self.assertEqual(self._tiles(data)["engagements"], 3)
        self.assertEqual(self._waiting(data)["activities"], 3)
        self.assertEqual(
            [
                (bar["id"], bar["number"]["count"])
                for bar in data["engagements"]["countries"]
            ],
            [(self.fiji.id, 3)],
        )
        shown = str(data)
        self.assertNotIn("Work 1 in Tonga", shown)
        self.assertNotIn("Work 2 in Tonga", shown)
        data = self._read(self.restricted, country=self.tonga)
        self.assertFalse(data["country_id"], "is not theirs to choose")

    def test_walled_engagement_is_counted_by_its_team_only(self):
        partners = self._create_world(self.fiji, 2, user=self.colleague)
        partners[0].engagement_ids.is_walled = True
        data = self._read(self.officer, country=self.fiji)
        self.assertEqual(self._tiles(data)["engagements"], 1)
        self.assertEqual(self._waiting(data)["activities"], 1)
        self.assertNotIn("Work 0 in Fiji", str(data))
        data = self._read(self.colleague, country=self.fiji)
        self.assertEqual(self._tiles(data)["engagements"], 2)

    def test_activity_on_a_record_that_was_closed_to_its_owner(self):
        self._create_world(self.tonga, user=self.restricted)
        data = self._read(self.restricted, "mine")
        (line,) = data["waiting"][0]["lines"]
        self.assertEqual(line["model"], "mail.activity")
        self.assertNotIn("Tonga", str(line))

    def test_queries_do_not_depend_on_rows(self):
        # as in a request, where the time zone need not be looked up
        overview = self.env["mtm.overview"].with_context(tz="UTC")
        overview = overview.with_user(self.manager)
        counts = []
        for number in (10, 190):
            self._create_world(self.fiji, number)
            for _warm in range(2):
                self.env.flush_all()
                self.env.invalidate_all()
                before = self.env.cr.sql_log_count
                overview.read_overview("all", self.fiji.id)
                count = self.env.cr.sql_log_count - before
            counts.append(count)
        self.assertEqual(*counts)
        self.assertLessEqual(counts[0], 60)

    def test_is_for_officers(self):
        employee = new_test_user(self.env, "mtm_employee", "base.group_user")
        with self.assertRaises(AccessError):
            self._read(employee)

    def test_only_reads(self):
        self._create_world(self.fiji)
        self.env.flush_all()
        savepoint = self.env.cr.savepoint()
        try:
            self.env.cr.execute("SET LOCAL transaction_read_only TO on")
            self._read(self.manager)
        finally:
            savepoint.close(rollback=True)

    def test_new_database_says_what_to_do_first(self):
        self.env["mtm.engagement"].search([]).action_archive()
        steps = {
            step["key"]: step["is_done"] for step in self._read(self.officer)["steps"]
        }
        self.assertTrue(steps["stakeholder"])
        self.assertFalse(steps["engagement"])
        self._create_engagement()
        self.assertFalse(self._read(self.officer)["steps"])


@tagged("post_install", "-at_install")
class TestOverviewScreen(OverviewCommon, HttpCase):
    def test_officer_opens_what_waits(self):
        self._create_world(self.fiji, 2, today=fields.Date.today())
        self._create_world(self.tonga, 1, today=fields.Date.today())
        self.start_tour("/odoo", "mtm_overview", login="mtm_officer")

    def test_restricted_officer_sees_their_country(self):
        self._create_world(self.fiji, 2, today=fields.Date.today())
        self._create_world(self.tonga, 1, today=fields.Date.today())
        self.start_tour("/odoo", "mtm_overview_restricted", login="mtm_restricted")
