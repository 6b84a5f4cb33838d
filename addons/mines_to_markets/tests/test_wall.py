from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import new_test_user, tagged

from .common import OFFICER, MinesToMarketsCommon


@tagged("post_install", "-at_install")
class TestWall(MinesToMarketsCommon):
    """What is open to a team only is hidden from all other staff."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.member = new_test_user(cls.env, "mtm_member", OFFICER)
        cls.outsider = new_test_user(cls.env, "mtm_outsider", OFFICER)
        cls.lead = cls.env["crm.lead"].create(
            {"name": "Walled chance", "partner_id": cls.tin_council.id}
        )
        cls.engagement = cls._create_engagement(
            name="Walled work",
            is_walled=True,
            member_ids=cls.member.ids,
            lead_id=cls.lead.id,
            party_ids=[Command.create({"partner_id": cls.miners.id})],
            scope_ids=[Command.create({"partner_id": cls.miners.id})],
        )
        cls.open = cls._create_engagement(name="Open work")
        cls.delivery = cls._create_delivery(
            cls.engagement, count_ids=[Command.create({"quantity": 5})]
        )
        cls.world = cls._create_world()

    @classmethod
    def _create_world(cls):
        """Return a record of every model that hangs on the engagement."""
        under_it = {"engagement_id": cls.engagement.id, "name": "Walled"}
        create = {name: cls.env[name].create for name in cls.env}
        return {
            "mtm.engagement": cls.engagement,
            "crm.lead": cls.lead,
            "mtm.engagement.party": cls.engagement.party_ids,
            "mtm.engagement.scope": cls.engagement.scope_ids,
            "mtm.service.delivery": cls.delivery,
            "mtm.service.delivery.count": cls.delivery.count_ids,
            "mtm.commitment": create["mtm.commitment"](
                under_it | {"date_due": "2026-05-01"}
            ),
            "mtm.finding": create["mtm.finding"](
                {"name": "Walled", "delivery_id": cls.delivery.id}
            ),
            "mtm.dispute": create["mtm.dispute"](under_it),
            "mtm.letter": create["mtm.letter"](
                under_it | {"partner_id": cls.tin_council.id}
            ),
            "mtm.evidence": create["mtm.evidence"](
                {
                    "name": "Walled",
                    "url": "https://example.com",
                    "delivery_ids": cls.delivery.ids,
                }
            ),
        }

    def _as(self, user, records):
        self.env.flush_all()
        self.env.invalidate_all()
        return records.with_user(user)

    def assertHidden(self, record, user):
        seen = self._as(user, record)
        domain = [("id", "in", record.ids)]
        self.assertFalse(seen.search(domain), "search")
        self.assertFalse(seen.with_context(active_test=False).search(domain))
        self.assertEqual(seen.search_count(domain), 0, "search_count")
        self.assertEqual(seen._read_group(domain, [], ["__count"]), [(0,)])
        self.assertFalse(seen.formatted_read_group(domain, ["id"], ["__count"]))
        if seen._rec_name or seen._rec_names_search:
            self.assertFalse(seen.name_search("", domain), "name_search")
        with self.assertRaises(AccessError):
            seen.read(["id"])
        with self.assertRaises(AccessError):
            seen.write({"create_uid": user.id})

    def test_outsiders_see_nothing(self):
        for model, record in self.world.items():
            with self.subTest(model=model):
                self.assertHidden(record, self.outsider)

    def test_managers_who_are_not_on_the_team_see_nothing_either(self):
        self.assertHidden(self.engagement, self.manager)

    def test_an_archived_engagement_stays_behind_its_wall(self):
        self.engagement.active = False
        for model, record in self.world.items():
            with self.subTest(model=model):
                self.assertHidden(record, self.outsider)

    def test_the_team_and_administrators_see_all_of_it(self):
        for user in (self.officer, self.member, self.administrator):
            for model, record in self.world.items():
                with self.subTest(user=user.login, model=model):
                    seen = self._as(user, record)
                    self.assertEqual(seen.search([("id", "in", record.ids)]), record)
                    self.assertTrue(seen.read(["id"]))

    def test_what_is_not_walled_stays_open(self):
        self.assertTrue(self._as(self.outsider, self.open).read(["name"]))
        self.engagement.is_walled = False
        for model, record in self.world.items():
            with self.subTest(model=model):
                self.assertTrue(self._as(self.outsider, record).read(["id"]))

    def test_joining_and_leaving_the_team_counts_at_once(self):
        self.assertHidden(self.engagement, self.outsider)
        self.engagement.member_ids += self.outsider
        self.assertTrue(self._as(self.outsider, self.engagement).read(["name"]))
        self.engagement.member_ids -= self.outsider
        self.assertHidden(self.engagement, self.outsider)

    def test_an_administrator_who_is_none_any_more_is_outside(self):
        self.assertTrue(self._as(self.administrator, self.engagement).read(["name"]))
        self.administrator.group_ids = self.env.ref(OFFICER)
        self.assertHidden(self.engagement, self.administrator)

    def test_counts_on_others_leave_it_out(self):
        partner = self._as(self.outsider, self.tin_council)
        self.assertEqual(partner.engagement_count, 1)
        self.assertEqual(partner.engagement_ids, self.open)
        self.assertEqual(partner.delivery_count, 0)
        self.assertEqual(self._as(self.member, self.tin_council).engagement_count, 2)

    def test_messages_files_and_activities_stay_inside(self):
        for model in ("mtm.engagement", "mtm.service.delivery", "mtm.commitment"):
            record = self.world[model]
            message = record.message_post(body="A word among the team")
            file = self.env["ir.attachment"].create(
                {
                    "name": "secret.txt",
                    "raw": b"secret",
                    "res_model": model,
                    "res_id": record.id,
                }
            )
            activity = record.activity_schedule(
                "mail.mail_activity_data_todo", user_id=self.officer.id
            )
            for hidden in (message, file, activity):
                with self.subTest(model=model, hidden=hidden._name):
                    seen = self._as(self.outsider, hidden)
                    self.assertFalse(seen.search([("id", "=", hidden.id)]))
                    with self.assertRaises(AccessError):
                        seen.read(["create_date"])
                    inside = self._as(self.member, hidden)
                    self.assertTrue(inside.search([("id", "=", hidden.id)]))

    def test_who_was_told_of_a_message_stays_inside(self):
        message = self.engagement.with_user(self.officer).message_post(
            body="A word to one", partner_ids=self.member.partner_id.ids
        )
        told = self.env["mail.notification"].search(
            [("mail_message_id", "=", message.id)]
        )
        self.assertTrue(told)
        seen = self._as(self.outsider, told)
        self.assertFalse(seen.search([("id", "in", told.ids)]))
        with self.assertRaises(AccessError):
            seen.read(["mail_message_id"])
        for user in (self.officer, self.member):
            self.assertTrue(self._as(user, told).read(["mail_message_id"]))

    def test_evidence_of_a_delivery_hides_its_file(self):
        evidence = self.env["mtm.evidence"].create(
            {"file": "c2VjcmV0", "filename": "a.txt", "delivery_ids": self.delivery.ids}
        )
        file = self._as(self.outsider, evidence.attachment_id)
        with self.assertRaises(AccessError):
            file.read(["datas"])
        self.assertTrue(self._as(self.member, file).read(["name"]))

    def test_a_refusal_names_nothing_behind_the_wall(self):
        site = self._create_site()
        self.delivery.site_id = site
        self.outsider.group_ids += self.env.ref("mines_to_markets.group_mtm_manager")
        with self.assertRaisesRegex(UserError, "hidden from you") as refusal:
            self._as(self.outsider, site).unlink()
        self.assertNotIn(self.delivery.display_name, str(refusal.exception))

    def test_nobody_locks_themselves_out(self):
        with self.assertRaisesRegex(UserError, "Put yourself on the team first"):
            self._as(self.outsider, self.open).is_walled = True
        self._as(self.officer, self.open).is_walled = True

    def test_a_wall_has_somebody_inside(self):
        with self.assertRaisesRegex(ValidationError, "needs a manager"):
            self.engagement.write({"user_id": False, "member_ids": False})

    def test_every_model_that_hangs_on_an_engagement_has_a_wall(self):
        """A model that joins later has to say how the wall holds for it."""
        self.assertTrue(self.engagement.is_walled)
        for model in self.env.values():
            if model._abstract or model._transient or model._name == "mail.activity":
                # an activity is read with what it is on
                continue
            hangs = [
                name
                for name, field in model._fields.items()
                if field.type == "many2one"
                and field.store
                and field.comodel_name == "mtm.engagement"
            ]
            if hangs:
                with self.subTest(model=model._name):
                    domain = str(
                        self.env["ir.rule"]
                        .with_user(self.outsider)
                        ._compute_domain(model._name)
                    )
                    self.assertIn("is_walled", domain)
