from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from .common import OFFICER, MinesToMarketsCommon


@tagged("post_install", "-at_install")
class TestStaffScope(MinesToMarketsCommon):
    """A restricted officer sees and counts what is in their countries only."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.restricted = new_test_user(cls.env, "mtm_restricted", OFFICER)
        cls.scope = cls.env["mtm.staff.scope"].create(
            {"user_id": cls.restricted.id, "country_ids": cls.rwanda.ids}
        )
        cls.here = cls._create_world(cls.rwanda)
        cls.there = cls._create_world(cls.tanzania)

    @classmethod
    def _create_world(cls, country):
        """Return one record of every restricted model, all in one country."""
        create = {name: cls.env[name].create for name in cls.env}
        partner = create["res.partner"](
            {
                "name": f"Scoped council of {country.name}",
                "is_company": True,
                "stakeholder_type_id": cls.association.id,
                "operating_country_ids": country.ids,
            }
        )
        person = create["res.partner"](
            {"name": f"Scoped person of {country.name}", "parent_id": partner.id}
        )
        site = create["mtm.site"](
            {"name": f"Scoped hill of {country.name}", "country_id": country.id}
        )
        engagement = cls._create_engagement(
            name=f"Scoped work in {country.name}",
            partner_id=partner.id,
            country_ids=country.ids,
            user_id=False,
            party_ids=[Command.create({"partner_id": partner.id})],
        )
        delivery = cls._create_delivery(
            engagement,
            country_id=country.id,
            user_id=False,
            count_ids=[Command.create({"quantity": 5})],
        )
        agreement = cls._create_agreement(
            f"SC-{country.code}",
            partner,
            signature_date="2026-01-01",
            sharing_ids=[Command.create({"what": f"Scoped data of {country.name}"})],
        )
        return {
            "res.partner": partner,
            "res.partner person": person,
            "mtm.site": site,
            "mtm.engagement": engagement,
            "mtm.engagement.party": engagement.party_ids,
            "mtm.service.delivery": delivery,
            "mtm.service.delivery.count": delivery.count_ids,
            "mtm.commitment": create["mtm.commitment"](
                {
                    "name": f"Scoped promise in {country.name}",
                    "engagement_id": engagement.id,
                    "date_due": "2026-05-01",
                    "user_id": False,
                }
            ),
            "mtm.vetting": create["mtm.vetting"](
                {"partner_id": partner.id, "kind": "sanctions"}
            ),
            "mtm.service.request": create["mtm.service.request"](
                {"partner_id": partner.id, "service_ids": cls.tagging.ids}
            ),
            "mtm.evidence": create["mtm.evidence"](
                {
                    "name": f"Scoped list of {country.name}",
                    "url": "https://example.com/list",
                    "delivery_ids": delivery.ids,
                }
            ),
            "crm.lead": create["crm.lead"](
                {
                    "name": f"Scoped chance in {country.name}",
                    "type": "opportunity",
                    "partner_id": partner.id,
                    "user_id": False,
                }
            ),
            "agreement": agreement,
            "mtm.agreement.amendment": create["mtm.agreement.amendment"](
                {"agreement_id": agreement.id, "name": "Scoped"}
            ),
            "mtm.agreement.version": agreement.version_ids,
            "mtm.data.sharing": agreement.sharing_ids,
            "mtm.letter": create["mtm.letter"](
                {"name": f"Scoped letter of {country.name}", "partner_id": partner.id}
            ),
            "mtm.licence": create["mtm.licence"](
                {"kind": "small_mine", "number": "S1", "partner_id": person.id}
            ),
        }

    def _as_restricted(self, record):
        """Return a record as the restricted officer reads it in a new request."""
        self.env.flush_all()
        self.env.invalidate_all()
        return record.with_user(self.restricted)

    def assertSees(self, seen, hidden):
        for key, record in seen.items():
            other = hidden[key]
            with self.subTest(model=key):
                both = [("id", "in", (record + other).ids)]
                model = self._as_restricted(record).browse()
                self.assertEqual(model.search(both), record, "search")
                self.assertEqual(model.search_count(both), 1, "search_count")
                self.assertEqual(
                    model._read_group(both, [], ["__count"]), [(1,)], "_read_group"
                )
                found = model.formatted_read_group(both, ["id"], ["__count"])
                self.assertEqual([group["id"][0] for group in found], record.ids)
                self.assertTrue(record.with_user(self.restricted).read(["id"]), "read")
                with self.assertRaises(AccessError, msg="read"):
                    self._as_restricted(other).read(["display_name"])
                with self.assertRaises(AccessError, msg="write"):
                    self._as_restricted(other).write({"create_uid": self.restricted.id})

    def test_sees_the_countries_of_the_scope(self):
        self.assertSees(self.here, self.there)

    def test_name_search(self):
        for key in (
            "res.partner",
            "mtm.site",
            "mtm.engagement",
            "mtm.commitment",
            "crm.lead",
            "mtm.evidence",
        ):
            with self.subTest(model=key):
                model = self._as_restricted(self.here[key]).browse()
                found = {record_id for record_id, _name in model.name_search("Scoped")}
                self.assertIn(self.here[key].id, found)
                self.assertNotIn(self.there[key].id, found)

    def test_counts_on_what_is_seen(self):
        shared = self._create_engagement(
            name="Scoped work in both",
            partner_id=self.here["res.partner"].id,
            country_ids=(self.rwanda + self.tanzania).ids,
        )
        for country in (self.rwanda, self.tanzania):
            self._create_delivery(shared, country_id=country.id)
        self.assertEqual(shared.delivery_count, 2)
        self.assertEqual(self._as_restricted(shared).delivery_count, 1)

    def test_change_of_scope_counts_at_once(self):
        self.assertSees(self.here, self.there)
        self.scope.country_ids = self.tanzania
        self.assertSees(self.there, self.here)

    def test_new_restriction_counts_at_once(self):
        self.scope.unlink()
        engagements = self.here["mtm.engagement"] + self.there["mtm.engagement"]
        domain = [("id", "in", engagements.ids)]
        search = self._as_restricted(engagements).search
        self.assertEqual(len(search(domain)), 2)
        scope = self.env["mtm.staff.scope"].create({"user_id": self.restricted.id})
        self.assertEqual(len(search(domain)), 2, "without country: not restricted")
        scope.country_ids = self.rwanda
        self.assertSees(self.here, self.there)

    def test_restriction_from_the_side_of_the_country(self):
        self.scope.country_ids = False
        engagement = self.there["mtm.engagement"]
        self.assertTrue(self._as_restricted(engagement).has_access("read"))
        self.rwanda.staff_scope_ids = self.scope
        self.assertFalse(self._as_restricted(engagement).has_access("read"))

    def test_record_of_several_countries_is_seen_by_whoever_has_one(self):
        engagement = self.there["mtm.engagement"]
        self.assertFalse(self._as_restricted(engagement).has_access("read"))
        engagement.country_ids += self.rwanda
        self.assertTrue(self._as_restricted(engagement).has_access("read"))

    def test_record_without_country_is_hidden(self):
        engagement = self.here["mtm.engagement"]
        engagement.country_ids = False
        self.assertFalse(self._as_restricted(engagement).has_access("read"))

    def test_colleagues_and_the_own_company_are_always_seen(self):
        own = self.officer.partner_id + self.env.company.partner_id
        (own - self.env.company.partner_id).country_id = self.tanzania
        self.env.company.partner_id.country_id = self.tanzania
        self.assertTrue(self._as_restricted(own).has_access("read"))

    def test_does_not_create_what_they_may_not_see(self):
        with self.assertRaises(AccessError):
            self.env["mtm.site"].with_user(self.restricted).create(
                {"name": "Out of bounds", "country_id": self.tanzania.id}
            )

    def test_deletion_is_refused_without_naming_what_is_hidden(self):
        site = self.here["mtm.site"]
        engagement = self.there["mtm.engagement"]
        engagement.country_ids += self.rwanda
        delivery = self._create_delivery(engagement, country_id=self.tanzania.id)
        self.restricted.group_ids += self.env.ref("mines_to_markets.group_mtm_manager")
        hidden = self._create_delivery(self.here["mtm.engagement"], site_id=site.id)
        hidden.country_id = self.rwanda
        with self.assertRaisesRegex(Exception, "hidden from you") as caught:
            self._as_restricted(engagement).unlink()
        self.assertNotIn(delivery.display_name, str(caught.exception))
        with self.assertRaisesRegex(Exception, "Tagging of bags"):
            self._as_restricted(site).unlink()


@tagged("post_install", "-at_install")
class TestPartnerAccess(MinesToMarketsCommon):
    """A partner's user reads what their access says, and none of the staff's words."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.engagement = cls._create_engagement(description="<p>Not for them</p>")
        cls.foreign = cls._create_engagement(
            name="Survey",
            partner_id=cls.ministry.id,
            service_ids=cls.survey.ids,
        )
        cls.portal = new_test_user(
            cls.env,
            "mtm_portal",
            "base.group_portal",
            partner_id=cls.env["res.partner"]
            .create({"name": "Clerk", "parent_id": cls.tin_council.id})
            .id,
        )
        cls.access = cls.env["mtm.partner.access"].create(
            {"partner_id": cls.tin_council.id, "user_id": cls.portal.id}
        )

    def _as_portal(self, record):
        self.env.flush_all()
        self.env.invalidate_all()
        return record.with_user(self.portal)

    def test_reads_the_own_engagement(self):
        both = [("id", "in", (self.engagement + self.foreign).ids)]
        model = self._as_portal(self.engagement).browse()
        self.assertEqual(model.search(both), self.engagement)
        self.assertEqual(model.search_count(both), 1)
        values = self._as_portal(self.engagement).read(["name", "code", "partner_id"])
        self.assertEqual(values[0]["name"], "Tagging in the hills")

    def test_every_field_outside_the_list_is_closed(self):
        engagement = self._as_portal(self.engagement)
        listed = engagement._portal_readable_fields()
        self.assertTrue(listed)
        for name in engagement._fields:
            if name in listed:
                continue
            with self.subTest(field=name), self.assertRaises(AccessError):
                engagement.read([name])
            with self.subTest(field=name), self.assertRaises(AccessError):
                engagement.search([(name, "!=", False)])

    def test_other_organisations_are_closed(self):
        with self.assertRaises(AccessError):
            self._as_portal(self.foreign).read(["name"])

    def test_belonging_to_the_organisation_is_not_access(self):
        self.access.unlink()
        with self.assertRaises(AccessError):
            self._as_portal(self.engagement).read(["name"])

    def test_access_that_is_taken_away_is_gone_at_once(self):
        self.assertTrue(self._as_portal(self.engagement).read(["name"]))
        self.access.partner_id = self.ministry
        with self.assertRaises(AccessError):
            self._as_portal(self.engagement).read(["name"])
        self.assertTrue(self._as_portal(self.foreign).read(["name"]))

    def test_a_party_reads_it_too(self):
        self.foreign.party_ids = [Command.create({"partner_id": self.tin_council.id})]
        self.assertTrue(self._as_portal(self.foreign).read(["name"]))

    def test_messages_are_closed_public_comments_included(self):
        comment = self.engagement.message_post(
            body="They pay late",
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
        )
        self.assertFalse(comment.is_internal)
        messages = self._as_portal(comment)
        self.assertFalse(messages.search([("id", "=", comment.id)]))
        with self.assertRaises(AccessError):
            messages.read(["body"])
        with self.assertRaises(AccessError):
            self._as_portal(self.engagement).read(["message_ids"])

    def test_changes_nothing(self):
        engagement = self._as_portal(self.engagement)
        for change in (
            lambda: engagement.write({"name": "Mine"}),
            lambda: engagement.unlink(),
            lambda: engagement.copy(),
            lambda: engagement.message_post(body="Hello"),
        ):
            with self.assertRaises(AccessError):
                change()

    def test_reads_confirmed_deliveries_only(self):
        draft, confirmed = (self._create_delivery(self.engagement) for _ in range(2))
        confirmed.write({"finding": "Bags without tags"})
        confirmed.action_confirm()
        found = self._as_portal(draft).search([("engagement_id", "!=", False)])
        self.assertEqual(found, confirmed)
        with self.assertRaises(AccessError):
            self._as_portal(confirmed).read(["finding"])
        with self.assertRaises(AccessError):
            self._as_portal(draft).read(["date"])

    def test_what_is_not_for_them_at_all(self):
        for name in (
            "mtm.vetting",
            "mtm.partner.access",
            "mtm.staff.scope",
            "mtm.evidence",
            "mtm.service.delivery.count",
            "mtm.site",
            "mtm.import",
            "mtm.job",
        ):
            with self.subTest(model=name), self.assertRaises(AccessError):
                self.env[name].with_user(self.portal).search([])

    def test_fields_of_a_partner_are_for_staff(self):
        own = self._as_portal(self.portal.partner_id)
        for name in ("stakeholder_type_id", "operating_country_ids", "access_ids"):
            with self.subTest(field=name), self.assertRaises(AccessError):
                own.read([name])

    def test_staff_get_no_portal_access(self):
        with self.assertRaisesRegex(Exception, "is a member of staff"):
            self.access.user_id = self.officer
