"""Whoever is erased: what they were called before, what others share with them, and
where Odoo keeps people as well."""

from odoo.tests import tagged

from . import tried
from .test_privacy import ERASED, PrivacyCommon
from .test_privacy_others import OTHERS


class FormerCommon(PrivacyCommon):
    def _track(self, record, field, old, new, number=0):
        """Have a change on record, as the chatter keeps it."""
        return self.env["mail.tracking.value"].create(
            {
                "mail_message_id": record.message_post(body="Changed").id,
                "field_id": self.env["ir.model.fields"]._get(record._name, field).id,
                "old_value_char": old,
                "new_value_char": new,
                "old_value_integer": number,
            }
        )

    def _tables_with(self, text):
        """Return the columns of all tables in which a text stands."""
        self.env.flush_all()
        self.env.cr.execute(
            "SELECT table_name, column_name FROM information_schema.columns "
            "JOIN information_schema.tables USING (table_schema, table_name) "
            "WHERE table_type = 'BASE TABLE' AND table_schema = current_schema "
            "AND data_type IN ('text', 'character varying', 'jsonb')"
        )
        found = []
        for table, column in self.env.cr.fetchall():
            self.env.cr.execute(
                f'SELECT 1 FROM "{table}" WHERE "{column}"::text ILIKE %s LIMIT 1',
                [f"%{text}%"],
            )
            if self.env.cr.fetchone():
                found.append(f"{table}.{column}")
        return found


@tagged("post_install", "-at_install")
class TestFormer(FormerCommon):
    def test_what_they_were_called_before_goes(self):
        self._track(self.person, "name", "Neema Maidenly", "Neema Testimony")
        self._track(self.person, "name", "Maidenly", "Neema Maidenly")
        self._track(self.person, "email", "neema.maidenly@example.org", "")
        lead = self.env["crm.lead"].create({"name": "Visit of Neema Maidenly"})
        self._track(lead, "partner_id", "Maidenly", "", self.person.id)
        self.company.message_post(
            subject="Neema Maidenly", body="Ask neema.maidenly@example.org"
        )
        self.registrations[1].name = "Neema Maidenly"
        self._erase()
        self.assertFalse(self._tables_with("maidenly"))
        self.assertIn("Visit of P-", lead.name)
        tried.attack(ERASED, "what they were called before is gone", 6)

    def test_an_address_that_somebody_else_has_now_is_not_theirs(self):
        other = self.env["res.partner"].create(
            {"name": "Juma Bystander", "email": "office@example.org"}
        )
        self._track(self.person, "email", "office@example.org", self.person.email)
        invitation = self.registrations[2]
        invitation.write({"name": other.name, "email": other.email})
        self._erase()
        self.assertEqual(invitation.name, "Juma Bystander")
        self.assertEqual(invitation.email, "office@example.org")
        tried.attack(OTHERS, "records of others stay")

    def test_where_odoo_keeps_people_as_well(self):
        number = "+243990777888"
        self.person.write({"phone": number})
        guest = self.env["mail.guest"].create(
            {"name": "Neema Testimony", "email": self.person.email}
        )
        self.env["mail.blacklist"].create({"email": self.person.email})
        self.env["phone.blacklist"].create({"number": number})
        lead = self.env["crm.lead"].create(
            {
                "name": "Lead",
                "contact_name": self.person.name,
                "email_from": self.person.email,
                "email_cc": f"else@example.org, {self.person.email}",
                "street": "Testimony lane 5",
                "function": "Testimony taker",
            }
        )
        mail = self.env["mail.mail"].create(
            {"email_to": "else@example.org", "email_cc": self.person.email}
        )
        message = self.company.message_post(body="Came in")
        message.incoming_email_cc = self.person.email
        self.assertIn("Testimony", self.account.signature)
        self._erase()
        told = ("neema.testimony@", number, "testimony lane", "testimony taker")
        for text in told:
            self.assertFalse(self._tables_with(text), text)
        self.assertNotIn("Testimony", self.account.signature or "")
        self.assertRegex(guest.name, r"^P-[A-Z2-7]{12}$")
        self.assertIn("else@example.org", lead.email_cc)
        self.assertEqual(mail.email_to, "else@example.org")
        tried.attack(ERASED, "gone where Odoo keeps people as well", 7)


@tagged("post_install", "-at_install")
class TestShared(FormerCommon):
    """Two people have one telephone, and one address: each is somebody else."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.shared = {"email": cls.person.email, "phone": cls.person.phone}
        cls.other = cls.env["res.partner"].create(
            {"name": "Juma Bystander", **cls.shared}
        )

    def test_the_records_of_the_other_stay(self):
        registrations = self.env["event.registration"].create(
            [
                {"event_id": self.event.id, "name": name, **self.shared}
                for name in (self.other.name, self.person.name)
            ]
        )
        leads = self.env["crm.lead"].create(
            [
                {
                    "name": "Lead",
                    "contact_name": name,
                    "email_from": self.person.email,
                    "phone": self.person.phone,
                }
                for name in (self.other.name, self.person.name)
            ]
        )
        elsewhere = self.company.copy({"name": "Another cooperative"})
        invitation = self.env["mtm.partner.invitation"].create(
            {
                "partner_id": elsewhere.id,
                "name": self.other.name,
                "email": self.person.email,
                "date_expiry": "2999-01-01",
            }
        )
        message = self.company.message_post(
            body="Juma Bystander (0990777888)", author_id=self.other.id
        )
        message.email_from = self.other.email_formatted
        self._erase()
        self.assertEqual(registrations[0].name, "Juma Bystander")
        self.assertEqual(registrations[0].email, self.shared["email"])
        self.assertEqual(leads[0].contact_name, "Juma Bystander")
        self.assertEqual(leads[0].phone, self.shared["phone"])
        self.assertTrue(invitation.exists())
        self.assertIn("Juma Bystander (0990777888)", message.body)
        self.assertIn(self.shared["email"], message.email_from)
        self.assertEqual(self.other.name, "Juma Bystander")
        for record, name in ((registrations[1], "name"), (leads[1], "contact_name")):
            self.assertRegex(record[name], r"^P-[A-Z2-7]{12}$")
        self.assertFalse(leads[1].phone or leads[1].email_from)
        tried.attack(OTHERS, "records of who shares an address stay", 6)

    def test_of_who_has_no_card_it_is_told_by_the_name(self):
        self.other.unlink()
        theirs = self.env["event.registration"].create(
            {"event_id": self.event.id, "name": "Juma Bystander", **self.shared}
        )
        self._erase()
        self.assertEqual(theirs.name, "Juma Bystander")
        self.assertNotIn("neema", theirs.email)
        self.assertRegex(self.registrations[0].name, r"^P-[A-Z2-7]{12}$")
        self.assertNotEqual(theirs.email, self.registrations[0].email)
        tried.attack(OTHERS, "records of who shares an address stay")
