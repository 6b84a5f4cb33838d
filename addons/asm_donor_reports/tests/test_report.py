import io
from datetime import timedelta
from hashlib import sha256

import openpyxl

from odoo import Command, fields
from odoo.exceptions import UserError
from odoo.tests import tagged

from odoo.addons.asm_money.tests.common import MoneyCommon
from odoo.addons.asm_programs.tests.common import Q1, Q2


class ReportCommon(MoneyCommon):
    """An award with one indicator and some spending, reported by quarter."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.line = cls._line("TST-OUT")
        cls._award_line(cls.award, cls.line, code="OUT-1", name="Tonnes")
        cls._target(cls.line, 40, Q1)
        cls.number = cls._number(cls.line, Q1, 10)
        cls.period = cls.env["asm.award.period"].create(
            {
                "award_id": cls.award.id,
                "name": "Q1",
                "kind": "quarter",
                "date_start": Q1[0],
                "date_end": Q1[1],
            }
        )
        cls._spent(100)
        cls.env["asm.deviation"].create(
            {
                "award_indicator_id": cls.award.award_indicator_ids.id,
                "award_period_id": cls.period.id,
                "cause": "Rain",
            }
        )

    @classmethod
    def _format(cls, code="usaid_tracking_table"):
        return cls.env["asm.donor.format"]._newest(code)

    @classmethod
    def _report(cls, code="usaid_tracking_table", **values):
        return (
            cls.env["asm.donor.report"]
            .with_user(cls.finance)
            .create(
                {
                    "award_ids": [Command.set(cls.award.ids)],
                    "award_period_id": cls.period.id,
                    "format_id": cls._format(code).id,
                    **values,
                }
            )
        )

    @classmethod
    def _frozen(cls, code="usaid_tracking_table", **values):
        report = cls._report(code, **values)
        report.action_freeze("The first quarter only")
        return report

    @classmethod
    def _sent(cls, code="usaid_tracking_table", **values):
        report = cls._frozen(code, **values)
        report.action_send()
        return report

    def _change(self, value):
        self.number.with_user(self.approver).action_reopen("Counted twice")
        self.number.with_user(self.officer).value = value
        self._approve(self.number)

    def _sheet(self, report, number=0):
        book = openpyxl.load_workbook(io.BytesIO(report.file_id.raw))
        return book.worksheets[number]

    def _values(self, sheet):
        return [value for row in sheet.values for value in row if value is not None]


@tagged("post_install", "-at_install")
class TestReport(ReportCommon):
    """One report: drawn, looked at, frozen, drawn again."""

    def test_drawn(self):
        report = self._report()
        report.action_draw()
        self.assertIn("OUT-1", report.preview)
        self.assertEqual(report._layout().code, "usaid_tracking_table")

    def test_a_report_is_in_the_format_of_its_period(self):
        layouts = self._format("sf425") | self._format("eu_logframe")
        values = {
            "award_ids": [Command.set(self.award.ids)],
            "award_period_id": self.period.id,
        }
        Report = self.env["asm.donor.report"].with_user(self.finance)
        self.assertEqual(Report.create(values).format_id.code, "tracking_table")
        self.award.format_ids = layouts[0]
        self.assertEqual(Report.create(values).format_id, layouts[0])
        self.period.format_ids = layouts[1]
        self.assertEqual(Report.create(values).format_id, layouts[1])

    def test_exported_workbook_is_the_layout(self):
        report = self._report()
        action = report.action_export_xlsx()
        content, kind = (
            self.env["ir.actions.report"]
            .with_user(self.finance)
            .with_context(active_model=report._name)
            ._render_xlsx(action["report_name"], report.ids, {})
        )
        self.assertEqual(kind, "xlsx")
        book = openpyxl.load_workbook(io.BytesIO(content))
        self.assertIn("OUT-1", self._values(book["Tracking table"]))
        report.action_freeze("The first quarter only")
        action = report.action_export_xlsx()
        self.assertEqual(
            action["url"].split("?")[0].split("/")[-1], str(report.file_id.id)
        )

    def test_not_drawn_yet(self):
        report = self._report()
        self.assertFalse(report.preview)
        with self.assertRefuses(UserError, "Draw .* first"):
            report._book()

    def test_frozen_files(self):
        report = self._frozen()
        self.assertEqual(report.state, "frozen")
        names = [
            name.rpartition(".")[2] for name in report.attachment_ids.mapped("name")
        ]
        self.assertEqual(sorted(names), ["pdf", "xlsx", "zip"])
        self.assertIn("OUT-1", self._values(self._sheet(report)))
        for attachment in report.attachment_ids:
            self.assertEqual(
                report.hashes[attachment.name], sha256(attachment.raw).hexdigest()
            )
        self.assertEqual(report.sha256, report.hashes[report.file_id.name])

    def test_same_bytes_after_data_and_layout_changed(self):
        report = self._sent()
        self._change(20)
        layout = report.format_id
        layout.action_new_version()
        newest = self._format()
        newest.sheet_ids.block_ids[0].cell_ids[0].text = "Another title"
        self.assertEqual(report.redraw(), report.file_id.raw)

    def test_a_format_in_use_stays(self):
        report = self._frozen()
        with self.assertRefuses(UserError, "it stays as it is"):
            report.format_id.with_user(self.finance).name = "Mine"

    def test_numbers_changed_since_it_was_drawn(self):
        report = self._report()
        report.action_draw()
        self._change(20)
        with self.assertRefuses(UserError, "(?s)have changed .*OUT-1.*10.*20"):
            report.action_freeze("Early")
        report.action_draw()
        report.action_freeze("Early")
        self.assertEqual(report.state, "frozen")

    def test_what_is_kept_beside_the_values(self):
        self._rate(1.25, "2025-02-10")
        self._spent(80, transaction_currency_id=self.eur.id)
        kept = self._frozen()._kept_snapshot()
        self.assertEqual([one["code"] for one in kept["definitions"]], ["TST-OUT"])
        self.assertEqual([one["value"] for one in kept["targets"]], [{"n": "40.0"}])
        self.assertIn(
            {
                "currency": "EUR",
                "date": "2025-02-10",
                "source": "ECB",
                "rate": {"n": "1.250000000000"},
            },
            kept["rates"],
        )
        self.assertEqual(
            set(kept["software"]) & {"odoo", "XlsxWriter"}, {"odoo", "XlsxWriter"}
        )

    def test_financial_report(self):
        report = self._frozen("sf425")
        values = self._values(self._sheet(report))
        self.assertIn(100, values)
        self.assertIn("10. Transactions", values)
        self.assertFalse(report.line_ids)
        form = self.award.read_sf425(Q1[1], whole_dollars=True)
        single = report._kept_snapshot()["inputs"]["single"]
        self.assertEqual(single["sf425.10e"], {"n": str(form["lines"]["10e"])})

    def test_every_shipped_format_can_be_drawn(self):
        formats = self.env["asm.donor.format"].search([])
        self.assertGreaterEqual(len(formats), 7)
        for record in formats:
            with self.subTest(record.code):
                report = self._frozen(record.code)
                self.assertEqual(report.redraw(), report.file_id.raw)


@tagged("post_install", "-at_install")
class TestStale(ReportCommon):
    """A sent report is stale exactly when drawing it now gives another cell."""

    def assertStale(self, report, is_stale=True):
        report.action_check_stale()
        self.assertEqual(report.is_stale, is_stale, report.stale_cells)

    def test_as_it_was(self):
        self.assertStale(self._sent(), False)

    def test_changed_and_back(self):
        report = self._sent()
        self._change(20)
        self.assertStale(report)
        self.assertIn("OUT-1", report.stale_cells)
        self.assertIn("10 when drawn, 20 now", report.stale_cells)
        self._change(10)
        self.assertStale(report, False)

    def test_reworded_comment(self):
        report = self._sent()
        self.env["asm.deviation"].search(
            [("award_period_id", "=", self.period.id)]
        ).cause = "Rain and floods"
        self.assertStale(report, False)

    def test_late_number(self):
        other = self._line("TST-LATE")
        self._award_line(self.award, other, code="LATE-1")
        report = self._sent()
        self._number(other, Q1, 0)
        self.assertStale(report)
        self.assertIn("blank when drawn, 0 now", report.stale_cells)

    def test_late_posting(self):
        report = self._sent("sf425")
        self._spent(50, date_posted="2025-06-01")
        self.assertStale(report)

    def test_a_new_layout_is_no_other_number(self):
        report = self._sent()
        report.format_id.action_new_version()
        newest = self._format()
        newest.sheet_ids.block_ids[-1].cell_ids[0].unlink()
        self.assertStale(report, False)

    def test_restatement(self):
        before = self._sent()
        other = self._sent("eu_logframe")
        self._change(20)
        before.action_restate()
        after = before.superseded_by_ids
        after.restate_reason = "Two sites were mixed up"
        after.action_freeze("The first quarter only")
        cells = after.read_restatement()
        [of_year] = [one for one in cells if one["column"] == "Actual (FY2025)"]
        self.assertEqual((of_year["before"], of_year["after"]), ("10", "20"))
        self.assertEqual(of_year["line"], "Tracking table, OUT-1")
        self.assertEqual(of_year["why"], "Two sites were mixed up")
        self.assertEqual(of_year["who"], self.finance.name)
        self.assertEqual(of_year["changed_why"], "Counted twice")
        self.assertEqual(of_year["changed_by"], self.approver.name)
        self.assertGreater(of_year["changed_on"], before.frozen_on)
        self.assertEqual(of_year["depends"], [other.name])

    def test_restatement_in_the_next_report(self):
        before = self._sent()
        self._change(20)
        before.action_restate()
        after = before.superseded_by_ids
        after.restate_reason = "Two sites were mixed up"
        after.action_freeze("The first quarter only")
        after.action_send()
        following = self.period.copy(
            {"name": "Q2", "date_start": Q2[0], "date_end": Q2[1]}
        )
        report = self._report(award_period_id=following.id)
        report.action_freeze("The second quarter is not in yet")
        book = openpyxl.load_workbook(io.BytesIO(report.file_id.raw))
        rows = [row[2:4] for row in book["Restated"].values]
        self.assertIn(("10", "20"), rows)
        self.assertStale(report, False)

    def test_restatement_as_a_workbook(self):
        before = self._sent()
        self._change(20)
        before.action_restate()
        after = before.superseded_by_ids
        after.restate_reason = "Two sites were mixed up"
        after.action_freeze("The first quarter only")
        action = after.action_export_restatement()
        content, _kind = (
            self.env["ir.actions.report"]
            .with_user(self.finance)
            .with_context(active_model=after._name)
            ._render_xlsx(action["report_name"], after.ids, {})
        )
        [sheet] = openpyxl.load_workbook(io.BytesIO(content)).worksheets
        rows = [row for row in sheet.iter_rows(values_only=True) if "20" in row]
        self.assertIn(("10", "20"), {row[1:3] for row in rows})
        # a donor reads it: what staff said to each other stays inside
        self.assertNotIn("Counted twice", str(list(sheet.values)))

    def test_restatement_of_money(self):
        before = self._sent("sf425")
        line = self._spent(50, name="Fuel, found late")
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE account_analytic_line SET create_date = %s WHERE id = %s",
            [fields.Datetime.now() + timedelta(days=1), line.id],
        )
        line.invalidate_recordset()
        before.action_restate()
        after = before.superseded_by_ids
        after.restate_reason = "An invoice came late"
        after.action_freeze("The first quarter only")
        [spent] = [c for c in after.read_restatement() if c["column"] == "e"]
        self.assertEqual((spent["before"], spent["after"]), ("100.00", "150.00"))
        self.assertEqual(spent["why"], "An invoice came late")
        self.assertEqual(spent["changed_by"], line.create_uid.name)
        self.assertEqual(spent["changed_why"], "Fuel, found late")
