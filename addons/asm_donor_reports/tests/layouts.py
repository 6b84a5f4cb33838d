"""Small layouts and inputs that tests draw."""

import copy
from datetime import date
from decimal import Decimal

from odoo.addons.asm_donor_reports.tools.inputs import Inputs, Line, Span

YEARS = [
    Span("year:1", "FY25", date(2024, 10, 1), date(2025, 9, 30)),
    Span("year:2", "FY26", date(2025, 10, 1), date(2026, 9, 30)),
]

_TABLE = {
    "code": "sample",
    "name": "Sample",
    "sheets": [
        {
            "code": "table",
            "name": "Table {award.reference}",
            "blocks": [
                {
                    "name": "head",
                    "cells": [
                        {"cell": "A1", "text": "Award {award.reference}"},
                        {"cell": "B2", "name": "amount", "term": "award.amount"},
                        {
                            "cell": "C2",
                            "name": "twice",
                            "formula": "={amount}*2",
                            "kind": "money",
                        },
                    ],
                },
                {
                    "name": "lines",
                    "gap": 1,
                    "is_frozen": True,
                    "repeat": {"subject": "indicator", "splits": ["sex"]},
                    "columns": [
                        {"title": "Code", "term": "indicator.code", "width": 12},
                        {
                            "title": "Target",
                            "group": "{span}",
                            "name": "target",
                            "repeat": "year",
                            "term": "indicator.target@each",
                        },
                        {
                            "title": "Actual",
                            "group": "{span}",
                            "name": "actual",
                            "repeat": "year",
                            "term": "indicator.actual@each",
                        },
                        {
                            "title": "%",
                            "group": "{span}",
                            "repeat": "year",
                            "kind": "percent",
                            "formula": '=IFERROR({actual}/{target}*100,"")',
                        },
                        {"title": "All", "name": "all", "formula": "=SUM({actual})"},
                    ],
                },
                {
                    "name": "total",
                    "cells": [{"cell": "A1", "formula": "=SUM({lines.all})"}],
                },
            ],
        }
    ],
}


def table():
    """Return the data of a layout of one sheet, for the test to change."""
    return copy.deepcopy(_TABLE)


def inputs():
    """Return what that layout is drawn from."""
    of_total = {
        "indicator.code": "OHS-01",
        "indicator.target@year:1": Decimal(10),
        "indicator.actual@year:1": Decimal(5),
        "indicator.target@year:2": Decimal(0),
        "indicator.actual@year:2": None,
    }
    of_women = {"indicator.code": "OHS-01", "indicator.actual@year:1": Decimal(2)}
    return Inputs(
        {"award.reference": "A-1", "award.amount": Decimal("1000.555")},
        {
            "indicator|sex|": [
                Line((1,), "total", "OHS-01", of_total),
                Line((1, "sex", "f"), "part", "OHS-01", of_women),
            ]
        },
        {"year": YEARS},
    )
