"""Finance reads the board of an award, opens a number and amends; officers read."""

from io import BytesIO

from openpyxl import load_workbook

from odoo.tests import HttpCase, tagged

from .test_board import BoardCommon


@tagged("post_install", "-at_install")
class TestBoardTour(HttpCase, BoardCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # the browser's day is the real one, whichever that is
        cls.award.date_end = "2099-12-31"

    def test_finance_reads_and_amends(self):
        self.start_tour(
            f"/odoo/awards/{self.award.id}", "asm_award_board", login="asm_finance"
        )
        self.assertEqual(self.award.amount, 1500)
        self.assertEqual(self.award.original_amount, 1000)

    def test_officers_read(self):
        self.start_tour(
            "/odoo/award-money", "asm_award_board_read", login="asm_officer"
        )

    def test_the_workbook_is_that_of_the_day_asked_for(self):
        self.authenticate("asm_officer", "asm_officer")
        answer = self.url_open(
            f"/report/xlsx/asm_money.award_position/{self.award.id}"
            '?context={"active_model":"asm.award","asm_money_day":"2025-02-28"}'
        )
        answer.raise_for_status()
        lines = load_workbook(BytesIO(answer.content)).worksheets[0]
        rows = [[cell.value for cell in row] for row in lines.iter_rows()]
        self.assertEqual(rows[-1][5:9], [1000, 60, 0, 940])
