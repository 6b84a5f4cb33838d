from decimal import Decimal
from unittest import TestCase

from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.addons.asm_programs.tools import rounding

WEIGHTS = st.dictionaries(
    st.text("abcdef", min_size=1, max_size=3),
    st.decimals("0.01", 1000, places=2),
    min_size=1,
    max_size=8,
)
PARTS = st.dictionaries(
    st.text("abcdef", min_size=1, max_size=3),
    st.decimals(-1000, 1000, places=3),
    min_size=1,
    max_size=8,
)


class TestRounding(TestCase):
    """Rule 4 (half away from zero, for display) and the arithmetic of rule 14."""

    def test_half_away_from_zero(self):
        for number, expected in (("0.5", 1), ("1.5", 2), ("-0.5", -1), ("0.49", 0)):
            self.assertEqual(rounding.half_away(Decimal(number)), expected)

    def test_blank_stays_blank(self):
        self.assertIsNone(rounding.half_away(None, 2))

    def test_ties_go_to_the_larger_share_then_to_the_reference(self):
        shares = {"A": Decimal("12.5"), "B": Decimal("62.5"), "C": Decimal(25)}
        # quotas 0.5, 2.5, 1: the half goes to the larger of A and B
        self.assertEqual(
            rounding.apportion(Decimal(4), shares), {"A": 0, "B": 3, "C": 1}
        )
        halves = {"GR-2": Decimal(50), "GR-1": Decimal(50)}
        self.assertEqual(rounding.apportion(Decimal(1), halves), {"GR-1": 1, "GR-2": 0})

    def test_fractions_cannot_be_dealt_out(self):
        with self.assertRaises(ValueError):
            rounding.apportion(Decimal("1.5"), {"A": Decimal(1)})
        with self.assertRaises(ValueError):
            rounding.apportion(Decimal(1), {"A": Decimal(0)})

    @settings(deadline=None)
    @given(st.integers(-10_000, 10_000), WEIGHTS)
    def test_apportioned_parts_add_to_the_whole(self, total, weights):
        units = rounding.apportion(Decimal(total), weights)
        self.assertEqual(sum(units.values()), total)
        self.assertTrue(all(number % 1 == 0 for number in units.values()))
        for key, number in units.items():
            exact = total * weights[key] / sum(weights.values())
            self.assertLess(abs(number - exact), 1)

    @settings(deadline=None)
    @given(PARTS, st.integers(0, 2))
    def test_controlled_rounding_adds_up(self, parts, digits):
        rounded = rounding.controlled(parts, digits)
        self.assertEqual(
            sum(rounded.values()), rounding.half_away(sum(parts.values()), digits)
        )
        for key, number in rounded.items():
            self.assertLess(abs(number - parts[key]), Decimal(1).scaleb(-digits))

    @settings(deadline=None)
    @given(PARTS)
    def test_order_does_not_matter(self, parts):
        backwards = dict(reversed(parts.items()))
        self.assertEqual(rounding.controlled(parts), rounding.controlled(backwards))
