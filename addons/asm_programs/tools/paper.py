"""A report's grid as tables for a page of paper, from its description.

The description is that of the screen (``asm.submission.read_grid``), so both ask for
the same. On paper as many places stand beside each other as a page is wide; crossed
dimensions get a table of their own for each place.
"""

from itertools import product

# so many boxes of a hand's writing fit beside each other
WIDEST = 4
MOST_BOXES = 9


def tables_of(block, widest=WIDEST, most_boxes=MOST_BOXES):
    """Return the tables of one indicator.

    :param block: one of the ``blocks`` of a described report
    :param widest: how many places a page has room for beside each other
    :param most_boxes: how many boxes it has room for where categories are crossed
    :return: list of dicts: ``title``, ``columns`` (list of texts), ``rows`` (list of
        dicts ``kind``: total, group or part, ``label``, ``cells``); a group has no
        cells

    >>> cell = lambda key: {"k": key, "v": [""]}
    >>> sex = {"name": "Sex", "values": [[5, "Women"], [6, "Men"]]}
    >>> age = {"name": "Age", "values": [[8, "Young"], [9, "Old"]]}
    >>> alone = {"axes": [sex], "cells": [cell("5"), cell("6")]}
    >>> place = {"name": "Pit A", "total": cell("0"), "groups": [alone]}
    >>> other = place | {"name": "Pit B"}
    >>> block = {"members": ["value"], "places": [place, other]}
    >>> (table,) = tables_of(block)
    >>> table["columns"], [row["label"] for row in table["rows"]]
    (['Pit A', 'Pit B'], ['', 'Sex', 'Women', 'Men'])
    >>> [each["columns"] for each in tables_of(block, 1)]
    [['Pit A'], ['Pit B']]
    >>> keys = ["5.8", "5.9", "6.8", "6.9"]
    >>> crossed = {"axes": [sex, age], "cells": [cell(key) for key in keys]}
    >>> block["places"] = [place | {"groups": [crossed]}]
    >>> _total, table = tables_of(block)
    >>> table["title"], table["columns"]
    ('Sex × Age', ['Young', 'Old'])
    >>> [[cell["k"] for cell in row["cells"]] for row in table["rows"]]
    [['5.8', '5.9'], ['6.8', '6.9']]
    """
    categories = most_boxes // len(block["members"])
    tables = []
    for places in _beside_each_other(block["places"], widest):
        tables.append(_table_by_place(places))
        for place in places:
            for group in place["groups"]:
                if len(group["axes"]) > 1:
                    title = place["name"] if len(block["places"]) > 1 else ""
                    tables += _tables_crossed(group, title, categories)
    return tables


def _beside_each_other(places, widest):
    """Split places into those that are asked for the same split, as many as fit."""
    sets = []
    for place in places:
        split = [group["axes"] for group in place["groups"]]
        if sets and sets[-1][0] == split and len(sets[-1][1]) < widest:
            sets[-1][1].append(place)
        else:
            sets.append((split, [place]))
    return [places for _split, places in sets]


def _table_by_place(places):
    rows = [
        {"kind": "total", "label": "", "cells": [place["total"] for place in places]}
    ]
    for number, group in enumerate(places[0]["groups"]):
        if len(group["axes"]) > 1:
            continue
        (axis,) = group["axes"]
        rows.append({"kind": "group", "label": axis["name"], "cells": []})
        rows += [
            {
                "kind": "part",
                "label": label,
                "cells": [place["groups"][number]["cells"][part] for place in places],
            }
            for part, (_id, label) in enumerate(axis["values"])
        ]
    columns = [place["name"] for place in places]
    return {"title": "", "columns": columns, "rows": rows}


def _tables_crossed(group, place, widest):
    down, across, *deeper = group["axes"]
    cells = {cell["k"]: cell for cell in group["cells"]}
    names = " × ".join(axis["name"] for axis in group["axes"])
    for first in range(0, len(across["values"]), widest):
        beside = across["values"][first : first + widest]
        rows = []
        for fixed in product(*(axis["values"] for axis in deeper)):
            if fixed:
                label = ", ".join(label for _id, label in fixed)
                rows.append({"kind": "group", "label": label, "cells": []})
            rows += [
                {
                    "kind": "part",
                    "label": value[1],
                    "cells": [cells[_key_of(value, other, *fixed)] for other in beside],
                }
                for value in down["values"]
            ]
        title = f"{place}: {names}" if place else names
        columns = [label for _id, label in beside]
        yield {"title": title, "columns": columns, "rows": rows}


def _key_of(*values):
    return ".".join(map(str, sorted(value_id for value_id, _label in values)))
