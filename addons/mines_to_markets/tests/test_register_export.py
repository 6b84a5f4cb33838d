import datetime
import io
import json

import openpyxl
from freezegun import freeze_time

from odoo import Command, http
from odoo.exceptions import AccessError
from odoo.tests import HttpCase, tagged

from .register_common import RegisterCommon


@freeze_time("2026-02-01")
@tagged("post_install", "-at_install")
class TestRegisterExport(RegisterCommon):
    def test_stakeholders_by_name(self):
        [row] = self._rows(
            self._export("stakeholders", [("id", "=", self.tin_council.id)])
        )
        self.assertEqual(row["Name"], "Test Tin Council")
        self.assertEqual(row["Stakeholder Type"], "Test association")
        self.assertEqual(row["Works In"], "Rwanda")
        self.assertEqual(set(row["Minerals"].split("; ")), {"Tin", "Gold"})
        self.assertEqual(row["Registration Number"], "TTC-1")
        self.assertIsNone(row["Phone"])
        self.assertNotIn(self.tin_council.id, row.values())

    def test_persons_are_no_stakeholders(self):
        person = self.env["res.partner"].create({"name": "A person"})
        register = self._register("stakeholders")
        self.assertFalse(register._find([], person.ids))

    def test_engagements_with_real_dates(self):
        engagement = self._create_engagement(
            date_start="2026-01-05", member_ids=[Command.set(self.manager.ids)]
        )
        [row] = self._rows(self._export("engagements", [("id", "=", engagement.id)]))
        self.assertEqual(row["Code"], engagement.code)
        self.assertEqual(row["Stakeholder"], "Test Tin Council")
        self.assertEqual(row["Stakeholder Number"], "TTC-1")
        self.assertEqual(row["Start"], datetime.datetime(2026, 1, 5))
        self.assertIsNone(row["End"])
        self.assertEqual(row["Stage"], "Getting ready")
        self.assertEqual(row["Services"], "Tagging of bags")
        self.assertEqual(row["Team"], self.manager.name)
        self.assertEqual(row["Health"], "On track")

    def test_deliveries_with_counts(self):
        sex = self._create_dimension("t-sex", "female", "male")
        delivery = self._create_delivery(
            self._create_engagement(date_start="2026-01-01"),
            date="2026-01-20",
            quantity=0,
            count_ids=[
                Command.create({"quantity": 0}),
                Command.create(
                    {
                        "quantity": 12,
                        "category_ids": [Command.set(sex.value_ids[:1].ids)],
                    }
                ),
            ],
        )
        [row] = self._rows(self._export("deliveries", [("id", "=", delivery.id)]))
        self.assertEqual(row["Engagement Code"], delivery.engagement_id.code)
        self.assertEqual(row["Engagement"], delivery.engagement_id.name)
        self.assertEqual(row["Delivered To"], "Test Tin Council")
        self.assertEqual(row["Date"], datetime.datetime(2026, 1, 20))
        self.assertEqual(row["Quantity"], 0)
        self.assertEqual(row["Participants"], 0, "nobody came, and that was counted")
        self.assertEqual(row["Participants by Category"], "T-sex/Female: 12")
        self.assertEqual(row["Status"], "Draft")

    def test_text_stays_text(self):
        """A name that looks like a formula, a link or a number is none."""
        for name in ("=1+1", "+HYPERLINK()", "@SUM(A1)", "0012", "http://x.example"):
            self.tin_council.name = name
            content = self._export("stakeholders", [("id", "=", self.tin_council.id)])
            sheet = openpyxl.load_workbook(io.BytesIO(content)).worksheets[0]
            cell = sheet["A2"]
            self.assertEqual((cell.value, cell.data_type), (name, "s"))
            self.assertFalse(cell.hyperlink)

    def test_notes_say_what_was_filtered(self):
        content = self._export(
            "stakeholders", [("id", "=", self.tin_council.id)], filters="Type: X | Y"
        )
        notes = openpyxl.load_workbook(io.BytesIO(content)).worksheets[1]
        lines = {row[0]: row[2] for row in notes.iter_rows(values_only=True) if row[0]}
        self.assertEqual(lines["Filters"], "Type: X | Y")
        self.assertEqual(lines["Rows"], "1")
        self.assertEqual(lines["Taken out by"], self.officer.name)
        names = {row[1] for row in notes.iter_rows(values_only=True) if row[1]}
        self.assertLess({"iati_identifier", "works_in"}, names)

    def test_a_template_has_the_same_titles_and_no_rows(self):
        register = self._register("engagements")
        book = openpyxl.load_workbook(io.BytesIO(register._template()))
        titles = [cell.value for cell in book.worksheets[0][1]]
        self.assertEqual(titles, [column.title for column in register._columns()])
        self.assertEqual(book.worksheets[0].max_row, 1)

    def test_no_title_is_the_name_of_another_column(self):
        """A file may have either as its titles."""
        for kind in ("stakeholders", "engagements", "deliveries"):
            columns = self._register(kind)._columns()
            names = {column.name for column in columns}
            self.assertEqual(len(names), len(columns))
            self.assertEqual(len({column.title for column in columns}), len(columns))
            for column in columns:
                if column.title.lower() in names:
                    self.assertEqual(column.title.lower(), column.name)

    def test_restricted_staff_take_out_what_they_see(self):
        engagement = self._create_engagement()
        delivery = self._create_delivery(engagement)
        for kind, record in (
            ("stakeholders", self.tin_council),
            ("engagements", engagement),
            ("deliveries", delivery),
        ):
            register = self._register(kind, self.elsewhere)
            self.assertNotIn(record, register._find([]))
            self.assertFalse(register._find([], record.ids), kind)

    def test_names_that_the_reader_may_not_see_are_left_out(self):
        both = self._create_engagement(
            partner_id=self.ministry.id,
            service_ids=self.survey.ids,
            country_ids=[Command.set((self.rwanda | self.tanzania).ids)],
            site_ids=[Command.set(self._create_site("Rwandan hill").ids)],
        )
        [row] = self._rows(
            self._export("engagements", [("id", "=", both.id)], user=self.elsewhere)
        )
        self.assertEqual(row["Countries"], "Rwanda; Tanzania")
        self.assertIsNone(row["Stakeholder"])
        self.assertIsNone(row["Sites"])

    def test_queries_do_not_grow_with_rows(self):
        def count(number):
            self.env["res.partner"].create(
                [
                    {
                        "name": f"Register {number} {n}",
                        "is_company": True,
                        "ref": f"register-{number}",
                        "operating_country_ids": self.rwanda.ids,
                        "mineral_ids": (self.tin | self.gold).ids,
                    }
                    for n in range(number)
                ]
            )
            domain = [("ref", "=", f"register-{number}")]
            self._export("stakeholders", domain)
            before = self.env.cr.sql_log_count
            self._export("stakeholders", domain)
            return self.env.cr.sql_log_count - before

        self.assertEqual(count(3), count(60))

    def test_export_takes_the_right_to_export(self):
        register = self._register("engagements")
        engagement = self._create_engagement()
        with self.assertRaises(AccessError):
            register._action_export(engagement)
        self.officer.group_ids += self.env.ref("base.group_allow_export")
        action = register._action_export(engagement)
        self.assertEqual(
            action["params"], {"kind": "engagements", "ids": engagement.ids}
        )


@tagged("post_install", "-at_install")
class TestRegisterDownload(RegisterCommon, HttpCase):
    def _download(self, kind, **data):
        return self.url_open(
            f"/mines_to_markets/register/{kind}",
            data={
                "data": json.dumps(data),
                "csrf_token": http.Request.csrf_token(self),
                "token": "which the web client adds",
            },
        )

    def test_download(self):
        self.officer.group_ids += self.env.ref("base.group_allow_export")
        engagement = self._create_engagement()
        self.authenticate("mtm_officer", "mtm_officer")
        response = self._download(
            "engagements", domain=[["id", "=", engagement.id]], filters="One"
        )
        self.assertEqual(response.status_code, 200)
        [row] = self._rows(response.content)
        self.assertEqual(row["Code"], engagement.code)
        self.assertEqual(self._download("secrets").status_code, 404)

    def test_no_right_no_download(self):
        self.authenticate("mtm_officer", "mtm_officer")
        self.assertEqual(self._download("engagements").status_code, 403)
        self.authenticate(None, None)
        response = self._download("engagements")
        self.assertNotIn(b"PK\x03\x04", response.content[:4])

    def test_template(self):
        self.authenticate("mtm_officer", "mtm_officer")
        response = self.url_open("/mines_to_markets/register/deliveries/template")
        self.assertEqual(response.content[:2], b"PK")
