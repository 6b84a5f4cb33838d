from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..models import mtm_rate_mixin
from .common import MinesToMarketsCommon
from .portal import PortalCase


@tagged("post_install", "-at_install")
class TestPortalRequest(MinesToMarketsCommon, PortalCase):
    """An organisation asks for a service; what it may not ask for is refused."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.editor = cls._create_portal_user("ask_editor", cls.tin_council, "editor")
        cls.viewer = cls._create_portal_user("ask_viewer", cls.tin_council, "viewer")
        cls.miner = cls._create_portal_user("ask_miner", cls.miners, "officer")
        cls.Request = cls.env["mtm.service.request"]

    def _asked(self, **values):
        return {
            "partner_id": str(self.tin_council.id),
            "service_ids": [str(self.tagging.id)],
            "country_id": str(self.rwanda.id),
            "description": "Before the rains",
        } | values

    def _send(self, user, status=200, **values):
        return self._post(user, "/my/requests/new", status, **self._asked(**values))

    def _of_tin_council(self):
        return self.Request.search([("partner_id", "=", self.tin_council.id)])

    def test_an_editor_asks_and_sees_the_answer(self):
        page = self._send(self.editor)
        self.assertIn("Your request has reached us", page)
        asked = self._of_tin_council()
        self.assertEqual(asked.service_ids, self.tagging)
        self.assertEqual(asked.country_ids, self.rwanda)
        self.assertEqual(asked.description, "Before the rains")
        asked.with_user(self.officer).action_accept()
        self.assertEqual(asked.lead_id.service_ids, self.tagging)
        self.assertIn("Accepted", self._get(self.editor, "/my/requests"))

    def _answer(self, asked, **values):
        return (
            self.env["mtm.service.request.reply"]
            .with_user(self.officer)
            .create({"request_id": asked.id} | values)
            .action_answer()
        )

    def _mails(self):
        mails = self.env["mail.mail"].search([("subject", "ilike", "Our answer")])
        return {mail.recipient_ids.email: mail for mail in mails}

    def test_nobody_asks_without_end(self):
        self.patch(mtm_rate_mixin, "MOST_IN_AN_HOUR", 1)
        self._send(self.editor)
        # the same once more is no other request
        self._send(self.editor)
        page = self._send(self.editor, 422, description="And once more")
        self.assertIn("within an hour", page)
        self.assertIn("And once more", page)
        self.assertEqual(len(self._of_tin_council()), 1)
        self._send(
            self.miner, partner_id=str(self.miners.id), service_ids=[], description="Us"
        )
        self.assertEqual(
            self.Request.search_count([("partner_id", "=", self.miners.id)]), 1
        )

    def test_an_old_page_is_refused_in_the_users_language(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        self.editor.lang = "fr_FR"
        self.authenticate(self.editor.login, self.editor.login)
        with mute_logger("odoo.http"):
            answer = self.url_open(
                "/my/requests/new", data=self._asked(csrf_token="of another session")
            )
        self.assertEqual(answer.status_code, 400)
        self.assertIn('lang="fr-FR"', answer.text)
        self.assertIn('href="/my"', answer.text)
        self.assertNotIn("Bad Request", answer.text)
        self.assertFalse(self._of_tin_council())

    def test_the_right_person_is_informed_once(self):
        self.tin_council.user_id = self.officer
        self._send(self.editor)
        self._send(self.editor)
        asked = self._of_tin_council()
        self.assertEqual(asked.activity_ids.user_id, self.officer)
        self.assertIn(self.officer.partner_id, asked.message_follower_ids.partner_id)
        self._answer(asked)
        self.assertFalse(asked.activity_ids)

    def test_who_cannot_see_the_request_is_passed_over(self):
        self.tin_council.user_id = self.officer
        self.env["mtm.staff.scope"].create(
            {"user_id": self.officer.id, "country_ids": self.tanzania.ids}
        )
        self._send(self.editor)
        informed = self._of_tin_council().activity_ids.user_id
        self.assertTrue(informed)
        self.assertNotEqual(informed, self.officer)

    def test_the_answer_arrives_in_the_portal_and_by_mail(self):
        chief = self._create_portal_user("ask_chief", self.tin_council)
        for user in (self.editor, self.viewer, self.miner, chief):
            user.email = f"{user.login}@example.com"
        self._send(self.editor)
        asked = self._of_tin_council()
        self._answer(asked, answer="We come in May <b>")
        page = self._get(self.editor, "/my/requests")
        self.assertIn("We come in May &lt;b&gt;", page)
        mails = self._mails()
        self.assertEqual(
            set(mails), {"ask_editor@example.com", "ask_chief@example.com"}
        )
        self.assertIn("We come in May", mails["ask_chief@example.com"].body_html)

    def test_a_refusal_needs_words_and_nothing_is_readable_before(self):
        self._send(self.editor)
        asked = self._of_tin_council()
        with self.assertRaises(UserError):
            self._answer(asked, decision="declined", answer=" ")
        self._answer(asked, decision="declined", answer="Not this year")
        self.assertEqual(asked.state, "declined")
        self.assertIn("Not this year", self._get(self.editor, "/my/requests"))
        with self.assertRaises(UserError):
            asked.with_user(self.officer).action_decline("Again")

    def test_the_opportunity_is_never_readable_and_the_work_is(self):
        self._send(self.editor)
        asked = self._of_tin_council()
        self._answer(asked)
        self.authenticate("ask_editor", "ask_editor")
        self._assert_rpc_refused("crm.lead", "search_read", [], ["id"])
        self._assert_rpc_refused("mtm.service.request", "read", asked.ids, ["lead_id"])
        engagement = self._create_engagement(lead_id=asked.lead_id.id)
        page = self._get(self.editor, "/my/requests")
        self.assertIn(f"/my/engagements/{engagement.id}", page)
        self.assertIn("In work", page)

    def test_the_same_form_twice_is_one_request(self):
        self._send(self.editor)
        self._send(self.editor)
        self.assertEqual(len(self._of_tin_council()), 1)

    def test_a_viewer_sees_but_does_not_ask(self):
        self._send(self.viewer, status=403)
        self.assertFalse(self._of_tin_council())
        page = self._get(self.viewer, "/my/requests/new")
        self.assertNotIn("<textarea", page)

    def test_nobody_asks_for_another_organisation(self):
        self._send(self.miner, status=403)
        self.assertFalse(self._of_tin_council())

    def test_who_lost_access_cannot_ask(self):
        self.env["mtm.partner.access"].search(
            [("user_id", "=", self.editor.id)]
        ).role = "viewer"
        self._send(self.editor, status=403)

    def test_only_what_is_offered_to_them_can_be_chosen(self):
        page = self._get(self.editor, "/my/requests/new")
        self.assertIn("Tagging of bags", page)
        self.assertNotIn("Survey of miners", page)
        self._send(self.editor, service_ids=[str(self.survey.id)])
        self.assertFalse(self._of_tin_council().service_ids)

    def test_the_catalogue_fits_where_they_work(self):
        self.assertIn("Spot check", self._get(self.editor, "/my/requests/new"))
        self.tin_council.operating_country_ids = self.tanzania
        page = self._get(self.editor, "/my/requests/new")
        self.assertNotIn("Spot check", page)
        self.assertIn("Tagging of bags", page)

    def test_who_is_offered_nothing_asks_in_words(self):
        self._send(
            self.miner,
            partner_id=str(self.miners.id),
            service_ids=[],
            description="Helmets",
        )
        asked = self.Request.search([("partner_id", "=", self.miners.id)])
        self.assertEqual(asked.description, "Helmets")

    def test_what_is_missing_is_said_and_nothing_typed_is_lost(self):
        page = self._send(self.editor, status=422, country_id="")
        self.assertIn("Say in which country.", page)
        self.assertIn("Before the rains", page)
        page = self._send(self.editor, status=422, service_ids=[], description=" ")
        self.assertIn("Choose a service, or say in your own words", page)
        self.assertFalse(self._of_tin_council())

    def test_a_service_that_cannot_be_had_there_is_refused(self):
        page = self._send(
            self.editor,
            status=422,
            service_ids=[str(self.spot_check.id)],
            country_id=str(self.tanzania.id),
        )
        self.assertIn("Not available in Tanzania: Spot check.", page)

    def test_odd_input_is_refused_like_a_blank(self):
        for country in ("-1", "999999", "9" * 5000, "x", "١"):
            self._send(self.editor, status=422, country_id=country)

    def test_no_request_is_made_around_the_form(self):
        values = {"partner_id": self.tin_council.id, "description": "Around"}
        with self.assertRaises(AccessError):
            self.Request.with_user(self.editor).create(values)

    def test_a_request_says_what(self):
        with self.assertRaises(ValidationError):
            self.Request.create({"partner_id": self.tin_council.id})

    def test_what_others_ask_is_not_seen(self):
        self._send(self.editor)
        page = self._get(self.miner, "/my/requests")
        self.assertNotIn("Before the rains", page)
        self.assertIn("You have not asked for anything yet", page)

    def test_markup_typed_is_shown_as_text(self):
        self._send(self.editor, description="<script>alert(1)</script>")
        page = self._get(self.editor, "/my/requests")
        self.assertNotIn("<script>alert(1)", page)
        self.assertIn("&lt;script&gt;alert(1)", page)

    def test_pages_that_read_write_nothing(self):
        self.authenticate("ask_editor", "ask_editor")
        with self._recorded_cursor_modes() as modes:
            self.url_open("/my/requests")
            self.url_open("/my/requests/new")
        self.assertEqual(modes, [True, True])
