from odoo import Command
from odoo.tests import HttpCase, tagged

from .test_grid import GridCommon


@tagged("post_install", "-at_install")
class TestGridTour(GridCommon, HttpCase):
    """Staff fill in a report by keyboard and by paste, and two at once."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        (cls.words | cls.share).assignment_ids.unlink()

    def _walk(self, tour):
        url = f"/odoo/submissions/{self.report.id}"
        self.start_tour(url, tour, login=self.officer.login)

    def test_staff_fill_in_by_keyboard_and_paste(self):
        self._walk("asm_report_grid_staff")
        self.assertEqual(
            self._by_categories(self.crossed),
            {
                self.sex.value_ids[:0]: 100.0,
                self.sex.value_ids[0] | self.young: 10.0,
                self.sex.value_ids[0] | self.old: 20.0,
                self.sex.value_ids[1] | self.young: 30.0,
                self.sex.value_ids[1] | self.old: 40.0,
            },
        )
        self.assertEqual(self._values(), {"": 5.0})
        self.assertEqual(self.report.state, "submitted")
        self.assertTrue(self.report.is_on_behalf)
        comments = self.report.actual_ids.mapped("comment")
        self.assertIn("From the register", comments)

    def test_many_sites_are_rows(self):
        sites = self.env["mtm.site"].create(
            [{"name": f"Pit {n}", "country_id": self.congo.id} for n in range(10, 22)]
        )
        many = self._line("TST-MNY", dimensions=self.sex)
        self._assign(many, site_ids=[Command.set(sites.ids)])
        self._walk("asm_report_grid_sites")
        rows = self.report.actual_ids.filtered(
            lambda row: row.program_indicator_id == many and not row.disaggregation_id
        )
        found = {row.site_id.name: row.value for row in rows}
        self.assertEqual(found, {"Pit 10": 3.0, "Pit 11": 4.0, "Pit 12": 5.0})

    def test_two_at_once(self):
        self._walk("asm_report_grid_conflict")
        self.assertEqual(self._values(), {"": 6.0})
        self.assertEqual(self._values(self.crossed), {"": 8.0})
