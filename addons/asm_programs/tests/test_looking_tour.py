from odoo import Command
from odoo.fields import Date
from odoo.tests import HttpCase, new_test_user, tagged

from .common import AsmCommon


@tagged("post_install", "-at_install")
class TestLookingTour(AsmCommon, HttpCase):
    """Results in the browser: a programme's page, its numbers, the portfolio."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        year = Date.today().year - 1
        cls.first = (f"{year}-01-01", f"{year}-03-31")
        cls.second = (f"{year}-04-01", f"{year}-06-30")
        cls.program.write({"date_start": cls.first[0], "name": "Looked at"})
        cls.line = cls._line("TST-LOOK", dimensions=cls.sex)
        cls.steps = cls._line("TST-STEPS", measure="milestone")
        cls._number(cls.line, cls.first, 40, site_id=cls.north)
        cls._number(cls.line, cls.second, 61, site_id=cls.abroad)
        cls._target(cls.line, 50, cls.first)
        cls._target(cls.line, 60, cls.second)
        cls.env["asm.milestone"].create(
            [
                {
                    "program_indicator_id": cls.steps.id,
                    "name": "Demarcated",
                    "date_done": cls.first[0],
                },
                {
                    "program_indicator_id": cls.steps.id,
                    "name": "Handed over",
                    "date_planned": cls.first[1],
                },
            ]
        )
        for place, site in enumerate((cls.north, cls.south, cls.abroad)):
            site.write({"latitude": -2 - place, "longitude": 28 + place})
        cls.env["asm.assignment"].create(
            {
                "program_indicator_id": cls.line.id,
                "partner_id": cls.partner.id,
                "site_ids": [Command.set((cls.north + cls.south).ids)],
            }
        )
        goal = cls.env["mtm.sdg"].create({"code": "99.1", "name": "Look"})
        cls.env["asm.sdg.link"].create(
            {"sdg_id": goal.id, "program_id": cls.program.id, "effect": "both"}
        )

    def test_manager_follows_an_indicator_to_its_numbers(self):
        self.start_tour(
            f"/odoo/programmes/{self.program.id}", "asm_looking", login="asm_manager"
        )

    def test_portfolio_by_goal(self):
        self.start_tour("/odoo/portfolio", "asm_portfolio", login="asm_officer")

    def test_values_on_the_map(self):
        self.start_tour("/odoo/map", "asm_map_values", login="asm_officer")

    def test_how_partners_report(self):
        self.start_tour(
            f"/odoo/programmes/{self.program.id}", "asm_reporting", login="asm_officer"
        )

    def test_restricted_officer(self):
        hidden = self._program(
            "TST-HID", country_ids=[Command.set(self.env.ref("base.pe").ids)]
        )
        self._line("TST-HIDDEN", program=hidden)
        user = new_test_user(
            self.env, login="asm_fenced", groups="mines_to_markets.group_mtm_user"
        )
        self.env["mtm.staff.scope"].create(
            {
                "user_id": user.id,
                "country_ids": [Command.set(self.rwanda.ids)],
                "program_ids": [Command.set(self.program.ids)],
            }
        )
        self.start_tour("/odoo/progress", "asm_looking_restricted", login="asm_fenced")
