"""What is taken out bears codes in the place of people."""

from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import HttpCase, tagged

from . import tried
from .test_privacy import EXPORT, PrivacyCommon


@tagged("post_install", "-at_install")
class TestCodes(PrivacyCommon):
    def _taken_out(self, user, model, domain, fields):
        records = self.env[model].with_user(user).search(domain, order="id")
        return records.export_data(fields)["datas"]

    def test_names_are_for_who_may_have_them(self):
        self.privacy.group_ids = [
            Command.link(self.env.ref("base.group_allow_export").id)
        ]
        columns = ["name", "email", "phone", "display_name", "is_company"]
        domain = [("id", "in", (self.person | self.company).ids)]
        rows = self._taken_out(self.privacy, "res.partner", domain, columns)
        self.assertIn("Neema Testimony", str(rows))
        rows = self._taken_out(self.manager, "res.partner", domain, columns)
        for text in ("Neema", "neema", "0990777888"):
            self.assertNotIn(text, str(rows))
        self.assertIn("Cooperative of the tests", str(rows))
        again = self._taken_out(self.manager, "res.partner", domain, columns)
        self.assertEqual(rows, again)
        tried.attack(EXPORT, "a code stands there", 3)

    def test_nor_through_what_leads_to_them(self):
        focal = self.env["mtm.focal.point"].create(
            {"partner_id": self.company.id, "contact_id": self.person.id}
        )
        domain = [("id", "=", focal.id)]
        for path in (
            "contact_id",
            "contact_id/name",
            "contact_id/email",
            "contact_id/display_name",
            "display_name",
        ):
            rows = self._taken_out(self.manager, "mtm.focal.point", domain, [path])
            self.assertNotIn("eema", str(rows), path)
        rows = self._taken_out(
            self.manager,
            "event.registration",
            [("id", "in", self.registrations.ids)],
            ["name", "email", "event_id"],
        )
        self.assertNotIn("eema", str(rows).lower())
        self.assertIn("Training", str(rows))
        tried.attack(EXPORT, "a code stands there", 7)

    def test_a_code_is_not_made_from_a_number(self):
        data = self.env["mtm.personal.data"]
        first = self.person._person_code()
        self.assertEqual(first, self.person._person_code())
        self.assertNotEqual(first, data._code("other", self.person.id))
        self.env["ir.config_parameter"].sudo().set_param("mtm.pseudonym_key", "00" * 32)
        self.assertNotEqual(first, self.person._person_code())
        with self.assertRaises(AccessError):
            self.env["ir.config_parameter"].with_user(self.manager).search_read([])


@tagged("post_install", "-at_install")
class TestCards(PrivacyCommon, HttpCase):
    """A card to take along is a file with a name, a mail address and a telephone."""

    def _card(self, user, *partners):
        self.authenticate(user.login, user.login)
        ids = ",".join(str(partner.id) for partner in partners)
        return self.url_open(f"/web/partner/vcard?partner_ids={ids}")

    def test_of_people_for_who_may_have_names(self):
        for user in (self.officer, self.manager, self.account):
            user.password = user.login
            for partners in ([self.person], [self.company, self.person]):
                response = self._card(user, *partners)
                self.assertEqual(response.status_code, 404)
                self.assertNotIn(b"eema", response.content)
            tried.attack(EXPORT, "no card is handed out", 2)
        self.privacy.password = self.privacy.login
        response = self._card(self.privacy, self.person)
        self.assertEqual(response.status_code, 200)
        self.assertIn(b"Neema Testimony", response.content)

    def test_of_organisations_for_all(self):
        self.officer.password = self.officer.login
        response = self._card(self.officer, self.company)
        self.assertEqual(response.status_code, 200)
        self.assertIn(b"Cooperative of the tests", response.content)

    def test_of_nobody(self):
        self.officer.password = self.officer.login
        self.assertEqual(self._card(self.officer).status_code, 404)
        gone = self.env["res.partner"].create({"name": "Gone", "is_company": True})
        gone.unlink()
        self.assertEqual(self._card(self.officer, gone).status_code, 404)
