import json
import re
from unittest.mock import patch

from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged, users
from odoo.tools import mute_logger

from odoo.addons.mines_to_markets.controllers.portal import MtmCustomerPortal

from .common import MinesToMarketsCommon
from .portal import WORDS_OF_STAFF, PortalCase


class PortalCommon(MinesToMarketsCommon, PortalCase):
    """Two organisations with a portal user each, and what staff say of them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.tin_user = cls._create_portal_user("portal_tin", cls.tin_council)
        cls.miners_user = cls._create_portal_user("portal_miners", cls.miners)
        cls.stranger = new_test_user(cls.env, "portal_stranger", "base.group_portal")
        cls.officer.email = "contact@example.com"
        cls.engagement = cls._create_engagement(description=WORDS_OF_STAFF)
        cls.delivery = cls._create_delivery(
            cls.engagement, quantity=12.5, finding=WORDS_OF_STAFF, date="2026-03-04"
        )
        cls.delivery.action_confirm()
        cls.draft = cls._create_delivery(cls.engagement, quantity=777.25)
        cls.theirs, cls.ours = cls.env["mtm.commitment"].create(
            [
                {
                    "name": "Send the list of bags",
                    "engagement_id": cls.engagement.id,
                    "date_due": "2026-01-31",
                },
                {
                    "name": "Print the tags",
                    "engagement_id": cls.engagement.id,
                    "date_due": "2099-01-31",
                    "is_ours": True,
                },
            ]
        )


@tagged("post_install", "-at_install")
class TestPortal(PortalCommon):
    def test_home_says_what_to_do_next(self):
        page = self._get(self.tin_user, "/my")
        self.assertIn("Send the list of bags", page)
        self.assertIn("Overdue", page)
        self.assertIn(f'href="/my/engagements/{self.engagement.id}"', page)
        todo, sections = page.split("o_mtm_portal_section", 1)
        self.assertNotIn("Print the tags", todo)
        self.assertIn("Print the tags", sections)

    def test_home_without_anything_to_do_names_whom_to_write_to(self):
        self.miners.user_id = self.officer
        page = self._get(self.miners_user, "/my")
        self.assertIn("Nothing is waiting for you", page)
        self.assertIn("mailto:contact@example.com", page)

    def test_home_counters(self):
        self.authenticate(self.tin_user.login, self.tin_user.login)
        counters = self.make_jsonrpc_request(
            "/my/counters", {"counters": ["engagement_count"]}
        )
        self.assertEqual(counters, {"engagement_count": 1})

    def test_list_shows_own_engagements_only(self):
        other = self._create_engagement(
            name="Counting miners",
            partner_id=self.ministry.id,
            service_ids=self.survey.ids,
        )
        page = self._get(self.tin_user, "/my/engagements")
        self.assertIn(self.engagement.name, page)
        self.assertIn("Getting ready", page)
        self.assertNotIn(other.name, page)

    def test_list_is_sorted_by_known_keys_only(self):
        first = self._create_engagement(name="A first one", date_start="2020-01-01")
        page = self._get(self.tin_user, "/my/engagements?sortby=name")
        self.assertLess(page.index(first.name), page.index(self.engagement.name))
        page = self._get(self.tin_user, "/my/engagements?sortby=partner_id.email")
        self.assertLess(page.index(self.engagement.name), page.index(first.name))

    def test_list_turns_pages(self):
        with patch.object(MtmCustomerPortal, "_items_per_page", 1):
            older = self._create_engagement(name="The older", date_start="2020-01-01")
            page = self._get(self.tin_user, "/my/engagements/page/2")
        self.assertIn(older.name, page)
        self.assertNotIn(self.engagement.name, page)

    def test_empty_list_says_what_will_appear(self):
        self.env.company.partner_id.email = "office@example.com"
        page = self._get(self.stranger, "/my/engagements")
        self.assertIn("No engagement yet", page)
        self.assertIn("mailto:office@example.com", page)

    def test_page_shows_deliveries_and_promises(self):
        page = self._get(self.tin_user, self._url())
        for text in (
            self.engagement.name,
            self.engagement.code,
            "Tagging of bags",
            "Rwanda",
            "12.5",
            "03/04/2026",
            "You promised us",
            "Send the list of bags",
            "We promised you",
            "Print the tags",
            self.officer.name,
            "mailto:contact@example.com",
        ):
            self.assertIn(text, page)

    def test_page_shows_no_draft_and_no_words_of_staff(self):
        self.theirs.action_done("The list came")
        self.engagement.message_post(body=WORDS_OF_STAFF)
        page = self._get(self.tin_user, self._url())
        self.assertNotIn("777.25", page)
        self.assertNotIn("Send the list of bags", page)
        self.assertNotIn(WORDS_OF_STAFF, page)
        self.assertNotIn("o_portal_chatter", page)

    def test_what_is_typed_is_shown_as_text(self):
        self.engagement.name = "<script>alert(1)</script>"
        page = self._get(self.tin_user, self._url())
        self.assertNotIn("<script>alert(1)", page)
        self.assertIn("&lt;script&gt;alert(1)", page)

    def test_hidden_and_missing_get_the_same_answer(self):
        hidden = self._get(self.miners_user, self._url(), status=404)
        missing = self._get(self.miners_user, "/my/engagements/999999999", status=404)
        changing = re.compile(r'csrf_token: "\w+"|/my/engagements/\d+')
        self.assertEqual(changing.sub("", hidden), changing.sub("", missing))

    def test_other_party_sees_the_engagement_and_its_own_deliveries(self):
        self.engagement.party_ids = [Command.create({"partner_id": self.miners.id})]
        page = self._get(self.miners_user, self._url())
        self.assertIn(self.engagement.name, page)
        self.assertNotIn("12.5", page)
        self.assertNotIn("Send the list of bags", page)

    def test_lost_access_is_lost_at_the_next_click(self):
        self._get(self.tin_user, self._url())
        self.env["mtm.partner.access"].search(
            [("user_id", "=", self.tin_user.id)]
        ).unlink()
        with mute_logger("odoo.http"):
            self.assertEqual(self.url_open(self._url()).status_code, 404)
        self.assertNotIn(self.engagement.name, self.url_open("/my/engagements").text)
        self.assertNotIn("Send the list of bags", self.url_open("/my").text)

    def test_belonging_to_the_organisation_gives_no_access(self):
        self.stranger.partner_id.parent_id = self.tin_council
        self._get(self.stranger, self._url(), status=404)

    def test_visitor_is_asked_to_log_in(self):
        self.authenticate(None, None)
        self.assertIn("/web/login", self.url_open(self._url()).url)

    def test_pages_may_not_be_framed_and_only_read(self):
        with self._recorded_cursor_modes() as modes:
            self._get(self.tin_user, "/my/engagements")
            self._get(self.tin_user, self._url())
        self.assertEqual(modes, [True, True])
        response = self.url_open(self._url())
        self.assertIn("frame-ancestors", response.headers["Content-Security-Policy"])

    def test_home_only_reads(self):
        modes = []
        Home = self.env.registry["mtm.portal.home"]
        read = Home._read

        def recording(home, partner_id=None):
            modes.append(home.env.cr.readonly)
            return read(home, partner_id)

        with patch.object(Home, "_read", recording):
            self._get(self.tin_user, "/my")
        self.assertEqual(modes, [True])

    def _url(self):
        return f"/my/engagements/{self.engagement.id}"


@tagged("post_install", "-at_install")
class TestPortalIsolation(PortalCommon):
    """What portal users reach without our pages."""

    def test_other_organisation_reads_nothing_by_rpc(self):
        self.authenticate("portal_miners", "portal_miners")
        for record in (self.engagement, self.delivery, self.ours):
            model, ids = record._name, record.ids
            with self.subTest(model=model):
                self.assertEqual(self._rpc(model, "search_read", [], ["id"]), [])
                self.assertEqual(self._rpc(model, "name_search", ""), [])
                self.assertEqual(
                    self._rpc(model, "web_search_read", [], {"id": {}})["length"], 0
                )
                counted = self._rpc(model, "formatted_read_group", [], [], ["__count"])
                self.assertEqual(counted[0]["__count"], 0)
                self._assert_rpc_refused(model, "read", ids, ["display_name"])
                self._assert_rpc_refused(model, "web_read", ids, {"display_name": {}})

    def test_own_user_reads_the_listed_fields_by_rpc(self):
        self.authenticate("portal_tin", "portal_tin")
        [values] = self._rpc("mtm.engagement", "read", self.engagement.ids, ["name"])
        self.assertEqual(values["name"], self.engagement.name)

    def test_own_user_reads_no_other_field_by_rpc(self):
        self.authenticate("portal_tin", "portal_tin")
        for record, hidden in (
            (self.engagement, ("description", "health", "message_ids", "lead_id")),
            (self.delivery, ("finding", "message_ids", "evidence_ids", "user_id")),
            (self.ours, ("message_ids", "activity_ids", "user_id", "create_uid")),
        ):
            model = record._name
            for field in hidden:
                with self.subTest(model=model, field=field):
                    self._assert_rpc_refused(model, "read", record.ids, [field])
                    self._assert_rpc_refused(model, "web_read", record.ids, {field: {}})
                    # a condition that is always true is not looked at
                    value = "at_risk" if field == "health" else False
                    self._assert_rpc_refused(
                        model, "search_read", [(field, "=", value)], ["id"]
                    )
                    self._assert_rpc_refused(
                        model, "formatted_read_group", [], [field], ["__count"]
                    )

    def test_all_fields_at_once_are_the_listed_ones(self):
        self.authenticate("portal_tin", "portal_tin")
        [values] = self._rpc("mtm.service.delivery", "read", self.delivery.ids)
        listed = self.env["mtm.service.delivery"]._portal_readable_fields()
        self.assertLessEqual(set(values), listed)
        self.assertNotIn(WORDS_OF_STAFF, json.dumps(values))

    def test_models_without_access_stay_closed(self):
        self.authenticate("portal_tin", "portal_tin")
        for model in ("mtm.vetting", "mtm.partner.access", "mtm.site", "mtm.evidence"):
            with self.subTest(model=model):
                self._assert_rpc_refused(model, "search_read", [], ["id"])

    @users("portal_tin")
    def test_nothing_is_written_on_any_model(self):
        ours = [name for name in self.env.registry if name.startswith("mtm.")]
        self.assertIn("mtm.engagement", ours)
        for name in ours:
            Model = self.env[name]
            if Model._abstract:
                continue
            with self.subTest(model=name):
                for operation in ("create", "write", "unlink"):
                    self.assertFalse(Model.has_access(operation), operation)

    def test_writes_are_refused_by_rpc(self):
        self.authenticate("portal_tin", "portal_tin")
        ids = self.engagement.ids
        self._assert_rpc_refused("mtm.engagement", "write", ids, {"name": "Mine"})
        self._assert_rpc_refused("mtm.engagement", "unlink", ids)
        self._assert_rpc_refused("mtm.engagement", "create", [{"name": "Mine"}])
        self._assert_rpc_refused("mtm.engagement", "web_save", ids, {"name": "x"}, {})
        self._assert_rpc_refused("mtm.commitment", "action_done", self.theirs.ids)
        self._assert_rpc_refused(
            "mtm.engagement", "message_subscribe", ids, self.tin_user.partner_id.ids
        )
        self.assertEqual(self.theirs.state, "open")

    def test_talk_of_staff_is_reached_by_no_route(self):
        self._assert_talk_is_hidden(
            self.engagement, self.officer, "portal_tin", "portal_miners"
        )

    def test_nobody_from_outside_posts_on_an_engagement(self):
        self.authenticate("portal_tin", "portal_tin")
        before = self.engagement.message_ids
        self._ask(
            "/mail/message/post",
            {
                "thread_model": "mtm.engagement",
                "thread_id": self.engagement.id,
                "post_data": {"body": "Hello", "message_type": "comment"},
            },
        )
        self.engagement.invalidate_recordset()
        self.assertEqual(self.engagement.message_ids, before)

    def test_files_are_not_served(self):
        attachment = self.env["ir.attachment"].create(
            {
                "name": "secret.txt",
                "raw": b"secret",
                "res_model": "mtm.engagement",
                "res_id": self.engagement.id,
            }
        )
        evidence = self.env["mtm.evidence"].create({"attachment_id": attachment.id})
        for login in ("portal_tin", "portal_miners"):
            self.authenticate(login, login)
            for url in (
                f"/web/content/{attachment.id}",
                f"/web/content/mtm.evidence/{evidence.id}/file",
                f"/web/content/mtm.engagement/{self.engagement.id}/description",
                f"/web/image/mtm.engagement/{self.engagement.id}/description",
            ):
                with self.subTest(login=login, url=url), mute_logger("odoo.http"):
                    self.assertNotIn(b"secret", self.url_open(url).content)
                    self.assertNotIn(WORDS_OF_STAFF, self.url_open(url).text)

    def test_api_key_reads_no_more_than_the_pages(self):
        key = self._api_key(self.miners_user)
        answer = self._json2(key, "mtm.engagement", "search_read", fields=["name"])
        self.assertEqual(answer.json(), [])
        refused = self._json2(
            key, "mtm.engagement", "read", ids=self.engagement.ids, fields=["name"]
        )
        self.assertEqual(refused.status_code, 403)
        key = self._api_key(self.tin_user)
        refused = self._json2(
            key,
            "mtm.service.delivery",
            "read",
            ids=self.delivery.ids,
            fields=["finding"],
        )
        self.assertEqual(refused.status_code, 403)

    def test_roles_of_others_cannot_be_asked(self):
        with self.assertRaises(AccessError):
            self.env["mtm.partner.access"].with_user(self.tin_user).search([])


@tagged("post_install", "-at_install")
class TestPortalPerformance(PortalCommon):
    def test_list_takes_as_many_queries_for_many_as_for_few(self):
        """The number of queries does not depend on the number of engagements."""
        self._create_many(79)
        self.authenticate("portal_tin", "portal_tin")
        few = self._count_queries("/my/engagements")
        self._create_many(720)
        many = self._count_queries("/my/engagements")
        self.assertLessEqual(few, 25)
        self.assertEqual(many, few)

    def _create_many(self, count):
        values = self.engagement.copy_data({"stage_id": self.stage_open.id})[0]
        self.env["mtm.engagement"].create(
            [values | {"name": f"Engagement {number}"} for number in range(count)]
        )
