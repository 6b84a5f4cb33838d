from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from odoo.addons.asm_donor_reports.tools import layout_reading, terms
from odoo.addons.asm_donor_reports.tools.layout import LayoutError

from .layouts import YEARS, table


def faults(data):
    try:
        layout_reading.read(data)
    except LayoutError as error:
        return [str(fault) for fault in error.faults]
    return []


@tagged("post_install", "-at_install")
class TestLayout(BaseCase):
    """What a layout may say, and what is refused with sheet and cell."""

    def setUp(self):
        super().setUp()
        self.data = table()
        self.sheet = self.data["sheets"][0]
        self.head, self.lines, self.total = self.sheet["blocks"]

    def assertFaults(self, *expected):
        self.assertEqual(faults(self.data), list(expected))

    def test_sample_is_fine(self):
        self.assertFaults()

    def test_what_it_asks_for(self):
        single, rows = layout_reading.read(self.data).asked({"year": YEARS})
        self.assertEqual(sorted(map(str, single)), ["award.amount", "award.reference"])
        [(source, asked)] = rows.items()
        self.assertEqual(str(source), "indicator|sex|")
        self.assertEqual(
            sorted(map(str, asked)),
            [
                "indicator.actual@year:1",
                "indicator.actual@year:2",
                "indicator.code",
                "indicator.target@year:1",
                "indicator.target@year:2",
            ],
        )

    def test_unknown_term(self):
        self.head["cells"][1]["term"] = "award.colour"
        self.assertFaults(
            "Table {award.reference}, B2: the vocabulary has no term award.colour"
        )

    def test_unknown_term_in_a_text(self):
        self.head["cells"][0]["text"] = "Award {award.colour}"
        self.assertFaults(
            "Table {award.reference}, A1: the vocabulary has no term award.colour"
        )

    def test_rows_where_nothing_repeats(self):
        self.head["cells"][1]["term"] = "indicator.code"
        self.assertFaults(
            "Table {award.reference}, B2: indicator.code stands in a block or sheet "
            "that is repeated for indicator"
        )

    def test_overlapping_cells(self):
        self.head["cells"][1]["across"] = 2
        self.assertFaults(
            "Table {award.reference}, C2: C2 and B2 are at the same place"
        )

    def test_overlapping_blocks(self):
        self.sheet["blocks"].insert(
            1, {"name": "over", "at": "D2", "cells": [{"cell": "A1", "text": "x"}]}
        )
        self.assertFaults(
            "Table {award.reference}, D2: over and head are at the same place"
        )

    def test_cell_below_what_grows(self):
        self.total["at"] = "A50"
        self.assertFaults(
            "Table {award.reference}, A50: lines grows with its rows; what is below "
            "it has no cell of its own"
        )

    def test_formula_that_refers_to_nothing(self):
        self.head["cells"][2]["formula"] = "={amounts}*2"
        self.assertFaults(
            "Table {award.reference}, C2: the formula refers to {amounts}, which is "
            "not there"
        )

    def test_formula_that_refers_to_what_comes_later(self):
        self.head["cells"][2]["formula"] = "=SUM({lines.all})"
        self.assertFaults(
            "Table {award.reference}, C2: the formula refers to {lines.all}, which "
            "comes later"
        )

    def test_formula_of_several_cells(self):
        self.total["cells"][0]["formula"] = "={lines.all}"
        self.assertFaults(
            "Table {award.reference}, A1: {lines.all} is several cells; write "
            "SUM({lines.all})"
        )

    def test_formula_in_a_circle(self):
        self.head["cells"][1].pop("term")
        self.head["cells"][1]["formula"] = "={twice}"
        self.assertFaults(
            "Table {award.reference}, head: the formula refers to itself by "
            "amount, twice"
        )

    def test_each_outside_of_repeated_columns(self):
        self.lines["columns"][1].pop("repeat")
        self.assertFaults(
            "Table {award.reference}, B: @each stands in columns that are repeated"
        )

    def test_misspelt_key(self):
        self.lines["colums"] = []
        self.assertFaults(
            "Table {award.reference}, lines: colums is not something that a block has"
        )

    def test_style_that_is_not_there(self):
        self.head["cells"][0]["style"] = "loud"
        self.assertFaults("Table {award.reference}, A1: there is no style loud")

    def test_two_sheets_of_one_name(self):
        self.data["sheets"].append(dict(self.sheet, code="other"))
        self.assertFaults("sheets: table {award.reference} is there twice")

    def test_all_faults_at_once(self):
        self.head["cells"][0]["style"] = "loud"
        self.head["cells"][1]["term"] = "award.colour"
        self.assertEqual(len(faults(self.data)), 2)

    def test_every_term_can_be_written(self):
        for term in terms.TERMS:
            self.assertEqual(terms.parse(str(terms.parse(term))).term, term)

    @settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow])
    @given(st.data())
    def test_no_data_stop_the_reader(self, data):
        """Whatever JSON a file holds is read, or refused with words."""
        anything = st.recursive(
            st.none()
            | st.booleans()
            | st.integers()
            | st.floats()
            | st.text(max_size=8),
            lambda inner: (
                st.lists(inner, max_size=3)
                | st.dictionaries(st.text(max_size=8), inner, max_size=3)
            ),
            max_leaves=5,
        )
        layout = table()
        target = layout
        for _step in range(data.draw(st.integers(0, 6))):
            keys = list(target) if isinstance(target, dict) else range(len(target))
            if not keys:
                break
            key = data.draw(st.sampled_from(list(keys)))
            if not isinstance(target[key], (dict, list)):
                break
            target = target[key]
        if isinstance(target, list):
            target.append(data.draw(anything))
        else:
            key = data.draw(st.sampled_from([*target, "style", "splits"]))
            target[key] = data.draw(anything)
        for said in faults(layout):
            self.assertIsInstance(said, str)
