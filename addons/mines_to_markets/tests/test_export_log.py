import base64
import csv
import io
import json
import logging
from unittest.mock import patch

import openpyxl
import xlsxwriter

from odoo.http import Request
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from odoo.addons.web.controllers import export

from ..tools import formulas
from . import tried
from .common import MinesToMarketsCommon
from .log_common import LogCommon

# what somebody types to see whether it is calculated
TEXTS = [
    "=1+1",
    '=HYPERLINK("http://127.0.0.1/","x")',
    "+1+1",
    "-2+3",
    "@SUM(1+1)",
    "|calc",
    "\t=1+1",
    "\r=1+1",
    "＝1+1",
    "'=1+1",
    "https://example.com",
    "mailto:a@example.com",
]
FORMULAS = "Formulas in what is exported (CSV, XLSX)"


class ExportCommon(LogCommon, MinesToMarketsCommon, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager.password = "mtm_manager"
        cls.officer.password = "mtm_officer"
        cls.secret = "Amani Mwangaza"
        cls.kinds = cls.env["mtm.theme"].create(
            [{"code": f"T-{number}", "name": text} for number, text in enumerate(TEXTS)]
        )

    def _login(self, user=None):
        user = user or self.manager
        self.authenticate(user.login, user.login)

    def _post(self, url, data, **fields):
        return self.url_open(
            url,
            data={
                "data": json.dumps(data),
                "csrf_token": Request.csrf_token(self),
                **fields,
            },
        )

    def _export(self, kind, domain, **asked):
        return self._post(
            f"/web/export/{kind}",
            {
                "model": "mtm.theme",
                "fields": [{"name": "name", "label": "Name", "type": "char"}],
                "ids": [],
                "domain": domain,
                "import_compat": False,
                "context": {},
            }
            | asked,
        )


@tagged("post_install", "-at_install")
class TestExportLog(ExportCommon):
    """Who took out what, when and with which filter: every file, whoever makes it."""

    def _only(self, new):
        [entry] = [one for one in new if one.kind == "export"]
        return entry

    def test_odoo_export(self):
        self._login()
        for kind in ("csv", "xlsx"):
            with self.new_entries() as new:
                self._export(kind, [("id", "in", self.kinds.ids)]).raise_for_status()
            entry = self._only(new)
            self.assertEqual(entry.user_id, self.manager)
            self.assertEqual(entry.res_model, "mtm.theme")
            self.assertEqual(
                entry.details,
                {
                    "fields": ["name"],
                    "filter": [["id", "in", self.kinds.ids]],
                    "format": kind,
                    "ids": self.kinds.sorted().ids,
                    "rows": len(TEXTS),
                },
            )
            self.assertIn("Columns: name", entry.details_text)

    def test_what_was_typed_is_left_out(self):
        self._login()
        domain = ["|", ("name", "ilike", self.secret), ("code", "=", self.secret)]
        with self.new_entries() as new:
            self._export("csv", domain).raise_for_status()
        entry = self._only(new)
        self.assertNotIn("Amani", json.dumps(entry.details))
        self.assertEqual(
            entry.details["filter"], ["|", ["name", "ilike", "…"], ["code", "=", "…"]]
        )

    def test_the_server_log_does_not_say_what_was_searched_for(self):
        self._login()
        with patch.object(export._logger, "info") as told:
            self._export("csv", [("name", "ilike", self.secret)]).raise_for_status()
            self._export("csv", [], ids=self.kinds[:1].ids).raise_for_status()
        self.assertEqual(told.call_count, 2)
        for call in told.call_args_list:
            message, *args = call.args
            record = export._logger.makeRecord(
                export._logger.name, logging.INFO, "", 0, message, tuple(args), None
            )
            said = record.getMessage()
            self.assertRegex(said, r"^User \d+ exported \d+ 'mtm.theme' records")
            self.assertNotIn("Amani", said)
        tried.attack(
            "Search terms looked for in the server's log", "left out of the line", 2
        )

    def test_what_fails_leaves_nothing(self):
        self._login()
        with (
            self.new_entries() as new,
            mute_logger("odoo.http", "odoo.addons.web.controllers.export"),
        ):
            response = self._export("csv", [("nothing", "=", 1)])
            self.assertEqual(response.status_code, 500)
            self._login(self.officer)
            response = self._export("csv", [])
            self.assertEqual(response.status_code, 500, "officers may not export")
        self.assertFalse(new)

    def test_over_rpc(self):
        self._login()
        with self.new_entries() as new:
            self.make_jsonrpc_request(
                "/web/dataset/call_kw",
                {
                    "model": "mtm.theme",
                    "method": "export_data",
                    "args": [self.kinds[0].ids, ["name"]],
                    "kwargs": {},
                },
            )
        entry = self._only(new)
        self.assertEqual(
            (entry.res_id, entry.user_id), (self.kinds[0].id, self.manager)
        )

    def test_pivot(self):
        self._login()
        with self.new_entries() as new:
            self._pivot("Row").raise_for_status()
        self.assertEqual(
            self._only(new).details,
            {
                "fields": ["Count"],
                "format": "xlsx",
                "route": "/web/pivot/export_xlsx",
                "rows": 1,
            },
        )

    def _pivot(self, text):
        return self._post(
            "/web/pivot/export_xlsx",
            {
                "title": "Themes",
                "model": "mtm.theme",
                "measure_count": 1,
                "origin_count": 1,
                "col_group_headers": [
                    [{"title": text, "width": 1, "height": 1}],
                ],
                "measure_headers": [{"title": "Count", "is_bold": False}],
                "origin_measure_headers": [],
                "rows": [
                    {
                        "title": text,
                        "indent": 0,
                        "values": [{"value": text, "is_bold": False}],
                    }
                ],
            },
        )

    def test_registers(self):
        self._login()
        with self.new_entries() as new:
            self._post(
                "/mines_to_markets/register/stakeholders",
                {"domain": [("name", "ilike", "Tin Council")], "filters": self.secret},
            ).raise_for_status()
        entry = self._only(new)
        self.assertEqual(entry.res_model, "res.partner")
        self.assertEqual(entry.details["filter"], [["name", "ilike", "…"]])
        self.assertIn("name", entry.details["fields"])
        self.assertEqual(entry.res_id, self.tin_council.id)
        self.assertEqual(entry.details["rows"], 1)

    def test_reports(self):
        self._login()
        name = "mines_to_markets.report_stakeholder"
        with self.new_entries() as new:
            self.url_open(
                f"/report/pdf/{name}/{self.tin_council.id}"
            ).raise_for_status()
        entry = self._only(new)
        self.assertEqual(entry.res_id, self.tin_council.id)
        self.assertEqual(entry.details["report"], name)

    def test_attachments(self):
        file = self.env["ir.attachment"].create(
            {
                "name": "a.txt",
                "raw": b"a",
                "res_model": "res.partner",
                "res_id": self.tin_council.id,
            }
        )
        self._login()
        with self.new_entries() as new:
            self.url_open(f"/web/content/{file.id}").raise_for_status()
        self.assertFalse(new, "it was looked at")
        with self.new_entries() as new:
            self.url_open(f"/web/content/{file.id}?download=true").raise_for_status()
        entry = self._only(new)
        self.assertEqual((entry.res_model, entry.res_id), ("ir.attachment", file.id))
        self.assertEqual(
            entry.details["attached_to"], f"res.partner,{self.tin_council.id}"
        )

    def _attached(self, name, mimetype="text/plain", raw=b"abc"):
        return self.env["ir.attachment"].create(
            {
                "name": name,
                "raw": raw,
                "mimetype": mimetype,
                "res_model": "res.partner",
                "res_id": self.tin_council.id,
            }
        )

    def test_parts_of_a_file(self):
        self._login()
        first, second = self._attached("a.txt"), self._attached("b.txt")
        for file, part, is_new in (
            (first, "bytes=0-", True),
            (first, "bytes=1-", False),
            (second, "bytes=1-", True),
            (second, "bytes=2-2", False),
            (second, "bytes=-3", True),
        ):
            with self.new_entries() as new, self.subTest(file=file.name, part=part):
                answer = self.url_open(
                    f"/web/content/{file.id}?download=true", headers={"Range": part}
                )
                self.assertEqual(answer.status_code, 206)
            self.assertEqual(new and new[0].res_id, is_new and file.id or [])
        tried.attack("Files taken out in parts", "an entry in the log", 3)

    def test_what_is_shown_and_what_is_not(self):
        self._login()
        png = base64.b64decode(
            "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGA"
            "WjR9awAAAABJRU5ErkJggg=="
        )
        sheet = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
        for name, kind, raw, is_shown in (
            ("a.pdf", "application/pdf", b"%PDF-1.4", True),
            ("a.png", "image/png", png, True),
            ("a.txt", "text/plain", b"a", True),
            ("a.csv", "text/csv", b"a", False),
            ("a.xlsx", sheet, b"PK", False),
            ("a.zip", "application/zip", b"PK", False),
            ("a.bin", "application/octet-stream", b"\0", False),
        ):
            file = self._attached(name, kind, raw)
            with self.new_entries() as new, self.subTest(name=name):
                answer = self.url_open(f"/web/content/{file.id}")
                self.assertEqual(answer.status_code, 200)
            self.assertEqual([entry.res_id for entry in new], [file.id][is_shown:])

    def test_several_attachments_in_one_file(self):
        self._login()
        files = self._attached("a.txt") | self._attached("b.txt")
        files |= self._attached("c.txt").copy({"res_id": self.manager.partner_id.id})
        with self.new_entries() as new:
            self.url_open(
                "/mail/attachment/zip",
                data={
                    "file_ids": ",".join(map(str, files.ids)),
                    "zip_name": "all.zip",
                    "csrf_token": Request.csrf_token(self),
                },
            ).raise_for_status()
        entry = self._only(new)
        self.assertEqual(entry.details["ids"], files.ids)
        self.assertEqual(entry.details["rows"], 3)
        self.assertEqual(
            entry.details["attached_to"],
            f"res.partner,{self.tin_council.id}; "
            f"res.partner,{self.manager.partner_id.id}",
        )

    # -- formulas --

    def test_no_formula_in_a_workbook(self):
        self._login()
        content = self._export("xlsx", [("id", "in", self.kinds.ids)]).content
        self._assert_text(content, len(TEXTS))
        content = self._export(
            "xlsx", [("id", "in", self.kinds.ids)], groupby=["name"]
        ).content
        self._assert_text(content, 2 * len(TEXTS))
        for text in TEXTS:
            self._assert_text(self._pivot(text).content, 3)
        tried.attack(FORMULAS, "written as text, and read as such", 3 * len(TEXTS))

    def _assert_text(self, content, count):
        sheet = openpyxl.load_workbook(io.BytesIO(content)).worksheets[0]
        cells = [
            cell
            for row in sheet.iter_rows()
            for cell in row
            if isinstance(cell.value, str)
        ]
        self.assertGreaterEqual(len(cells), count)
        for cell in cells:
            self.assertEqual(cell.data_type, "s", cell.value)
            self.assertFalse(cell.hyperlink)

    def test_every_workbook_takes_text_for_text(self):
        with xlsxwriter.Workbook(io.BytesIO()) as book:
            sheet = book.add_worksheet()
            for row, text in enumerate(TEXTS):
                sheet.write(row, 0, text)
            self.assertFalse(sheet.strings_to_formulas)
            self.assertFalse(sheet.strings_to_urls)

    def test_no_formula_in_csv_and_back_again(self):
        self._login()
        content = self._export("csv", [("id", "in", self.kinds.ids)]).content
        rows = list(csv.reader(io.StringIO(content.decode(), newline="")))
        self.assertEqual(rows[0], ["Name"])
        for [text] in rows[1:]:
            self.assertFalse(formulas.is_dangerous(text), text)
        [[title]] = csv.reader(
            io.StringIO(
                self._export(
                    "csv",
                    [("id", "=", 0)],
                    fields=[{"name": "name", "label": "=1+1", "type": "char"}],
                ).text
            )
        )
        self.assertEqual(title, "'=1+1")
        wizard = self.env["base_import.import"].create(
            {"res_model": "mtm.theme", "file": content, "file_type": "text/csv"}
        )
        _count, read = wizard._read_csv(
            {"encoding": "utf-8", "separator": ",", "quoting": '"'}
        )
        self.assertEqual(
            [text for [text] in read[1:]], self.kinds.sorted().mapped("name")
        )
        tried.attack(FORMULAS, "written as text, and read as such", len(TEXTS) + 1)
