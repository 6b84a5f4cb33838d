from io import BytesIO

from freezegun import freeze_time
from openpyxl import load_workbook

from odoo import Command
from odoo.tests import tagged

from odoo.addons.mines_to_markets.tools import numerals

from .common import Q1, Q2, AsmCommon


@freeze_time("2025-08-15")
@tagged("post_install", "-at_install")
class TestOneNumber(AsmCommon):
    """A number and its target are the same wherever somebody looks."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.award = cls._award()
        cls._share({cls.award: 100})
        cls.tonnes = cls._line("TST-ONE")
        cls.share = cls._ratio("TST-SHR")
        cls.nothing = cls._line("TST-NIL")
        cls.blank = cls._line("TST-BLK")
        cls.lines = cls.tonnes + cls.share + cls.nothing + cls.blank
        for line in cls.lines:
            cls._award_line(cls.award, line)
            cls.env["asm.assignment"].create(
                {"program_indicator_id": line.id, "partner_id": cls.partner.id}
            )
        cls._number(cls.tonnes, Q1, 1234.5)
        cls._number(cls.share, Q1, numerator=9, denominator=40)
        cls._number(cls.nothing, Q1, 0)
        cls._target(cls.tonnes, 2000.25, Q1)
        cls._target(cls.share, days=Q1, numerator=1, denominator=4)
        cls._target(cls.nothing, 0, Q1)
        cls.award_period = cls.env["asm.award.period"].create(
            {
                "award_id": cls.award.id,
                "name": "First quarter",
                "date_start": Q1[0],
                "date_end": Q1[1],
            }
        )
        cls.env.flush_all()
        cls.env.invalidate_all()

    def test_results_are_what_was_reported(self):
        self.assertEqual(
            self._in_results(),
            {
                self.tonnes: (1234.5, 2000.25),
                self.share: (22.5, 25),
                self.nothing: (0, 0),
                self.blank: (None, None),
            },
        )

    def test_every_page_and_workbook_shows_the_same(self):
        truth = self._in_results()
        for read in (self._on_page, self._in_tracking_workbook):
            with self.subTest(where=read.__name__):
                self.assertEqual(read(), truth)
        actuals = {line: pair[0] for line, pair in truth.items()}
        self.assertEqual(self._in_plain_results(), actuals)
        self.assertEqual(self._in_tracking(), actuals)
        targets = {line: pair[1] for line, pair in truth.items() if line != self.blank}
        self.assertEqual(self._in_ledger_workbook(), targets)

    def test_the_grid_shows_the_same_in_its_report_and_the_next(self):
        truth = self._in_results()
        now, later = self._in_grid(Q1), self._in_grid(Q2)
        for line in self.lines - self.share:
            with self.subTest(line=line.code):
                value, target = (numerals.show(number) for number in truth[line])
                self.assertEqual(now[line]["v"], [value])
                self.assertEqual(now[line].get("target", ""), target)
                self.assertEqual(later[line]["v"], [""])
                self.assertEqual(later[line].get("last", ""), value)
        self.assertEqual(now[self.share]["v"], ["9", "40"])
        self.assertEqual(now[self.share]["target"], "1 / 4")
        self.assertEqual(later[self.share]["last"], "9 / 40")

    def _in_plain_results(self):
        cells = self.lines.with_user(self.manager).read_results(*Q1)
        return {line: cells[line.id][0]["value"] for line in self.lines}

    def _in_results(self):
        cells = self.lines.with_user(self.manager).read_achievement(*Q1)
        firsts = {line: cells[line.id][0] for line in self.lines}
        return {line: (cell["value"], cell["target"]) for line, cell in firsts.items()}

    def _on_page(self):
        page = (
            self.env["asm.dashboard"]
            .with_user(self.officer)
            .read_dashboard(self.program.id, date_from=Q1[0], date_to=Q1[1])
        )
        shown = {
            line["id"]: (line["value"], line["target"])
            for result in page["results"]
            for line in result["lines"]
        }
        return {line: shown[line.id] for line in self.lines}

    def _in_tracking(self):
        found = self.program.with_user(self.officer).read_tracking(*Q1)
        return {line: found[line.id]["total"]["value"] for line in self.lines}

    def _in_tracking_workbook(self):
        report = self.env["asm.donor.report"].create(
            {
                "award_ids": [Command.set(self.award.ids)],
                "award_period_id": self.award_period.id,
            }
        )
        report.with_user(self.finance).action_draw()
        rows = self._read_sheet("tracking_table", "asm.donor.report", report, "#")
        by_code = {row["Code"]: row for row in rows}
        return {
            line: tuple(
                by_code[line.code][title]
                for title in ("Actual, period", "Target, period")
            )
            for line in self.lines
        }

    def _in_ledger_workbook(self):
        entries = self.env["asm.ledger"].search(
            [("program_id", "=", self.program.id), ("kind", "=", "target")]
        )
        rows = self._read_sheet("ledger", "asm.ledger", entries, "Programme")
        current = {row["Indicator"]: row["Current"] for row in rows}
        return {
            line: current[line.indicator_id.display_name]
            for line in self.lines - self.blank
        }

    def _read_sheet(self, name, model, records, first):
        """Return the rows of a workbook's first sheet as ``{title: value}``."""
        content, _kind = (
            self.env[f"report.asm_programs.{name}"]
            .with_user(self.finance)
            .with_context(active_model=model)
            .create_xlsx_report(records.ids, {})
        )
        sheet = load_workbook(BytesIO(content)).worksheets[0]
        rows = list(sheet.iter_rows(values_only=True))
        top = next(number for number, row in enumerate(rows) if row[0] == first)
        return [dict(zip(rows[top], row, strict=True)) for row in rows[top + 1 :]]

    def _in_grid(self, days):
        """Return ``{indicator: the cell of its total}`` of the partner's report."""
        grid = self._submission(days).sudo()._portal_form()
        totals = {
            block["id"]: place["total"]
            for block in grid["blocks"]
            for place in block["places"]
        }
        return {line: totals[line.id] for line in self.lines}
