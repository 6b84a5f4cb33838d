from datetime import date
from decimal import Decimal
from unittest import TestCase

from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.addons.asm_programs.tools import formula, formula_results, units, wording
from odoo.addons.asm_programs.tools.calendars import Window
from odoo.addons.asm_programs.tools.credit import Credit, Share
from odoo.addons.asm_programs.tools.facts import Definition, Fact
from odoo.addons.asm_programs.tools.formula import FormulaError, Reference, parse
from odoo.addons.asm_programs.tools.results import read

QUARTER = Window(date(2026, 1, 1), date(2026, 3, 31))
SEX = frozenset({"sex"})


def value(text, **numbers):
    numbers = {code: n if n is None else Decimal(n) for code, n in numbers.items()}
    return formula.evaluate(parse(text), lambda reference: numbers[reference.code])


class TestRule13Language(TestCase):
    def test_precedence_and_sides(self):
        self.assertEqual(value("1 + 2 * 3 - 4 / 2"), 5)
        self.assertEqual(value("10 - 3 - 2"), 5)
        self.assertEqual(value("-(2 + 3) * -2"), 10)
        self.assertEqual(value("2 * +1.5"), 3)

    def test_codes_have_hyphens(self):
        self.assertEqual(parse("FOR-01"), Reference("actual", "FOR-01"))
        self.assertEqual(value("A - B", A=3, B=1), 2)

    def test_braces_for_categories_and_odd_codes(self):
        tree = parse("{FOR 01 | sex = f, age=18-24}")
        self.assertEqual(tree.code, "FOR 01")
        self.assertEqual(tree.categories, (("age", "18-24"), ("sex", "f")))

    def test_baseline_and_target(self):
        tree = parse("baseline(MER-02) - target({MER-02|sex=f})")
        self.assertEqual((tree.left.kind, tree.right.kind), ("baseline", "target"))
        self.assertEqual(parse("target"), Reference("actual", "target"))

    def test_blank_in_blank_out(self):
        self.assertIsNone(value("A * 0", A=None))
        self.assertIsNone(value("-A", A=None))

    def test_division_by_zero_is_blank(self):
        self.assertIsNone(value("1 + A / (B - B)", A=1, B=2))

    def test_exact_decimals(self):
        self.assertEqual(value("0.1 + 0.2"), Decimal("0.3"))

    def test_what_is_wrong_is_said_with_its_position(self):
        for text, position, message in (
            ("", 0, "too early"),
            ("1 +", 3, "too early"),
            ("(1", 2, "parenthesis"),
            ("1)", 1, "operator"),
            ("1 2", 2, "operator"),
            ("A B", 2, "operator"),
            ("* 2", 0, "not expected"),
            ("1 + $", 4, "not understood"),
            ("1.2.3", 0, "not understood"),
            ("baseline(1)", 9, "baseline needs"),
            ("{|sex=f}", 1, "not an indicator"),
            ("{A|sex}", 1, "not an indicator"),
            ("{A|sex=f,sex=m}", 1, "not an indicator"),
            ("__import__('os')", 11, "not understood"),
            ("A.__class__()", 11, "operator"),
        ):
            with self.subTest(text), self.assertRaisesRegex(FormulaError, message) as e:
                parse(text)
            self.assertEqual(e.exception.position, position)

    def test_nothing_hangs(self):
        for text in (
            "(" * 900,
            "1+" * 499 + "1",
            "-" * 900 + "1",
            "1" * 2000,
            "{" * 999,
        ):
            with self.subTest(text[:5]), self.assertRaises(FormulaError):
                parse(text)
        self.assertEqual(value("(" * 30 + "1" + ")" * 30), 1)
        self.assertEqual(value("1" + " + 1" * 100), 101)

    def test_no_cycle(self):
        trees = {"A": parse("B + 1"), "B": parse("target(C)"), "C": parse("D")}
        self.assertEqual(formula.order_of(trees), ["C", "B", "A"])
        with self.assertRaisesRegex(FormulaError, "A, B, C, A"):
            formula.order_of(trees | {"C": parse("A")})
        with self.assertRaisesRegex(FormulaError, "A, A"):
            formula.order_of({"A": parse("A * 2")})

    @settings(deadline=None)
    @given(st.text("AB1.-+*/(){}|=, ", max_size=40))
    def test_any_text_is_understood_or_refused(self, text):
        try:
            tree = parse(text)
        except FormulaError:
            return
        formula.evaluate(tree, lambda _reference: Decimal(2))
        formula.references_in(tree)

    def test_units(self):
        names = {"A": "person", "B": "person", "C": "t", "D": ""}.get
        self.assertEqual(units.unit_of(parse("A - 1 + B"), names), {"person": 1})
        self.assertEqual(units.unit_of(parse("100 * A / B"), names), {})
        self.assertEqual(units.unit_of(parse("1 - A / B"), names), {})
        self.assertIsNone(units.unit_of(parse("2 * 3"), names))
        for text in ("A + C", "A - D", "A / B + C"):
            with self.assertRaisesRegex(FormulaError, "not added"):
                units.unit_of(parse(text), names)


FACTS = {
    "A": [(1, "f", 3), (1, "m", 1), (2, "f", 2)],
    "B": [(1, "f", 4), (1, "m", 4), (2, None, 10)],
}


class TestRule13Cells(TestCase):
    def cells(self, text, by=(), known=None, **more):
        definition = Definition(formula=text, **more.pop("definition", {}))
        inputs = {
            reference: read(
                Definition(exclusive=SEX), self.rows(reference.code), QUARTER, split
            )
            for reference, split in formula_results.inputs_of(definition, by).items()
        }
        return formula_results.read_formula(definition, inputs, by, known, **more)

    def rows(self, code):
        return [
            Fact(site, 1, 1, *QUARTER, {"sex": sex} if sex else {}, Decimal(number))
            for site, sex, number in FACTS.get(code, ())
        ]

    def test_on_totals(self):
        [cell] = self.cells("100 * A / B")
        self.assertAlmostEqual(cell["value"], Decimal(600) / 18)
        self.assertEqual((cell["reported"], cell["expected"]), (4, 4))

    def test_for_each_site_then_over_places(self):
        site = {"formula_level": "site", "place_aggregation": "average"}
        [cell] = self.cells("A / B", definition=site)
        self.assertEqual(cell["value"], Decimal("0.35"))
        first, second = self.cells("A / B", by=("site",), definition=site)
        self.assertEqual(
            (first["value"], second["value"]), (Decimal("0.5"), Decimal("0.2"))
        )
        self.assertEqual(first["site_id"], 1)

    def test_categories_only_where_all_inputs_have_them(self):
        values = {
            tuple(cell["categories"].values()): cell["value"]
            for cell in self.cells("A / B", by=("site", "sex"))
            if cell["site_id"] == 1
        }
        self.assertEqual(
            values,
            {(): Decimal("0.5"), ("f",): Decimal("0.75"), ("m",): Decimal("0.25")},
        )
        cells = self.cells("A / B", by=("site", "sex"))
        second = [cell for cell in cells if cell["site_id"] == 2]
        self.assertEqual([cell["categories"] for cell in second], [{}])

    def test_a_category_named_in_the_formula(self):
        [cell] = self.cells("{A|sex=f} / A")
        self.assertAlmostEqual(cell["value"], Decimal(5) / 6)

    def test_a_blank_input(self):
        [cell] = self.cells("A + NONE")
        self.assertEqual((cell["value"], cell["reason"]), (None, wording.INPUT_BLANK))
        [cell] = self.cells("A / (B - B)")
        self.assertEqual(
            (cell["value"], cell["reason"]), (None, wording.DIVISION_BY_ZERO)
        )

    def test_baselines_and_targets(self):
        known = {("baseline", "B"): Decimal(20), ("target", "B"): None}

        def number_of(reference, _key):
            return known[reference.kind, reference.code]

        [cell] = self.cells("(baseline(B) - B) * A", known=number_of)
        self.assertEqual(cell["value"], 12)
        [cell] = self.cells("A - target(B)", known=number_of)
        self.assertEqual(cell["reason"], wording.INPUT_BLANK)
        [cell] = self.cells("baseline(B) / 4", known=number_of)
        self.assertEqual(cell["value"], 5)

    def test_percentages_of_sites_are_not_added(self):
        percent = {"formula_level": "site", "measure": "percentage"}
        [cell] = self.cells("100 * A / B", definition=percent)
        self.assertEqual((cell["value"], cell["reason"]), (None, wording.PERCENTAGES))

    def test_credit_comes_after_the_formula(self):
        shares = [
            Share(n, str(n), "share", Decimal(50), date(2026, 1, 1)) for n in (1, 2)
        ]
        values = [
            self.cells("A + 1", window=QUARTER, credit=Credit(n, shares))[0]["value"]
            for n in (1, 2, 3)
        ]
        self.assertEqual(values, [4, 3, None])
