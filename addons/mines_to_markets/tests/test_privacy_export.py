"""What is taken out bears codes in the place of people."""

import io
import json

import openpyxl

from odoo import Command
from odoo.exceptions import AccessError
from odoo.http import Request
from odoo.tests import HttpCase, new_test_user, tagged
from odoo.tools import mute_logger

from ..tools import personal_data
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


CODE = r"^P-[A-Z2-7]{12}$"
MARKS = ("neema", "testimony", "0990777888", "+243990777888", "long road", "kolwezi")


@tagged("post_install", "-at_install")
class TestEveryColumn(PrivacyCommon):
    """Every column that is declared, and all that is made of one."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.reader = new_test_user(
            cls.env,
            "privacy_reader",
            "mines_to_markets.group_mtm_manager,sales_team.group_sale_manager,"
            "base.group_system,base.group_allow_export",
        )
        for kind in ("key", "secret"):
            cls.env["ir.config_parameter"].set_param(
                f"google_maps.signed_static_api_{kind}", "AAAA"
            )
        card = {
            "street": "1 Long Road",
            "street2": "Behind the Long Road",
            "zip": "Long Road 1",
            "city": "Kolwezi",
            "website": "https://neema.example.org",
            "country_id": cls.env.ref("base.cd").id,
        }
        cls.person.write(card)
        cls.company.write(
            card | {"email": "office@example.org", "phone": cls.person.phone}
        )
        cls.account.signature = "<p>Neema Testimony</p>"
        cls.records = cls._about_the_person()

    @classmethod
    def _about_the_person(cls):
        """Return ``{model: record}``, one of each model that has such a column."""
        mail = cls.person.email_formatted
        how = {"email": cls.person.email, "phone": cls.person.phone}
        event = cls.env["calendar.event"].create(
            {
                "name": "Meeting",
                "start": "2020-01-01 08:00:00",
                "stop": "2020-01-01 09:00:00",
                "partner_ids": cls.person.ids,
            }
        )
        values = {
            "crm.lead": {
                "name": "Lead",
                "contact_name": "Neema Testimony",
                "email_from": mail,
                "email_cc": mail,
                "phone": cls.person.phone,
                "function": "Secretary",
                "website": cls.person.website,
                "street": cls.person.street,
                "street2": cls.person.street2,
                "country_id": cls.person.country_id.id,
            },
            "event.registration": how
            | {"event_id": cls.event.id, "name": cls.person.name},
            "mail.blacklist": {"email": cls.person.email},
            "mail.guest": {"name": cls.person.name, "email": cls.person.email},
            "phone.blacklist": {"number": "+243990777888"},
            "mail.mail": {
                "email_from": mail,
                "reply_to": mail,
                "email_to": mail,
                "email_cc": mail,
                "incoming_email_to": mail,
                "incoming_email_cc": mail,
                "outgoing_email_to": mail,
            },
        }
        made = {model: cls.env[model].create(one) for model, one in values.items()}
        invitations = cls.env["mtm.partner.invitation"]
        return made | {
            "calendar.attendee": event.attendee_ids,
            "mail.message": made["mail.mail"].mail_message_id,
            "mtm.partner.invitation": invitations.search(
                [("partner_id", "=", cls.company.id)]
            ),
            "res.partner": cls.person,
            "res.users": cls.account,
        }

    def _declared(self):
        """Return ``{model: names}`` of all texts that are declared."""
        held = self.env["mtm.personal.data"]._held()
        names = {
            name for name, one in held.items() if one.seen_by == personal_data.PRIVACY
        }
        declared = {}
        for text in sorted(names | personal_data.TWINS.keys()):
            model, _dot, name = text.rpartition(".")
            if not self.env[model]._fields[name].relational:
                declared.setdefault(model, []).append(name)
        return declared

    def _row(self, record, names):
        [row, *_more] = record.with_user(self.reader).export_data(names)["datas"]
        return dict(zip(names, row, strict=True))

    def test_a_code_stands_in_each(self):
        declared = self._declared()
        self.assertLessEqual(declared.keys(), self.records.keys())
        cells = 0
        for model, names in declared.items():
            record = self.records[model]
            for name, cell in self._row(record, names).items():
                with self.subTest(model=model, name=name):
                    self.assertTrue(record[name], "there is nothing to hide")
                    self.assertRegex(cell, CODE)
                cells += 1
        tried.attack(EXPORT, "a code stands there", cells)

    def test_no_other_column_tells(self):
        for model, record in self.records.items():
            fields = record.with_user(self.reader)._fields
            names = [
                name
                for name, field in fields.items()
                if field.type in ("char", "text", "html")
                and field.exportable
                and record.with_user(self.reader)._has_field_access(field, "read")
            ]
            for name, cell in self._row(record, names).items():
                with self.subTest(model=model, name=name):
                    for mark in MARKS:
                        self.assertNotIn(mark, str(cell).lower())

    def test_organisations_stay_readable(self):
        names = self._declared()["res.partner"]
        for name, cell in self._row(self.company, names).items():
            self.assertEqual(cell or False, self.company[name] or False, name)


@tagged("post_install", "-at_install")
class TestGroups(PrivacyCommon, HttpCase):
    """Titles of groups in a workbook are no column, and name nobody either."""

    def setUp(self):
        super().setUp()
        self.focal = self.env["mtm.focal.point"].create(
            {"partner_id": self.company.id, "contact_id": self.person.id}
        )

    def _workbook(self, user, records, groupby, **context):
        user.password = user.login
        self.authenticate(user.login, user.login)
        asked = {
            "model": records._name,
            "fields": [{"name": "id", "label": "ID", "type": "integer"}],
            "ids": [],
            "domain": [("id", "in", records.ids)],
            "import_compat": False,
            "context": context,
            "groupby": groupby,
        }
        return self.url_open(
            "/web/export/xlsx",
            data={"data": json.dumps(asked), "csrf_token": Request.csrf_token(self)},
        )

    def _texts(self, response):
        response.raise_for_status()
        sheet = openpyxl.load_workbook(io.BytesIO(response.content)).active
        return str([cell.value for row in sheet.iter_rows() for cell in row])

    def test_a_title_that_leads_to_a_person_is_a_code(self):
        for context in ({}, {"mtm_codes": False}):
            texts = self._texts(
                self._workbook(self.manager, self.focal, ["contact_id"], **context)
            )
            self.assertIn(self.person._person_code(), texts)
            self.assertNotIn("eema", texts)
            tried.attack(EXPORT, "a code stands there")
        texts = self._texts(
            self._workbook(self.manager, self.focal, ["partner_id", "contact_id"])
        )
        self.assertIn("Cooperative of the tests", texts)
        self.assertNotIn("eema", texts)

    def test_who_may_have_names_has_them(self):
        allowed = self.env.ref("base.group_allow_export")
        self.privacy.group_ids = [Command.link(allowed.id)]
        for groupby in ("contact_id", "contact_id.email"):
            response = self._workbook(self.privacy, self.focal, [groupby])
            self.assertIn("eema", self._texts(response))

    @mute_logger("odoo.http", "odoo.addons.web.controllers.export")
    def test_other_titles_that_name_are_refused(self):
        for records, groupby in (
            (self.focal, "contact_id.name"),
            (self.focal, "contact_id.city"),
            (self.person, "email"),
            (self.person | self.company, "city"),
            (self.registrations, "name"),
            (self.registrations, "email"),
        ):
            response = self._workbook(self.manager, records, [groupby])
            self.assertEqual(response.status_code, 500, groupby)
            self.assertIn("would name people", response.text)
            self.assertNotIn("eema", response.text)
            tried.attack(EXPORT, "groups that would name them are refused")

    def test_groups_of_organisations(self):
        self.company.city = "Kolwezi"
        texts = self._texts(self._workbook(self.manager, self.company, ["city"]))
        self.assertIn("Kolwezi", texts)
        texts = self._texts(self._workbook(self.manager, self.focal, ["create_uid"]))
        self.assertIn(self.env.user.name, texts)

    def test_titles_of_records_that_bear_a_name(self):
        Focal, Registration = self.focal, self.env["event.registration"]
        self.assertTrue(Registration._export_names("email"))
        self.assertFalse(Registration._export_names("event_id"))
        self.assertFalse(Focal._export_names("contact_id"), "a code stands there")
        self.assertTrue(
            self.env["event.registration.answer"]._export_names("registration_id")
        )
        self.assertFalse(
            self.env["mtm.service.delivery"]._export_names("engagement_id")
        )


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
