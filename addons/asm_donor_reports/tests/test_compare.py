from decimal import Decimal

from odoo.tests import BaseCase, tagged

from odoo.addons.asm_donor_reports.tools import compare, layout_reading
from odoo.addons.asm_donor_reports.tools.compose import compose

from . import layouts


@tagged("post_install", "-at_install")
class TestCompare(BaseCase):
    """A report is out of date when a number of it differs, and only then."""

    def setUp(self):
        super().setUp()
        data = layouts.table()
        columns = data["sheets"][0]["blocks"][1]["columns"]
        columns.append({"title": "Why", "term": "indicator.deviation"})
        self.layout = layout_reading.read(data)
        self.inputs = layouts.inputs()
        self.before = self.cells()

    def cells(self):
        return compare.counting_cells(compose(self.layout, self.inputs))

    def change(self, term, value):
        self.inputs.rows["indicator|sex|"][0].values[term] = value
        return compare.differences(self.before, self.cells())

    def test_same(self):
        self.assertFalse(self.change("indicator.actual@year:1", Decimal("5.0")))

    def test_number(self):
        found = self.change("indicator.actual@year:1", Decimal(6))
        self.assertEqual(
            [(one.key[-1], one.before, one.after) for one in found],
            [
                ("actual:year:1", Decimal(5), Decimal(6)),
                ("column_4:year:1", Decimal(50), Decimal(60)),
                ("all", Decimal(5), Decimal(6)),
                ("A1", Decimal(7), Decimal(8)),
            ],
        )

    def test_late_number_fills_a_blank(self):
        found = self.change("indicator.actual@year:2", Decimal(0))
        self.assertEqual(found[0].before, None)
        self.assertEqual(found[0].after, Decimal(0))

    def test_reworded_comment(self):
        self.assertFalse(self.change("indicator.deviation", "Rain, above all"))
