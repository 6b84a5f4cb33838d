"""The space of an office of government: what lies there and was released to it."""

from odoo import Command
from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged

from odoo.addons.mines_to_markets.tests.portal import PortalCase

from .common import Q1
from .space import SpacesCommon


class GovernmentCommon(SpacesCommon):
    """A ministry of one country, and an office of one province in it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.province, cls.other_province = cls.env["res.country.state"].create(
            [
                {"country_id": cls.congo.id, "code": code, "name": name}
                for code, name in (("TS1", "Upper"), ("TS2", "Lower"))
            ]
        )
        cls.north.state_id = cls.province
        cls.south.state_id = cls.other_province
        cls.ministry = cls._partner("Ministry")
        cls.office = cls._partner("Provincial Office")
        cls.neighbour = cls._partner("Ministry next door")
        cls._jurisdiction(cls.ministry, cls.congo)
        cls._jurisdiction(cls.office, cls.congo, cls.province)
        cls._jurisdiction(cls.neighbour, cls.rwanda)
        cls.minister = cls._portal_user("gov_ministry", cls.ministry, "viewer")
        cls.clerk = cls._portal_user("gov_office", cls.office, "viewer")
        cls.foreigner = cls._portal_user("gov_neighbour", cls.neighbour, "viewer")
        cls._number(cls.line, Q1, 3, site_id=cls.north)
        cls._number(cls.line, Q1, 5, site_id=cls.south)
        cls._number(cls.line, Q1, 7, site_id=cls.abroad)

    @classmethod
    def _jurisdiction(cls, partner, country, states=None):
        return cls.env["asm.jurisdiction"].create(
            {
                "partner_id": partner.id,
                "country_id": country.id,
                "state_ids": [Command.set(states.ids if states else [])],
            }
        )

    def _space(self, user=None):
        model = self.env["asm.jurisdiction"].with_user(user or self.minister)
        [space] = model._space_search()._portal_spaces()
        return space

    def _values(self, user=None):
        """Return the results as the page shows them."""
        return [
            line["value"]
            for entry in self._space(user)["programs"]
            for line in self._card(entry, user)["lines"]
        ]

    def _card(self, entry, user=None):
        """Return what the page of an entry shows."""
        mine = self.env["asm.jurisdiction"].with_user(user or self.minister)
        release_id = int(entry["url"].rpartition("/")[2])
        own, release = mine._space_search()._portal_find_release(release_id)
        if release.kind == "site":
            return release._portal_site_card()
        return release._portal_program_card(own)


@tagged("post_install", "-at_install")
class TestJurisdiction(GovernmentCommon):
    def test_numbers_are_those_of_the_places(self):
        self.assertEqual(self._values(), [])
        self._release(partner_id=self.ministry)
        self._release(partner_id=self.office)
        self._release(partner_id=self.neighbour)
        self.assertEqual(self._values(self.minister), ["8"])
        self.assertEqual(self._values(self.clerk), ["3"])
        self.assertEqual(self._values(self.foreigner), ["7"])

    def test_a_programme_wholly_inside_is_shown_whole(self):
        program = self._program("TST-2", country_ids=[Command.set(self.congo.ids)])
        line = self._line("TST-IN", program)
        self._number(line, Q1, 4)
        self._target(line, 20)
        self._release(partner_id=self.ministry, program_id=program)
        [entry] = self._space()["programs"]
        card = self._card(entry)
        self.assertTrue(card["is_whole"])
        self.assertEqual(card["lines"][0]["value"], "4")

    def test_another_office_sees_nothing_of_it(self):
        self._release(partner_id=self.ministry)
        self.assertEqual(self._space(self.clerk)["programs"], [])
        self.assertEqual(self._space(self.foreigner)["programs"], [])

    def test_statement_on_a_site(self):
        self._release(
            "site", partner_id=self.office, program_id=self.program, site_id=self.north
        )
        [entry] = self._space(self.clerk)["sites"]
        card = self._card(entry, self.clerk)
        self.assertEqual(card["name"], "North")
        self.assertEqual([line["value"] for line in card["lines"]], ["3"])

    def test_what_lies_outside_is_not_released(self):
        site = {"program_id": self.program}
        for partner, site_id in (
            (self.office, self.south),
            (self.office, self.abroad),
            (self.neighbour, self.north),
        ):
            with self.assertRefuses(ValidationError, "outside of the jurisdiction"):
                self._release("site", partner_id=partner, site_id=site_id, **site)
        elsewhere = self._program("TST-3", country_ids=[Command.set(self.congo.ids)])
        with self.assertRefuses(ValidationError, "outside of the jurisdiction"):
            self._release(partner_id=self.neighbour, program_id=elsewhere)
        with self.assertRefuses(ValidationError, "outside of the jurisdiction"):
            self._release(partner_id=self.partner)

    def test_a_jurisdiction_that_ends_takes_all_with_it(self):
        self._release(
            "site", partner_id=self.office, program_id=self.program, site_id=self.north
        )
        self.office.jurisdiction_ids.state_ids = self.other_province
        self.assertEqual(self._space(self.clerk)["sites"], [])

    def test_who_keeps_jurisdictions(self):
        values = {"partner_id": self.partner.id, "country_id": self.congo.id}
        model = self.env["asm.jurisdiction"]
        with self.assertRefuses(AccessError, ""):
            model.with_user(self.officer).create(values)
        model.with_user(self.manager).create(values)
        with self.assertDatabaseRefuses("asm.jurisdiction", "already"):
            model.create(values)
        with self.assertRefuses(ValidationError, "province of"):
            self._jurisdiction(
                self.neighbour, self.congo, self.env.ref("base.state_us_1")
            )


@tagged("post_install", "-at_install")
class TestGovernmentPages(GovernmentCommon, PortalCase):
    def test_pages(self):
        page = self._get(self.minister, "/my/jurisdiction")
        self.assertIn("Nothing released yet", page)
        release = self._release(partner_id=self.ministry)
        page = self._get(self.minister, "/my/jurisdiction")
        self.assertIn(self.program.name, page)
        page = self._get(self.minister, f"/my/jurisdiction/{release.id}")
        self.assertIn("only the sites there", page)
        self.assertNotIn("North", page)
        nowhere = self._not_found(self.clerk, "/my/jurisdiction/999999999")
        for other in (release, self._release()):
            url = f"/my/jurisdiction/{other.id}"
            self.assertEqual(self._not_found(self.clerk, url), nowhere)
        cooperative = self._portal_user("gov_none", self.partner)
        self.assertIn("Nothing here yet", self._get(cooperative, "/my/jurisdiction"))

    def test_files(self):
        shown = self._release(
            "evidence",
            partner_id=self.ministry,
            program_id=self.program,
            evidence_id=self._evidence(),
        )
        url = f"/my/jurisdiction/evidence/{shown.id}"
        self.assertIn("day,people", self._get(self.minister, url))
        nowhere = self._not_found(self.clerk, "/my/jurisdiction/evidence/999999999")
        self.assertEqual(self._not_found(self.clerk, url), nowhere)
        shown.action_withdraw()
        self._get(self.minister, url, 404)

    def test_a_list_costs_the_same_however_long(self):
        site = {"program_id": self.program, "partner_id": self.ministry}
        self._release("site", site_id=self.north, **site)
        self.authenticate(self.minister.login, self.minister.login)
        few = self._count_queries("/my/jurisdiction")
        for number in range(8):
            place = self._site(f"Pit {number}")
            self._release("site", site_id=place, **site)
        self.assertLessEqual(self._count_queries("/my/jurisdiction"), few + 2)

    def test_nothing_over_rpc(self):
        self._assert_rpc_closed(self.minister)
