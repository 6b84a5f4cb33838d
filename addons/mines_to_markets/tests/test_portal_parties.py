from odoo import Command
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from .test_portal import PortalCommon

FINDINGS = "mtm.finding"


@tagged("post_install", "-at_install")
class TestPortalParties(PortalCommon):
    """Each party sees the engagement and what concerns it, and of nobody else."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ministry_user = cls._create_portal_user("portal_ministry", cls.ministry)
        cls.engagement.party_ids = [
            Command.create({"partner_id": cls.miners.id, "role": "miners"}),
            Command.create({"partner_id": cls.ministry.id, "role": "authority"}),
        ]
        cls.to_miners = cls._create_delivery(
            cls.engagement, partner_id=cls.miners.id, quantity=31.25
        )
        cls.to_miners.action_confirm()
        cls.of_miners = cls.env["mtm.commitment"].create(
            {
                "name": "Open the books",
                "engagement_id": cls.engagement.id,
                "partner_id": cls.miners.id,
                "date_due": "2099-01-31",
            }
        )
        cls.tin_finding, cls.miners_finding, cls.early_finding = cls.env[
            FINDINGS
        ].create(
            [
                {"name": "Bags without tags", "delivery_id": cls.delivery.id},
                {
                    "name": "A shaft without props",
                    "delivery_id": cls.delivery.id,
                    "partner_id": cls.miners.id,
                    "severity": "4",
                    "date_next": "2099-02-01",
                    "note": "Not for them",
                },
                {
                    "name": "Not confirmed yet",
                    "delivery_id": cls.draft.id,
                    "partner_id": cls.miners.id,
                },
            ]
        )

    def _url(self):
        return f"/my/engagements/{self.engagement.id}"

    def test_each_party_sees_what_concerns_it(self):
        texts = {
            "portal_tin": {"Send the list of bags", "Bags without tags", "12.5"},
            "portal_miners": {"Open the books", "A shaft without props", "31.25"},
            "portal_ministry": set(),
        }
        for user in (self.tin_user, self.miners_user, self.ministry_user):
            page = self._get(user, self._url())
            self.assertIn(self.engagement.name, page)
            own = texts[user.login]
            for text in set().union(*texts.values()):
                with self.subTest(user=user.login, text=text):
                    found = self.assertIn if text in own else self.assertNotIn
                    found(text, page)
            self.assertNotIn("Not confirmed yet", page)
            self.assertNotIn("Not for them", page)

    def test_what_a_beneficiary_gets_concerns_who_asked_for_it(self):
        self.engagement.party_ids[0].role = "beneficiary"
        self.assertIn("31.25", self._get(self.tin_user, self._url()))

    def test_findings_of_another_are_reached_by_no_rpc(self):
        self.authenticate("portal_tin", "portal_tin")
        found = self._rpc(FINDINGS, "search_read", [], ["name"])
        self.assertEqual([row["name"] for row in found], ["Bags without tags"])
        hidden = self.miners_finding
        self.assertEqual(
            self._rpc(FINDINGS, "search_count", [("id", "in", hidden.ids)]), 0
        )
        found = self._rpc(FINDINGS, "name_search", "shaft")
        self.assertEqual(found, [])
        self._assert_rpc_refused(FINDINGS, "read", hidden.ids, ["name"])
        self._assert_rpc_refused(FINDINGS, "web_read", hidden.ids, {"name": {}})
        for record in (self.to_miners, self.of_miners):
            self._assert_rpc_refused(record._name, "read", record.ids, ["id"])

    def test_findings_show_listed_fields_only(self):
        self.authenticate("portal_miners", "portal_miners")
        ids = self.miners_finding.ids
        [values] = self._rpc(FINDINGS, "read", ids, ["name", "severity"])
        self.assertEqual(values["severity"], "4")
        for field in ("note", "verification", "user_id", "message_ids", "followup_id"):
            with self.subTest(field=field):
                self._assert_rpc_refused(FINDINGS, "read", ids, [field])
        self._assert_rpc_refused(FINDINGS, "write", ids, {"name": "Nothing"})
        self._assert_rpc_refused(FINDINGS, "action_close", ids)

    def test_who_else_takes_part_stays_with_staff(self):
        self.authenticate("portal_miners", "portal_miners")
        for model in ("mtm.engagement.party", "mtm.engagement.scope", "mtm.dispute"):
            with self.subTest(model=model):
                self._assert_rpc_refused(model, "search_read", [], ["id"])
        self._assert_rpc_refused(
            "mtm.engagement", "read", self.engagement.ids, ["party_ids"]
        )

    def test_a_wall_is_for_staff_and_keeps_no_party_out(self):
        self.engagement.is_walled = True
        page = self._get(self.miners_user, self._url())
        self.assertIn("A shaft without props", page)

    def test_talk_on_a_finding_is_reached_by_no_route(self):
        self._assert_talk_is_hidden(
            self.miners_finding, self.officer, "portal_tin", "portal_miners"
        )


@tagged("post_install", "-at_install")
@freeze_time("2026-05-11")
class TestPortalCommitments(PortalCommon):
    """A page with what an organisation promised us, and we to it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.kept = cls.env["mtm.commitment"].create(
            {
                "name": "Name a contact",
                "engagement_id": cls.engagement.id,
                "date_due": "2026-02-01",
            }
        )
        cls.kept.action_done("Said on the phone, in confidence")

    def test_open_ones_of_both_sides(self):
        page = self._get(self.tin_user, "/my/commitments")
        self.assertIn("Send the list of bags", page)
        self.assertIn("Print the tags", page)
        self.assertIn("Overdue", page)
        self.assertIn(f'href="/my/engagements/{self.engagement.id}"', page)
        self.assertNotIn("Name a contact", page)

    def test_overdue_ones(self):
        page = self._get(self.tin_user, "/my/commitments?filterby=overdue")
        self.assertIn("Send the list of bags", page)
        self.assertNotIn("Print the tags", page)

    def test_done_ones_without_what_staff_noted(self):
        page = self._get(self.tin_user, "/my/commitments?filterby=done")
        self.assertIn("Name a contact", page)
        self.assertNotIn("in confidence", page)
        self.assertNotIn("Send the list of bags", page)

    def test_an_unknown_filter_shows_the_open_ones(self):
        page = self._get(self.tin_user, "/my/commitments?filterby=cancelled")
        self.assertIn("Send the list of bags", page)

    def test_nobody_elses(self):
        page = self._get(self.miners_user, "/my/commitments")
        self.assertNotIn("Send the list of bags", page)
        self.assertIn("Nothing here", page)

    def test_a_party_reads_no_name_of_an_engagement_it_may_not_open(self):
        self.theirs.partner_id = self.miners
        page = self._get(self.miners_user, "/my/commitments")
        self.assertIn("Send the list of bags", page)
        self.assertNotIn(self.engagement.name, page)

    def test_home_counts_the_open_ones(self):
        self.authenticate(self.tin_user.login, self.tin_user.login)
        counters = self.make_jsonrpc_request(
            "/my/counters", {"counters": ["commitment_count"]}
        )
        self.assertEqual(counters, {"commitment_count": 2})

    def test_how_it_was_kept_is_reached_by_no_rpc(self):
        self.authenticate("portal_tin", "portal_tin")
        for field in ("closing_note", "evidence_id", "message_id", "followup_id"):
            with self.subTest(field=field):
                self._assert_rpc_refused(
                    "mtm.commitment", "read", self.kept.ids, [field]
                )

    def test_the_page_only_reads_and_costs_the_same_for_many(self):
        with self._recorded_cursor_modes() as modes:
            self._get(self.tin_user, "/my/commitments")
        self.assertEqual(modes, [True])
        few = self._count_queries("/my/commitments")
        with mute_logger("odoo.models.unlink"):
            self.env["mtm.commitment"].create(
                [
                    {
                        "name": f"Promise {number}",
                        "engagement_id": self.engagement.id,
                        "date_due": "2026-06-01",
                        "user_id": False,
                    }
                    for number in range(30)
                ]
            )
        self.assertEqual(self._count_queries("/my/commitments"), few)
