from psycopg2 import IntegrityError

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.mines_to_markets.models import mtm_rate_mixin
from odoo.addons.mines_to_markets.tests.portal import WORDS_OF_STAFF, PortalCase

from .test_portal import ReportCommon


@tagged("post_install", "-at_install")
class TestReportRequest(PortalCase, ReportCommon):
    """A partner asks for what they cannot change: a site, a correction."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.pit = cls.env["mtm.site"].create(
            {"name": "Old pit", "country_id": cls.congo.id}
        )
        cls.program.country_ids = cls.congo
        cls.tonnes = cls._line("TST-TON", unit="tonne")
        cls.sited = cls._assign(cls.tonnes, site_ids=[Command.set(cls.pit.ids)])

    def _ask(self, user=None, **typed):
        report = self.report.with_user(user or self.partner_editor).sudo()
        Request = self.env["asm.report.request"].with_user(report.env.uid).sudo()
        return Request._portal_ask(report, {"reason": "It is so", **typed})

    def _asked(self, **typed):
        asked, problems = self._ask(**typed)
        self.assertFalse(problems)
        return asked

    def test_nobody_asks_without_end(self):
        self.patch(mtm_rate_mixin, "MOST_IN_AN_HOUR", 1)
        self._asked(kind="new_site", wished="A pit")
        asked, problems = self._ask(kind="new_site", wished="Another pit")
        self.assertFalse(asked)
        self.assertIn("within an hour", problems["reason"])
        self.assertTrue(
            self._ask(self.partner_officer, kind="new_site", wished="Another pit")[0]
        )

    def _approved_number(self):
        self._save(self._people("40"))
        row = self.report.actual_ids.filtered(
            lambda r: r.program_indicator_id == self.people
        )
        self._approve(row)
        return row

    def test_new_site_is_made_and_asked_for(self):
        asked = self._asked(kind="new_site", wished="North pit")
        asked.with_user(self.manager).action_accept()
        self.assertEqual(asked.state, "accepted")
        self.assertEqual(asked.answered_by, self.manager)
        self.assertEqual(asked.site_id.name, "North pit")
        self.assertEqual(asked.site_id.partner_ids, self.partner)
        self.assertEqual(self.sited.site_ids, self.pit | asked.site_id)

    def test_new_site_in_one_of_several_countries_is_chosen_by_staff(self):
        self.program.country_ids = self.congo | self.rwanda
        self.partner.country_id = False
        asked = self._asked(kind="new_site", wished="North pit")
        with self.assertRaisesRegex(UserError, "North pit"):
            asked.with_user(self.manager).action_accept()
        asked.site_id = self.pit
        asked.with_user(self.manager).action_accept()
        self.assertEqual(self.sited.site_ids, self.pit)

    def test_closed_site_is_no_longer_asked_for(self):
        other = self.env["mtm.site"].create(
            {"name": "Other pit", "country_id": self.congo.id}
        )
        self.sited.site_ids = [Command.link(other.id)]
        asked = self._asked(kind="closed_site", site_id=str(self.pit.id))
        self.assertEqual(asked.wished, "Old pit")
        asked.with_user(self.manager).action_accept()
        self.assertEqual(self.sited.site_ids, other)

    def test_last_site_needs_the_assignment_to_end(self):
        asked = self._asked(kind="closed_site", site_id=str(self.pit.id))
        with self.assertRaisesRegex(UserError, "end the assignment"):
            asked.with_user(self.manager).action_accept()
        self.assertEqual(self.sited.site_ids, self.pit)

    def test_correction_opens_the_number_again(self):
        row = self._approved_number()
        asked = self._asked(kind="correction", actual_id=str(row.id), wished="44")
        self.assertEqual(asked.actual_id, row)
        asked.with_user(self.approver).action_accept()
        self.assertEqual(row.state, "returned")
        self.assertEqual(row.review_comment, "It is so")

    def test_the_same_number_is_asked_about_once(self):
        row = self._approved_number()
        self._asked(kind="correction", actual_id=str(row.id), wished="44")
        _asked, problems = self._ask(
            kind="correction", actual_id=str(row.id), wished="45"
        )
        self.assertEqual(list(problems), ["actual_id"])
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            self.env["asm.report.request"].create(
                {
                    "submission_id": self.report.id,
                    "kind": "correction",
                    "actual_id": row.id,
                    "wished": "45",
                    "reason": "Again",
                }
            )

    def test_number_of_another_report_is_refused(self):
        other = self._submission(partner=self.other_partner)
        row = self._row(self.people, value=3, partner=self.other_partner)
        self.assertEqual(row.submission_id, other)
        with self.assertRaises(ValidationError):
            self.env["asm.report.request"].create(
                {
                    "submission_id": self.report.id,
                    "kind": "correction",
                    "actual_id": row.id,
                    "wished": "45",
                    "reason": "Theirs",
                }
            )

    def test_declining_needs_an_answer(self):
        asked = self._asked(kind="new_site", wished="North pit")
        with self.assertRaisesRegex(UserError, "Say why"):
            asked.with_user(self.officer).action_decline()
        asked.answer = "It is inside the concession of a company"
        asked.with_user(self.officer).action_decline()
        with self.assertRaisesRegex(UserError, "answered"):
            asked.with_user(self.manager).action_accept()

    def test_an_answer_is_given_by_its_buttons_alone(self):
        asked = self._asked(kind="new_site", wished="North pit")
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            asked.with_user(self.officer).state = "accepted"
            self.env.flush_all()

    def test_who_looks_after_the_programme_is_told(self):
        asked = self._asked(kind="new_site", wished="North pit")
        self.assertEqual(asked.activity_ids.user_id, self.manager)

    def test_an_administrator_is_told_where_nobody_looks_after_the_programme(self):
        self.manager.active = False
        asked = self._asked(kind="new_site", wished="North pit")
        told = asked.activity_ids.user_id
        self.assertTrue(told.has_group("mines_to_markets.group_mtm_admin"))

    def test_viewer_may_not_ask(self):
        with self.assertRaises(AccessError):
            self._ask(self.partner_viewer, kind="new_site", wished="North pit")

    def test_officer_of_ours_may_not_change_assignments(self):
        asked = self._asked(kind="new_site", wished="North pit")
        with self.assertRaises(AccessError):
            asked.with_user(self.officer).action_accept()

    def test_what_is_incomplete_is_said_at_its_place(self):
        for typed, name in (
            ({"kind": "", "wished": "x"}, "kind"),
            ({"kind": "new_site", "wished": " "}, "wished"),
            ({"kind": "new_site", "wished": "x", "reason": ""}, "reason"),
            ({"kind": "closed_site", "site_id": "999999"}, "site_id"),
            ({"kind": "correction", "actual_id": "0", "wished": "1"}, "actual_id"),
        ):
            with self.subTest(name=name):
                _asked, problems = self._ask(**typed)
                self.assertIn(name, problems)

    def test_page_shows_what_was_asked_and_answered(self):
        url = f"/my/reports/{self.report.id}/ask"
        self._post(
            self.partner_editor,
            url,
            kind="new_site",
            wished="<b>North</b> pit",
            reason="Two hours on foot",
            state="accepted",
            submission_id="1",
        )
        asked = self.report.request_ids
        self.assertEqual(asked.state, "new")
        self.assertEqual(asked.create_uid, self.partner_editor)
        asked.message_post(body=WORDS_OF_STAFF)
        asked.answer = "We come and look"
        self.assertNotIn("We come and look", self._get(self.partner_viewer, url))
        asked.with_user(self.manager).action_decline()
        page = self._get(self.partner_viewer, url)
        self.assertIn("&lt;b&gt;North&lt;/b&gt; pit", page)
        self.assertIn("We come and look", page)
        self.assertNotIn(WORDS_OF_STAFF, page)
        self.assertNotIn("<form method", page)

    def test_pages_of_others_are_not_found(self):
        url = f"/my/reports/{self.report.id}/ask"
        self._get(self.rival, url, 404)
        self._post(self.rival, url, 404, kind="new_site", wished="x", reason="y")
        self.assertFalse(self.report.request_ids)

    def test_requests_are_not_open_to_rpc_of_partners(self):
        self._asked(kind="new_site", wished="North pit")
        self.authenticate(self.partner_officer.login, self.partner_officer.login)
        self._assert_rpc_refused("asm.report.request", "search_read", [])
