from datetime import date
from decimal import Decimal
from unittest import TestCase

from odoo.addons.asm_programs.tools import calendars, wording
from odoo.addons.asm_programs.tools.achievement import achieve, milestones_reached
from odoo.addons.asm_programs.tools.calendars import Window
from odoo.addons.asm_programs.tools.facts import Definition
from odoo.addons.asm_programs.tools.targets import (
    BaselineVersion,
    TargetVersion,
    baseline_for,
    target_for,
)

YEAR = Window(date(2026, 1, 1), date(2026, 12, 31))
QUARTERS = calendars.periods_within("quarter", 1, *YEAR)
HALVES = calendars.periods_within("half", 1, *YEAR)
APPROVED = date(2025, 12, 1)


def version(value, days=YEAR, approved_on=APPROVED, **more):
    number = None if value is None else Decimal(value)
    return TargetVersion(*days, number, approved_on, **more)


def target(versions, definition=None, **more):
    return target_for(versions, YEAR, definition or Definition(), **more)


PARTS = [version(n * 10, days) for n, days in enumerate(QUARTERS, 1)]


class TestRule10Targets(TestCase):
    def test_blank_is_not_zero(self):
        self.assertEqual(target([])[:4], (None, None, None, None))
        self.assertEqual(target([version(0)])[:1], (0,))

    def test_the_awards_own_stands_before_the_programmes(self):
        versions = [version(100), version(80, award_id=7)]
        found = target(versions, award_id=7)
        self.assertEqual((found.value, found.source), (80, "award"))
        self.assertEqual(found.notes, (wording.TARGETS_DISAGREE_AWARD,))
        self.assertEqual(target(versions)[:4], (100, None, None, "programme"))
        self.assertEqual(target(versions, award_id=8).source, "programme")

    def test_a_complete_set_of_periods_adds_up(self):
        found = target(PARTS)
        self.assertEqual((found.value, found.source), (100, "derived"))

    def test_an_incomplete_set_gives_blank(self):
        self.assertIsNone(target(PARTS[1:]).value)
        self.assertIsNone(target([*PARTS[:1], *PARTS[2:]]).value)

    def test_halves_and_quarters_fill_a_year_together(self):
        versions = [version(50, HALVES[0]), *PARTS[2:]]
        self.assertEqual(target(versions).value, 120)
        self.assertEqual(target([version(1, HALVES[0]), *PARTS]).value, 71)

    def test_disagreement_is_a_warning(self):
        found = target([version(90), *PARTS])
        self.assertEqual((found.value, found.source), (90, "programme"))
        self.assertEqual(found.notes, (wording.TARGETS_DISAGREE_FINER,))
        self.assertEqual(target([version(100), *PARTS]).notes, ())

    def test_periods_follow_the_rule_over_time(self):
        for rule, expected in (("latest", 40), ("average", 25), ("maximum", 40)):
            definition = Definition(time_aggregation=rule)
            self.assertEqual(target(PARTS, definition).value, expected)
        self.assertIsNone(target(PARTS, Definition(time_aggregation="none")).value)

    def test_sites_and_categories(self):
        sites = [version(30, site_id=1), version(20, site_id=2)]
        self.assertEqual(target(sites, sites=[1, 2]).value, 50)
        self.assertIsNone(target(sites, sites=[1, 2, 3]).value)
        self.assertEqual(target(sites, site_id=2).value, 20)
        parts = [version(n, categories={"sex": sex}) for sex, n in (("f", 6), ("m", 5))]
        exclusive = Definition(exclusive=frozenset({"sex"}))
        values = {"sex": ["f", "m"]}
        self.assertEqual(target(parts, exclusive, values=values).value, 11)
        self.assertIsNone(target(parts, values=values).value)
        self.assertIsNone(target(parts[:1], exclusive, values=values).value)
        self.assertEqual(target(parts, categories={"sex": "f"}).value, 6)

    def test_a_category_of_a_part_of_the_window(self):
        sexes = {"f": 6, "m": 5}
        parts = [version(n, categories={"sex": sex}) for sex, n in sexes.items()]
        asked = {
            "definition": Definition(exclusive=frozenset({"sex"})),
            "values": {"sex": ["f", "m"]},
            "passing": {"sex": {"x": HALVES[1]}},
        }
        self.assertEqual(target(parts, **asked).value, 11)
        late = {"categories": {"sex": "x"}}
        for more in (
            [version(2, HALVES[1], **late)],
            [version(2, **late)],
            [version(1, days, **late) for days in QUARTERS[2:]],
        ):
            self.assertEqual(target([*parts, *more], **asked).value, 13)
        # a quarter alone does not fill the part in which it is valid
        alone = version(1, QUARTERS[3], **late)
        self.assertEqual(target([*parts, alone], **asked).value, 11)
        self.assertIsNone(target(parts[:1], **asked).value)

    def test_categories_that_all_changed_in_the_window(self):
        asked = {
            "definition": Definition(exclusive=frozenset({"age"})),
            "values": {"age": []},
            "passing": {"age": {"old": HALVES[0], "new": HALVES[1]}},
        }
        old, new = (
            version(n, days, categories={"age": code})
            for n, days, code in ((3, HALVES[0], "old"), (4, HALVES[1], "new"))
        )
        self.assertEqual(target([old, new], **asked).value, 7)
        self.assertIsNone(target([old], **asked).value)

    def test_ratios_are_divided_last(self):
        share = Definition(measure="percentage", is_ratio=True)
        halves = [
            version(None, days, numerator=Decimal(n), denominator=Decimal(d))
            for days, n, d in zip(HALVES, (1, 9), (2, 18), strict=True)
        ]
        self.assertEqual(target(halves, share)[:4], (50, 10, 20, "derived"))
        percent = [version(n, days) for n, days in zip((40, 60), HALVES, strict=True)]
        self.assertIsNone(target(percent, share).value)
        self.assertEqual(target([version(60)], share).value, 60)

    def test_rule_11_as_of_takes_the_version_approved_by_then(self):
        versions = [
            version(100),
            version(120, approved_on=date(2026, 4, 1)),
            version(130, approved_on=None),
        ]
        self.assertEqual(target(versions).value, 120)
        self.assertEqual(target(versions, as_of=date(2026, 3, 31)).value, 100)
        self.assertIsNone(target(versions, as_of=date(2025, 1, 1)).value)

    def test_a_target_taken_back(self):
        versions = [version(100), version(None, approved_on=date(2026, 4, 1))]
        self.assertIsNone(target(versions).value)

    def test_order_does_not_matter(self):
        versions = [version(90), *PARTS, version(80, award_id=7)]
        found = target(versions, award_id=7)
        self.assertEqual(found, target(versions[::-1], award_id=7))

    def test_baselines(self):
        versions = [
            BaselineVersion(Decimal(3), APPROVED),
            BaselineVersion(Decimal(2), date(2026, 5, 1)),
            BaselineVersion(Decimal(4), APPROVED, award_id=7),
            BaselineVersion(None, APPROVED, 8, None, (), Decimal(1), Decimal(4)),
        ]
        share = Definition(measure="percentage", is_ratio=True)
        self.assertEqual(baseline_for(versions, Definition()), 2)
        self.assertEqual(baseline_for(versions, Definition(), as_of=APPROVED), 3)
        self.assertEqual(baseline_for(versions, Definition(), award_id=7), 4)
        self.assertEqual(baseline_for(versions, share, award_id=8), 25)
        self.assertIsNone(baseline_for(versions, Definition(), site_id=1))


class TestRule12Achievement(TestCase):
    def assertAchieved(self, percentage, state, actual, target, baseline=None, **more):
        numbers = [
            None if number is None else Decimal(str(number))
            for number in (actual, target, baseline)
        ]
        achievement = achieve(*numbers, **more)
        self.assertEqual(achievement.state, state)
        self.assertEqual(achievement.percentage, percentage)

    def test_ratio_is_not_capped(self):
        self.assertAchieved(250, "met", 25, 10)
        self.assertAchieved(Decimal(40), "not_met", 4, 10)

    def test_unrounded(self):
        percentage = achieve(Decimal(2), Decimal(3)).percentage
        self.assertEqual(round(percentage, 10), Decimal("66.6666666667"))
        self.assertAchieved(Decimal("99.999"), "not_met", "99.999", 100)

    def test_progress_of_mercury(self):
        self.assertAchieved(
            75, "not_met", "1.5", "1.0", "3.0", method="progress", direction="less"
        )

    def test_progress_the_wrong_way_is_negative(self):
        self.assertAchieved(-50, "not_met", 0, 3, 1, method="progress")

    def test_blank_percentage_beside_a_state(self):
        self.assertAchieved(None, "met", 0, 0)
        self.assertAchieved(None, "not_met", 1, 0, direction="less")
        self.assertAchieved(None, "met", 5, 4, method="progress")
        self.assertAchieved(None, "met", 4, 4, 4, method="progress")
        self.assertAchieved(None, "not_met", 3, 4, 4, method="progress")

    def test_no_data(self):
        self.assertAchieved(None, "no_data", None, 10)
        self.assertAchieved(None, "no_data", 10, None)

    def test_running(self):
        self.assertAchieved(40, "running", 4, 10, has_ended=False)
        self.assertAchieved(120, "met", 12, 10, has_ended=False)

    def test_flows_where_less_is_better_wait_for_the_end(self):
        less = {"direction": "less", "has_ended": False}
        self.assertAchieved(None, "running", 1, 10, **less)
        self.assertAchieved(10, "met", 1, 10, **less, is_flow=False)
        self.assertAchieved(10, "met", 1, 10, direction="less")

    def test_neutral_is_not_judged(self):
        self.assertAchieved(50, None, 5, 10, direction="neutral")
        self.assertAchieved(50, "running", 5, 10, direction="neutral", has_ended=False)

    def test_milestones(self):
        done = date(2026, 4, 1)
        steps = [(Decimal(2), done), (Decimal(1), done), (Decimal(1), None)]
        self.assertEqual(milestones_reached(steps, done), (3, 4))
        self.assertEqual(milestones_reached(steps, date(2026, 3, 31)), (0, 4))
