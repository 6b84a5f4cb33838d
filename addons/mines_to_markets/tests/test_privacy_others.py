"""Whoever is erased or asks for what is held: other people's records are not theirs."""

import base64
import io
import json
import zipfile
from datetime import timedelta

from odoo import Command
from odoo.exceptions import UserError
from odoo.fields import Date
from odoo.tests import new_test_user, tagged

from . import tried
from .test_privacy import PrivacyCommon

OTHERS = "Somebody is erased whose name, address or account others' records bear"


class OthersCommon(PrivacyCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.person.write({"name": "ana Maria", "email": "ana@x.example.org"})
        cls.other = new_test_user(
            cls.env,
            "mariana@x.example.org",
            "base.group_portal",
            name="Juliana Maria",
            email="mariana@x.example.org",
        )

    def _made_by_person(self, records):
        """Say that the person made records, and changed them last."""
        self.env.flush_all()
        self.env.cr.execute(
            f'UPDATE "{records._table}" SET create_uid = %s, write_uid = %s '
            "WHERE id IN %s",
            [self.account.id, self.account.id, tuple(records.ids)],
        )
        self.env.invalidate_all()


@tagged("post_install", "-at_install")
class TestOthersStay(OthersCommon):
    def _invite(self, email, name):
        return self.env["mtm.partner.invitation"].create(
            {
                "partner_id": self.company.id,
                "name": name,
                "email": email,
                "date_expiry": Date.today() + timedelta(days=5),
            }
        )

    def test_what_they_made_for_others_stays(self):
        access = self.env["mtm.partner.access"].create(
            {"partner_id": self.company.id, "user_id": self.other.id, "role": "viewer"}
        )
        access.substitute_for_id = self.account
        invitation = self._invite(self.other.email, self.other.name)
        mail = self.env["mail.mail"].create({"email_to": self.other.email})
        for records in (access, invitation, mail):
            self._made_by_person(records)
        self._erase()
        self.assertTrue(access.exists())
        self.assertTrue(invitation.exists())
        self.assertTrue(mail.exists())
        tried.attack(OTHERS, "records of others stay", 3)

    def test_only_what_is_theirs_is_deleted(self):
        own = self._invite("Ana@X.example.org", "A. Maria")
        same_name = self._invite("another.ana@x.example.org", self.person.name)
        mails = self.env["mail.mail"].create(
            [
                {"email_to": '"Ana" <ANA@x.example.org>'},
                {"email_to": "mariana@x.example.org, ana@x.example.org"},
            ]
        )
        self._erase()
        self.assertFalse(own.exists())
        self.assertTrue(same_name.exists())
        self.assertEqual(mails.exists(), mails[1])
        self.assertEqual(mails[1].email_to, "mariana@x.example.org")
        tried.attack(OTHERS, "records of others stay", 2)

    def test_who_was_invited_to_a_meeting(self):
        meeting = self.env["calendar.event"].create(
            {
                "name": "Meeting",
                "start": "2020-01-01 08:00:00",
                "stop": "2020-01-01 09:00:00",
                "partner_ids": [Command.set((self.person | self.other.partner_id).ids)],
            }
        )
        self._erase()
        names = sorted(meeting.attendee_ids.mapped("common_name"))
        self.assertEqual(names, ["Juliana Maria", self.person.name])
        self.assertEqual(
            sorted(meeting.attendee_ids.mapped(lambda one: one.email or "")),
            ["", "mariana@x.example.org"],
        )

    def test_names_and_addresses_that_hold_theirs_stay(self):
        kept = (
            "Juliana Maria, Ana Maria-José, mariana@x.example.org, "
            "b.ana@x.example.org, ana@x.example.org.au, 10990777888, 09907778889"
        )
        gone = "ANA  maria, Ana@X.example.org, 0990 777-888."
        message = self.company.message_post(body=f"{kept}; {gone}")
        self.assertIn(kept, message.body)
        lead = self.env["crm.lead"].create(
            {
                "name": "Lead",
                "contact_name": "Juliana Maria",
                "email_from": "mariana@x.example.org",
                "phone": "0990777889",
            }
        )
        registration = self.registrations[2]
        registration.write({"name": "Juliana Maria", "email": "mariana@x.example.org"})
        self._erase()
        self.assertIn(kept, message.body)
        self.assertRegex(message.body, r"; (P-[A-Z2-7]{12}), \1, \1\.")
        self.assertEqual(
            (lead.contact_name, lead.email_from, lead.phone),
            ("Juliana Maria", "mariana@x.example.org", "0990777889"),
        )
        self.assertEqual(registration.email, "mariana@x.example.org")
        tried.attack(OTHERS, "compared whole, not by a piece", 10)

    def test_what_was_derived_goes_as_well(self):
        lead = self.env["crm.lead"].create(
            {
                "name": "Lead",
                "contact_name": "Ana Maria",
                "email_from": '"Ana" <Ana@X.example.org>',
                "phone": "+243 990 777 888",
                "country_id": self.env.ref("base.cd").id,
            }
        )
        self.assertTrue(lead.email_normalized and lead.email_domain_criterion)
        self.assertTrue(lead.phone_sanitized)
        self._erase()
        self.assertRegex(lead.contact_name, r"^P-[A-Z2-7]{12}$")
        self.env.cr.execute("SELECT * FROM crm_lead WHERE id = %s", [lead.id])
        [row] = self.env.cr.dictfetchall()
        for name in (
            "email_from",
            "email_normalized",
            "email_domain_criterion",
            "phone",
            "phone_sanitized",
        ):
            self.assertFalse(row[name], name)
        tried.attack(OTHERS, "what was derived goes as well")


@tagged("post_install", "-at_install")
class TestTakenOut(OthersCommon):
    def _held(self, user=None):
        request = self._request(user=user)
        request.action_take_out()
        with zipfile.ZipFile(io.BytesIO(base64.b64decode(request.file))) as archive:
            return json.loads(archive.read("held.json"))

    def test_not_of_organisations_and_staff(self):
        for partner, why in (
            (self.company, "organisation"),
            (self.officer.partner_id, "work here"),
        ):
            request = self._request(partner)
            for action in ("action_look", "action_take_out", "action_erase"):
                with (
                    self.assertRaisesRegex(UserError, why),
                    self.env.cr.savepoint(),
                ):
                    getattr(request, action)()
            self.assertFalse(request.file or request.line_ids)

    def test_findings_are_for_who_may_read_them(self):
        self.env["mtm.vetting"].create(
            {"partner_id": self.person.id, "kind": "sanctions", "note": "Confidential"}
        )
        held = self._held()
        self.assertEqual(len(held["mtm.vetting"]), 1)
        self.assertNotIn("Confidential", str(held))
        self.privacy.group_ids = [
            Command.link(self.env.ref("mines_to_markets.group_mtm_sensitive").id)
        ]
        self.assertIn("Confidential", str(self._held()))

    def test_records_that_are_hidden_are_counted_alone(self):
        self.env["mtm.login.attempt"].create(
            {
                "kind": "login",
                "user_id": self.account.id,
                "login_hash": "x" * 64,
                "address": "192.0.2.1",
            }
        )
        held = self._held()
        self.assertNotIn("mtm.login.attempt", held)
        self.assertEqual(held["not_readable"]["mtm.login.attempt"], 1)

    def test_not_what_they_only_made(self):
        self._made_by_person(self.event)
        self._made_by_person(self.other.partner_id)
        held = self._held()
        self.assertNotIn("event.event", held)
        self.assertEqual([row["id"] for row in held["res.partner"]], self.person.ids)
