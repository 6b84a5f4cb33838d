from freezegun import freeze_time

from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from .common import Q1, AsmCommon


@freeze_time("2025-08-15")
@tagged("post_install", "-at_install")
class TestMapValues(AsmCommon):
    """Values of one indicator on the map: circles by site, else countries."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.line = cls._line("TST-MAP")
        cls.north.write({"latitude": -2.5, "longitude": 28.8})
        cls.abroad.write({"latitude": -1.9, "longitude": 29.9})
        cls.env["asm.assignment"].create(
            {
                "program_indicator_id": cls.line.id,
                "partner_id": cls.partner.id,
                "site_ids": [Command.set((cls.north + cls.south + cls.abroad).ids)],
            }
        )

    def _values(self, user=None):
        self.env.flush_all()
        self.env.invalidate_all()
        return (self.env["mtm.map"].with_user(user or self.officer)).read_values(
            self.line.id, *Q1
        )

    def test_no_data_is_not_zero(self):
        self._number(self.line, Q1, 0, site_id=self.north)
        values = {row[1]: row[5] for row in self._values()["sites"]}
        self.assertEqual(values, {"Abroad": None, "North": 0})

    def test_sites_without_position_are_their_country(self):
        self._number(self.line, Q1, 3, site_id=self.north)
        self._number(self.line, Q1, 4, site_id=self.south)
        self._number(self.line, Q1, 5, partner=self.other_partner)
        values = self._values()
        countries = {one["name"]: one for one in values["countries"]}
        congo, rwanda = (countries[c.name] for c in (self.congo, self.rwanda))
        self.assertEqual((congo["unplaced"], congo["value"]), (1, 4))
        self.assertEqual((rwanda["unplaced"], rwanda["value"]), (0, None))
        self.assertEqual((values["total"], values["loose"]), (12, 5))

    def test_restricted(self):
        self._number(self.line, Q1, 3, site_id=self.north)
        self._number(self.line, Q1, 4, site_id=self.abroad)
        users = []
        for country in (self.rwanda, self.env.ref("base.pe")):
            user = new_test_user(
                self.env,
                login=f"map_{country.code}",
                groups="mines_to_markets.group_mtm_user",
            )
            self.env["mtm.staff.scope"].create(
                {"user_id": user.id, "country_ids": [Command.set(country.ids)]}
            )
            users.append(user)
        values = self._values(users[0])
        self.assertEqual([(r[1], r[5]) for r in values["sites"]], [("Abroad", 4)])
        self.assertEqual(values["total"], 4)
        self.assertIn("Some numbers are hidden from you.", values["notes"])
        with self.assertRefuses(AccessError, ""):
            self._values(users[1])
        choices = self.env["mtm.map"].with_user(users[1]).read_value_choices()
        self.assertNotIn(self.program.id, [program["id"] for program in choices])

    def test_queries_do_not_grow_with_sites_and_numbers(self):
        def count(sites):
            self._values()
            before = self.env.cr.sql_log_count
            self.assertEqual(len(self._values()["sites"]), sites)
            return self.env.cr.sql_log_count - before

        def add(numbers):
            for number in numbers:
                country = (self.congo, self.rwanda)[number % 2]
                site = self._site(f"Hill {number}", country)
                if number % 4:
                    site.write({"latitude": -2.0 - number, "longitude": 28.0})
                self._number(self.line, Q1, number, site_id=site)

        # of a site that was asked for, and of one that was not
        self._number(self.line, Q1, 3, site_id=self.south)
        add(range(2))
        few = count(3)
        add(range(2, 10))
        self.assertEqual(count(9), few)
