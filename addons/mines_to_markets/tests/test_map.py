from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, new_test_user, tagged

from .common import OFFICER, MinesToMarketsCommon

MARKUP = "<img src=x onerror=window.mtmBroken=1> Hill & Co"


class MapCommon(MinesToMarketsCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.here = cls._create_site("Here", latitude=-1.95, longitude=30.06)
        cls.equator = cls._create_site("On the lines", latitude=0, longitude=0)
        cls.nowhere = cls._create_site("Nowhere")
        cls.there = cls._create_site(
            "There", latitude=-6.2, longitude=35.7, country_id=cls.tanzania.id
        )
        cls.sites = cls.here + cls.equator + cls.nowhere + cls.there
        cls.restricted = new_test_user(cls.env, "mtm_restricted", OFFICER)
        cls.env["mtm.staff.scope"].create(
            {"user_id": cls.restricted.id, "country_ids": cls.rwanda.ids}
        )

    def _read(self, user, model="mtm.site", domain=None):
        domain = domain or [("id", "in", self.sites.ids)]
        self.env.flush_all()
        self.env.invalidate_all()
        return self.env["mtm.map"].with_user(user).read_map(model, domain)


@tagged("post_install", "-at_install")
class TestMap(MapCommon):
    def test_sites_with_a_position_are_rows(self):
        self._create_engagement(site_ids=self.here.ids)
        self._close(self._create_engagement(site_ids=self.here.ids))
        data = self._read(self.officer)
        self.assertEqual(
            data["sites"],
            [
                [self.here.id, "Here", -1.95, 30.06, self.rwanda.id, 1],
                [self.equator.id, "On the lines", 0, 0, self.rwanda.id, 0],
                [self.there.id, "There", -6.2, 35.7, self.tanzania.id, 0],
            ],
        )
        self.assertEqual(data["unplaced"]["count"], 1)
        unplaced = self.env["mtm.site"].search(data["unplaced"]["domain"])
        self.assertEqual(unplaced, self.nowhere)

    def test_engagements_bring_their_sites(self):
        engagement = self._create_engagement(
            site_ids=(self.here + self.nowhere).ids,
            country_ids=(self.rwanda + self.tanzania).ids,
        )
        data = self._read(self.officer, "mtm.engagement", [("id", "=", engagement.id)])
        self.assertEqual([row[0] for row in data["sites"]], self.here.ids)
        self.assertEqual(
            [(one["name"], one["engagements"]) for one in data["countries"]],
            [("Rwanda", 1), ("Tanzania", 1)],
        )

    def test_restricted_officer_sees_their_country(self):
        self._create_engagement(
            site_ids=(self.here + self.there).ids,
            country_ids=(self.rwanda + self.tanzania).ids,
        )
        data = self._read(self.restricted)
        self.assertEqual(
            [row[0] for row in data["sites"]], (self.here + self.equator).ids
        )
        self.assertEqual([one["code"] for one in data["countries"]], ["RW"])
        engagements = self._read(self.restricted, "mtm.engagement", [("id", ">", 0)])
        self.assertNotIn(self.there.id, [row[0] for row in engagements["sites"]])
        self.assertEqual({one["code"] for one in engagements["countries"]}, {"RW"})

    def test_queries_do_not_depend_on_sites(self):
        counts = []
        for number in (10, 500):
            self.env["mtm.site"].create(
                [
                    {
                        "name": f"Pit {index}",
                        "country_id": self.rwanda.id,
                        "latitude": -2,
                        "longitude": 29 + index / 1000,
                    }
                    for index in range(number)
                ]
            )
            self._read(self.officer, domain=[("name", "like", "Pit")])
            before = self.env.cr.sql_log_count
            data = self._read(self.officer, domain=[("name", "like", "Pit")])
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(len(data["sites"]), 510)
        self.assertEqual(*counts)

    def test_is_for_whoever_may_read_sites(self):
        employee = new_test_user(self.env, "mtm_employee", "base.group_user")
        with self.assertRaises(AccessError):
            self._read(employee)
        with self.assertRaises(UserError):
            self._read(self.officer, "res.users", [("id", ">", 0)])


@tagged("post_install", "-at_install")
class TestMapScreen(MapCommon, HttpCase):
    def test_map_is_drawn_without_the_internet(self):
        self.here.name = MARKUP
        self._create_engagement(site_ids=self.here.ids, name=MARKUP)
        self.start_tour("/odoo/map", "mtm_map", login="mtm_officer")

    def test_restricted_officer_sees_points_of_their_country(self):
        self._create_engagement(country_ids=(self.rwanda + self.tanzania).ids)
        self.start_tour("/odoo/map", "mtm_map_restricted", login="mtm_restricted")

    def test_map_of_the_engagements_that_are_searched(self):
        self._create_engagement(site_ids=self.here.ids)
        self.start_tour("/odoo/engagements", "mtm_map_engagements", login="mtm_officer")
