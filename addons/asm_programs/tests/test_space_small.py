"""Small numbers of people do not leave the house, nor what would tell them."""

import re

from odoo import Command
from odoo.tests import tagged

from odoo.addons.mines_to_markets.tests import tried
from odoo.addons.mines_to_markets.tests.portal import PortalCase

from .common import Q1, Q2
from .test_space_funder import FunderCommon

KIND = "Small numbers of people on the pages of a funder or an office"


class SmallCommon(FunderCommon):
    """Miners trained: 3 in the North, 40 in the South."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.people = cls._line(
            "TST-PPL", dimensions=cls.sex, name="Miners trained", unit="people"
        )
        cls._award_line(cls.award, cls.people, name="Miners trained", sequence=1)

    def _shown_row(self, user=None, name="Miners trained"):
        [program] = self._seen(user)._portal_results()
        [row] = [one for one in program["lines"] if one["name"] == name]
        return row

    def _card(self, release, user=None):
        card = release.with_user(user or self.reader).sudo()._portal_site_card()
        return {line["name"]: line["value"] for line in card["lines"]}

    def _site_release(self, site, day=Q1[1]):
        return self._release("site", program_id=self.program, site_id=site, date_to=day)

    def _people(self, days, **by_site):
        for site, count in by_site.items():
            self._count(days, count, site_id=getattr(self, site))

    def _count(self, days, count, **values):
        return type(self)._number(self.people, days, count, **values)


@tagged("post_install", "-at_install")
class TestSmallNumbers(SmallCommon):
    def test_a_small_number_is_said_to_be_small(self):
        self._count(Q1, 3)
        self._target(self.people, 30)
        self._release()
        row = self._shown_row()
        self.assertEqual(row["year_actual"], "fewer than 5")
        self.assertEqual(row["life_actual"], "fewer than 5")
        self.assertEqual(row["year_target"], "30")
        # a percentage of a target that is shown would tell it
        self.assertEqual(row["year_achievement"], "")
        self.assertIsNone(row["bar"])
        self.assertTrue(row["is_withheld"])
        tried.attack(KIND, "fewer than 5 is shown")

    def test_zero_blank_and_five_are_shown(self):
        self._count(Q1, 0)
        self._release()
        self.assertEqual(self._shown_row()["year_actual"], "0")
        self.assertFalse(self._shown_row()["is_withheld"])
        self._count(Q2, 5)
        self._release(date_to=Q2[1])
        self.assertEqual(self._shown_row()["year_actual"], "5")
        self.assertEqual(self._shown_row()["year_target"], "")

    def test_what_is_no_count_of_people_is_shown(self):
        self.number.with_user(self.approver).action_reopen("Again")
        self.number.with_user(self.officer).value = 3
        self._approve(self.number)
        self._release()
        self.assertEqual(self._shown_row(name="Minerals traced")["year_actual"], "3")

    def test_a_site_does_not_tell_the_rest_of_the_total(self):
        """43 in all and 40 in the South would leave 3 for the North."""
        self._people(Q1, north=3, south=40)
        self._release()
        self.assertEqual(self._shown_row()["year_actual"], "43")
        south = self._site_release(self.south)
        self.assertEqual(self._card(south)["Miners trained"], "not shown")
        north = self._site_release(self.north)
        self.assertEqual(self._card(north)["Miners trained"], "fewer than 5")
        tried.attack(KIND, "what adds up with it is not shown", 2)

    def test_nor_the_other_way_round(self):
        self._people(Q1, north=3, south=40)
        self._site_release(self.south)
        self._release()
        row = self._shown_row()
        self.assertEqual(row["year_actual"], "not shown")
        self.assertEqual(row["life_actual"], "not shown")
        self.assertIsNone(row["bar"])
        tried.attack(KIND, "what adds up with it is not shown")

    def test_next_quarter_does_not_tell_what_came_with_it(self):
        """10 by March and 12 by June would tell of 2 between."""
        self._count(Q1, 10)
        self._release()
        self.assertEqual(self._shown_row()["year_actual"], "10")
        self._count(Q2, 2)
        release = self._release(date_to=Q2[1])
        self.assertEqual(self._shown_row()["year_actual"], "not shown")
        # what was taken back was read all the same
        first = self.award.release_ids - release
        first.with_user(self.finance).action_withdraw()
        self.assertEqual(self._shown_row()["year_actual"], "not shown")
        tried.attack(KIND, "what adds up with it is not shown", 2)

    def test_a_correction_by_few_is_not_shown(self):
        """40 and then 42 of the same days would tell of two people."""
        [number] = self._count(Q1, 40)
        self._release()
        self._correct(number, 42)
        self._release()
        self.assertEqual(self._shown_row()["year_actual"], "not shown")
        self._correct(number, 50)
        self._release()
        self.assertEqual(self._shown_row()["year_actual"], "50")
        tried.attack(KIND, "what few corrected is not shown")

    def _correct(self, number, value):
        number.with_user(self.approver).action_reopen("Typed wrong")
        number.with_user(self.officer).value = value
        self._approve(number)

    def test_who_reads_another_award_subtracts_as_well(self):
        self._people(Q1, north=3, south=40)
        second = self._award("GR-3")
        self._share({self.award: 50, second: 50})
        self._named(second, self.responder)
        self._release(
            "site", award_id=second, program_id=self.program, site_id=self.south
        )
        self._release()
        self.assertEqual(self._shown_row(self.reader)["year_actual"], "43")
        self.assertEqual(self._shown_row(self.responder)["year_actual"], "not shown")
        tried.attack(KIND, "what adds up with it is not shown")

    def test_an_award_has_a_number_of_its_own(self):
        self._count(Q1, 7)
        self._release()
        self.award.least_people = 10
        self.assertEqual(self._shown_row()["year_actual"], "fewer than 10")
        self.award.least_people = 0
        self.assertEqual(self._shown_row()["year_actual"], "7")
        self.award.least_people = False
        self.award.company_id.asm_least_people = 8
        self.assertEqual(self._shown_row()["year_actual"], "fewer than 8")
        for model, record in (
            ("asm.award", {"least_people": 2}),
            ("res.company", {"asm_least_people": 2}),
        ):
            owner = self.award if model == "asm.award" else self.award.company_id
            with self.assertDatabaseRefuses(model, "can only be 1"):
                owner.write(record)
                owner.flush_recordset()

    def test_a_share_of_people_is_small_as_well(self):
        self._count(Q1, 8)
        other = self._award("GR-3")
        self._share({self.award: 25, other: 75}, line=self.people)
        self._release()
        self.assertEqual(self._shown_row()["year_actual"], "not shown")

    def test_a_formula_does_not_tell_its_inputs(self):
        self._count(Q1, 3)
        self._line("TST-HOURS", name="Hours", unit="hour", formula="8 * {TST-PPL}")
        hours = self.program.program_indicator_ids.filtered(
            lambda line: line.code == "TST-HOURS"
        )
        self._award_line(self.award, hours, name="Hours")
        self._release()
        self.assertEqual(self._shown_row(name="Hours")["year_actual"], "not shown")
        tried.attack(KIND, "what is computed from it is not shown")

    def test_a_percentage_does_not_tell_few_by_what_it_is_made_of(self):
        """25 of 50 in all, and 22 of 40 in the South: 3 of 10 in the North."""
        share = self._ratio("TST-PCT", name="Licensed", counts_people=True)
        self._award_line(self.award, share, name="Licensed")
        for site, (part, whole) in ((self.north, (3, 10)), (self.south, (22, 40))):
            self._number(share, Q1, numerator=part, denominator=whole, site_id=site)
        self._release()
        self.assertEqual(self._shown_row(name="Licensed")["year_actual"], "50")
        south = self._site_release(self.south)
        self.assertEqual(self._card(south)["Licensed"], "not shown")
        tried.attack(KIND, "what adds up with it is not shown")

    def test_a_small_baseline(self):
        self._count(Q1, 30)
        self._baseline(self.people, 4)
        self._release()
        self.assertEqual(self._shown_row()["baseline"], "fewer than 5")
        self.assertEqual(self._shown_row()["year_actual"], "30")

    def test_an_office_and_its_places(self):
        office = self._partner("Office")
        state = self.env["res.country.state"].create(
            {"country_id": self.congo.id, "code": "TS1", "name": "Upper"}
        )
        self.north.state_id = state
        self.env["asm.jurisdiction"].create(
            {
                "partner_id": office.id,
                "country_id": self.congo.id,
                "state_ids": [Command.set(state.ids)],
            }
        )
        clerk = self._portal_user("small_clerk", office, "viewer")
        self._people(Q1, north=3, south=40)
        release = self._release(partner_id=office)
        own = self.env["asm.jurisdiction"].with_user(clerk)._space_search()
        card = release.with_user(clerk).sudo()._portal_program_card(own)
        values = {line["name"]: line["value"] for line in card["lines"]}
        self.assertEqual(values["Miners trained"], "fewer than 5")
        tried.attack(KIND, "fewer than 5 is shown")

    def test_who_releases_does_not_say_what_was_counted(self):
        release = self._release(counted=[])
        self.assertTrue(release.counted)


@tagged("post_install", "-at_install")
class TestSmallPages(SmallCommon, PortalCase):
    def test_the_page_says_so_in_the_language_of_the_reader(self):
        self._people(Q1, north=3, south=40)
        self._release()
        release = self._site_release(self.north)
        url = f"/my/awards/{self.award.id}/sites/{release.id}"
        page = self._get(self.reader, url)
        self.assertIn("fewer than 5", page)
        self.assertIn("nobody can be recognised", page)
        self.assertFalse(re.search(r">\s*3\s*<", page))
        self.env["res.lang"]._activate_lang("fr_FR")
        self.reader.lang = "fr_FR"
        self.assertIn("moins de 5", self._get(self.reader, url))
        tried.attack(KIND, "fewer than 5 is shown")
