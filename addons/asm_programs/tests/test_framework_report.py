import io

from pypdf import PdfReader

from odoo.fields import Date
from odoo.tests import freeze_time, tagged

from .common import Q1, Q2
from .test_framework import FrameworkCommon


@tagged("post_install", "-at_install")
class TestFrameworkReport(FrameworkCommon):
    """A framework on a page, and reference sheets, as their readers may read them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.program.date_end = "2025-12-31"
        cls.line = cls._line("PRT-1", definition="What is counted", rationale="Why")
        cls.line.write({"result_id": cls.first.id, "source": "Own registers"})
        cls._baseline(cls.line, 3, date_measured="2024-12-31")
        cls._target(cls.line, 40)
        cls._number(cls.line, Q1, 10)

    def _print(self, report, records):
        content, kind = (
            self.env["ir.actions.report"]
            .with_user(self.officer)
            ._render_qweb_pdf(f"asm_programs.{report}", records.ids)
        )
        self.assertEqual(kind, "pdf")
        return PdfReader(io.BytesIO(content))

    @freeze_time("2025-08-01")
    def test_the_page_says_what_and_how_far(self):
        page = (
            self.env["report.asm_programs.report_framework"]
            .with_user(self.officer)
            ._read_page(self.program)
        )
        [row] = [row for row in page["rows"] if row.get("indicator")]
        self.assertEqual(row["code"], "1.1.1")
        self.assertEqual(
            (row["baseline"], row["target"], row["current"], row["source"]),
            ("3 (2024)", "40", "10", "Own registers"),
        )
        self.assertEqual(
            [row["code"] for row in page["rows"]], ["1", "1.1", "1.1.1", "1.1.2"]
        )

    def _row_of(self, line, **context):
        page = (
            self.env["report.asm_programs.report_framework"]
            .with_user(self.officer)
            .with_context(**context)
            ._read_page(self.program)
        )
        name = line.indicator_id.display_name
        [row] = [row for row in page["rows"] if row.get("indicator") == name]
        return row

    @freeze_time("2025-08-01")
    def test_words_stand_as_words(self):
        told = self._line("PRT-WRD", measure="qualitative")
        self._baseline(told, text="Nobody talks", date_measured="2024-12-31")
        self._target(told, text="An agreement")
        self._number(told, Q1, text="Talks have begun")
        self._number(told, Q2, text="Long " * 100)
        row = self._row_of(told)
        self.assertEqual(row["baseline"], "Nobody talks (2024)")
        self.assertEqual(row["target"], "An agreement")
        self.assertTrue(row["current"].startswith("Long Long"))
        self.assertLessEqual(len(row["current"]), 160)

    @freeze_time("2025-08-01")
    def test_steps_stand_as_steps(self):
        steps = self._line("PRT-MIL", measure="milestone", unit="step")
        self.env["asm.milestone"].with_user(self.officer).create(
            [
                {
                    "name": name,
                    "program_indicator_id": steps.id,
                    "date_planned": planned,
                    "date_done": done,
                }
                for name, planned, done in (
                    ("Plan", "2025-02-01", "2025-03-01"),
                    ("Zone", "2025-12-31", False),
                )
            ]
        )
        row = self._row_of(steps)
        self.assertEqual(row["current"], "1 of 2 steps")
        self.assertIn("12/31/2025", row["target"])

    @freeze_time("2025-08-01")
    def test_numbers_are_written_in_the_readers_language(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        many = self._line("PRT-BIG")
        self._baseline(many, 1234567, date_measured="2024-12-31")
        space = self.env["res.lang"]._get_data(code="fr_FR").thousands_sep
        wanted = f"1{space}234{space}567 (2024)"
        self.assertEqual(self._row_of(many, lang="fr_FR")["baseline"], wanted)

    def test_thirty_indicators_fit_on_a_page(self):
        for number in range(29):
            line = self._line(f"PRT-X{number}")
            line.indicator_id.name = "People who were trained in health and safety"
            line.result_id = self.second if number % 2 else self.first
        pdf = self._print("asm_program_report_framework", self.program)
        self.assertEqual(len(pdf.pages), 1)
        width, height = pdf.pages[0].mediabox[2:]
        self.assertGreater(width, height)
        text = pdf.pages[0].extract_text()
        self.assertIn("PRT-X28", text)
        self.assertIn("Result 1.1.2", text)

    def test_many_more_take_more_pages(self):
        for number in range(90):
            self._line(f"PRT-X{number}").result_id = self.first
        pdf = self._print("asm_program_report_framework", self.program)
        self.assertGreater(len(pdf.pages), 1)

    def test_an_empty_framework_says_so(self):
        pdf = self._print("asm_program_report_framework", self._program("TST-NONE"))
        self.assertIn("no results", pdf.pages[0].extract_text())

    def test_a_reference_sheet_an_indicator(self):
        other = self._definition("PRT-2")
        pdf = self._print("asm_indicator_report_sheet", self.line.indicator_id | other)
        self.assertGreaterEqual(len(pdf.pages), 2)
        text = "".join(page.extract_text() for page in pdf.pages)
        for words in ("What is counted", "Why", "Unit", "PRT-2"):
            self.assertIn(words, text)
        self.assertNotIn("Own registers", text)

    def test_the_sheet_of_a_programme_has_targets_and_changes(self):
        newer = self.line.indicator_id._make_version("Half days", "Asked for", True)
        line = self.line._upgrade(newer, Date.to_date("2025-04-01"))
        self._target(line, 50, reason="More money")
        pdf = self._print("asm_program_indicator_report_sheet", line)
        text = "".join(page.extract_text() for page in pdf.pages)
        for words in ("Own registers", "Half days", "Asked for", "More money", "50"):
            self.assertIn(words, text)
