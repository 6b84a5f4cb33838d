from datetime import timedelta
from unittest.mock import patch

from freezegun import freeze_time
from psycopg2 import IntegrityError

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from .common import MinesToMarketsCommon
from .portal import PortalCase


class PeopleCommon(MinesToMarketsCommon, PortalCase):
    """Two organisations: one with all three roles, another with an officer."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Access = cls.env["mtm.partner.access"]
        cls.Invitation = cls.env["mtm.partner.invitation"]
        cls.chief = cls._create_portal_user("people_officer", cls.tin_council)
        cls.editor = cls._create_portal_user("people_editor", cls.tin_council, "editor")
        cls.viewer = cls._create_portal_user("people_viewer", cls.tin_council, "viewer")
        cls.other = cls._create_portal_user("people_other", cls.miners)
        cls.nobody = new_test_user(cls.env, "people_nobody", "base.group_portal")

    def _access(self, user, partner=None):
        return self.Access.search(
            [
                ("user_id", "=", user.id),
                ("partner_id", "=", (partner or self.tin_council).id),
            ]
        )

    def _invite(self, user, status=200, **values):
        return self._post(
            user,
            "/my/people/invite",
            status,
            **(
                {
                    "partner_id": str(self.tin_council.id),
                    "name": "New colleague",
                    "email": "new@example.com",
                    "role": "viewer",
                }
                | values
            ),
        )

    def _invited(self, email="new@example.com"):
        return self.Invitation.search([("email", "=", email)])

    def _change(self, user, access, what, status=200, **values):
        return self._post(user, f"/my/people/{access.id}/{what}", status, **values)


@tagged("post_install", "-at_install")
class TestPortalPeople(PeopleCommon):
    def test_everybody_sees_colleagues_and_only_officers_forms(self):
        page = self._get(self.chief, "/my/people")
        for text in (self.editor.name, self.viewer.name, "Invite a colleague"):
            self.assertIn(text, page)
        self.assertNotIn(self.other.name, page)
        for user in (self.editor, self.viewer):
            page = self._get(user, "/my/people")
            self.assertIn(self.chief.name, page)
            self.assertNotIn("Invite a colleague", page)
            self.assertNotIn("Take the access away", page)
        page = self._get(self.nobody, "/my/people")
        self.assertIn("You act for no organisation", page)
        self.assertNotIn(self.chief.name, page)

    def test_only_an_officer_of_the_organisation_invites(self):
        for user, status in (
            (self.viewer, 403),
            (self.editor, 403),
            (self.other, 404),
            (self.nobody, 404),
        ):
            with self.subTest(user=user.login):
                self._invite(user, status)
                self.assertFalse(self._invited())

    def test_a_new_account_gets_one_access_when_it_sets_a_password(self):
        page = self._invite(
            self.chief,
            email=" New@Example.com ",
            user_id=str(self.other.id),
            partner_ids=str(self.miners.id),
            group_ids="1",
            date_expiry="2099-01-01",
        )
        self.assertIn("The invitation is on its way", page)
        invitation = self._invited()
        user = invitation.user_id
        self.assertNotEqual(user, self.other)
        self.assertEqual(user.group_ids, self.env.ref("base.group_portal"))
        self.assertEqual(user.login, "new@example.com")
        self.assertFalse(self._access(user))
        mail = self.env["mail.mail"].search(
            [("recipient_ids", "in", user.partner_id.ids)]
        )
        self.assertIn("/web/signup?", mail.body_html)
        token = user.partner_id._generate_signup_token()
        self.env["res.users"].signup({"password": "own password"}, token)
        self.assertEqual(self._access(user).role, "viewer")
        self.assertEqual(user.partner_access_ids.partner_id, self.tin_council)
        self.assertFalse(self._invited())

    def test_answers_are_the_same_whoever_has_the_address(self):
        """Staff, somebody of another organisation, an archived account, nobody."""
        self.officer.email = "staff@example.com"
        other = new_test_user(self.env, "else@example.com", "base.group_portal")
        self.Access.create({"partner_id": self.miners.id, "user_id": other.id})
        gone = new_test_user(self.env, "gone@example.com", "base.group_portal")
        gone.active = False
        pages = []
        emails = ["staff", "else", "gone", "none"]
        for email in emails:
            page = self._invite(self.chief, email=f"{email}@example.com")
            row = page[page.index("o_mtm_invited") :]
            row = row[: row.index("</form>")]
            invitation = self._invited(f"{email}@example.com")
            row = row.replace(email, "X").replace(f"/{invitation.id}/", "/ID/")
            row = row[: row.index("csrf_token")]
            pages.append(row)
            invitation.unlink()
        self.assertEqual(len(set(pages)), 1, pages)
        self.assertNotIn(self.miners.name, pages[1])

    def test_staff_and_archived_accounts_never_get_access(self):
        self.officer.email = "staff@example.com"
        self._invite(self.chief, email="staff@example.com")
        self.assertFalse(self._invited("staff@example.com").user_id)
        self.assertFalse(self._access(self.officer))
        gone = new_test_user(self.env, "gone@example.com", "base.group_portal")
        gone.active = False
        self._invite(self.chief, email="gone@example.com")
        self.assertFalse(self._invited("gone@example.com").user_id)
        self.assertFalse(gone.active)

    def test_somebody_of_another_organisation_accepts_themselves(self):
        user = new_test_user(self.env, "else@example.com", "base.group_portal")
        self.Access.create({"partner_id": self.miners.id, "user_id": user.id})
        self._invite(self.chief, email="else@example.com", role="editor")
        invitation = self._invited("else@example.com")
        self.assertEqual(invitation.user_id, user)
        self.assertFalse(self._access(user))
        url = f"/my/people/invitations/{invitation.id}/accepted"
        for stranger in (self.other, self.chief, self.nobody):
            self._post(stranger, url, 404)
        self.assertIn(self.tin_council.name, self._get(user, "/my"))
        self._post(user, url)
        self.assertEqual(self._access(user).role, "editor")
        self.assertTrue(self._access(user, self.miners))
        page = self._get(self.chief, "/my/people")
        self.assertNotIn(self.miners.name, page)

    def test_changing_ones_address_catches_no_invitation(self):
        """An invitation is for a login; the address can be set by its holder."""
        self.other.email = "victim@example.com"
        self._invite(self.chief, email="victim@example.com")
        invitation = self._invited("victim@example.com")
        self.assertNotEqual(invitation.user_id, self.other)
        self._post(self.other, f"/my/people/invitations/{invitation.id}/accepted", 404)
        self.assertFalse(self._access(self.other))

    def test_an_invitation_ends(self):
        user = new_test_user(self.env, "else@example.com", "base.group_portal")
        self._invite(self.chief, email="else@example.com")
        invitation = self._invited("else@example.com")
        self._post(self.other, f"/my/people/invitations/{invitation.id}/withdrawn", 404)
        self._post(
            self.editor, f"/my/people/invitations/{invitation.id}/withdrawn", 403
        )
        invitation.date_expiry = fields.Date.today() - timedelta(days=1)
        self._post(user, f"/my/people/invitations/{invitation.id}/accepted", 404)
        self._invite(self.chief, email="else@example.com")
        self.assertGreater(invitation.date_expiry, fields.Date.today())
        self._post(self.chief, f"/my/people/invitations/{invitation.id}/withdrawn")
        self.assertFalse(invitation.exists())
        self.assertFalse(self._access(user))

    def test_withdrawn_before_the_password_gives_no_access(self):
        self._invite(self.chief)
        user = self._invited().user_id
        token = user.partner_id._generate_signup_token()
        self._post(self.chief, f"/my/people/invitations/{self._invited().id}/withdrawn")
        with self.assertRaises(UserError):
            self.env["res.users"].signup({"password": "own password"}, token)
        self.assertFalse(self._access(user))

    def test_what_is_wrong_is_said_and_what_was_typed_kept(self):
        page = self._invite(self.chief, 422, email="no address")
        self.assertIn("This is no e-mail address", page)
        self.assertIn('value="New colleague"', page)
        self.assertIn("Choose a role", self._invite(self.chief, 422, role="admin"))
        self.assertIn("Say who it is", self._invite(self.chief, 422, name="  "))
        self.editor.email = "editor@example.com"
        page = self._invite(self.chief, 422, email="editor@example.com")
        self.assertIn("has access already", page)

    def test_invitations_a_day_are_limited(self):
        path = "odoo.addons.mines_to_markets.models.mtm_partner_invitation._MOST_A_DAY"
        with patch(path, 1):
            self._invite(self.chief)
            page = self._invite(self.chief, 422, email="next@example.com")
        self.assertIn("Please go on tomorrow", page)

    def test_an_officer_changes_a_role(self):
        access = self._access(self.viewer)
        self._change(self.chief, access, "role", role="editor", user_id=self.other.id)
        self.assertEqual(access.role, "editor")
        self.assertEqual(access.user_id, self.viewer)
        self._change(self.chief, access, "role", 422, role="owner")
        self.assertEqual(access.role, "editor")

    def test_nobody_else_changes_a_role_least_of_all_their_own(self):
        for user, status in (
            (self.editor, 403),
            (self.viewer, 403),
            (self.other, 404),
            (self.nobody, 404),
        ):
            for access in (self._access(self.viewer), self._access(self.editor)):
                self._change(user, access, "role", status, role="officer")
                self._change(user, access, "removed", status)
        self.assertEqual(self._access(self.viewer).role, "viewer")
        self.assertEqual(self._access(self.editor).role, "editor")
        missing = self.Access.browse(999999999)
        self._change(self.chief, missing, "removed", 404)
        self._change(self.chief, self._access(self.editor), "other", 404)

    def test_a_removed_person_reads_nothing_at_the_next_click(self):
        engagement = self._create_engagement(partner_id=self.tin_council.id)
        engagement.message_subscribe(self.editor.partner_id.ids)
        self._get(self.editor, f"/my/engagements/{engagement.id}")
        self._access(self.editor).with_user(self.chief).sudo()._portal_remove()
        with mute_logger("odoo.http"):
            response = self.url_open(f"/my/engagements/{engagement.id}")
        self.assertEqual(response.status_code, 404)
        self.assertNotIn(self.chief.name, self.url_open("/my/people").text)
        self.assertNotIn(
            self.editor.partner_id, engagement.message_follower_ids.partner_id
        )
        self._invite(self.editor, 404)

    def test_the_last_officer_stays(self):
        access = self._access(self.chief)
        page = self._change(self.chief, access, "removed", 422)
        self.assertIn("only officer", page)
        self._change(self.chief, access, "role", 422, role="viewer")
        self.assertEqual(access.role, "officer")
        self._change(self.chief, self._access(self.editor), "role", role="officer")
        self._change(self.chief, access, "role", role="viewer")
        self.assertEqual(access.role, "viewer")

    def test_an_officer_who_cannot_log_in_is_none(self):
        self._access(self.editor).role = "officer"
        self.editor.active = False
        self._change(self.chief, self._access(self.chief), "removed", 422)
        self.assertTrue(self._access(self.chief))

    def test_what_happened_is_kept(self):
        self._change(self.chief, self._access(self.viewer), "role", role="editor")
        self._change(self.chief, self._access(self.viewer), "removed")
        events = self.env["mtm.partner.access.event"].search(
            [("user_id", "=", self.viewer.id)], order="id"
        )
        self.assertEqual(events.mapped("action"), ["given", "role", "removed"])
        self.assertEqual(events[-1].create_uid, self.chief)

    def test_nothing_of_this_is_open_over_rpc(self):
        self.authenticate(self.chief.login, self.chief.login)
        for model in (
            "mtm.partner.access",
            "mtm.partner.invitation",
            "mtm.partner.access.event",
            "mtm.login.code",
            "mtm.released.file",
        ):
            self._assert_rpc_refused(model, "search_read", [], ["id"])
            self._assert_rpc_refused(model, "create", [{"role": "officer"}])
        self._assert_rpc_refused(
            "mtm.partner.access",
            "write",
            self._access(self.chief).ids,
            {"partner_id": self.miners.id},
        )

    def test_page_only_reads(self):
        with self._recorded_cursor_modes() as modes:
            self._get(self.chief, "/my/people")
        self.assertEqual(modes, [True])


@tagged("post_install", "-at_install")
class TestSubstitute(PeopleCommon):
    """A colleague is an officer between two days, and no more than that."""

    def _name(self, status=200, first="2026-03-01", last="2026-03-10", user=None):
        with freeze_time("2026-02-20"):
            return self._change(
                user or self.chief,
                self._access(self.editor),
                "substitute",
                status,
                date_from=first,
                date_until=last,
            )

    def _role(self, day):
        with freeze_time(day):
            return self.Access._roles(self.editor)[self.tin_council.id]

    def test_counts_as_officer_from_the_first_to_the_last_day(self):
        self._name()
        days = ("2026-02-28", "2026-03-01", "2026-03-10", "2026-03-11")
        self.assertEqual(
            [self._role(day) for day in days],
            ["editor", "officer", "officer", "editor"],
        )
        self.assertEqual(self._access(self.editor).substitute_for_id, self.chief)

    def test_the_day_is_theirs(self):
        self._name()
        self.editor.tz = "Pacific/Auckland"
        self.assertEqual(self._role("2026-02-28 12:00:00"), "officer")
        self.editor.tz = "America/Lima"
        self.assertEqual(self._role("2026-03-01 04:00:00"), "editor")

    def test_blank_days_end_it(self):
        self._name()
        self._name(first="", last="")
        self.assertEqual(self._role("2026-03-05"), "editor")

    def test_days_that_make_no_sense_are_refused(self):
        for first, last in (
            ("2026-03-10", "2026-03-01"),
            ("2026-03-01", ""),
            ("2026-01-01", "2026-01-31"),
            ("2026-03-01", "2028-03-01"),
            ("tomorrow", "2026-03-01"),
        ):
            with self.subTest(first=first, last=last):
                self._name(422, first, last)
                self.assertFalse(self._access(self.editor).substitute_from)

    def test_nobody_else_names_one(self):
        for user, status in ((self.editor, 403), (self.viewer, 403), (self.other, 404)):
            self._name(status, user=user)
        self.assertFalse(self._access(self.editor).substitute_from)

    def test_a_substitute_does_not_make_officers(self):
        self._access(self.editor).write(
            {
                "substitute_from": fields.Date.today(),
                "substitute_until": fields.Date.today(),
            }
        )
        own = self._access(self.editor)
        self._change(self.editor, own, "role", 403, role="officer")
        self._change(self.editor, own, "substitute", 403)
        self._change(self.editor, self._access(self.chief), "removed", 403)
        viewer = self._access(self.viewer)
        self._change(self.editor, viewer, "role", 422, role="officer")
        self._change(
            self.editor,
            viewer,
            "substitute",
            422,
            date_from="2099-01-01",
            date_until="2099-01-02",
        )
        self._invite(self.editor, 422, role="officer")
        self.assertEqual(viewer.role, "viewer")
        self.assertEqual(own.role, "editor")
        self._invite(self.editor, role="viewer")
        self.assertTrue(self._invited())
        self._invited().role = "officer"
        self._invite(self.editor, 422, role="viewer")
        self.assertEqual(self._invited().role, "officer")

    def test_becoming_an_officer_ends_standing_in(self):
        self._name()
        self._access(self.editor).role = "officer"
        self.assertFalse(self._access(self.editor).substitute_from)

    def test_the_database_refuses_half_days_and_officers(self):
        access = self._access(self.editor)
        for values in (
            {"substitute_from": "2026-01-01"},
            {"substitute_from": "2026-01-02", "substitute_until": "2026-01-01"},
            {"substitute_from": "2026-01-01", "substitute_until": "2027-06-01"},
        ):
            with (
                self.subTest(values=values),
                mute_logger("odoo.sql_db"),
                self.assertRaises(IntegrityError),
                self.env.cr.savepoint(),
            ):
                access.write(values)
                access.flush_recordset()
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(IntegrityError),
            self.env.cr.savepoint(),
        ):
            self._access(self.chief).write(
                {"substitute_from": "2026-01-01", "substitute_until": "2026-01-01"}
            )
            self._access(self.chief).flush_recordset()

    def test_people_with_a_role_today(self):
        self._name()
        with freeze_time("2026-03-05"):
            people = self.Access._people(self.tin_council, ("officer",))
        self.assertEqual(people[self.tin_council], self.chief | self.editor)


@tagged("post_install", "-at_install")
class TestOrganisationSwitch(PeopleCommon):
    """Who acts for several organisations looks at one of them, or at all."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Access.create(
            {"partner_id": cls.miners.id, "user_id": cls.editor.id, "role": "viewer"}
        )
        cls.tin = cls._create_engagement(name="Work with the council")
        cls.mine = cls._create_engagement(
            name="Work with the miners", partner_id=cls.miners.id, service_ids=False
        )
        cls.third = cls._create_engagement(
            name="Work of several", partner_id=cls.ministry.id, service_ids=False
        )
        cls.third.party_ids = [fields.Command.create({"partner_id": cls.miners.id})]

    def _look_at(self, partner_id, status=200, path="/my"):
        return self._post(
            self.editor,
            "/my/organisation",
            status,
            partner_id=str(partner_id or ""),
            path=path,
        )

    def test_leads_to_pages_of_the_portal_alone(self):
        for path in ("//example.org", "/web", "/my/\r\nX: y", "/my/\n", "/my\0"):
            with self.subTest(path=path):
                page = self._look_at(None, path=path)
                self.assertIn("o_portal_my_home", page)

    def _names(self):
        page = self.url_open("/my/engagements").text
        return [
            one.name for one in self.tin | self.mine | self.third if one.name in page
        ]

    def test_lists_follow_and_the_choice_is_kept(self):
        page = self._get(self.editor, "/my")
        self.assertIn("o_mtm_organisation_switch", page)
        self.assertEqual(len(self._names()), 3)
        self._look_at(self.miners.id, path="/my/engagements")
        self.assertEqual(self._names(), [self.mine.name, self.third.name])
        self.assertNotIn(self.tin.name, self.url_open("/my").text)
        self.assertNotIn(self.chief.name, self.url_open("/my/people").text)
        # a direct link to another organisation of one's own still opens
        one = self.url_open(f"/my/engagements/{self.tin.id}")
        self.assertEqual(one.status_code, 200)

    def test_who_has_one_is_offered_no_choice(self):
        page = self._get(self.chief, "/my")
        self.assertNotIn("o_mtm_organisation_switch", page)

    def test_another_ones_organisation_cannot_be_chosen(self):
        self._look_at(self.ministry.id, 404)
        self._look_at("x", 404)

    def test_what_was_chosen_is_forgotten_with_the_access(self):
        self._get(self.editor, "/my")
        self._look_at(self.miners.id)
        self._access(self.editor, self.miners).unlink()
        self.assertEqual(self._names(), [self.tin.name])

    def test_it_leads_to_no_other_site(self):
        for path in ("//evil.example.com", "https://evil.example.com", "/web"):
            self.authenticate(self.editor.login, self.editor.login)
            page = self._look_at(self.miners.id, path=path)
            self.assertIn("o_portal_my_home", page)

    def test_roles_of_the_user_are_refused_to_others(self):
        with self.assertRaises(AccessError):
            self.Access.with_user(self.editor)._portal_officer(self.tin_council.id)
