"""A layout that only lies in ``data/`` draws a report, and the vocabulary is written
down as it is."""

import io
from pathlib import Path

import openpyxl

from odoo import Command
from odoo.tests import tagged

from odoo.addons.asm_donor_reports.tests.test_report import ReportCommon
from odoo.addons.asm_donor_reports.tools import vocabulary

ROOT = Path(__file__).parent.parent


@tagged("post_install", "-at_install")
class TestDonorLayout(ReportCommon):
    def test_a_layout_needs_no_python(self):
        raw = (ROOT / "data" / "donor_layout_sample.json").read_bytes()
        layout = self.env["asm.donor.format"].with_user(self.finance)._from_file(raw)
        report = (
            self.env["asm.donor.report"]
            .with_user(self.finance)
            .create(
                {
                    "award_ids": [Command.set(self.award.ids)],
                    "award_period_id": self.period.id,
                    "format_id": layout.id,
                }
            )
        )
        report.action_freeze("The first quarter only")
        book = openpyxl.load_workbook(io.BytesIO(report.file_id.raw))
        rows = [
            [value for value in row if value is not None]
            for row in book["Foundation report"].values
        ]
        self.assertIn([f"Grant {self.award.reference}"], rows)
        self.assertIn(["OUT-1", "Tonnes", 40, 10, '=IFERROR(D7/C7*100,"")'], rows)
        self.assertEqual(report.redraw(), report.file_id.raw)

    def test_vocabulary_is_written_down(self):
        """After a change, write it again: ``vocabulary.as_markdown()``."""
        written = (ROOT / "docs" / "donor_layouts.md").read_text()
        self.assertEqual(written, vocabulary.as_markdown())
