from freezegun import freeze_time

from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged
from odoo.tests.common import warmup

from .common import Q1, Q2, YEAR, AsmCommon


@tagged("post_install", "-at_install")
class TestDashboard(AsmCommon):
    """A programme's results as one page shows them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.startClassPatcher(freeze_time("2025-08-15"))
        cls.result = cls.env["asm.result"].create(
            {"program_id": cls.program.id, "level": "outcome", "name": "Safer"}
        )
        cls.line = cls._line("TST-SUM", dimensions=cls.sex)
        cls.line.result_id = cls.result
        cls.env["asm.assignment"].create(
            [
                {
                    "program_indicator_id": cls.line.id,
                    "partner_id": cls.partner.id,
                    "site_ids": [Command.set((cls.north + cls.abroad).ids)],
                }
            ]
        )

    def _page(self, user=None, **choice):
        self.env.flush_all()
        self.env.invalidate_all()
        dashboard = self.env["asm.dashboard"].with_user(user or self.officer)
        return dashboard.read_dashboard(self.program.id, **choice)

    def _shown(self, line=None, user=None, **choice):
        lines = [
            shown
            for result in self._page(user, **choice)["results"]
            for shown in result["lines"]
        ]
        return next(each for each in lines if each["id"] == (line or self.line).id)

    def _days(self, days):
        return {"date_from": days[0], "date_to": days[1]}

    def test_target_against_actual(self):
        self._number(self.line, Q1, 60, site_id=self.north)
        self._target(self.line, 80, Q1)
        shown = self._shown(**self._days(Q1))
        self.assertEqual((shown["value"], shown["target"]), (60, 80))
        self.assertEqual((shown["achievement"], shown["light"]), (75, "amber"))
        self.assertEqual(shown["light_word"], "Near target")
        self.assertEqual((shown["reported"], shown["expected"]), (1, 2))

    def test_declared_overlaps_stand_beside_the_categories(self):
        people = self._line(
            "TST-PPL",
            dimensions=self.sex,
            time_aggregation="unique",
            unique_scope="year",
        )
        for place, value in ((self.north, 60), (self.south, 50)):
            self._number(people, Q1, value, site_id=place, categories=self.female)
        overlap = self.env["asm.overlap"].create(
            {
                "program_ids": [Command.set(self.program.ids)],
                "indicator_id": people.indicator_id.id,
                "period_id": self._submission(Q1).period_id.id,
                "site_ids": [Command.set((self.north | self.south).ids)],
                "category_ids": [Command.set(self.female.ids)],
                "value": 10,
                "method": "Lists compared",
            }
        )
        overlap.with_user(self.approver).action_approve()
        shown = self._shown(people, split="sex", **self._days(Q1))
        self.assertEqual(shown["value"], 100)
        self.assertEqual(
            [(part["name"], part["value"]) for part in shown["parts"]],
            [("Female", 110), ("declared overlaps", -10)],
        )
        trend = self.env["asm.dashboard"].with_user(self.officer)
        read = trend.read_trend(people.id, split="sex")
        self.assertEqual(
            {
                one["name"]: next(v for v in one["values"] if v is not None)
                for one in read["series"]
            },
            {"Female": 110, "declared overlaps": -10},
        )

    def test_blank_is_not_zero(self):
        self._target(self.line, 80, Q1)
        shown = self._shown(**self._days(Q1))
        self.assertIsNone(shown["value"])
        self.assertEqual((shown["light"], shown["achievement"]), ("no_data", None))
        self._number(self.line, Q1, 0, site_id=self.north)
        shown = self._shown(**self._days(Q1))
        self.assertEqual((shown["value"], shown["light"]), (0, "red"))

    def test_thresholds_of_company_and_programme(self):
        self._number(self.line, Q1, 60, site_id=self.north)
        self._target(self.line, 80, Q1)
        self.program.company_id.write({"asm_green_from": 75, "asm_amber_from": 50})
        page = self._page(**self._days(Q1))
        self.assertIn("75 % of the target", page["rule"]["words"])
        self.assertEqual(self._shown(**self._days(Q1))["light"], "green")
        self.program.write({"green_from": 95, "amber_from": 80})
        self.assertEqual(self._shown(**self._days(Q1))["light"], "red")

    def test_database_keeps_thresholds_in_order(self):
        for model, table, change, message in (
            ("asm.program", "asm_program", "green_from = 50, amber_from = 60", "Amber"),
            ("asm.program", "asm_program", "green_from = 50", "or neither"),
            ("res.company", "res_company", "asm_amber_from = 99", "Amber begins"),
        ):
            record = self.program if model == "asm.program" else self.env.company
            with self.assertDatabaseRefuses(model, message):
                self.env.cr.execute(
                    f"UPDATE {table} SET {change} WHERE id = %s", (record.id,)
                )

    def test_default_window_is_the_year_to_its_last_period(self):
        page = self._page()
        self.assertEqual(page["date_from"], "2025-01-01")
        self.assertEqual(page["date_to"], "2025-06-30")
        labels = [window["label"] for window in page["windows"]]
        self.assertEqual(labels[1:3], ["2025 to date", "2025"])
        self.assertIn("2025 Q3", labels, "it has begun")
        self.assertNotIn("2025 Q4", labels)

    def test_before_the_first_period_has_ended(self):
        self.program.date_start = "2025-08-01"
        page = self._page()
        self.assertEqual(
            (page["date_from"], page["date_to"]), ("2025-07-01", "2025-09-30")
        )

    def test_trend_has_gaps(self):
        self._number(self.line, Q1, 5, site_id=self.north)
        self._target(self.line, 9, Q2)
        trend = self._shown(**self._days(YEAR))["trend"]
        self.assertEqual([p["label"] for p in trend], ["2025 Q1", "2025 Q2", "2025 Q3"])
        self.assertEqual([p["value"] for p in trend], [5, None, None])
        self.assertEqual([p["target"] for p in trend][:2], [None, 9])

    def test_site_and_split(self):
        self._number(self.line, Q1, 5, site_id=self.north)
        self._number(self.line, Q1, 7, site_id=self.abroad)
        self._number(self.line, Q1, 3, site_id=self.abroad, categories=self.female)
        shown = self._shown(site_id=self.abroad.id, split="sex", **self._days(Q1))
        self.assertEqual(shown["value"], 7)
        parts = {part["name"]: part["value"] for part in shown["parts"]}
        self.assertEqual(parts, {self.female.name: 3, "not disaggregated": 4})
        parts = self._shown(split="site", **self._days(Q1))["parts"]
        self.assertEqual(
            {p["name"]: p["value"] for p in parts}, {"North": 5, "Abroad": 7}
        )

    def test_a_site_is_compared_with_its_own_target(self):
        self._number(self.line, Q1, 5, site_id=self.north)
        self._target(self.line, 100, Q1)
        shown = self._shown(site_id=self.north.id, **self._days(Q1))
        self.assertEqual((shown["target"], shown["light"]), (None, "no_target"))
        self._target(self.line, 4, Q1, site_id=self.north)
        shown = self._shown(site_id=self.north.id, **self._days(Q1))
        self.assertEqual((shown["target"], shown["light"]), (4, "green"))
        self.assertEqual(shown["trend"][0]["target"], 4)

    def test_award_by_its_basis_and_words(self):
        award = self._award()
        self._share({award: 50, self._award("OWN", kind="own"): 50})
        self._award_line(
            award, self.line, code="D1", name="Theirs", basis="since_award"
        )
        other = self._line("TST-OTHER")
        self._number(self.line, Q1, 40, site_id=self.north)
        page = self._page(award_id=award.id, **self._days(Q2))
        ids = [s["id"] for result in page["results"] for s in result["lines"]]
        self.assertNotIn(other.id, ids, "an award shows what is in its framework")
        shown = self._shown(award_id=award.id, **self._days(Q2))
        self.assertEqual((shown["code"], shown["name"]), ("D1", "Theirs"))
        self.assertEqual((shown["value"], shown["days"][0]), (20, "2025-01-01"))

    def test_numbers_behind(self):
        rows = self._number(self.line, Q1, 5, site_id=self.north)
        self._number(self.line, Q2, 6, site_id=self.north)
        self._row(self.line, Q1, 6, site_id=self.abroad)
        shown = self._shown(**self._days(Q1))
        self.assertEqual(self.env["asm.actual"].search(shown["domain"]), rows)

    def test_why_a_number_is_missing_is_said_in_words(self):
        self._number(self.line, Q1, site_id=self.north, missing_reason="not_accessible")
        shown = self._shown(**self._days(Q1))
        self.assertIn("Not accessible", [shown["reason"], *shown["notes"]])

    def test_words_and_options(self):
        definition = self._definition("TST-ORD", measure="ordinal")
        low, high = self.env["asm.scale.value"].create(
            [
                {
                    "indicator_id": definition.id,
                    "code": name,
                    "name": name,
                    "sequence": place,
                }
                for place, name in enumerate(("low", "high"))
            ]
        )
        scale = self._use(definition)
        told = self._line("TST-WRD", measure="qualitative")
        self._number(scale, Q1, option_id=low)
        self._number(told, Q1, text="Talks have begun")
        self._target(scale, option_id=high)
        shown = self._shown(scale, **self._days(YEAR))
        self.assertEqual(shown["kind"], "words")
        self.assertEqual(
            [(o["name"], o["count"], o["is_target"]) for o in shown["options"]],
            [("low", 1, False), ("high", 0, True)],
        )
        self.assertEqual((shown["light"], shown["target_words"]), ("not_met", "high"))
        self._number(scale, Q2, option_id=high)
        shown = self._shown(scale, **self._days(YEAR))
        self.assertEqual(shown["light"], "met")
        [words] = self._shown(told, **self._days(YEAR))["words"]
        self.assertEqual(words["text"], "Talks have begun")
        self.assertEqual(
            (words["period"], words["partner"]), ("2025 Q1", "Association")
        )

    def test_steps(self):
        line = self._line("TST-MIL", measure="milestone")
        step = {"program_indicator_id": line.id}
        self.env["asm.milestone"].create(
            [
                step | {"name": "A", "date_done": "2025-02-01"},
                step | {"name": "B", "date_planned": "2025-03-01"},
                step | {"name": "C", "date_planned": "2025-12-01"},
                step | {"name": "D", "date_done": "2025-05-01"},
            ]
        )
        shown = self._shown(line, **self._days(Q1))
        states = {step["name"]: step["state"] for step in shown["steps"]}
        self.assertEqual(states, {"A": "done", "B": "late", "C": "open", "D": "open"})
        self.assertEqual(shown["value"], 25)

    def test_results_stand_in_their_tree(self):
        below = self.env["asm.result"].create(
            {
                "program_id": self.program.id,
                "parent_id": self.result.id,
                "name": "Trained",
            }
        )
        loose = self._line("TST-LOOSE")
        results = self._page()["results"]
        self.assertEqual([r["id"] for r in results], [self.result.id, below.id, False])
        self.assertEqual([r.get("depth") for r in results], [0, 1, None])
        self.assertEqual([s["id"] for s in results[-1]["lines"]], [loose.id])

    def test_restricted_officer_sees_only_theirs(self):
        self._number(self.line, Q1, 5, site_id=self.north)
        self._number(self.line, Q1, 7, site_id=self.abroad)
        hidden = self._program(
            "TST-HID", country_ids=[Command.set(self.env.ref("base.pe").ids)]
        )
        user = new_test_user(
            self.env, login="restricted", groups="mines_to_markets.group_mtm_user"
        )
        self.env["mtm.staff.scope"].create(
            {"user_id": user.id, "country_ids": [Command.set(self.rwanda.ids)]}
        )
        self._target(self.line, 100, Q1)
        page = self._page(user, **self._days(Q1))
        self.assertNotIn(hidden.id, [program["id"] for program in page["programs"]])
        self.assertEqual([site["name"] for site in page["sites"]], ["Abroad"])
        shown = self._shown(user=user, split="site", **self._days(Q1))
        self.assertEqual(shown["value"], 7)
        self.assertEqual(shown["light"], "partial", "a part of the whole target")
        self.assertIsNone(shown["achievement"])
        self.assertIn("Some numbers are hidden from you.", shown["notes"])
        dashboard = self.env["asm.dashboard"].with_user(user)
        with self.assertRefuses(AccessError, ""):
            dashboard.read_dashboard(hidden.id)
        with self.assertRefuses(AccessError, ""):
            dashboard.read_trend(self._line("TST-2", program=hidden).id)

    def test_who_has_no_role_sees_nothing(self):
        user = new_test_user(self.env, login="nobody", groups="base.group_user")
        dashboard = self.env["asm.dashboard"].with_user(user)
        for method in (dashboard.read_dashboard, dashboard.read_portfolio):
            with self.assertRefuses(AccessError, ""):
                method()

    def test_trend_of_one_indicator(self):
        self._number(self.line, Q1, 5, site_id=self.north)
        self._number(self.line, Q1, 3, site_id=self.north, categories=self.female)
        self._target(self.line, 9, Q1)
        dashboard = self.env["asm.dashboard"].with_user(self.officer)
        trend = dashboard.read_trend(self.line.id)
        self.assertEqual([s["values"][0] for s in trend["series"]], [5])
        self.assertEqual((trend["targets"][0], trend["labels"][0]), (9, "2025 Q1"))
        split = dashboard.read_trend(self.line.id, "sex")
        found = {one["name"]: one["values"][0] for one in split["series"]}
        self.assertEqual(found, {self.female.name: 3, "not disaggregated": 2})
        self.assertEqual(split["targets"][0], 9, "the target of the total")

    def test_portfolio(self):
        goal = self.env["mtm.sdg"].create({"code": "99.1", "name": "Test"})
        self.env["asm.sdg.link"].create(
            {"sdg_id": goal.id, "program_id": self.program.id, "effect": "hinders"}
        )
        self._number(self.line, Q1, 5, site_id=self.north)
        self._number(self.line, Q1, 7, site_id=self.abroad)
        dashboard = self.env["asm.dashboard"].with_user(self.officer)
        page = dashboard.read_portfolio("country", 2025)
        values = {
            group["name"]: line["value"]
            for group in page["groups"]
            for line in group["lines"]
            if line["code"] == "TST-SUM"
        }
        self.assertEqual(values[self.congo.name], 5)
        self.assertEqual(values[self.rwanda.name], 7)
        total = next(line for line in page["total"] if line["code"] == "TST-SUM")
        self.assertEqual(total["value"], 12)
        page = dashboard.read_portfolio("sdg", 2025)
        group = next(g for g in page["groups"] if g["id"] == goal.id)
        self.assertEqual(group["programs"], self.program.ids)
        self.assertEqual([link["effect"] for link in group["links"]], ["hinders"])

    @warmup
    def test_queries_do_not_grow(self):
        def count(lines):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            page = (
                self.env["asm.dashboard"]
                .with_user(self.officer)
                .read_dashboard(self.program.id, split="site", **self._days(YEAR))
            )
            shown = [s for result in page["results"] for s in result["lines"]]
            self.assertEqual(len(shown), lines)
            return self.env.cr.sql_log_count - before

        self._number(self.line, Q1, 5, site_id=self.north)
        self._target(self.line, 9, Q1)
        count(1)
        few = count(1)
        for number in range(4):
            line = self._line(f"TST-M{number}", dimensions=self.sex)
            self._number(line, Q1, 5, site_id=self.north)
            self._number(line, Q2, 5, site_id=self.abroad)
            self._target(line, 9, Q1)
        count(5)
        self.assertLessEqual(count(5), few)
