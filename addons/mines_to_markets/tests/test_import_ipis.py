import os
from datetime import date
from pathlib import Path

from freezegun import freeze_time

from odoo.tests import tagged
from odoo.tools import file_open

from .import_common import COLUMNS, ImportCommon

REAL_FILE = "ipis/ipis_drc_mine_visits_2009_2018.csv"
VISITS, SITES = 4445, 2671


@freeze_time("2026-01-15")
@tagged("post_install", "-at_install")
class TestImportIpis(ImportCommon):
    def test_sample_file(self):
        """The layout of the real file, with columns that are left alone."""
        with file_open("mines_to_markets/tests/data/ipis_sample.csv", "rb") as sample:
            item = self._upload(sample.read(), "ipis_sample.csv")
        item.action_import()
        self.assertCounts(item, add=4)
        self.assertEqual(item.row_count, 7)
        site = self._site("sample001")
        self.assertRecordValues(
            site,
            [
                {
                    "name": "Sample Hill",
                    "kind": "mine",
                    "country_id": self.congo.id,
                    "locality": "Walikale, Wanianga, Utunda, Sample Village",
                    "latitude": -1.5,
                    "longitude": 28.1,
                    "date_last_visit": date(2018, 5, 10),
                    "worker_count": 25,
                }
            ],
        )
        self.assertEqual(site.state_id.code, "NK")
        self.assertEqual(set(site.mineral_ids.mapped("code")), {"SN", "TA"})
        self.assertFalse(
            any("invented" in str(value) for value in site.read()[0].values())
        )
        self.assertIs(self._site("sample002").latitude, False)
        self.assertIs(self._site("sample002").worker_count, False)
        self.assertEqual(self._site("sample003").worker_count, 0)
        self.assertIsNot(self._site("sample003").worker_count, False)

    def test_blank_is_not_zero_in_the_database(self):
        self._import({"pcode": "t0", "workers_numb": "0"}, {"workers_numb": ""})
        sites = self.env["mtm.site"]
        zero = sites.search([("worker_count", "=", 0), ("code", "=like", "t_")])
        self.assertEqual(zero.code, "t0")

    def test_the_latest_visit_wins_wherever_it_stands(self):
        early = {"visit_date": "2015-01-01", "workers_numb": "10"}
        late = {"visit_date": "2018-01-01", "workers_numb": "20"}
        for number, visits in enumerate(([early, late], [late, early])):
            code = f"t{number}"
            item = self._import(*[visit | {"pcode": code} for visit in visits])
            self.assertCounts(item, add=1)
            self.assertEqual(self._site(code).worker_count, 20)

    def test_of_visits_on_one_day_the_higher_number_wins(self):
        self._import({"vid": 12, "workers_numb": "12"}, {"vid": 9, "workers_numb": "9"})
        self.assertEqual(self._site("t1").worker_count, 12)

    def test_of_visits_on_one_day_without_number_the_lower_row_wins(self):
        columns = [name for name in COLUMNS if name != "vid"]
        content = self._file(
            {"workers_numb": "12"}, {"workers_numb": "9"}, columns=columns
        )
        self._upload(content).action_import()
        self.assertEqual(self._site("t1").worker_count, 9)

    def test_a_blank_in_the_latest_visit_is_blank(self):
        self._import(
            {"visit_date": "2015-01-01"},
            {"visit_date": "2018-01-01", "workers_numb": "", "mineral1": ""},
        )
        self.assertIs(self._site("t1").worker_count, False)
        self.assertFalse(self._site("t1").mineral_ids)

    def test_a_visit_that_did_not_reach_the_site_counts(self):
        self._import(
            {"visit_date": "2015-01-01"},
            {"visit_date": "2018-01-01", "visit_onsite": "0", "workers_numb": ""},
        )
        self.assertEqual(self._site("t1").date_last_visit, date(2018, 1, 1))
        self.assertIs(self._site("t1").worker_count, False)

    def test_a_later_file(self):
        self._import({}, {"pcode": "t2"}, {"pcode": "t3"})
        item = self._import(
            {"visit_date": "2018-01-01", "workers_numb": "0", "mineral2": "Coltan"},
            {"pcode": "t2", "visit_date": "2016-01-01", "workers_numb": "7"},
            {"pcode": "t4"},
        )
        self.assertCounts(item, add=1, change=1)
        site = self._site("t1")
        self.assertEqual(site.worker_count, 0)
        self.assertEqual(set(site.mineral_ids.mapped("code")), {"AU", "TA"})
        self.assertEqual(self._site("t2").worker_count, 30)
        line = item.line_ids.filtered(lambda line: line.action == "change")
        self.assertEqual(line.row, 2)
        self.assertIn("workers_numb", line.column)
        self.assertIn("30 → 0", line.message)

    def test_what_a_later_file_clears_is_counted_and_said(self):
        self._import({})
        item = self._upload(
            self._file(
                {
                    "visit_date": "2018-01-01",
                    "workers_numb": "",
                    "latitude": "",
                    "longitude": "",
                }
            )
        )
        item.action_preview()
        self.assertCounts(item, change=1, clear=3)
        cleared = item.line_ids.filtered(lambda line: line.action == "clear")
        self.assertEqual(
            set(cleared.mapped("column")), {"workers_numb", "latitude", "longitude"}
        )
        self.assertIn("30 → blank", " ".join(cleared.mapped("message")))
        item.action_import()
        self.assertCounts(item, change=1, clear=3)
        self.assertIs(self._site("t1").worker_count, False)
        self.assertIs(self._site("t1").latitude, False)

    def test_a_corrected_visit_of_the_same_day(self):
        self._import({"workers_numb": ""})
        self.assertCounts(self._import({"workers_numb": "0"}), change=1)
        self.assertCounts(self._import({"workers_numb": ""}), clear=1)

    def test_columns_that_the_file_does_not_have_are_left_alone(self):
        self._import({})
        columns = [name for name in COLUMNS if name != "village"]
        item = self._upload(self._file({"workers_numb": "31"}, columns=columns))
        item.action_import()
        self.assertCounts(item, change=1)
        self.assertEqual(self._site("t1").locality, "Walikale")

    def test_sites_entered_by_hand_or_archived_are_the_same_sites(self):
        for code, active in (("t1", True), ("t2", False)):
            self.env["mtm.site"].create(
                {
                    "code": code,
                    "name": "By hand",
                    "country_id": self.congo.id,
                    "active": active,
                }
            )
        self.assertCounts(self._import({}, {"pcode": "t2"}), change=2)
        self.assertEqual(self._site("t1").name, "Test hill")
        self.assertFalse(self._site("t2"), "still archived")

    def test_minerals_by_code_name_and_alias_in_any_writing(self):
        names = {
            "CASSITERITE": "SN",
            "cassitérite": "SN",
            "Gold": "AU",
            "ta": "TA",
            "Étain": "SN",
            "etain": "SN",
            " Or ": "AU",
            "Columbite Tantalite": "TA",
        }
        visits = [
            {"pcode": f"t{number}", "mineral1": name}
            for number, name in enumerate(names)
        ]
        self.assertCounts(self._import(*visits), add=len(names))
        for number, (name, code) in enumerate(names.items()):
            self.assertEqual(self._site(f"t{number}").mineral_ids.code, code, name)

    def test_a_mineral_named_twice_is_there_once(self):
        self._import({"mineral1": "Or", "mineral3": "Gold"})
        self.assertEqual(self._site("t1").mineral_ids.code, "AU")

    def test_an_ambiguous_mineral(self):
        tin = self.env.ref("mines_to_markets.mtm_mineral_sn")
        gold = self.env.ref("mines_to_markets.mtm_mineral_au")
        self.env["mtm.mineral.alias"].create(
            [
                {"mineral_id": tin.id, "name": "Testite"},
                {"mineral_id": gold.id, "name": "Téstite"},
            ]
        )
        item = self._import({"mineral2": "testite"})
        self.assertEqual(self._problems(item), [(2, "mineral2")])
        self.assertIn("more than one mineral", item.error_line_ids.message)

    def test_provinces_in_any_writing(self):
        for number, name in enumerate(("nord kivu", "Équateur", "EQUATEUR", "")):
            code = f"t{number}"
            self._import({"pcode": code, "province": name})
            expected = ("NK", "EQ", "EQ", False)[number]
            self.assertEqual(self._site(code).state_id.code, expected, name)

    def test_problems_by_row_and_column(self):
        for values, columns in (
            ({"pcode": " "}, ["pcode"]),
            ({"name": ""}, ["name"]),
            ({"visit_date": ""}, ["visit_date"]),
            ({"visit_date": "01/02/2018"}, ["visit_date"]),
            ({"visit_date": "2018-02-30"}, ["visit_date"]),
            ({"visit_date": "2026-01-16"}, ["visit_date"]),
            ({"visit_date": "0018-01-01"}, ["visit_date"]),
            ({"workers_numb": "-1"}, ["workers_numb"]),
            ({"workers_numb": "1.5"}, ["workers_numb"]),
            ({"workers_numb": "99999999999999999999"}, ["workers_numb"]),
            ({"latitude": "north"}, ["latitude"]),
            ({"latitude": "nan"}, ["latitude"]),
            ({"latitude": "-90.1"}, ["latitude"]),
            ({"longitude": "181"}, ["longitude"]),
            ({"longitude": ""}, ["longitude"]),
            ({"mineral3": "Kryptonite"}, ["mineral3"]),
            ({"province": "Atlantis"}, ["province"]),
            (
                {"mineral1": "Kryptonite", "workers_numb": "x", "province": "y"},
                ["mineral1", "province", "workers_numb"],
            ),
        ):
            with self.subTest(values=values):
                item = self._upload(self._file({"pcode": "t2"}, values))
                item.action_preview()
                self.assertEqual(
                    self._problems(item), [(3, column) for column in columns]
                )
                self.assertEqual(item.add_count, 1)
                self.assertTrue(all(item.error_line_ids.mapped("message")))

    def test_rows_with_too_few_and_too_many_cells(self):
        content = (
            self._file({}, {"pcode": "t2"}) + b"\n3,t3,Torn\n" + b"," * 20 + b"x\n"
        )
        item = self._upload(content)
        item.action_import()
        self.assertEqual(self._problems(item), [(5, ""), (6, "")])
        self.assertCounts(item, add=2, error=2)

    def test_an_older_visit_stands_in_for_a_bad_one_until_it_is_corrected(self):
        early = {"visit_date": "2015-01-01", "workers_numb": "10"}
        late = {"visit_date": "2018-01-01", "workers_numb": "twenty"}
        self.assertCounts(self._import(early, late), add=1, error=1)
        self.assertEqual(self._site("t1").worker_count, 10)
        self.assertCounts(self._import(late | {"workers_numb": "20"}), change=1)

    def test_sites_get_no_message_each(self):
        self._import({})
        self.assertFalse(self._site("t1").message_ids)

    def test_a_file_of_the_real_size(self):
        item = self._upload(self._file(*self._many_visits()))
        self._check_real_size(item)

    def test_the_real_file(self):
        folder = os.environ.get("M2M_SHARED_DATA")
        if not folder:
            folder = Path(__file__).resolve().parents[4] / "shared" / "data"
        file = Path(folder) / REAL_FILE
        if not file.is_file():
            self.skipTest(
                f"{REAL_FILE} is neither in ../shared/data nor in M2M_SHARED_DATA; "
                "a generated file of the same size is tested in its place"
            )
        item = self._upload(file.read_bytes(), file.name)
        self._check_real_size(item)
        self.assertEqual(self._site("codmine03130").mineral_ids.code, "OTH")
        # 73 workers in 2013, 300 in 2009
        self.assertEqual(self._site("codmine00191").worker_count, 73)

    def test_the_sample_for_users(self):
        """The file in data/ that users start from has nothing to complain about."""
        file = Path(__file__).resolve().parents[3] / "data" / "mine_sites_sample.csv"
        if not file.is_file():
            self.skipTest("the addon stands alone, without the data folder beside it")
        item = self._upload(file.read_bytes(), file.name)
        item.action_import()
        self.assertFalse(item.error_count, item.error_line_ids.mapped("message"))
        self.assertGreater(item.add_count, 2)

    def _check_real_size(self, item):
        before = self.env["mtm.site"].search_count([])
        item.action_preview()
        self.assertCounts(item, add=SITES)
        item.action_import()
        self.assertEqual((item.state, item.row_count), ("done", VISITS))
        self.assertCounts(item, add=SITES)
        self.assertEqual(self.env["mtm.site"].search_count([]) - before, SITES)
        again = item.copy()
        # what is looked up, is looked up once for all rows
        with self.assertQueryCount(60):
            again.action_import()
        self.assertEqual(again.state, "done")
        self.assertCounts(again)

    def _many_visits(self):
        """Return as many visits to as many sites as the real file has."""
        for number in range(VISITS):
            yield {
                "pcode": f"g{number % SITES:05}",
                "name": f"Generated {number % SITES}",
                "visit_date": f"{2009 + number // SITES}-{1 + number % 12:02}-01",
                "workers_numb": str(number % 50) if number % 5 else "",
                "mineral1": ("Or", "Cassitérite", "Coltan", "")[number % 4],
                "mineral2": "Wolframite" if number % 9 == 0 else "",
            }
