"""What the numbers mean, rule by rule, as the programme indicator reads them."""

from datetime import datetime, timedelta
from decimal import Decimal

from freezegun import freeze_time

from odoo import Command
from odoo.exceptions import AccessError, ValidationError
from odoo.fields import Date
from odoo.tests import new_test_user, tagged

from .common import Q1, Q2, Q3, Q4, YEAR, AsmCommon

HALF_1 = ("2025-01-01", "2025-06-30")
HALF_2 = ("2025-07-01", "2025-12-31")


@tagged("post_install", "-at_install")
class TestBlankIsNotZero(AsmCommon):
    """Rule 1."""

    def test_nothing_reported_is_blank(self):
        cell = self.read_total(self._line())
        self.assertBlank(cell, "not reported")
        self.assertEqual(cell["reported"], 0)

    def test_zero_is_a_number_that_somebody_reported(self):
        line = self._line()
        self._number(line, Q1, 0)
        cell = self.read_total(line)
        self.assertNumber(cell["value"], 0)
        self.assertEqual(cell["reported"], 1)
        self.assertFalse(cell["reason"])

    def test_a_number_that_is_missing_says_why(self):
        line = self._line()
        self._number(line, Q1, missing_reason="not_accessible")
        cell = self.read_total(line)
        self.assertBlank(cell, "Not accessible")
        self.assertEqual(cell["reported"], 0)

    def test_a_search_tells_zero_from_blank(self):
        line = self._line()
        zero = self._row(line, Q1, 0)
        blank = self._row(line, Q2)
        rows = self.env["asm.actual"]
        ours = [("program_indicator_id", "=", line.id)]
        self.assertEqual(rows.search([*ours, ("value", "=", 0)]), zero)
        self.assertEqual(rows.search([*ours, ("value", "=", False)]), blank)

    def test_a_target_of_zero_is_a_target(self):
        line = self._line()
        self._number(line, Q1, 0)
        self.assertIsNone(self.read_achieved(line)["target"])
        self._target(line, 0)
        self.assertNumber(self.read_achieved(line)["target"], 0)

    def test_a_baseline_of_zero_is_a_baseline(self):
        with_zero, without = self._line("TST-A"), self._line("TST-B")
        award = self._award()
        self._share({award: 100})
        for line in with_zero | without:
            self._award_line(award, line, achievement="progress")
            self._target(line, 4)
            self._number(line, Q1, 1)
        self._baseline(with_zero, 0)
        achieved = self.read_achieved(with_zero, award_id=award.id)
        self.assertEqual(achieved["achievement"], 25)
        achieved = self.read_achieved(without, award_id=award.id)
        self.assertIsNone(achieved["achievement"])

    def test_numbers_are_decimals_as_they_were_typed(self):
        line = self._line()
        for days, value in ((Q1, 0.1), (Q2, 0.2)):
            self._number(line, days, value)
        self.assertNumber(self.read_value(line), "0.3")


@tagged("post_install", "-at_install")
class TestRows(AsmCommon):
    """Rule 2."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.line = cls._line(dimensions=cls.sex)

    def test_a_row_without_categories_is_the_total(self):
        self._number(self.line, Q1, 10)
        self._number(self.line, Q1, 3, categories=self.female)
        self.assertNumber(self.read_value(self.line), 10)

    def test_else_the_sum_of_its_categories(self):
        self._number(self.line, Q1, 3, categories=self.female)
        self._number(self.line, Q1, 4, categories=self.male)
        self.assertNumber(self.read_value(self.line), 7)

    def test_rows_of_different_grain_are_never_added(self):
        age = self.env.ref("mines_to_markets.mtm_dimension_age_band")
        young, old = age.value_ids[:2]
        self._number(self.line, Q1, 6, categories=self.female)
        self._number(self.line, Q1, 4, categories=self.male)
        for band, value in ((young, 2), (old, 4)):
            self._number(self.line, Q1, value, categories=self.female | band)
        self.assertNumber(self.read_value(self.line), 10)
        self.assertEqual(
            self.read_by(self.line, "sex"), {None: 10, "female": 6, "male": 4}
        )

    def test_a_row_without_site_adds_to_the_sites(self):
        self._number(self.line, Q1, 5)
        self._number(self.line, Q1, 2, site_id=self.north)
        self._number(self.line, Q1, 1, site_id=self.south)
        self.assertNumber(self.read_value(self.line), 8)
        cells = self.read_cells(self.line, by=("site",))
        self.assertEqual(
            {cell["site_id"]: cell["value"] for cell in cells},
            {self.north.id: 2, self.south.id: 1, None: 5},
        )

    def test_partners_are_added(self):
        self._number(self.line, Q1, 5)
        self._number(self.line, Q1, 3, partner=self.other_partner)
        self.assertNumber(self.read_value(self.line), 8)

    def test_each_report_has_its_own_grain(self):
        self._number(self.line, Q1, 5)
        self._number(
            self.line, Q1, 3, partner=self.other_partner, categories=self.female
        )
        self.assertEqual(
            self.read_by(self.line, "sex"), {None: 8, "female": 3, "_nd": 5}
        )

    def test_a_correction_is_added_to_what_it_corrects(self):
        wrong = self._number(self.line, Q1, 10, site_id=self.north)
        self._number(self.line, Q2, -4, correction_of_id=wrong, site_id=self.north)
        self.assertNumber(self.read_value(self.line), 6)

    def test_a_correction_counts_where_the_number_is_that_it_corrects(self):
        wrong = self._number(self.line, Q1, 10)
        self._number(self.line, Q2, 7)
        self._number(self.line, Q2, -4, correction_of_id=wrong)
        self.assertNumber(self.read_value(self.line, Q1), 6)
        self.assertNumber(self.read_value(self.line, Q2), 7)
        self.assertNumber(self.read_value(self.line), 13)


@tagged("post_install", "-at_install")
class TestCategories(AsmCommon):
    """Rule 3."""

    def test_the_rest_is_not_disaggregated(self):
        line = self._line(dimensions=self.sex)
        self._number(line, Q1, 10)
        self._number(line, Q1, 6, categories=self.female)
        self._number(line, Q1, 3, categories=self.male)
        self.assertEqual(
            self.read_by(line, "sex"), {None: 10, "female": 6, "male": 3, "_nd": 1}
        )

    def test_categories_that_do_not_exclude_each_other_are_not_added(self):
        mineral = self.env.ref("mines_to_markets.mtm_dimension_mineral")
        tin, gold = mineral.value_ids[:2]
        line = self._line(dimensions=mineral)
        self._number(line, Q1, 8, categories=tin)
        self._number(line, Q1, 7, categories=gold)
        cells = {
            cell["categories"].get("mineral"): cell
            for cell in self.read_cells(line, by=("mineral",))
        }
        self.assertBlank(cells[None], "not added up")
        self.assertNumber(cells[tin.code]["value"], 8)
        self._number(line, Q1, 10)
        self.assertEqual(
            self.read_by(line, "mineral"), {None: 10, tin.code: 8, gold.code: 7}
        )

    def test_of_ratios_numerators_and_denominators_are_compared(self):
        line = self._ratio(dimensions=self.sex)
        self._number(line, Q1, numerator=10, denominator=20)
        self._number(line, Q1, numerator=6, denominator=15, categories=self.female)
        self.assertEqual(self.read_by(line, "sex"), {None: 50, "female": 40, "_nd": 80})


@tagged("post_install", "-at_install")
class TestOrder(AsmCommon):
    """Rule 4."""

    def test_time_within_a_site_comes_before_places(self):
        line = self._line(time_aggregation="maximum")
        for days, north, south in ((Q1, 5, 1), (Q2, 2, 4)):
            self._number(line, days, north, site_id=self.north)
            self._number(line, days, south, site_id=self.south)
        self.assertNumber(self.read_value(line), 9)

    def test_nothing_is_rounded(self):
        line = self._ratio()
        self._number(line, Q1, numerator=1, denominator=3)
        self.assertAlmostEqual(
            self.read_value(line), Decimal(100) / Decimal(3), places=20
        )

    def test_fewer_numbers_than_expected_read_as_incomplete(self):
        line = self._line()
        self._assign(line, self.partner)
        self._assign(line, self.other_partner)
        self._number(line, Q1, 5)
        cell = self.read_total(line, Q1)
        self.assertEqual((cell["reported"], cell["expected"]), (1, 2))
        self.assertIn("not everything", cell["reason"])
        self._number(line, Q1, 1, partner=self.other_partner)
        cell = self.read_total(line, Q1)
        self.assertEqual((cell["reported"], cell["expected"]), (2, 2))
        self.assertFalse(cell["reason"])

    def test_each_site_of_an_assignment_is_expected(self):
        line = self._line()
        self._assign(
            line, self.partner, site_ids=[Command.set((self.north | self.south).ids)]
        )
        self._number(line, Q1, 5, site_id=self.north)
        self.assertEqual(self.read_total(line, Q1)["expected"], 2)
        cells = {
            cell["site_id"]: cell for cell in self.read_cells(line, Q1, by=("site",))
        }
        self.assertBlank(cells[self.south.id], "not reported")

    def test_a_rarer_frequency_is_expected_once_in_its_span(self):
        line = self._line()
        self._assign(line, self.partner, frequency="year")
        self.assertEqual(self.read_total(line, Q1)["expected"], 0)
        self.assertEqual(self.read_total(line)["expected"], 1)

    def test_an_assignment_is_over_when_it_has_ended(self):
        line = self._line()
        self._assign(line, self.partner, date_start=Q2[0], date_end=Q3[1])
        self.assertEqual(self.read_total(line)["expected"], 2)

    def _assign(self, line, partner, **values):
        self.env["asm.assignment"].create(
            {
                "program_indicator_id": line.id,
                "partner_id": partner.id,
                **values,
            }
        )


@tagged("post_install", "-at_install")
class TestOverTime(AsmCommon):
    """Rule 5."""

    def test_sum_average_maximum(self):
        for rule, expected in (("sum", 9), ("average", 3), ("maximum", 6)):
            line = self._line(f"TST-{rule}", time_aggregation=rule)
            for days, value in ((Q1, 1), (Q2, 6), (Q3, 2)):
                self._number(line, days, value)
            with self.subTest(rule=rule):
                self.assertNumber(self.read_value(line), expected)

    def test_latest_takes_the_last_and_lists_what_it_carries(self):
        line = self._line(time_aggregation="latest")
        self._number(line, Q1, 5, site_id=self.north)
        self._number(line, Q1, 9, site_id=self.south)
        self._number(line, Q2, 7, site_id=self.south)
        cell = self.read_total(line, HALF_1)
        self.assertNumber(cell["value"], 12)
        [(site_id, day)] = cell["carried"]
        self.assertEqual((site_id, str(day)), (self.north.id, "2025-03-31"))

    def test_latest_is_carried_at_most_twelve_months(self):
        line = self._line(time_aggregation="latest")
        self._number(line, Q1, 5)
        self.assertNumber(self.read_value(line, ("2026-01-01", "2026-03-31")), 5)
        cell = self.read_total(line, ("2026-04-01", "2026-06-30"))
        self.assertBlank(cell, "older than 12 months")

    def test_latest_replaces_the_whole_set_of_rows(self):
        line = self._line(time_aggregation="latest", dimensions=self.sex)
        self._number(line, Q1, 6, categories=self.female)
        self._number(line, Q1, 4, categories=self.male)
        self._number(line, Q2, 5, categories=self.female)
        self.assertEqual(self.read_by(line, "sex"), {None: 5, "female": 5})

    def test_one_partner_reports_a_stock(self):
        line = self._line(time_aggregation="latest")
        self._number(line, Q1, 5, site_id=self.north)
        self._number(line, Q1, 5, site_id=self.north, partner=self.other_partner)
        self.assertBlank(self.read_total(line), "several organisations")

    def test_what_is_not_added_up_is_read_alone(self):
        line = self._line(time_aggregation="none")
        self._number(line, Q1, 5)
        self._number(line, Q2, 6)
        self.assertBlank(self.read_total(line), "not added up")
        self.assertNumber(self.read_value(line, Q2), 6)

    def test_average_over_places(self):
        line = self._line(place_aggregation="average")
        self._number(line, Q1, 5, site_id=self.north)
        self._number(line, Q1, 2, site_id=self.south)
        self.assertNumber(self.read_value(line), "3.5")


@tagged("post_install", "-at_install")
class TestRatios(AsmCommon):
    """Rule 6."""

    def test_half_and_nine_hundredths_make_9_8_percent(self):
        line = self._ratio()
        self._number(line, Q1, numerator=1, denominator=2, site_id=self.north)
        self._number(line, Q1, numerator=9, denominator=100, site_id=self.south)
        cell = self.read_total(line)
        self.assertEqual(round(cell["value"], 1), Decimal("9.8"))
        self.assertNumber(cell["numerator"], 10)
        self.assertNumber(cell["denominator"], 102)

    def test_each_part_has_its_own_rule_over_time(self):
        line = self._ratio(
            measure="unit",
            multiplier=1000,
            numerator_time="sum",
            denominator_time="average",
        )
        self._number(line, Q1, numerator=1, denominator=100)
        self._number(line, Q2, numerator=3, denominator=300)
        self.assertNumber(self.read_value(line), 20)

    def test_division_by_zero_is_blank(self):
        line = self._ratio()
        self._number(line, Q1, numerator=0, denominator=0)
        self.assertBlank(self.read_total(line), "denominator is 0")

    def test_nothing_of_something_is_zero(self):
        line = self._ratio()
        self._number(line, Q1, numerator=0, denominator=4)
        self.assertNumber(self.read_value(line), 0)

    def test_a_mean_is_a_sum_and_a_count(self):
        line = self._ratio(measure="unit", multiplier=1)
        self._number(line, Q1, numerator=100, denominator=4)
        self._number(line, Q2, numerator=20, denominator=1)
        self.assertNumber(self.read_value(line), 24)

    def test_places_are_weighted_by_another_indicator(self):
        miners = self._line("TST-WGT", time_aggregation="latest")
        line = self._line(
            place_aggregation="average", place_weight_id=miners.indicator_id.id
        )
        for site, workers, value in ((self.north, 30, 10), (self.south, 10, 50)):
            self._number(miners, Q1, workers, site_id=site)
            self._number(line, Q1, value, site_id=site)
        self.assertNumber(self.read_value(line), 20)

    def test_without_the_weights_the_mean_is_blank(self):
        weight = self._definition("TST-WGT")
        line = self._line(place_aggregation="average", place_weight_id=weight.id)
        self._number(line, Q1, 10, site_id=self.north)
        self.assertBlank(self.read_total(line), "weight")


@tagged("post_install", "-at_install")
class TestRunningTotals(AsmCommon):
    """Rule 7."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.line = cls._line(basis="cumulative", cumulative_since="program")

    def test_a_window_is_closing_minus_opening_per_site(self):
        for days, north, south in ((Q1, 10, 4), (Q2, 15, 4), (Q3, 21, 9)):
            self._number(self.line, days, north, site_id=self.north)
            self._number(self.line, days, south, site_id=self.south)
        self.assertNumber(self.read_value(self.line, Q2), 5)
        self.assertNumber(self.read_value(self.line, ("2025-04-01", Q3[1])), 16)

    def test_it_starts_from_nothing_where_it_has_its_origin(self):
        self._number(self.line, Q1, 10)
        self._number(self.line, Q2, 15)
        self.assertNumber(self.read_value(self.line), 15)

    def test_a_missing_closing_carries_the_last(self):
        self._number(self.line, Q1, 10)
        self._number(self.line, Q2, 15)
        cell = self.read_total(self.line)
        self.assertNumber(cell["value"], 15)
        self.assertEqual([str(day) for _site, day in cell["carried"]], [Q2[1]])

    def test_without_an_opening_it_is_blank(self):
        self._number(self.line, Q3, 21)
        self.assertBlank(self.read_total(self.line, Q3), "before the window")

    def test_a_fall_is_noted(self):
        self._number(self.line, Q1, 10)
        self._number(self.line, Q2, 8)
        self.assertIn("a running total fell", self.read_total(self.line, Q2)["notes"])

    def test_categories_show_where_both_ends_have_them(self):
        line = self._line(
            "TST-CUM",
            dimensions=self.sex,
            basis="cumulative",
            cumulative_since="program",
        )
        self._number(line, Q1, 10)
        self._number(line, Q1, 4, categories=self.female)
        self._number(line, Q2, 16)
        self._number(line, Q2, 7, categories=self.female)
        self._number(line, Q2, 9, categories=self.male)
        self.assertEqual(
            self.read_by(line, "sex", Q2), {None: 6, "female": 3, "_nd": 3}
        )

    def test_totals_of_a_year_start_again(self):
        line = self._line("TST-CUM", basis="cumulative", cumulative_since="year")
        self._number(line, Q4, 30)
        self._number(line, ("2026-01-01", "2026-03-31"), 5)
        self.assertNumber(self.read_value(line, ("2026-01-01", "2026-03-31")), 5)


@tagged("post_install", "-at_install")
class TestPeopleCountedOnce(AsmCommon):
    """Rule 8."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.line = cls._line(
            unit="person", time_aggregation="unique", unique_scope="year"
        )

    def test_from_the_start_of_the_year_it_is_the_sum_of_new_people(self):
        for days, value in ((Q1, 10), (Q2, 5), (Q3, 2)):
            self._number(self.line, days, value)
        self.assertNumber(self.read_value(self.line, Q1), 10)
        self.assertNumber(self.read_value(self.line, HALF_1), 15)
        self.assertNumber(self.read_value(self.line), 17)

    def test_any_other_window_is_blank_with_the_reason(self):
        self._number(self.line, Q1, 10)
        self._number(self.line, Q2, 5)
        self.assertBlank(self.read_total(self.line, Q2), "does not start where")
        cell = self.read_total(self.line, ("2025-01-01", "2026-03-31"))
        self.assertBlank(cell, "does not start where")

    def test_the_year_starts_in_a_stated_month(self):
        line = self._line(
            "TST-OCT",
            unit="person",
            time_aggregation="unique",
            unique_scope="year",
            unique_month=10,
        )
        self._number(line, Q4, 3)
        self._number(line, ("2026-01-01", "2026-03-31"), 4)
        self.assertNumber(self.read_value(line, ("2025-10-01", "2026-09-30")), 7)
        self.assertBlank(
            self.read_total(line, ("2026-01-01", "2026-12-31")), "does not start"
        )

    def test_life_starts_with_the_programme(self):
        line = self._line(
            "TST-LIFE", unit="person", time_aggregation="unique", unique_scope="life"
        )
        self._number(line, Q1, 10)
        self._number(line, ("2026-01-01", "2026-03-31"), 4)
        self.assertNumber(self.read_value(line, ("2025-01-01", "2026-12-31")), 14)
        self.assertBlank(
            self.read_total(line, ("2026-01-01", "2026-12-31")), "does not start"
        )

    def test_over_places_it_is_an_upper_bound_until_overlaps_are_declared(self):
        self._number(self.line, Q1, 10, site_id=self.north)
        self._number(self.line, Q1, 5, site_id=self.south)
        cell = self.read_total(self.line)
        self.assertNumber(cell["value"], 15)
        self.assertIn("upper bound", cell["notes"])
        overlap = self._overlap(3)
        self.assertNumber(self.read_total(self.line)["value"], 15)
        overlap.with_user(self.approver).action_approve()
        total, lost = self.read_cells(self.line)
        self.assertNumber(total["value"], 12)
        self.assertNotIn("upper bound", total["notes"])
        self.assertNumber(lost["value"], -3)
        self.assertEqual(lost["categories"], {"_overlap": "_overlap"})

    def test_an_overlap_is_of_its_period(self):
        self._number(self.line, Q1, 10, site_id=self.north)
        self._number(self.line, Q2, 5, site_id=self.south)
        self._overlap(3, Q2).with_user(self.approver).action_approve()
        self.assertNumber(self.read_value(self.line, Q1), 10)
        self.assertNumber(self.read_cells(self.line)[0]["value"], 12)

    def test_one_source_is_no_upper_bound(self):
        self._number(self.line, Q1, 10, site_id=self.north)
        self.assertNotIn("upper bound", self.read_total(self.line)["notes"])

    def _overlap(self, value, days=Q1):
        return (
            self.env["asm.overlap"]
            .with_user(self.officer)
            .create(
                {
                    "program_ids": [Command.set(self.program.ids)],
                    "indicator_id": self.line.indicator_id.id,
                    "period_id": self._submission(days).period_id.id,
                    "site_ids": [Command.set((self.north | self.south).ids)],
                    "value": value,
                }
            )
        )


@tagged("post_install", "-at_install")
class TestCalendars(AsmCommon):
    """Rule 9."""

    def test_only_periods_wholly_inside_a_window_count(self):
        line = self._line()
        self._number(line, Q1, 10)
        self._number(line, Q2, 5)
        cell = self.read_total(line, ("2025-02-01", "2025-06-30"))
        self.assertNumber(cell["value"], 5)
        self.assertIn("wholly", cell["reason"])

    def test_nothing_is_pro_rated(self):
        line = self._line()
        self._number(line, Q1, 10)
        self.assertBlank(self.read_total(line, ("2025-01-01", "2025-02-28")), "wholly")

    def test_the_calendar_of_the_programme(self):
        program = self._program("TST-OCT", fiscal_month=10, frequency="year")
        line = self._line(program=program)
        self._number(line, ("2024-10-01", "2025-09-30"), 10)
        self.assertNumber(self.read_value(line, ("2024-10-01", "2025-09-30")), 10)
        self.assertBlank(self.read_total(line, YEAR), "wholly")

    def test_finer_periods_inside_a_report(self):
        line = self._line()
        february = ("2025-02-01", "2025-02-28")
        month = self.env["asm.period"]._ensure("month", 1, *map(Date.to_date, february))
        self._number(line, Q1, 4, period_id=month)
        self.assertNumber(self.read_value(line, Q1), 4)
        self.assertNumber(self.read_value(line, february), 4)


@tagged("post_install", "-at_install")
class TestTargets(AsmCommon):
    """Rule 10."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.line = cls._line(dimensions=cls.sex)
        cls.award = cls._award()
        cls._share({cls.award: 100})
        cls._award_line(cls.award, cls.line)
        cls._number(cls.line, Q1, 10)

    def read_target(self, days=YEAR, **asked):
        return self.read_achieved(self.line, days, **asked)

    def test_the_awards_own_then_the_programmes(self):
        self.assertIsNone(self.read_target(award_id=self.award.id)["target"])
        self._target(self.line, 40)
        cell = self.read_target(award_id=self.award.id)
        self.assertNumber(cell["target"], 40)
        self.assertFalse(cell["notes"])
        self._target(self.line, 50, award_id=self.award)
        cell = self.read_target(award_id=self.award.id)
        self.assertNumber(cell["target"], 50)
        self.assertIn("the award's target differs from the programme's", cell["notes"])
        self.assertNumber(self.read_target()["target"], 40)

    def test_a_complete_set_of_finer_ones_adds_up(self):
        for days in (Q1, Q2, Q3):
            self._target(self.line, 10, days)
        self.assertIsNone(self.read_target()["target"])
        self._target(self.line, 10, Q4)
        self.assertNumber(self.read_target()["target"], 40)

    def test_a_stock_takes_the_last_of_the_finer_ones(self):
        line = self._line("TST-STK", time_aggregation="latest")
        self._number(line, Q1, 10)
        for days, value in ((HALF_1, 20), (HALF_2, 30)):
            self._target(line, value, days)
        self.assertNumber(self.read_achieved(line)["target"], 30)

    def test_sites_that_all_have_one_add_up(self):
        self._target(self.line, 10, site_id=self.north)
        self._target(self.line, 5, site_id=self.south)
        self.assertNumber(self.read_target()["target"], 15)

    def test_categories_of_an_exclusive_dimension_that_all_have_one_add_up(self):
        other = self.sex.value_ids - self.female - self.male
        self._target(self.line, 10, categories=self.female)
        self._target(self.line, 5, categories=self.male)
        self.assertIsNone(self.read_target()["target"])
        for value in other:
            self._target(self.line, 1, categories=value)
        self.assertNumber(self.read_target()["target"], 15 + len(other))

    def test_a_disagreement_is_a_warning(self):
        self._target(self.line, 50)
        for days in (HALF_1, HALF_2):
            self._target(self.line, 20, days)
        cell = self.read_target()
        self.assertNumber(cell["target"], 50)
        self.assertIn("the target differs from what its parts add up to", cell["notes"])

    def test_a_target_that_is_only_proposed_does_not_hold(self):
        self.env["asm.target"].with_user(self.officer).create(
            {
                "program_indicator_id": self.line.id,
                "date_from": YEAR[0],
                "date_to": YEAR[1],
                "value": 10,
            }
        )
        self.assertIsNone(self.read_target()["target"])

    def test_the_target_of_a_category(self):
        self._number(self.line, Q1, 4, categories=self.female)
        self._target(self.line, 16, categories=self.female)
        cells = self.line.read_achievement(*YEAR, by=("sex",))[self.line.id]
        achieved = {
            cell["categories"].get("sex"): cell["achievement"] for cell in cells
        }
        self.assertEqual(achieved, {None: None, "female": 25, "_nd": None})

    def test_the_target_of_a_period(self):
        self._target(self.line, 40)
        self._target(self.line, 20, Q1)
        [cell] = self.line.read_achievement(*YEAR, by=("period",))[self.line.id]
        self.assertEqual((cell["target"], cell["achievement"]), (20, 50))

    def test_the_target_of_a_ratio_is_a_ratio(self):
        line = self._ratio()
        self._number(line, Q1, numerator=1, denominator=4)
        self._target(line, numerator=1, denominator=2)
        cell = self.read_achieved(line)
        self.assertEqual((cell["target"], cell["achievement"]), (50, 50))


@tagged("post_install", "-at_install")
class TestAsOf(AsmCommon):
    """Rule 11."""

    def test_a_number_is_known_from_its_approval_on(self):
        line = self._line()
        with freeze_time("2025-04-10 10:00:00"):
            row = self._row(line, Q1, 10)
        with freeze_time("2025-04-12 10:00:00"):
            self._approve(row)
        self.assertIsNone(self.read_value(line, as_of="2025-04-12 09:59:59"))
        self.assertNumber(self.read_value(line, as_of="2025-04-12 10:00:00"), 10)

    def test_what_was_reopened_stands_as_it_was_approved(self):
        line = self._line()
        with freeze_time("2025-04-12 10:00:00"):
            row = self._number(line, Q1, 10)
        with freeze_time("2025-05-02 10:00:00"):
            row.with_user(self.approver).action_reopen("Counted twice")
        with freeze_time("2025-05-03 10:00:00"):
            row.with_user(self.officer).value = 8
        with freeze_time("2025-05-04 10:00:00"):
            self._approve(row)
        for moment, expected in (
            ("2025-04-11 10:00:00", None),
            ("2025-05-01 10:00:00", 10),
            ("2025-05-03 12:00:00", None),
            ("2025-05-05 10:00:00", 8),
            (None, 8),
        ):
            with self.subTest(moment=moment):
                self.assertEqual(self.read_value(line, as_of=moment), expected)

    def test_two_changes_in_one_second_keep_their_order(self):
        line = self._line()
        with freeze_time("2025-04-10 10:00:00.1"):
            row = self._number(line, Q1, 10)
        with freeze_time("2025-04-10 10:00:00.3"):
            row.with_user(self.approver).action_reopen("Typing error")
            row.with_user(self.officer).value = 8
        with freeze_time("2025-04-10 10:00:00.5"):
            self._approve(row)
        second = datetime(2025, 4, 10, 10)
        for part, expected in ((0.05, None), (0.2, 10), (0.4, None), (0.6, 8)):
            moment = second + timedelta(seconds=part)
            with self.subTest(moment=moment):
                self.assertEqual(self.read_value(line, as_of=moment), expected)
        self.assertEqual(self.read_value(line, as_of=second), 8)

    def test_a_correction_counts_from_its_own_approval_on(self):
        line = self._line()
        with freeze_time("2025-04-12 10:00:00"):
            row = self._number(line, Q1, 10)
        with freeze_time("2025-07-12 10:00:00"):
            self._number(line, Q2, -4, correction_of_id=row)
        self.assertNumber(self.read_value(line, Q1, as_of="2025-05-01 00:00:00"), 10)
        self.assertNumber(self.read_value(line, Q1), 6)

    def test_versions_of_targets_and_baselines(self):
        line = self._line()
        award = self._award()
        with freeze_time("2025-01-10 10:00:00"):
            self._share({award: 100})
            self._award_line(award, line, achievement="progress")
            self._number(line, Q1, 10)
            self._target(line, 40)
            self._baseline(line, 0)
        with freeze_time("2025-03-10 10:00:00"):
            self._target(line, 50, reason="Agreed with the donor")
            self._baseline(line, 5, reason="Measured again")
        for moment, target, achievement in (
            ("2025-02-01 00:00:00", 40, 25),
            (None, 50, Decimal(500) / 45),
        ):
            cell = self.read_achieved(line, award_id=award.id, as_of=moment)
            with self.subTest(moment=moment):
                self.assertNumber(cell["target"], target)
                self.assertAlmostEqual(cell["achievement"], achievement, places=9)

    def test_shares(self):
        line = self._line()
        ours, theirs = self._award("GR-1"), self._award("GR-2")
        with freeze_time("2025-01-02 10:00:00"):
            self._number(line, Q1, 10)
            self._share({ours: 100})
        with freeze_time("2025-03-02 10:00:00"):
            self._share({ours: 40, theirs: 60})
        self.assertNumber(
            self.read_value(line, award_id=ours.id, as_of="2025-02-01 00:00:00"), 10
        )
        self.assertNumber(self.read_value(line, award_id=ours.id), 4)

    def test_overlaps(self):
        line = self._line(unit="person", time_aggregation="unique", unique_scope="year")
        self._number(line, Q1, 10, site_id=self.north)
        self._number(line, Q1, 5, site_id=self.south)
        moment = self.env["asm.actual"].search([], order="id desc", limit=1).approved_on
        overlap = (
            self.env["asm.overlap"]
            .with_user(self.officer)
            .create(
                {
                    "program_ids": [Command.set(self.program.ids)],
                    "site_ids": [Command.set((self.north | self.south).ids)],
                    "indicator_id": line.indicator_id.id,
                    "period_id": self._submission().period_id.id,
                    "value": 2,
                }
            )
        )
        overlap.with_user(self.approver).action_approve()
        self.assertNumber(self.read_cells(line)[0]["value"], 13)
        self.assertNumber(self.read_value(line, as_of=moment), 15)


@tagged("post_install", "-at_install")
class TestAchievement(AsmCommon):
    """Rule 12."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.award = cls._award()
        cls._share({cls.award: 100})

    def achieved(self, actual, target, baseline=None, **values):
        """Return achievement and state of a new indicator, read for the award."""
        achievement = values.pop("achievement", "ratio")
        line = self._line(f"TST-{self.env['asm.indicator'].search_count([])}", **values)
        self._award_line(self.award, line, achievement=achievement)
        self._number(line, Q1, actual)
        self._target(line, target)
        if baseline is not None:
            self._baseline(line, baseline)
        cell = self.read_achieved(line, award_id=self.award.id)
        return cell["achievement"], cell["state"]

    def test_progress_of_mercury_per_gold(self):
        self.assertEqual(
            self.achieved(
                1.5,
                1,
                3,
                achievement="progress",
                direction="less",
                time_aggregation="latest",
                place_aggregation="none",
            ),
            (75, "not_met"),
        )

    @freeze_time("2026-02-01")
    def test_ratio_is_not_capped(self):
        self.assertEqual(self.achieved(25, 10), (250, "met"))
        self.assertEqual(self.achieved(5, 10), (50, "not_met"))

    @freeze_time("2025-05-01")
    def test_a_window_that_is_not_over_is_running(self):
        self.assertEqual(self.achieved(5, 10), (50, "running"))
        self.assertEqual(self.achieved(12, 10), (120, "met"))

    @freeze_time("2026-02-01")
    def test_without_a_percentage_there_is_a_state(self):
        for values, expected in (
            ({"actual": 0, "target": 0, "direction": "less"}, "met"),
            ({"actual": 2, "target": 0, "direction": "less"}, "not_met"),
            ({"actual": 3, "target": 2, "achievement": "progress"}, "met"),
            (
                {"actual": 3, "target": 4, "baseline": 4, "achievement": "progress"},
                "not_met",
            ),
            ({"actual": False, "target": 4}, "no_data"),
            ({"actual": 3, "target": False}, "no_data"),
        ):
            with self.subTest(**values):
                self.assertEqual(self.achieved(**values), (None, expected))

    @freeze_time("2025-05-01")
    def test_flows_where_less_is_better_wait_for_the_end(self):
        self.assertEqual(self.achieved(2, 10, direction="less"), (None, "running"))

    @freeze_time("2026-02-01")
    def test_flows_where_less_is_better_after_the_end(self):
        self.assertEqual(self.achieved(2, 10, direction="less"), (20, "met"))

    @freeze_time("2026-02-01")
    def test_neutral_is_neither_met_nor_not(self):
        percentage, state = self.achieved(5, 10, direction="neutral")
        self.assertEqual(percentage, 50)
        self.assertFalse(state)


@tagged("post_install", "-at_install")
class TestFormulas(AsmCommon):
    """Rule 13."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.tonnes = cls._line("TST-T", dimensions=cls.sex)
        cls.miners = cls._line(
            "TST-M", dimensions=cls.sex, unit="person", time_aggregation="latest"
        )

    def computed(self, formula, **values):
        return self._line("TST-F", formula=formula, unit="t/person", **values)

    def test_on_totals(self):
        line = self.computed("TST-T / TST-M")
        self._fill()
        self.assertNumber(self.read_value(line), "1.5")

    def test_for_each_site(self):
        line = self.computed(
            "TST-T / TST-M", formula_level="site", place_aggregation="average"
        )
        self._fill()
        self.assertNumber(self.read_value(line), 2)
        cells = self.read_cells(line, by=("site",))
        self.assertEqual(
            {cell["site_id"]: cell["value"] for cell in cells},
            {self.north.id: 1, self.south.id: 3},
        )

    def test_a_blank_input_gives_blank(self):
        line = self.computed("TST-T / TST-M")
        self._number(self.tonnes, Q1, 10)
        self.assertBlank(self.read_total(line), "a number in the formula is blank")

    def test_an_input_that_the_programme_does_not_use_is_blank(self):
        self._definition("TST-ELSE")
        line = self.computed("TST-T / TST-ELSE")
        self._number(self.tonnes, Q1, 10)
        self.assertBlank(self.read_total(line), "a number in the formula is blank")

    def test_division_by_zero_is_blank(self):
        line = self.computed("TST-T / TST-M")
        self._number(self.tonnes, Q1, 10)
        self._number(self.miners, Q1, 0)
        self.assertBlank(self.read_total(line), "divides by 0")

    def test_a_category_baseline_and_target(self):
        self._fill()
        self._number(self.tonnes, Q1, 4, site_id=self.north, categories=self.female)
        self._baseline(self.tonnes, 6)
        self._target(self.tonnes, 21)
        line = self.computed("({TST-T|sex=female} + baseline(TST-T)) / target(TST-T)")
        self.assertAlmostEqual(self.read_value(line), Decimal(10) / 21, places=12)

    def test_categories_show_where_all_inputs_have_them(self):
        line = self.computed("TST-T / TST-M", dimensions=self.sex)
        self._fill()
        for input_line, value in ((self.tonnes, 3), (self.miners, 2)):
            self._number(
                input_line, Q1, value, site_id=self.north, categories=self.female
            )
        self._number(self.tonnes, Q1, 5, site_id=self.north, categories=self.male)
        values = self.read_by(line, "sex")
        self.assertEqual(values[None], Decimal("1.5"))
        self.assertEqual(values["female"], Decimal("1.5"))
        self.assertNotIn("male", values)

    def test_formulas_rest_on_formulas(self):
        self.computed("TST-T / TST-M")
        line = self._line("TST-G", formula="2 * TST-F", unit="t/person")
        self._fill()
        self.assertNumber(self.read_value(line), 3)

    def test_what_cannot_be_used_is_refused(self):
        for formula, message in (
            ("TST-T +", "ends too early"),
            ("TST-T + TST-M", "not added"),
            ("TST-T / TST-NONE", "TST-NONE"),
            ("TST-F + 1", "TST-F"),
            ("__import__('os')", "formula"),
        ):
            with (
                self.subTest(formula=formula),
                self.assertRaisesRegex(ValidationError, message),
                self.env.cr.savepoint(),
            ):
                self.computed(formula)

    def _fill(self):
        for site, tonnes, miners in ((self.north, 9, 9), (self.south, 9, 3)):
            self._number(self.tonnes, Q1, tonnes, site_id=site)
            self._number(self.miners, Q1, miners, site_id=site)


@tagged("post_install", "-at_install")
class TestCredit(AsmCommon):
    """Rule 14."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.first, cls.second = cls._award("GR-1"), cls._award("GR-2")
        cls.own = cls._award("OWN", kind="own", donor_id=False)
        cls.line = cls._line(dimensions=cls.sex)

    def credited(self, line=None, days=YEAR, **asked):
        """Return what the awards are credited with, by reference."""
        line = line or self.line
        return {
            award.reference: self.read_value(line, days, award_id=award.id, **asked)
            for award in self.first | self.second | self.own
        }

    def _rule(self, award, rule, **values):
        return (
            self.env["asm.award.share"]
            .with_user(self.finance)
            .create(
                {
                    "award_id": award.id,
                    "program_id": self.program.id,
                    "rule": rule,
                    "date_from": "2025-01-01",
                    **values,
                }
            )
        )

    def test_whole_units_by_largest_remainder_and_reference(self):
        self._share({self.first: 50, self.second: 50})
        self._number(self.line, Q1, 7)
        self.assertEqual(self.credited(), {"GR-1": 4, "GR-2": 3, "OWN": None})

    def test_who_is_not_credited_reads_why(self):
        self._share({self.first: 50, self.second: 50})
        self._number(self.line, Q1, 7)
        cell = self.read_total(self.line, award_id=self.own.id)
        self.assertBlank(cell, "not credited")

    def test_ties_go_to_the_larger_share(self):
        self._share({self.first: 30, self.second: 40, self.own: 30})
        self._number(self.line, Q1, 5)
        self.assertEqual(self.credited(), {"GR-1": 2, "GR-2": 2, "OWN": 1})

    def test_what_comes_in_fractions_is_divided_exactly(self):
        self.line = self._line("TST-TONNES", whole_units=False)
        self._share({self.first: 50, self.second: 50})
        self._number(self.line, Q1, 7)
        self.assertEqual(self.credited()["GR-1"], Decimal("3.5"))

    def test_longer_windows_add_the_periods(self):
        self._share({self.first: 50, self.second: 50})
        for days in (Q1, Q2, Q3, Q4):
            self._number(self.line, days, 7)
        cell = self.read_total(self.line, award_id=self.first.id)
        self.assertNumber(cell["value"], 16)
        self.assertIn("exact share 14", cell["notes"])

    def test_categories_add_up_to_the_total_and_to_all_awards(self):
        self._share({self.first: 50, self.second: 50})
        self._number(self.line, Q1, 3, categories=self.female)
        self._number(self.line, Q1, 4, categories=self.male)
        first = self.read_by(self.line, "sex", award_id=self.first.id)
        second = self.read_by(self.line, "sex", award_id=self.second.id)
        self.assertEqual(first[None], first["female"] + first["male"])
        self.assertEqual(first["female"] + second["female"], 3)
        self.assertEqual(first["male"] + second["male"], 4)

    def test_the_share_on_the_last_day_of_a_period_rules(self):
        self._share({self.first: 100})
        self._share({self.first: 20, self.own: 80}, "2025-04-01")
        self._number(self.line, Q1, 10)
        self._number(self.line, Q2, 10)
        self.assertEqual(self.credited(), {"GR-1": 12, "GR-2": None, "OWN": 8})

    def test_a_stock_is_credited_by_the_shares_of_the_last_day(self):
        line = self._line("TST-STK", time_aggregation="latest")
        self._share({self.first: 100})
        self._share({self.first: 20, self.own: 80}, "2025-04-01")
        self._number(line, Q1, 10)
        self.assertEqual(self.credited(line, Q1)["GR-1"], 10)
        self.assertEqual(self.credited(line, HALF_1)["GR-1"], 2)

    def test_full_lies_outside_the_sum(self):
        self._share({self.first: 60, self.own: 40})
        self._rule(self.second, "full")
        self._number(self.line, Q1, 10)
        self.assertEqual(self.credited(), {"GR-1": 6, "GR-2": 10, "OWN": 4})

    def test_lead_goes_to_one(self):
        self._share({self.first: 60, self.own: 40})
        self._rule(self.second, "lead")
        self._number(self.line, Q1, 10)
        credited = self.credited()
        self.assertEqual(credited["GR-2"], 10)
        self.assertFalse(credited["GR-1"] or credited["OWN"])

    def test_people_count_in_full_for_each(self):
        line = self._line("TST-PPL", unit="person")
        self._share({self.first: 60, self.own: 40})
        self._number(line, Q1, 10)
        self.assertEqual(self.credited(line), {"GR-1": 10, "GR-2": None, "OWN": 10})

    def test_unless_shares_of_the_indicator_say_otherwise(self):
        line = self._line("TST-PPL", unit="person")
        self._share({self.first: 60, self.own: 40})
        self._share({self.first: 50, self.own: 50}, line=line)
        self._number(line, Q1, 10)
        self.assertEqual(self.credited(line), {"GR-1": 5, "GR-2": None, "OWN": 5})

    def test_shares_of_an_indicator_go_before_those_of_its_programme(self):
        other = self._line("TST-OTH")
        self._share({self.first: 100})
        self._share({self.second: 100}, line=self.line)
        for line in self.line | other:
            self._number(line, Q1, 10)
        self.assertEqual(self.credited(), {"GR-1": None, "GR-2": 10, "OWN": None})
        self.assertEqual(self.credited(other)["GR-1"], 10)

    def test_when_shares_of_an_indicator_end_those_of_its_programme_hold_again(self):
        self._share({self.first: 100})
        self._share({self.second: 100}, line=self.line)
        self._share({}, "2025-04-01", line=self.line)
        self._number(self.line, Q1, 10)
        self._number(self.line, Q2, 3)
        self.assertEqual(self.credited(days=Q1)["GR-2"], 10)
        self.assertEqual(self.credited(days=Q2)["GR-1"], 3)
        self.assertEqual(self.credited(), {"GR-1": 3, "GR-2": 10, "OWN": None})

    def test_one_indicator_in_full_leaves_the_programmes_shares(self):
        self._share({self.first: 60, self.own: 40})
        self._rule(self.second, "full", program_indicator_id=self.line.id)
        self._number(self.line, Q1, 10)
        self.assertEqual(self.credited(), {"GR-1": 6, "GR-2": 10, "OWN": 4})

    def test_rates_are_shown_undivided(self):
        line = self._ratio()
        self._share({self.first: 60, self.own: 40})
        self._number(line, Q1, numerator=1, denominator=4)
        self.assertEqual(self.credited(line), {"GR-1": 25, "GR-2": None, "OWN": 25})

    def test_a_result_is_stored_once(self):
        self._share({self.first: 60, self.own: 40})
        self._number(self.line, Q1, 10)
        self.assertEqual(self.line.actual_ids.mapped("value"), [10])
        self.assertNumber(self.read_value(self.line), 10)

    def test_factor_to_the_unit_of_the_award(self):
        self._share({self.first: 100})
        self._award_line(self.first, self.line, factor=0.001)
        self._number(self.line, Q1, 1500)
        self.assertNumber(self.read_value(self.line, award_id=self.first.id), "1.500")

    def test_basis_of_the_awards_line(self):
        self._share({self.first: 100})
        self.first.fiscal_month = 10
        line = self._award_line(self.first, self.line)
        for days, value in ((Q2, 1), (Q3, 10), (Q4, 100)):
            self._number(self.line, days, value)
        for basis, expected in (
            ("period", 100),
            ("year_to_date", 100),
            ("since_award", 111),
            ("since_program", 111),
        ):
            line.basis = basis
            with self.subTest(basis=basis):
                self.assertNumber(
                    self.read_value(self.line, Q4, award_id=self.first.id), expected
                )
        line.basis = "year_to_date"
        self.assertNumber(self.read_value(self.line, Q3, award_id=self.first.id), 11)

    def test_a_filter_on_sites_comes_after_credit(self):
        self._share({self.first: 50, self.second: 50})
        for site, value in ((self.north, 1), (self.south, 2)):
            self._number(self.line, Q1, value, site_id=site)
        asked = {"award_id": self.first.id, "by": ("site",)}
        everywhere = {
            cell["site_id"]: cell["value"]
            for cell in self.read_cells(self.line, **asked)
        }
        self.assertEqual(sum(everywhere.values()), 2)
        [north] = [
            cell
            for cell in self.read_cells(self.line, site_ids=self.north.ids, **asked)
            if cell["site_id"]
        ]
        self.assertEqual(north["site_id"], self.north.id)
        self.assertEqual(north["value"], everywhere[self.north.id])


@tagged("post_install", "-at_install")
class TestQuestion(AsmCommon):
    """What can be asked for, and what it costs."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.line = cls._line(dimensions=cls.sex)

    def test_only_approved_numbers_unless_drafts_are_asked_for(self):
        self._number(self.line, Q1, 10)
        self._row(self.line, Q2, 5)
        submitted = self._row(self.line, Q3, 2)
        submitted.with_user(self.officer).action_submit()
        self.assertNumber(self.read_value(self.line), 10)
        self.assertNumber(self.read_value(self.line, include_draft=True), 17)

    def test_by_period(self):
        self._number(self.line, Q1, 10)
        self._number(self.line, Q3, 2)
        periods = [self._submission(days).period_id.id for days in (Q1, Q3)]
        cells = self.read_cells(self.line, by=("period",))
        self.assertEqual(
            [(cell["period_id"], cell["value"]) for cell in cells],
            list(zip(periods, (10, 2), strict=True)),
        )

    def test_by_site_period_and_sex(self):
        for days, site, value in (
            (Q1, self.north, 10),
            (Q1, self.south, 5),
            (Q2, self.north, 3),
        ):
            self._number(self.line, days, value, site_id=site)
        self._number(self.line, Q1, 4, site_id=self.north, categories=self.female)
        cells = self.read_cells(self.line, by=("site", "period", "sex"))
        first, second = (self._submission(days).period_id.id for days in (Q1, Q2))
        found = {
            (cell["site_id"], cell["period_id"], cell["categories"].get("sex")): (
                cell["value"]
            )
            for cell in cells
        }
        self.assertEqual(
            found,
            {
                (self.north.id, first, None): 10,
                (self.north.id, first, "female"): 4,
                (self.north.id, first, "_nd"): 6,
                (self.south.id, first, None): 5,
                (self.south.id, first, "_nd"): 5,
                (self.north.id, second, None): 3,
                (self.north.id, second, "_nd"): 3,
            },
        )

    def test_some_sites_only(self):
        self._number(self.line, Q1, 10, site_id=self.north)
        self._number(self.line, Q1, 5, site_id=self.south)
        self._number(self.line, Q1, 2)
        self.assertNumber(self.read_value(self.line, site_ids=self.north.ids), 10)

    def test_an_officer_may_read_and_an_employee_may_not(self):
        self._number(self.line, Q1, 10)
        line = self.line.with_user(self.officer)
        self.assertNumber(line.read_results(*YEAR)[line.id][0]["value"], 10)
        employee = new_test_user(self.env, "asm_employee", "base.group_user")
        with self.assertRaises(AccessError):
            self.line.with_user(employee).read_results(*YEAR)

    def test_several_indicators_at_once(self):
        other = self._line("TST-OTH")
        self._number(self.line, Q1, 10)
        results = (self.line | other).read_results(*YEAR)
        self.assertEqual(set(results), {self.line.id, other.id})
        self.assertNumber(results[self.line.id][0]["value"], 10)
        self.assertIsNone(results[other.id][0]["value"])

    def test_reading_writes_nothing(self):
        """A replica of the database may answer it."""
        award = self._award()
        self._share({award: 100})
        self._award_line(award, self.line, basis="since_award")
        self.env["asm.assignment"].create(
            {"program_indicator_id": self.line.id, "partner_id": self.partner.id}
        )
        self._number(self.line, Q1, 10, site_id=self.north)
        self._target(self.line, 40)
        line = self.line.with_user(self.manager)
        self.env.flush_all()
        self.env.invalidate_all()
        with self.env.cr.savepoint():
            self.env.cr.execute("SET TRANSACTION READ ONLY")
            [cell] = line.read_achievement(
                "2027-01-01",
                "2027-12-31",
                award_id=award.id,
                by=("period",),
                as_of="2030-01-01 00:00:00",
            )[line.id][:1]
        self.assertIn("value", cell)

    def test_queries_do_not_grow_with_rows(self):
        self._fill(self.line, 10)
        few = self._count_queries(self.line)
        self._fill(self.line, 200)
        self.assertEqual(self._count_queries(self.line), few)

    def test_queries_do_not_grow_with_indicators(self):
        lines = self.line.browse()
        for number in range(12):
            lines += self._line(f"TST-N{number}", dimensions=self.sex)
            self._fill(lines[-1], 5)
            self._target(lines[-1], 10)
        few = self._count_queries(lines[:2])
        self.assertLessEqual(self._count_queries(lines), few)

    def _fill(self, line, count):
        """Approve numbers of so many sites, quickly."""
        sites = self.env["mtm.site"].create(
            [
                {"name": f"Site {number}", "country_id": self.congo.id}
                for number in range(count)
            ]
        )
        submission = self._submission()
        self.env["asm.actual"].create(
            [
                {
                    "submission_id": submission.id,
                    "program_indicator_id": line.id,
                    "site_id": site.id,
                    "value": 1,
                    "state": "approved",
                    "approved_by": self.approver.id,
                    "approved_on": "2025-04-10 10:00:00",
                }
                for site in sites
            ]
        )

    def _count_queries(self, lines):
        """Return how many queries it takes to compare with targets, by sex."""
        lines = lines.with_user(self.manager)
        asked = {"by": ("site", "sex")}
        for _warm_up in range(2):
            lines.read_achievement(*YEAR, **asked)
            self.env.flush_all()
            self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        lines.read_achievement(*YEAR, **asked)
        return self.env.cr.sql_log_count - before
