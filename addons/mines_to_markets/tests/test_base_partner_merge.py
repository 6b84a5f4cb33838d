from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged, users
from odoo.tools import SQL

from .common import MinesToMarketsCommon
from .row_maker import RowMaker


class MergeCommon(MinesToMarketsCommon):
    """Two records of one organisation, with everything that can point at them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.target = cls.tin_council
        cls.source = cls.env["res.partner"].create(
            {
                "name": "Tin Council of the Tests",
                "is_company": True,
                "stakeholder_type_id": cls.association.id,
                "operating_country_ids": [Command.set((cls.rwanda + cls.tanzania).ids)],
                "website": "https://tincouncil.example",
                "phone": "+250 1",
                "comment": "<p>They like mornings.</p>",
            }
        )

    def _merge(self, user=None, partners=None):
        partners = (partners or self.target + self.source).with_user(
            user or self.manager
        )
        wizard = partners.env["base.partner.merge.automatic.wizard"].create({})
        wizard._merge(partners.ids, partners[0])
        self.env.flush_all()
        self.env.invalidate_all()

    def _tables(self):
        """Return ``{table: rows}`` of every stored model and relation."""
        tables = {
            model._table
            for model in self.env.values()
            if model._auto and not model._abstract and not model._transient
        }
        tables |= {
            field.relation
            for model in self.env.values()
            if not model._transient
            for field in model._fields.values()
            if field.type == "many2many" and field.store
        }
        existing = {
            name
            for (name,) in self.env.execute_query(
                SQL(
                    "SELECT relname FROM pg_class WHERE relkind = 'r' "
                    "AND relnamespace = current_schema::regnamespace"
                )
            )
        }
        query = SQL(" UNION ALL ").join(
            SQL("SELECT %s, COUNT(*) FROM %s", table, SQL.identifier(table))
            for table in sorted(tables & existing)
        )
        self.env.flush_all()
        return dict(self.env.execute_query(query))

    def _merged_difference(self):
        """Merge, and return ``{table: rows more or less}`` where there is any."""
        before = self._tables()
        self._merge()
        after = self._tables()
        return {
            table: after[table] - before[table]
            for table in before
            if after[table] != before[table]
        }

    # what a merge says and computes, and what a deleted organisation leaves
    _said = frozenset(
        {
            "mail_message",
            "mail_message_res_partner_starred_rel",
            "mail_notification",
            "mail_tracking_value",
            "bus_bus",
            "ir_attachment",
            "mtm_partner_access_event",
        }
    )

    def assertLost(self, difference, expected):
        self.assertEqual(
            {
                table: number
                for table, number in difference.items()
                if table not in self._said or number < 0
            },
            {"res_partner": -1} | expected,
        )


@tagged("post_install", "-at_install")
class TestPartnerMerge(MergeCommon):
    def test_everything_is_kept(self):
        engagement = self._create_engagement(partner_id=self.source.id)
        delivery = self._create_delivery(engagement)
        agreement = self._create_agreement("M1", self.source)
        request = self.env["mtm.service.request"].create(
            {"partner_id": self.source.id, "service_ids": self.tagging.ids}
        )
        person = self.env["res.partner"].create(
            {"name": "Clerk", "parent_id": self.source.id}
        )
        file = self.env["ir.attachment"].create(
            {
                "name": "statutes.txt",
                "raw": b"statutes",
                "res_model": "res.partner",
                "res_id": self.source.id,
            }
        )
        call = self.source.activity_schedule("mail.mail_activity_data_call")
        said = self.source.message_post(body="Said to the other")
        site = self._create_site(partner_ids=self.source.ids)
        # both work in Rwanda: one row of the relation stands for two
        difference = self._merged_difference()
        self.assertLost(difference, {"mtm_partner_operating_country_rel": -1})
        for record in (engagement, delivery, agreement, request):
            self.assertEqual(record.partner_id, self.target)
        self.assertEqual(person.parent_id, self.target)
        self.assertEqual(person.commercial_partner_id, self.target)
        self.assertEqual(agreement.commercial_partner_id, self.target)
        self.assertEqual((file.res_id, call.res_id), (self.target.id,) * 2)
        self.assertIn(said, self.target.message_ids)
        self.assertEqual(site.partner_ids, self.target)
        self.assertEqual(self.target.operating_country_ids, self.rwanda + self.tanzania)

    def test_the_stronger_access_stays(self):
        clerk, other = (
            new_test_user(self.env, login, "base.group_portal")
            for login in ("merge_clerk", "merge_other")
        )
        self.env["mtm.partner.access"].create(
            [
                {"partner_id": partner.id, "user_id": user.id, "role": role}
                for partner, user, role in (
                    (self.target, clerk, "viewer"),
                    (self.source, clerk, "officer"),
                    (self.source, other, "editor"),
                )
            ]
        )
        difference = self._merged_difference()
        self.assertLost(
            difference,
            {"mtm_partner_access": -1, "mtm_partner_operating_country_rel": -1},
        )
        self.assertEqual(
            {access.user_id: access.role for access in self.target.access_ids},
            {clerk: "officer", other: "editor"},
        )
        engagement = self._create_engagement()
        self.assertTrue(engagement.with_user(other).has_access("read"))

    def test_parties(self):
        ours = self._create_engagement(partner_id=self.source.id)
        self.env["mtm.engagement.party"].create(
            [
                {
                    "engagement_id": engagement.id,
                    "partner_id": partner.id,
                    "role": role,
                }
                for engagement, partner, role in (
                    (ours, self.target, "member"),
                    (ours, self.ministry, "observer"),
                )
            ]
        )
        joint = self._create_engagement(
            name="Joint", partner_id=self.ministry.id, service_ids=[]
        )
        self.env["mtm.engagement.party"].create(
            [
                {"engagement_id": joint.id, "partner_id": partner.id, "role": role}
                for partner, role in (
                    (self.target, "member"),
                    (self.source, "member"),
                    (self.source, "observer"),
                )
            ]
        )
        difference = self._merged_difference()
        # one that tied the organisation to itself, and one that was there twice
        self.assertLost(
            difference,
            {"mtm_engagement_party": -2, "mtm_partner_operating_country_rel": -1},
        )
        self.assertEqual(ours.party_ids.partner_id, self.ministry)
        self.assertEqual(
            joint.party_ids.filtered(lambda p: p.partner_id == self.target).mapped(
                "role"
            ),
            ["member", "observer"],
        )
        notes = self.target.message_ids.mapped("body")
        self.assertTrue(any("Rows of both" in note for note in notes))

    def test_supplier_of_its_own(self):
        engagement = self._create_engagement(partner_id=self.source.id)
        site = self._create_site()
        placed, named = self.env["mtm.engagement.scope"].create(
            [
                {
                    "engagement_id": engagement.id,
                    "partner_id": self.target.id,
                    "site_id": site_id,
                }
                for site_id in (site.id, False)
            ]
        )
        self._merge()
        self.assertFalse(named.exists())
        self.assertRecordValues(placed, [{"partner_id": False, "site_id": site.id}])

    def test_followers(self):
        """Core deletes all that the source follows, when both follow one thing."""
        both, only = self._create_engagement(), self._create_engagement(name="Only")
        both.message_subscribe((self.target + self.source).ids)
        only.message_subscribe(self.source.ids)
        follower = self.officer.partner_id
        self.target.message_subscribe(follower.ids)
        self.source.message_subscribe((follower + self.manager.partner_id).ids)
        self._merge()
        self.assertIn(self.target, both.message_partner_ids)
        self.assertIn(self.target, only.message_partner_ids)
        self.assertLessEqual(
            follower + self.manager.partner_id, self.target.message_partner_ids
        )

    def test_relation_to_itself_is_removed_and_twins_become_one(self):
        kind = self.env["res.partner.relation.type"].create(
            {"name": "supplies", "name_inverse": "is supplied by"}
        )
        relations = self.env["res.partner.relation"].create(
            [
                {
                    "left_partner_id": left.id,
                    "right_partner_id": right.id,
                    "type_id": kind.id,
                    "date_start": start,
                }
                for left, right, start in (
                    (self.target, self.source, "2025-01-01"),
                    (self.target, self.ministry, "2025-06-01"),
                    (self.source, self.ministry, "2025-01-01"),
                    (self.miners, self.source, "2025-01-01"),
                )
            ]
        )
        self._merge()
        self.assertEqual(
            {
                (row.left_partner_id, row.right_partner_id, str(row.date_start))
                for row in relations.exists()
            },
            {
                (self.target, self.ministry, "2025-01-01"),
                (self.miners, self.target, "2025-01-01"),
            },
        )
        self.assertEqual(len(relations.exists()), 2)

    def test_every_model_that_points_at_partners_moves(self):
        """Also models that join later: a row is made in every table that points."""
        maker = RowMaker(self.env)
        pointing = [
            (table, column)
            for table, column in self.env[
                "base.partner.merge.automatic.wizard"
            ]._get_fk_on("res_partner")
            if table in self._tables()
            and table not in ("res_partner", "res_users", "res_company")
        ]
        rows = {}
        for table, column in pointing:
            rows[table, column] = maker.make(table, {column: self.source.id})
        self.assertFalse(
            [key for key, row in rows.items() if not row],
            "no row could be made here: teach the test how",
        )
        self.env.invalidate_all()
        before = self._tables()
        self._merge()
        after = self._tables()
        self.assertFalse(
            {
                table: number
                for table, number in before.items()
                if after[table] < number
                and table not in ("res_partner", "mtm_partner_operating_country_rel")
            },
            "rows were lost",
        )
        for table, column in pointing:
            self.env.cr.execute(
                SQL(
                    "SELECT FROM %s WHERE %s = %s",
                    SQL.identifier(table),
                    SQL.identifier(column),
                    self.source.id,
                )
            )
            self.assertFalse(self.env.cr.rowcount, f"{table}.{column}")

    def test_what_is_stored_of_the_source_is_computed_anew(self):
        self.source.stakeholder_type_id = False
        engagement = self._create_engagement(partner_id=self.source.id, service_ids=[])
        self.assertFalse(engagement.stakeholder_type_id)
        self._merge()
        self.assertEqual(engagement.stakeholder_type_id, self.association)
        domain = [
            ("id", "=", engagement.id),
            ("stakeholder_type_id", "=", self.association.id),
        ]
        self.assertTrue(self.env["mtm.engagement"].search(domain))

    def test_what_was_known_otherwise_is_written_down(self):
        self.target.phone = "+250 2"
        self.target.comment = "<p>They like evenings.</p>"
        self._merge()
        self.assertEqual(self.target.phone, "+250 2")
        self.assertEqual(self.target.website, "https://tincouncil.example")
        self.assertIn("mornings", self.target.comment)
        self.assertIn("evenings", self.target.comment)
        notes = "".join(self.target.message_ids.mapped("body"))
        self.assertIn("+250 1", notes)

    def test_types_that_do_not_go_together_stop_the_merge(self):
        self.source.stakeholder_type_id = self.government
        self._create_engagement(partner_id=self.source.id, service_ids=self.survey.ids)
        with self.assertRaisesRegex(UserError, "Survey of miners"):
            self._merge()

    @users("mtm_officer")
    def test_managers_merge_organisations(self):
        with self.assertRaisesRegex(AccessError, "merged by managers"):
            self._merge(self.officer)

    def test_officers_merge_persons(self):
        persons = self.env["res.partner"].create(
            [{"name": name, "email": "jane@tin.example"} for name in ("Jane", "J.")]
        )
        self._merge(self.officer, persons)
        self.assertEqual(persons.exists(), persons[0])

    def test_addresses_may_differ_but_not_where_there_are_accounts(self):
        self.target.email, self.source.email = "a@tin.example", "b@tin.example"
        user = new_test_user(self.env, "merge_org", "base.group_portal")
        user.partner_id.is_company = True
        with self.assertRaisesRegex(UserError, "same email"):
            self._merge(partners=self.target + user.partner_id)
        self._merge()
        self.assertFalse(self.source.exists())


@tagged("post_install", "-at_install")
class TestDuplicates(MergeCommon):
    def test_offered_on_the_form(self):
        self.source.name = "The Test Tin Council Ltd"
        self.assertEqual(self.target.duplicate_ids, self.source)
        action = (
            self.target.duplicate_ids.with_user(self.manager)
            .with_context(partner_id=self.target.id)
            .action_merge_with()
        )
        wizard = (
            self.env[action["res_model"]]
            .with_user(self.manager)
            .with_context(**action["context"])
            .create({})
        )
        self.assertEqual(wizard.partner_ids, self.target + self.source)
        done = wizard.action_merge()
        self.assertEqual(done["res_model"], "res.partner")
        self.assertEqual(done["res_id"], wizard.dst_partner_id.id)
        self.assertEqual(len((self.target + self.source).exists()), 1)

    def test_form_reads_them_once_it_is_open(self):
        self.source.name = "The Test Tin Council Ltd"
        found = [{"id": self.source.id, "name": self.source.display_name}]
        for user, may_merge in ((self.officer, False), (self.manager, True)):
            self.assertEqual(
                self.target.with_user(user).read_matches(),
                {"organisations": found, "may_merge": may_merge},
            )
        view = self.target.with_user(self.officer).get_view(view_type="form")
        self.assertNotIn("duplicate_ids", view["models"]["res.partner"])
        employee = new_test_user(self.env, "mtm_other", "base.group_user")
        with self.assertRaises(AccessError):
            self.target.with_user(employee).read_matches()

    def test_group_and_subsidiaries_are_not_one(self):
        self.target.website = "https://tincouncil.example"
        self.assertEqual(self.target.duplicate_ids, self.source)
        self.source.parent_id = self.target
        self.env.invalidate_all()
        self.assertFalse(self.target.duplicate_ids)
        self.assertFalse(self.source.duplicate_ids)
