from decimal import Decimal

from odoo.tests import BaseCase, tagged

from odoo.addons.asm_donor_reports.tools import layout_reading, pages
from odoo.addons.asm_donor_reports.tools.compose import compose
from odoo.addons.asm_donor_reports.tools.inputs import Inputs, Line

from . import layouts


def drawn(data, inputs=None):
    """Return ``[{(row, column): Cell}]``, one for each sheet."""
    book = compose(layout_reading.read(data), inputs or layouts.inputs())
    return [
        {(row, cell.column): cell for row, cells in sheet.lines() for cell in cells}
        for sheet in book.sheets
    ]


@tagged("post_install", "-at_install")
class TestCompose(BaseCase):
    """A layout and inputs become cells."""

    def test_fixed_cells(self):
        [cells] = drawn(layouts.table())
        self.assertEqual(cells[0, 0].value, "Award A-1")
        self.assertEqual(cells[1, 1].value, Decimal("1000.56"))
        self.assertEqual(cells[1, 1].style.number_format, "#,##0.00")
        self.assertEqual(cells[1, 2].formula, "=B2*2")
        self.assertEqual(cells[1, 2].value, Decimal("2001.12"))

    def test_rows_and_repeated_columns(self):
        [cells] = drawn(layouts.table())
        self.assertEqual(
            [cells[3, column].value for column in (1, 4)], ["FY25", "FY26"]
        )
        self.assertEqual(cells[3, 1].across, 3)
        self.assertEqual(cells[5, 2].value, Decimal(5))
        self.assertEqual(cells[5, 3].formula, '=IFERROR(C6/B6*100,"")')
        self.assertEqual(cells[5, 3].value, Decimal(50))
        self.assertEqual(cells[5, 6].value, "")
        self.assertIsNone(cells[5, 5].value)
        self.assertEqual(cells[5, 7].formula, "=SUM(C6,F6)")
        self.assertEqual(
            cells[6, 2].key, ("table", "lines", 1, "sex", "f", "actual:year:1")
        )

    def test_what_stands_below_rows(self):
        [cells] = drawn(layouts.table())
        self.assertEqual(cells[7, 0].formula, "=SUM(H6:H7)")
        self.assertEqual(cells[7, 0].value, Decimal(7))

    def test_no_rows(self):
        nothing = layouts.inputs()
        nothing.rows.clear()
        [cells] = drawn(layouts.table(), nothing)
        self.assertEqual(cells[6, 0].formula, "=SUM(H6:H6)")
        self.assertEqual(cells[6, 0].value, Decimal(0))

    def test_name_of_a_sheet(self):
        data = layouts.table()
        [sheet] = compose(layout_reading.read(data), layouts.inputs()).sheets
        self.assertEqual(sheet.name, "Table A-1")
        self.assertEqual(sheet.freeze, (5, 0))
        self.assertEqual(sheet.repeat_rows, (3, 4))

    def test_kept_inputs_draw_the_same(self):
        inputs = Inputs.from_json(layouts.inputs().as_json())
        self.assertEqual(drawn(layouts.table(), inputs), drawn(layouts.table()))

    def test_sheet_for_each_row(self):
        data = layouts.table()
        data["sheets"] = [
            {
                "code": "card",
                "name": "{indicator.code}",
                "repeat": {"subject": "indicator"},
                "blocks": [
                    {
                        "name": "card",
                        "cells": [
                            {"cell": "A1", "term": "indicator.name", "name": "name"}
                        ],
                    },
                    {
                        "name": "years",
                        "repeat": {"subject": "indicator", "splits": ["sex"]},
                        "has_heading": False,
                        "columns": [{"term": "indicator.category"}],
                    },
                ],
            }
        ]
        inputs = layouts.inputs()
        inputs.rows = {
            "indicator||": [
                Line((n,), "total", code, {"indicator.code": code, "indicator.name": n})
                for n, code in ((1, "A/1"), (2, "a:1"))
            ],
            "indicator|sex|": [
                Line((2, "sex", "f"), "part", "a:1", {"indicator.category": "Female"})
            ],
        }
        book = compose(layout_reading.read(data), inputs)
        self.assertEqual([s.name for s in book.sheets], ["A 1", "a 1 (2)"])
        first, second = drawn(data, inputs)
        self.assertEqual(first[0, 0].key, ("card:1", "card", "name"))
        self.assertIsNone(first[1, 0].value)
        self.assertEqual(second[1, 0].value, "Female")

    def test_words_of_the_donor(self):
        data = {
            "code": "b",
            "name": "B",
            "words": [
                {
                    "subject": "budget",
                    "code": code,
                    "donor_code": "6a",
                    "donor_name": "Personnel",
                }
                for code in "AB"
            ],
            "sheets": [
                {
                    "code": "b",
                    "name": "B",
                    "blocks": [
                        {
                            "name": "lines",
                            "has_heading": False,
                            "is_grouped": True,
                            "repeat": {"subject": "budget"},
                            "columns": [
                                {"term": "budget.code"},
                                {"term": "budget.name"},
                                {"term": "budget.budget"},
                            ],
                        }
                    ],
                }
            ],
        }
        inputs = Inputs(
            {},
            {
                "budget||": [
                    Line(
                        (code,),
                        "total",
                        code,
                        {
                            "budget.code": code,
                            "budget.name": f"Line {code}",
                            "budget.budget": amount,
                        },
                    )
                    for code, amount in (
                        ("A", Decimal(1)),
                        ("B", Decimal(2)),
                        ("C", None),
                    )
                ]
            },
        )
        [cells] = drawn(data, inputs)
        self.assertEqual(
            [[cells[row, column].value for column in range(3)] for row in range(2)],
            [["6a", "Personnel", Decimal(3)], ["C", "Line C", None]],
        )

    def test_whole_units(self):
        data = layouts.table() | {"rounding": "whole"}
        [cells] = drawn(data)
        self.assertEqual(cells[1, 1].value, Decimal(1001))
        self.assertEqual(cells[1, 2].value, Decimal(2002))
        self.assertEqual(cells[1, 1].style.number_format, "#,##0")

    def test_charts_of_repeated_columns(self):
        data = layouts.table()
        data["sheets"][0]["blocks"][1]["columns"][0]["name"] = "code"
        data["sheets"][0]["charts"] = [
            {
                "title": "T",
                "kind": "line",
                "block": "lines",
                "label": "code",
                "series": ["actual"],
            }
        ]
        book = compose(layout_reading.read(data), layouts.inputs())
        [chart] = book.sheets[0].charts
        self.assertEqual(
            [tuple(one) for one in chart.series],
            [("FY25: Actual", "actual:year:1"), ("FY26: Actual", "actual:year:2")],
        )
        self.assertIn("FY25: Actual 5", pages.preview(book))
