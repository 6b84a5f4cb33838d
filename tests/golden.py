"""Results computed by hand, one for each rule of adding up.

Each is a definition, what was reported, a window, and the cells that must come of it;
the arithmetic stands beside it. Numbers are of 2025: ``1`` to ``4`` are quarters.
``N``, ``S`` and ``A`` are sites, two in one country and one abroad; ``-`` is no site.
"""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Report:
    """One number: ``value``, or a pair of numerator and denominator."""

    quarter: int
    value: object
    site: str = "-"
    categories: tuple = ()
    partner: int = 1
    year: int = 2025
    corrects: int | None = None
    missing: str | None = None


@dataclass(frozen=True)
class Vector:
    """What is reported and what it comes to.

    ``cells`` are ``{key: value}``; a key is ``()`` for the total, or the site, quarter
    or category that a cell is of. ``reason`` is a part of why the total is blank.
    """

    name: str
    definition: dict
    reports: list
    cells: dict
    by: tuple = ()
    window: tuple = ("2025-01-01", "2025-12-31")
    reason: str | None = None
    award: dict | None = None
    others: dict = field(default_factory=dict)


R = Report
RATIO = {"measure": "percentage", "multiplier": 100, "unit": "%", "is_ratio": True}
MEAN = {"is_ratio": True, "multiplier": 1}
PEOPLE = {"time_aggregation": "unique", "unique_scope": "year", "unit": "person"}
RUNNING = {"basis": "cumulative", "cumulative_since": "program"}

VECTORS = [
    # 5 + 7 = 12: quarters of a flow add up
    Vector("time sum", {}, [R(1, 5), R(2, 7)], {(): 12}),
    # 0 was reported: 0 + 7 = 7, and two reports; the third quarter is blank
    Vector("zero is a number", {}, [R(1, 0), R(2, 7)], {1: 0, 2: 7}, by=("period",)),
    # nobody reported anything: blank, not 0
    Vector("blank", {}, [], {(): None}, reason="not reported"),
    # not accessible: blank, with this reason
    Vector(
        "missing",
        {},
        [R(1, None, missing="not_accessible")],
        {(): None},
        reason="Not accessible",
    ),
    # North 5 + South 7 + without a site 3 = 15
    Vector("place sum", {}, [R(1, 5, "N"), R(1, 7, "S"), R(1, 3)], {(): 15}),
    # two organisations, 5 and 4: 9
    Vector("partners", {}, [R(1, 5, "N"), R(1, 4, "N", partner=2)], {(): 9}),
    # the row without categories is the total, 10; the rest, 10 - 3 = 7, is not known
    Vector(
        "own row",
        {},
        [R(1, 10), R(1, 3, categories=("female",))],
        {(): 10, "female": 3, "_nd": 7},
        by=("sex",),
    ),
    # no row for all: 6 + 4 = 10; the finer rows of women, 2 + 1, are a part of the 6
    Vector(
        "finest complete rows",
        {},
        [
            R(1, 6, categories=("female",)),
            R(1, 4, categories=("male",)),
            R(1, 2, categories=("female", "young")),
            R(1, 1, categories=("female", "old")),
        ],
        {(): 10, "female": 6, "male": 4},
        by=("sex",),
    ),
    # a correction of -4 is added where the 10 is: 6
    Vector("correction", {}, [R(1, 10, "N"), R(2, -4, "N", corrects=0)], {(): 6}),
    # the stock of the last quarter of each site: 9 + 4 = 13, South's carried from Q1
    Vector(
        "latest",
        {"time_aggregation": "latest"},
        [R(1, 8, "N"), R(3, 9, "N"), R(1, 4, "S")],
        {(): 13},
    ),
    # North's last stock is of 2023, more than 12 months before the end of 2025
    Vector(
        "latest is too old",
        {"time_aggregation": "latest"},
        [R(4, 8, "N", year=2023)],
        {(): None},
        reason="older than 12 months",
    ),
    # each site over time: (2 + 4) / 2 = 3 and 9 / 1 = 9; over places 3 + 9 = 12
    Vector(
        "average over time, then sum over places",
        {"time_aggregation": "average"},
        [R(1, 2, "N"), R(2, 4, "N"), R(1, 9, "S")],
        {(): 12},
    ),
    # each site over time: 2 + 4 = 6 and 9; over places (6 + 9) / 2 = 7.5
    Vector(
        "sum over time, then average over places",
        {"place_aggregation": "average"},
        [R(1, 2, "N"), R(2, 4, "N"), R(1, 9, "S")],
        {(): "7.5"},
    ),
    # the largest of each site, 4 and 9; the largest of these, 9
    Vector(
        "maximum",
        {"time_aggregation": "maximum", "place_aggregation": "maximum"},
        [R(1, 2, "N"), R(2, 4, "N"), R(1, 9, "S")],
        {(): 9},
    ),
    # numbers of two quarters that are not added up: blank; of one they show
    Vector(
        "not added up over time",
        {"time_aggregation": "none"},
        [R(1, 2, "N"), R(2, 4, "N")],
        {(): None},
        reason="several periods",
    ),
    Vector(
        "not added up over places",
        {"place_aggregation": "none"},
        [R(1, 2, "N"), R(1, 4, "S")],
        {(): None},
        reason="several places",
    ),
    # (1 + 9) / (2 + 100) x 100 = 1000 / 102: a ratio of sums, not (50 + 9) / 2
    Vector(
        "ratio of sums",
        RATIO,
        [R(1, (1, 2), "N"), R(1, (9, 100), "S")],
        {(): "9.8039215686274509803921568627450980392156862745098"},
    ),
    # trained add up, 3 + 5 = 8; staff is a stock, the last is 10: 80 %
    Vector(
        "ratio with a rule for each half",
        RATIO | {"denominator_time": "latest"},
        [R(1, (3, 8), "N"), R(2, (5, 10), "N")],
        {(): 80},
    ),
    # 4 / 0 is blank
    Vector("x/0", MEAN, [R(1, (4, 0))], {(): None}, reason="denominator is 0"),
    # a mean is a sum and a count: (30 + 10) / (3 + 2) = 8
    Vector(
        "mean",
        MEAN,
        [R(1, (30, 3), "N"), R(1, (10, 2), "S")],
        {(): 8},
    ),
    # weighted by miners: (30 x 10 + 10 x 40) / (30 + 10) = 700 / 40 = 17.5
    Vector(
        "weighted places",
        {"place_aggregation": "average", "place_weight_id": "MINERS"},
        [R(1, 10, "N"), R(1, 40, "S")],
        {(): "17.5"},
        others={"MINERS": ({}, [R(1, 30, "N"), R(1, 10, "S")])},
    ),
    # closing 9 minus opening 5 at North, 4; South began in the quarter: 3. 4 + 3 = 7
    Vector(
        "running total",
        RUNNING,
        [R(1, 5, "N"), R(2, 9, "N"), R(1, 0, "S"), R(2, 3, "S")],
        {(): 7},
        window=("2025-04-01", "2025-06-30"),
    ),
    # the third quarter is missing, so the closing is the last one: 9 - 5 = 4
    Vector(
        "running total, closing carried",
        RUNNING,
        [R(1, 5, "N"), R(2, 9, "N")],
        {(): 4},
        window=("2025-04-01", "2025-09-30"),
    ),
    # a year's total begins at 0 again: (9 - 5 in 2024) + 3 in 2025 = 7
    Vector(
        "running total of the year",
        RUNNING | {"cumulative_since": "year"},
        [R(3, 5, "N", year=2024), R(4, 9, "N", year=2024), R(1, 3, "N")],
        {(): 7},
        window=("2024-10-01", "2025-03-31"),
    ),
    # new persons of the year so far: 10 + 4 = 14
    Vector("people", PEOPLE, [R(1, 10), R(2, 4)], {(): 14}),
    # the window begins in April, their year in January: who is new is not known
    Vector(
        "people out of scope",
        PEOPLE,
        [R(1, 10), R(2, 4)],
        {(): None},
        window=("2025-04-01", "2025-12-31"),
        reason="counting starts",
    ),
    # the first quarter sticks out of the window and is left out, not pro-rated
    Vector(
        "whole periods only",
        {},
        [R(1, 5), R(2, 7)],
        {(): 7},
        window=("2025-02-01", "2025-12-31"),
    ),
    # on totals: (6 + 4) / (20 + 5) = 0.4
    Vector(
        "formula on totals",
        {"formula": "ACCIDENTS / SITES", "unit": False},
        [],
        {(): "0.4"},
        others={
            "ACCIDENTS": ({}, [R(1, 6, "N"), R(1, 4, "S")]),
            "SITES": ({}, [R(1, 20, "N"), R(1, 5, "S")]),
        },
    ),
    # at each site: 6 / 20 = 0.3 and 4 / 5 = 0.8; added, 1.1
    Vector(
        "formula at each site",
        {"formula": "ACCIDENTS / SITES", "formula_level": "site", "unit": False},
        [],
        {(): "1.1"},
        others={
            "ACCIDENTS": ({}, [R(1, 6, "N"), R(1, 4, "S")]),
            "SITES": ({}, [R(1, 20, "N"), R(1, 5, "S")]),
        },
    ),
    # 5 units by 30 : 40 : 30 are 1.5, 2, 1.5. Whole: 1, 2, 1 and one left, which goes
    # to the largest remainder, a tie of 0.5 and 0.5, of equal shares, to the first
    # reference: 2, 2, 1. GR-1 gets 2.
    Vector(
        "credit", {}, [R(1, 5)], {(): 2}, award={"GR-1": 30, "GR-2": 40, "GR-3": 30}
    ),
    # quarter by quarter: of 5 by 50 : 50 GR-1 gets 3 (2.5, a tie to the first), of 5
    # again 3: 6 of 10
    Vector(
        "credit adds the periods",
        {},
        [R(1, 5), R(2, 5)],
        {(): 6},
        award={"GR-1": 50, "GR-2": 50},
    ),
    # a share of people cannot be divided: 20 % stays 20 % for GR-1
    Vector(
        "credit of a ratio",
        RATIO,
        [R(1, (1, 5))],
        {(): 20},
        award={"GR-1": 50, "GR-2": 50},
    ),
]
