"""From an award to its financial report, and from a line to what it is made of."""

from odoo.tests import HttpCase, tagged

from .common import MoneyCommon


@tagged("post_install", "-at_install")
class TestSf425Tour(MoneyCommon, HttpCase):
    def test_an_officer_opens_a_line(self):
        self._spent(100.4, date_paid="2025-02-11")
        self._subaward(500)
        self.start_tour(
            f"/odoo/awards/{self.award.id}", "asm_sf425", login=self.officer.login
        )
