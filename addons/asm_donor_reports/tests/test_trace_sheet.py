"""What is kept with a report: the way back from each figure, and what explains it."""

import io
import os
import zipfile

from openpyxl import load_workbook

from odoo.exceptions import UserError
from odoo.tests import tagged

from odoo.addons.asm_programs.tests.common import Q2
from odoo.addons.mines_to_markets.tests import tried

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

    def test_the_index_says_which_file_is_gone(self):
        gone = self._evidence("gone.csv")
        link = gone.create({"url": "https://example.org/there"})
        self.total.evidence_ids = gone | link
        self._lose(gone.attachment_id)
        self.total.evidence_ids.invalidate_recordset()
        report = self._frozen()
        with zipfile.ZipFile(io.BytesIO(report._kept_file("zip")[1])) as archive:
            index = archive.read("evidence index.csv").decode()
        self.assertIn("gone.csv (missing on the server)", index)
        self.assertEqual(index.count("(missing on the server)"), 1)
        tried.fault("a file of evidence that is gone", "the index of the ZIP names it")

    def test_a_frozen_file_that_is_gone(self):
        report = self._frozen()
        [pages] = report.attachment_ids.filtered(lambda one: ".pdf" in one.name)
        self._lose(pages.sudo())
        with self.assertRaisesRegex(UserError, "missing on the server"):
            report._kept_file("pdf")
        self.assertEqual(report.redraw(), report.file_id.raw)
        tried.fault("a frozen file that is gone", "it says so; the others stay")

    def _lose(self, attachment):
        path = attachment._full_path(attachment.store_fname)
        os.rename(path, f"{path}-lost")
        self.addCleanup(os.rename, f"{path}-lost", path)
