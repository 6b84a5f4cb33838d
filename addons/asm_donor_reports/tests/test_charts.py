from decimal import Decimal

from lxml import etree

from odoo.tests import BaseCase, tagged

from odoo.addons.asm_donor_reports.tools import charts
from odoo.addons.asm_donor_reports.tools.book import Chart, Series

SVG = "{http://www.w3.org/2000/svg}"


def drawn(kind, *rows, series=("Planned", "Actual")):
    chart = Chart(kind, "Chart <1>", "rows", "name", [Series(s, s) for s in series])
    made = charts.Drawn(chart, {}, [(n, *row) for n, row in enumerate(rows)])
    return etree.fromstring(charts.svg(made, "fr_FR"))


def texts(tree):
    return [element.text for element in tree.iter(f"{SVG}text")]


def bars(tree):
    """Return the lengths of filled bars, the legend's left out."""
    return [
        float(bar.get("width"))
        for bar in tree.iter(f"{SVG}rect")
        if bar.get("fill") == charts.FILL
    ][1:]


@tagged("post_install", "-at_install")
class TestCharts(BaseCase):
    """Charts are right, whatever the numbers are."""

    def test_each_on_its_own_scale(self):
        tree = drawn(
            "achievement",
            ("Half", [Decimal(1000), Decimal(500)]),
            ("Half too", [Decimal(2), Decimal(1)]),
            ("Far over", [Decimal(1), Decimal(40)]),
        )
        half, other, over = bars(tree)
        self.assertEqual(half, other)
        self.assertEqual(half, charts.BARS / float(charts.MOST) / 2)
        self.assertEqual(over, charts.BARS)
        self.assertIn("500 / 1\u202f000 · 50%", texts(tree))
        self.assertIn("40 / 1 · 4000%", texts(tree))

    def test_nothing_planned(self):
        """No bar says that all was reached where nothing was asked."""
        tree = drawn("achievement", ("Share", [None, Decimal("57.03")]))
        self.assertEqual(bars(tree), [])
        self.assertIn("57,03", texts(tree))

    def test_all_on_one_scale(self):
        tree = drawn(
            "amounts",
            ("Travel", [Decimal(1000), Decimal(500)]),
            ("Staff", [Decimal(250), Decimal(250)]),
        )
        self.assertEqual(bars(tree), [charts.BARS / 2, charts.BARS / 4])

    def test_numbers_that_have_no_bar(self):
        for kind in ("achievement", "amounts", "line"):
            for planned in (None, Decimal(0), Decimal(-5)):
                for actual in (None, Decimal(0), Decimal(-5), Decimal(5)):
                    if planned is None and actual is None:
                        continue
                    tree = drawn(kind, ("Row", [planned, actual]))
                    for element in tree.iter():
                        for name in ("width", "height", "x", "y"):
                            self.assertGreaterEqual(float(element.get(name, 0)), 0)

    def test_a_single_series(self):
        tree = drawn("amounts", ("Travel", [Decimal(5)]), series=("Spent",))
        self.assertEqual(bars(tree), [charts.BARS])
        self.assertEqual(texts(tree), ["Chart <1>", "Spent", "Travel", "5"])

    def test_lines_break_where_there_is_no_number(self):
        tree = drawn(
            "line",
            ("Q1", [Decimal(1)]),
            ("Q2", [None]),
            ("Q3", [Decimal(3)]),
            ("Q4", [Decimal(4)]),
            series=("Actual",),
        )
        path = next(tree.iter(f"{SVG}path")).get("d")
        self.assertEqual((path.count("M"), path.count("L")), (2, 1))
        self.assertIn("Q3", texts(tree))

    def test_series_differ_without_colour(self):
        names = ("One", "Two", "Three", "Four")
        tree = drawn("line", ("Q1", [Decimal(n) for n in range(4)]), series=names)
        lines = [p for p in tree.iter(f"{SVG}path") if p.get("stroke")]
        self.assertEqual(len({p.get("stroke-dasharray") for p in lines}), 4)
