"""What is kept with a report: the way back from each figure, and what explains it."""

import io
import zipfile

from openpyxl import load_workbook

from odoo.tests import tagged

from odoo.addons.asm_programs.tests.common import Q2

from ..models import _trace_rows
from .test_trace import TraceCommon


@tagged("post_install", "-at_install")
class TestTraceSheet(TraceCommon):
    def _frozen(self):
        report = self.report.with_user(self.finance)
        report.action_draw()
        report.action_freeze("all is well")
        return report

    def _trace(self, report):
        book = load_workbook(io.BytesIO(report.file_id.raw))
        rows = list(book["Trace"].values)
        return [dict(zip(rows[0], row, strict=True)) for row in rows[1:]]

    def test_a_sheet_leads_back_from_each_figure(self):
        evidence = self._evidence("list.csv")
        self.total.evidence_ids = evidence
        report = self._frozen()
        rows = self._trace(report)
        of_total = [
            row
            for row in rows
            if row["Figure"] == "TST-SUM" and row["Days"].startswith("2025-04-01")
        ]
        self.assertEqual(sorted(row["Value"] for row in of_total), [2, 3, 10])
        [own] = [row for row in of_total if row["Value"] == 10]
        self.assertEqual(own["Approved by"], self.approver.name)
        self.assertEqual(own["Evidence"], "list.csv")
        of_women = [row for row in rows if row["Figure"] == "TST-SUM, Female"]
        self.assertEqual({row["Value"] for row in of_women}, {3})
        ledger = [row for row in rows if row["Figure"] == "sf425.10e"]
        self.assertEqual(sorted(row["Value"] for row in ledger), [7, 40, 47])

    def test_deliveries_and_engagements(self):
        delivery = self._delivery(self._engagement(self._service()), "2025-05-02")
        row = self._row(self.line, Q2, 1, site_id=self.south)
        self.env["asm.actual.delivery"].create(
            {"actual_id": row.id, "delivery_id": delivery.id, "quantity": 1}
        )
        self._approve(row)
        rows = self._trace(self._frozen())
        [own] = {
            (row["Delivery"], row["Engagement"]) for row in rows if row["Delivery"]
        }
        self.assertEqual(
            own, (delivery.display_name, delivery.engagement_id.display_name)
        )

    def test_it_can_be_left_out(self):
        self.report.has_trace = False
        report = self._frozen()
        book = load_workbook(io.BytesIO(report.file_id.raw))
        self.assertNotIn("Trace", book.sheetnames)

    def test_many_are_cut_with_a_sentence(self):
        self.patch(_trace_rows, "AT_MOST", 1)
        rows = self._trace(self._frozen())
        said = {row["What it rests on"] for row in rows}
        self.assertIn("… and 2 more", said)

    def test_the_same_bytes_from_what_was_kept(self):
        report = self._frozen()
        raw = report.file_id.raw
        self._number(self.line, Q2, 9, partner=self.other_partner)
        self.line.indicator_id.name = "Another word"
        self.assertEqual(report.redraw(), raw)

    def test_the_index_of_evidence(self):
        self.total.evidence_ids = self._evidence("list.csv")
        report = self._frozen()
        [found] = report._evidence_of(report._kept_snapshot())
        self.assertEqual(found.name, "list.csv")
        self.assertTrue(found.sha256)
        # a report is read by more people than what it rests on
        with zipfile.ZipFile(io.BytesIO(report._kept_file("zip")[1])) as archive:
            index = archive.read("evidence index.csv").decode()
            self.assertFalse([n for n in archive.namelist() if n.endswith("list.csv")])
        self.assertIn(f"list.csv,{found.sha256}", index)
