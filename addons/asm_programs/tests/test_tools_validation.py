from decimal import Decimal
from unittest import TestCase

from odoo.addons.asm_programs.tools.validation import (
    Part,
    numerators_exceeding_denominators,
    parts_exceeding_total,
)


def part(value, **categories):
    return Part(categories, None if value is None else Decimal(value))


class TestCategories(TestCase):
    """Rule 3: parts of a total."""

    def test_exclusive_parts_within_the_total_leave_a_rest(self):
        rows = [part(10), part(6, sex="f"), part(3, sex="m")]
        self.assertEqual(parts_exceeding_total(rows, {"sex"}), [])

    def test_exclusive_parts_above_the_total_name_the_numbers(self):
        rows = [part(10), part(6, sex="f"), part(5, sex="m")]
        [excess] = parts_exceeding_total(rows, {"sex"})
        self.assertEqual((excess.label, excess.parts, excess.total), ("sex", 11, 10))
        self.assertEqual((excess.member, excess.categories), ("value", {}))

    def test_parts_that_do_not_exclude_each_other_are_compared_one_by_one(self):
        rows = [part(10), part(8, service="school"), part(7, service="meal")]
        self.assertEqual(parts_exceeding_total(rows, {"sex"}), [])
        [excess] = parts_exceeding_total(rows + [part(11, service="care")], {"sex"})
        self.assertEqual((excess.parts, excess.total), (11, 10))

    def test_dimensions_side_by_side_are_not_added_together(self):
        rows = [part(10), part(6, sex="f"), part(4, sex="m"), part(9, age="18-24")]
        self.assertEqual(parts_exceeding_total(rows, {"sex", "age"}), [])

    def test_crossed_rows_stay_within_the_row_they_split(self):
        rows = [part(6, sex="f"), part(5, sex="f", age="a"), part(2, sex="f", age="b")]
        [excess] = parts_exceeding_total(rows, {"sex", "age"})
        self.assertEqual((excess.label, excess.parts, excess.total), ("age", 7, 6))
        self.assertEqual(excess.categories, {"sex": "f"})

    def test_exclusive_within_one_that_is_not(self):
        rows = [part(5)] + [
            part(3, sex=sex, service=service)
            for sex in ("f", "m")
            for service in ("school", "meal")
        ]
        excesses = parts_exceeding_total(rows, {"sex"})
        self.assertEqual([excess.parts for excess in excesses], [6, 6])

    def test_ratios_compare_numerators_and_denominators(self):
        rows = [
            Part({}, None, Decimal(5), Decimal(10)),
            Part({"sex": "f"}, None, Decimal(3), Decimal(6)),
            Part({"sex": "m"}, None, Decimal(2), Decimal(5)),
        ]
        [excess] = parts_exceeding_total(rows, {"sex"})
        self.assertEqual((excess.member, excess.parts), ("denominator", 11))

    def test_blank_is_not_zero(self):
        rows = [part(None), part(6, sex="f")]
        self.assertEqual(parts_exceeding_total(rows, {"sex"}), [])
        [excess] = parts_exceeding_total([part(0), part(6, sex="f")], {"sex"})
        self.assertEqual(excess.total, 0)

    def test_corrections_are_added_first(self):
        rows = [part(10), part(-5), part(6, sex="f")]
        [excess] = parts_exceeding_total(rows, {"sex"})
        self.assertEqual((excess.parts, excess.total), (6, 5))

    def test_share_above_one(self):
        too_many = Part({}, None, Decimal(3), Decimal(2))
        fine = Part({}, None, Decimal(2), Decimal(2))
        self.assertEqual(
            numerators_exceeding_denominators([too_many, fine]), [too_many]
        )
