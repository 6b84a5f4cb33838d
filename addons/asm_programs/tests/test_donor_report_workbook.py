from io import BytesIO

from openpyxl import load_workbook

from odoo import Command
from odoo.tests import tagged

from ..tools import clock
from .common import Q1, AsmCommon


@tagged("post_install", "-at_install")
class TestDonorReportWorkbook(AsmCommon):
    """The workbook holds the report's lines, what is behind them, and no guesses."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.award = cls._award()
        cls._share({cls.award: 100})
        cls.line = cls._line(dimensions=cls.sex)
        cls.credited = cls._award_line(cls.award, cls.line)
        period = cls.env["asm.award.period"].create(
            {
                "award_id": cls.award.id,
                "name": "First quarter",
                "date_start": Q1[0],
                "date_end": Q1[1],
            }
        )
        cls.report = cls.env["asm.donor.report"].create(
            {
                "award_ids": [Command.set(cls.award.ids)],
                "award_period_id": period.id,
            }
        )

    def _add_lines(self, *values):
        self.report.drawn_on = clock.now()
        return self.env["asm.donor.report.line"].create(
            [
                {
                    "report_id": self.report.id,
                    "award_indicator_id": self.credited.id,
                    "code": "TST",
                    "is_total": True,
                    **line,
                }
                for line in values
            ]
        )

    def _export(self, user=None):
        """Return the rows of the two sheets as dictionaries by column title."""
        self.env.invalidate_all()
        exporter = self.env["report.asm_programs.tracking_table"].with_user(
            user or self.finance
        )
        content, _kind = exporter.with_context(
            active_model="asm.donor.report"
        ).create_xlsx_report(self.report.ids, {})
        book = load_workbook(BytesIO(content))
        return [self._read_rows(sheet) for sheet in book.worksheets]

    def _read_rows(self, sheet):
        rows = list(sheet.iter_rows(values_only=True))
        top = next(number for number, row in enumerate(rows) if row[0] == "#")
        return [dict(zip(rows[top], row, strict=True)) for row in rows[top + 1 :]]

    def test_blank_is_not_zero(self):
        self._add_lines({"actual": 0.0, "target": False})
        [row] = self._export()[0]
        self.assertEqual(row["Actual, period"], 0)
        self.assertIsNone(row["Target, period"])

    def test_lines_trace_to_their_own_numbers(self):
        self._number(self.line, value=10)
        self._number(self.line, value=4, categories=self.female)
        self._number(self.line, value=6, categories=self.male)
        self._row(self.line, ("2025-04-01", "2025-06-30"), 7)
        self._add_lines(
            {},
            {"is_total": False, "value_id": self.female.id, "category": "Female"},
        )
        traced = self._export()[1]
        self.assertEqual(
            sorted((row["#"], row["Value"]) for row in traced),
            [(1, 4), (1, 6), (1, 10), (2, 4)],
        )
        self.assertEqual({row["Reported by"] for row in traced}, {"Association"})
        self.assertEqual({row["Approved by"] for row in traced}, {self.approver.name})

    def test_number_is_traced_once_for_each_delivery(self):
        deliveries = [
            self._delivery(self._engagement(self._service(code)), date=day)
            for code, day in (("A", "2025-02-01"), ("B", "2025-02-02"))
        ]
        actual = self._row(self.line, value=2)
        self.env["asm.actual.delivery"].create(
            [
                {"actual_id": actual.id, "delivery_id": delivery.id, "quantity": 1}
                for delivery in deliveries
            ]
        )
        self._approve(actual)
        self._add_lines({})
        self.assertEqual(
            [(row["Delivery"], row["Stakeholder"]) for row in self._export()[1]],
            [(delivery.display_name, "Association") for delivery in deliveries],
        )

    def test_reader_sees_what_the_rules_allow(self):
        """Restricted staff read lines and numbers of their own programme only."""
        own = self._program("TST-2")
        self._share({self.award: 100}, program=own)
        own_line = self._line("TST-OWN", program=own)
        self._number(self.line, value=10)
        self._number(own_line, value=20)
        credited = self._award_line(self.award, own_line)
        self._add_lines({}, {"award_indicator_id": credited.id, "code": "OWN"})
        self.assertEqual([len(rows) for rows in self._export()], [2, 2])
        self.env["mtm.staff.scope"].create(
            {"user_id": self.officer.id, "program_ids": [Command.set(own.ids)]}
        )
        table, trace = self._export(self.officer)
        self.assertEqual([row["Code"] for row in table], ["OWN"])
        self.assertEqual([row["Value"] for row in trace], [20])

    def test_queries_do_not_depend_on_lines(self):
        self._number(self.line, value=10)
        self._add_lines({})
        self._export()
        few = self._count_queries()
        self._add_lines(*[{}] * 50)
        self.assertEqual(self._count_queries(), few)

    def _count_queries(self):
        self.env.flush_all()
        before = self.env.cr.sql_log_count
        self._export()
        return self.env.cr.sql_log_count - before
