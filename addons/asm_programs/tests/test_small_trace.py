from io import BytesIO

from openpyxl import load_workbook

from odoo.tests import tagged

from odoo.addons.mines_to_markets.tests import tried

from .common import Q1
from .test_space_small import KIND, SmallCommon

VALUE, NUMERATOR, DENOMINATOR, COUNTED = 7, 8, 9, 13


@tagged("post_install", "-at_install")
class TestSmallTrace(SmallCommon):
    """The sheet that traces a plain tracking table, place by place."""

    @classmethod
    def _report(cls, awards=None):
        report = super()._report(awards)
        if "format_id" in report:
            # layouts have a trace of their own
            report.format_id = False
        return report

    def _trace(self, report):
        """Return the rows of the sheet that are about miners."""
        content, _kind = (
            self.env["ir.actions.report"]
            .with_user(self.finance)
            ._render_xlsx("asm_programs.tracking_table", report.ids, {})
        )
        sheet = load_workbook(BytesIO(content)).worksheets[1]
        rows = sheet.iter_rows(values_only=True)
        return [row for row in rows if "North" in row or "South" in row]

    def test_with_real_counts_it_tells_all(self):
        self._people(Q1, north=3, south=40)
        rows = self._trace(self._sent_report())
        self.assertEqual(sorted(row[VALUE] for row in rows), [3, 40])

    def test_without_them_it_names_places_alone(self):
        self._people(Q1, north=3, south=40)
        self.award.has_real_counts = False
        rows = self._trace(self._sent_report())
        self.assertEqual(len(rows), 2)
        for row in rows:
            for column in (VALUE, NUMERATOR, DENOMINATOR, COUNTED):
                self.assertIsNone(row[column])
        tried.attack(KIND, "the trace sheet leaves it out", 2)

    def test_the_portal_hands_out_no_file_that_traces_a_small_number(self):
        """43 in all is told to everybody; of the 3 only the trace speaks."""
        self._people(Q1, north=3, south=40)
        report = self._sent_report()
        self.assertFalse(self._offered(report))
        tried.attack(KIND, "the portal does not hand out the file")

    def test_nor_one_that_traces_a_correction_by_few(self):
        """38 in the North are what is left of 40 and of 2 who were counted twice."""
        [number] = self._count(Q1, 40, site_id=self.north)
        self._count(Q1, 40, site_id=self.south)
        self.assertTrue(self._offered(self._sent_report()))
        self._count(Q1, -2, site_id=self.north, correction_of_id=number.id)
        self.award.release_ids.sudo().write({"withdrawn_on": "2026-01-01"})
        self._count(Q1, 30, site_id=self.abroad)
        self.assertFalse(self._offered(self._sent_report()))
        tried.attack(KIND, "the portal does not hand out the file")

    def test_it_hands_out_one_that_traces_none(self):
        self._people(Q1, north=30, south=40)
        self.assertTrue(self._offered(self._sent_report()))

    def _offered(self, report):
        seen = report.with_user(self.reader).sudo()
        return seen._offers_file(self.award.with_user(self.reader).sudo())
