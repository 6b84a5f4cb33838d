"""Charts of a drawn book as a spreadsheet's own, over the cells that they show."""

from xlsxwriter.utility import xl_col_to_name

from .charts import DASHES, FILL, GREY, TINTS

# of one chart, and what it takes below the table
WIDTH, HEIGHT = 720, 20
POINTS = 15
_DASHES = dict(zip(DASHES, ("solid", "dash", "round_dot", "dash_dot"), strict=True))
_MARKERS = ("circle", "square", "triangle", "diamond")


def insert(workbook, sheet, drawn, row):
    """Insert a chart below what it shows.

    :param drawn: :class:`.charts.Drawn`, all its rows taken
    :param row: of its upper edge
    :return: rows that it takes, 0 if there is nothing to show
    """
    chart = drawn.chart
    if not drawn.rows:
        return 0
    is_line = chart.kind == "line"
    shown = chart.series[: len(DASHES) if is_line else 2]
    made = workbook.add_chart({"type": "line" if is_line else "bar"})
    rows = [number for number, _label, _values in drawn.rows]
    for number, series in enumerate(shown, 0 if is_line else 2 - len(shown)):
        made.add_series(
            {
                "name": series.name,
                "categories": _ranges(sheet.name, rows, drawn.columns[chart.label]),
                "values": _ranges(sheet.name, rows, drawn.columns[series.column]),
            }
            | (_line(number) if is_line else _bar(number))
        )
    made.set_title({"name": chart.title, "name_font": {"size": 12}})
    made.set_legend({"position": "top"})
    if not is_line:
        # the first row on top
        made.set_y_axis({"reverse": True})
    lines = HEIGHT if is_line else max(HEIGHT, 2 * len(rows) + 6)
    made.set_size({"width": WIDTH, "height": lines * POINTS * 4 / 3})
    sheet.insert_chart(row, 0, made, {"description": chart.title})
    return lines + 2


def _bar(number):
    if number == 0:
        look = {"fill": {"none": True}, "border": {"color": GREY, "width": 1.25}}
    else:
        look = {"fill": {"color": FILL}}
    return look | {"data_labels": {"value": True}, "gap": 60}


def _line(number):
    tint = TINTS[number]
    return {
        "line": {"color": tint, "width": 2, "dash_type": _DASHES[DASHES[number]]},
        "marker": {
            "type": _MARKERS[number],
            "size": 7,
            "fill": {"color": tint},
            "border": {"color": tint},
        },
    }


def _ranges(name, rows, column):
    """Return the cells of a column in some rows, as charts name them.

    >>> _ranges("It's", [3, 4, 7], 1)
    "=('It''s'!$B$4:$B$5,'It''s'!$B$8)"
    """
    quoted = "'" + name.replace("'", "''") + "'"
    letters = xl_col_to_name(column)
    runs = []
    for row in rows:
        if runs and runs[-1][1] == row - 1:
            runs[-1][1] = row
        else:
            runs.append([row, row])
    parts = [
        f"{quoted}!${letters}${first + 1}"
        + (f":${letters}${last + 1}" if last > first else "")
        for first, last in runs
    ]
    return f"={parts[0]}" if len(parts) == 1 else f"=({','.join(parts)})"
