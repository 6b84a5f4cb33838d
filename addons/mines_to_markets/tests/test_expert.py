from psycopg2 import IntegrityError

from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import Form, freeze_time, new_test_user, tagged, users
from odoo.tools import mute_logger

from .common import OFFICER, MinesToMarketsCommon


@tagged("post_install", "-at_install")
@freeze_time("2025-03-01")
class TestExpert(MinesToMarketsCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # only those of this test
        cls.env["res.partner"].search([("is_expert", "=", True)]).is_expert = False
        cls.mercury, cls.children = cls.env["mtm.theme"].create(
            [
                {"code": "T-HG", "name": "Test mercury"},
                {"code": "T-CH", "name": "Test children"},
            ]
        )
        cls.tagging.theme_ids = cls.mercury + cls.children
        langs = cls.env["res.lang"].with_context(active_test=False)
        cls.french = langs.search([("iso_code", "=", "fr")], limit=1)
        cls.spanish = langs.search([("iso_code", "=", "es")], limit=1)
        cls.engagement = cls._create_engagement(
            date_start="2025-01-01", date_end="2025-03-10"
        )
        cls.colleague = new_test_user(cls.env, "t_expert", OFFICER, name="A colleague")
        cls.fitting = cls._expert(
            cls.colleague.partner_id,
            expertise_ids=cls.mercury + cls.children,
            expert_country_ids=cls.rwanda,
            expert_language_ids=cls.french,
        )
        cls.partly = cls._expert(
            cls.env["res.partner"].create({"name": "From outside"}),
            expertise_ids=cls.mercury,
            expert_country_ids=cls.tanzania,
            expert_language_ids=cls.spanish,
        )

    @classmethod
    def _expert(cls, partner, **lists):
        partner.write(
            {"is_expert": True}
            | {name: [Command.set(records.ids)] for name, records in lists.items()}
        )
        return partner

    @classmethod
    def _free(cls, partner, start, end=False, share=100):
        return cls.env["mtm.availability"].create(
            {
                "partner_id": partner.id,
                "date_start": start,
                "date_end": end,
                "share": share,
            }
        )

    def _matches(self, user=None):
        action = self.engagement.with_user(user or self.officer).action_find_experts()
        matches = self.env[action["res_model"]].with_user(user or self.officer)
        return matches.with_context(**action["context"]).search([])

    def test_who_fits_best_comes_first(self):
        best, second = self._matches()
        self.assertRecordValues(
            best + second,
            [
                {
                    "partner_id": self.fitting.id,
                    "is_staff": True,
                    "score": 100,
                    "in_team": False,
                },
                {
                    "partner_id": self.partly.id,
                    "is_staff": False,
                    "score": 25,
                    "in_team": False,
                },
            ],
        )
        self.assertEqual((best.lacks, second.fits), ("", "Test mercury"))
        self.assertIn("Test children, Rwanda", second.lacks)
        self.assertIn("French", second.lacks)
        self.assertIn("Rwanda", best.fits)

    def test_what_is_not_asked_for_counts_for_nobody(self):
        self.tagging.theme_ids = False
        best, second = self._matches()
        self.assertEqual((best.score, second.score), (100, 0))

    def test_availability_in_the_days_to_come(self):
        # asked for: 1 to 10 March, since the days before have passed
        self._free(self.fitting, "2025-01-01", "2025-03-05")
        self._free(self.partly, "2025-02-01", share=40)
        best, second = self._matches()
        self.assertEqual((best.availability, second.availability), (50, 40))
        self.assertEqual(best.free, "50 %")

    def test_not_stated_is_not_zero(self):
        self._free(self.fitting, "2025-01-01", share=0)
        best, second = self._matches()
        self.assertEqual((best.free, second.free), ("0 %", "not stated"))

    @mute_logger("odoo.sql_db")
    def test_statements_about_one_time_do_not_overlap(self):
        self._free(self.fitting, "2025-01-01", "2025-03-05")
        self._free(self.fitting, "2025-03-06")
        self._free(self.partly, "2025-03-01")
        with self.assertRaises(IntegrityError), self.env.cr.savepoint():
            self._free(self.fitting, "2025-08-01", "2025-08-31")
        with self.assertRaises(IntegrityError), self.env.cr.savepoint():
            self._free(self.partly, "2024-01-01", "2023-01-01")

    def test_one_click_puts_them_on_the_team(self):
        self._matches().action_add()
        self.assertEqual(self.engagement.member_ids, self.colleague)
        self.assertEqual(self.engagement.expert_ids, self.partly)
        self.assertEqual(self._matches().mapped("in_team"), [True, True])

    def test_queries_do_not_grow_with_experts(self):
        def ask():
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self._matches().read(["partner_id", "score", "fits", "lacks", "free"])
            return self.env.cr.sql_log_count - before

        ask()
        with_two = ask()
        for number in range(5):
            self._expert(
                self.env["res.partner"].create({"name": f"Expert {number}"}),
                expertise_ids=self.mercury,
                expert_country_ids=self.rwanda,
            )
        self.assertEqual(ask(), with_two)

    def test_nobody_asks_about_an_engagement_that_is_hidden_from_them(self):
        elsewhere = new_test_user(self.env, "t_expert_elsewhere", OFFICER)
        self.env["mtm.staff.scope"].create(
            {"user_id": elsewhere.id, "country_ids": self.tanzania.ids}
        )
        self.partly.country_id = self.rwanda
        matches = (
            self.env["mtm.expert.match"]
            .with_user(elsewhere)
            .with_context(engagement_id=self.engagement.id)
            .search([])
        )
        self.assertEqual(matches.partner_id, self.fitting, "colleagues only")
        self.assertEqual((matches.score, matches.fits), (0, ""))

    @users("mtm_officer")
    def test_officers_keep_availability_and_others_see_none(self):
        row = self._free(self.fitting, "2025-01-01").with_env(self.env)
        row.share = 50
        row.unlink()
        clerk = new_test_user(self.env(su=True), "t_expert_clerk", "base.group_user")
        with self.assertRaises(AccessError):
            self.env["mtm.availability"].with_user(clerk).search([])
        with self.assertRaises(AccessError):
            self.env["mtm.expert.match"].with_user(clerk).search([])

    def test_page_says_what_they_know_and_when_they_are_free(self):
        self._free(self.partly, "2025-03-01")
        expert = self.partly.with_user(self.officer)
        expertise, availability = expert.read_glance("expert")["sections"]
        self.assertEqual(
            [row["cells"] for row in expertise["rows"]],
            [
                ["Test mercury", "Areas of Expertise"],
                [self.tanzania.name, "Knows the Countries"],
                [self.spanish.name, "Speaks"],
            ],
        )
        self.assertEqual(availability["rows"][0]["cells"][0], "03/01/2025")
        edit = expertise["create"]
        self.assertEqual(edit["res_id"], self.partly.id)
        [(view_id, _type)] = edit["views"]
        with Form(expert, self.env["ir.ui.view"].browse(view_id)) as form:
            form.expert_country_ids.add(self.rwanda)
        self.assertIn(self.rwanda, self.partly.expert_country_ids)

    def test_form_reads_nothing_of_experts_only(self):
        view = self.fitting.with_user(self.officer).get_view(view_type="form")
        self.assertFalse(
            {"expertise_ids", "expert_country_ids", "availability_ids"}.intersection(
                view["models"]["res.partner"]
            )
        )
