"""Small charts as drawings (SVG): readable in print, by a screen reader, and in grey.

What was planned is an outline, what is there is filled, and the numbers stand beside
the bars; lines differ by dashes and markers. Numbers are gathered while the rows of a
band are taken, so that a chart needs no second look at them.
"""

from dataclasses import dataclass, field
from decimal import Decimal
from html import escape
from math import floor, log10

from .book import RowsBand, is_number
from .number_formats import shown

INK, GREY, FILL = "#212529", "#5c636a", "#1f4e5f"
WIDTH = 720
LABELS = 230
BARS = 330
ROW = 34
HEADING = 26
LETTERS = 38  # of a label, in a line
MOST = Decimal("1.5")  # how far a bar goes beyond what was planned
DASHES = ("", "6 3", "2 2", "8 3 2 3")
TINTS = (FILL, "#a8531b", "#5c636a", "#3d7a3d")


@dataclass
class Drawn:
    """A chart with the rows that it shows.

    :param columns: ``{name: column of the sheet}``
    :param rows: ``[(row of the sheet, label, [numbers or None])]``
    """

    chart: object
    columns: dict
    rows: list = field(default_factory=list)


def watch(band, charts):
    """Gather the rows that charts show of a band while they are taken.

    :param band: of any kind
    :param charts: of its sheet
    :return: ``[Drawn]``, filled when all rows were taken
    """
    drawn = [
        Drawn(chart, {column.name: column.index for column in band.columns})
        for chart in charts
        if isinstance(band, RowsBand) and chart.band == band.name
    ]
    if drawn:
        band.rows = _watched(band.rows, band, drawn)
    return drawn


def _watched(rows, band, drawn):
    places = {column.name: place for place, column in enumerate(band.columns)}
    wanted = [
        (one, places[one.chart.label], [places[of.column] for of in one.chart.series])
        for one in drawn
    ]
    for number, row in enumerate(rows, band.top):
        for one, label, series in wanted:
            if row.kind != one.chart.row_kind or len(one.rows) >= one.chart.limit:
                continue
            values = [row.values[place] for place in series]
            values = [value if is_number(value) else None for value in values]
            one.rows.append((number, row.values[label], values))
        yield row


def svg(drawn, lang="en_US", number_format="#,##0.##"):
    """Return a chart as SVG, blank if it has no number.

    >>> from .book import Chart, Series
    >>> chart = Chart("achievement", "Results", "rows", "name",
    ...               [Series("Target", "target"), Series("Actual", "actual")])
    >>> row = (3, "Miners <trained>", [Decimal(120), Decimal(90)])
    >>> text = svg(Drawn(chart, {}, [row]))
    >>> "Miners &lt;trained&gt;" in text, "90 / 120 · 75%" in text
    (True, True)
    >>> svg(Drawn(chart, {}, [(3, "Nothing", [None, None])]))
    ''
    """
    if not any(value is not None for _row, _label, of in drawn.rows for value in of):
        return ""

    def say(value):
        return shown(value, number_format, lang)

    if drawn.chart.kind == "line":
        body, height = _lines(drawn, say, lang)
    else:
        body, height = _bars(drawn, say, lang)
    title = escape(drawn.chart.title)
    height += HEADING
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" '
        f'width="{WIDTH}" height="{height}" role="img" class="chart" '
        f'font-family="Lato, DejaVu Sans, sans-serif" font-size="12" fill="{INK}">'
        f"<title>{title}</title><desc>{escape(_told(drawn, say, lang))}</desc>"
        f'<text x="0" y="17" font-size="14" font-weight="bold">{title}</text>'
        f'<g transform="translate(0 {HEADING})">{body}</g></svg>'
    )


def _told(drawn, say, lang):
    """Say in words what a chart shows."""
    names = [series.name for series in drawn.chart.series]
    return "; ".join(
        f"{_label(label, lang)}: "
        + ", ".join(
            f"{name} {'–' if value is None else say(value)}"
            for name, value in zip(names, values, strict=True)
        )
        for _row, label, values in drawn.rows
    )


def _label(label, lang):
    return shown(label, "", lang)


# bars: what was planned, and what is


def _bars(drawn, say, lang):
    chart = drawn.chart
    highest = max(
        (value for _row, _label, of in drawn.rows for value in of if value is not None),
        default=0,
    )
    parts = [_legend(chart.series[:2])]
    y = 40
    for _row, label, values in drawn.rows:
        # of a single series there is nothing planned
        planned, actual, *_more = values if len(values) > 1 else (None, *values)
        scale = planned if chart.kind == "achievement" else highest
        parts += _label_lines(_label(label, lang), y)
        if chart.kind == "achievement":
            ends = _on_own_scale(planned, actual)
        else:
            ends = [_length(planned, scale, BARS), _length(actual, scale, BARS)]
        is_over = chart.kind == "achievement" and _is_over(planned, actual)
        parts += _pair(ends, y, is_over)
        text = escape(_beside(planned, actual, say))
        parts.append(f'<text x="{LABELS + BARS + 12}" y="{y + 16}">{text}</text>')
        y += ROW
    parts.append(_line(LABELS, 34, LABELS, y - 4, GREY))
    return "".join(parts), y + 6


def _is_over(planned, actual):
    return bool(planned and actual and planned > 0 and actual > planned * MOST)


def _on_own_scale(planned, actual):
    """Return how long both bars are where what was planned is two thirds."""
    whole = BARS / float(MOST)
    if not planned or planned < 0:
        # a bar would say that something was reached
        return [0, 0]
    return [whole, min(BARS, _length(actual, planned, whole))]


def _length(value, whole, room):
    if not value or value < 0 or not whole or whole < 0:
        return 0
    return float(value) / float(whole) * room


def _pair(ends, y, is_over):
    planned, actual = ends
    parts = []
    if planned:
        parts.append(
            f'<rect x="{LABELS}" y="{y}" width="{planned:.1f}" height="22" '
            f'fill="none" stroke="{GREY}" stroke-width="1.2"/>'
        )
    if actual:
        parts.append(
            f'<rect x="{LABELS}" y="{y + 5}" width="{actual:.1f}" height="12" '
            f'fill="{FILL}"/>'
        )
    if is_over:
        # the bar goes on
        tip = LABELS + actual
        parts.append(f'<path d="M{tip:.1f} {y + 2}l9 9l-9 9z" fill="{FILL}"/>')
    return parts


def _beside(planned, actual, say):
    """
    >>> _beside(Decimal(3), Decimal(1), str), _beside(None, Decimal(1), str)
    ('1 / 3 · 33%', '1')
    >>> _beside(Decimal(3), None, str)
    '– / 3'
    """
    if planned is None:
        return "–" if actual is None else say(actual)
    text = " / ".join("–" if one is None else say(one) for one in (actual, planned))
    if actual is None or not planned or planned < 0:
        return text
    return f"{text} · {shown(Decimal(actual) / Decimal(planned), '0%')}"


def _legend(series):
    outline = f'height="14" fill="none" stroke="{GREY}" stroke-width="1.2"'
    looks = (outline, f'height="14" fill="{FILL}"')[-len(series) :]
    return "".join(
        f'<rect x="{x}" y="8" width="18" {look}/>'
        f'<text x="{x + 24}" y="20">{escape(one.name[:24])}</text>'
        for x, look, one in zip((LABELS, LABELS + 170), looks, series, strict=False)
    )


def _label_lines(label, y):
    lines = _wrapped(label)
    top = y + 16 if len(lines) == 1 else y + 9
    return [
        f'<text x="0" y="{top + place * 13}" font-size="11">{escape(line)}</text>'
        for place, line in enumerate(lines)
    ]


def _wrapped(text, letters=LETTERS):
    """Return at most two lines of a label.

    >>> _wrapped("Number of miners who were trained in safe practice and passed")
    ['Number of miners who were trained in', 'safe practice and passed']
    >>> _wrapped("x" * 100, 5)
    ['xxxxx', 'xxxx…']
    """
    lines, rest = [], " ".join(str(text).split())
    while rest and len(lines) < 2:
        cut = len(rest)
        if cut > letters:
            cut = rest.rfind(" ", 0, letters + 1)
            cut = cut if cut > 0 else letters
        lines.append(rest[:cut])
        rest = rest[cut:].strip()
    if rest:
        lines[-1] = lines[-1][: letters - 1] + "…"
    return lines


# lines over periods

TOP, BOTTOM, LEFT = 34, 210, 70


def _lines(drawn, say, lang):
    values = [v for _row, _label, of in drawn.rows for v in of if v is not None]
    low, high, step = _ticks(min(0, *values), max(0, *values))
    right = WIDTH - 20
    gap = (right - LEFT) / max(1, len(drawn.rows) - 1)

    def place(number, value):
        share = (float(value) - low) / (high - low)
        return LEFT + number * gap, BOTTOM - share * (BOTTOM - TOP)

    parts = _axis(low, high, step, right, place, say)
    for number, (_row, label, _of) in enumerate(drawn.rows):
        x = LEFT + number * gap
        anchor = "end" if number == len(drawn.rows) - 1 and number else "middle"
        text = escape(_wrapped(_label(label, lang), 14)[0] if label else "")
        parts.append(
            f'<text x="{x:.1f}" y="{BOTTOM + 18}" text-anchor="{anchor}" '
            f'font-size="11">{text}</text>'
        )
    for number, series in enumerate(drawn.chart.series[: len(DASHES)]):
        points = [
            None if of[number] is None else place(at, of[number])
            for at, (_row, _label, of) in enumerate(drawn.rows)
        ]
        parts += _series(number, series.name, points)
    return "".join(parts), BOTTOM + 30


def _axis(low, high, step, right, place, say):
    parts, tick = [], low
    while tick <= high + step / 2:
        y = place(0, tick)[1]
        parts.append(_line(LEFT, y, right, y, "#ced4da"))
        # as short as the number has it
        text = escape(say(Decimal(f"{tick:.12g}")))
        parts.append(
            f'<text x="{LEFT - 6}" y="{y + 4:.1f}" text-anchor="end" '
            f'font-size="11">{text}</text>'
        )
        tick += step
    return parts


def _series(number, name, points):
    tint, dash = TINTS[number], DASHES[number]
    path, is_drawn = "", False
    for point in points:
        if point:
            path += f"{'L' if is_drawn else 'M'}{point[0]:.1f} {point[1]:.1f}"
        is_drawn = bool(point)
    dashes = f' stroke-dasharray="{dash}"' if dash else ""
    stroke = f'fill="none" stroke="{tint}" stroke-width="2"{dashes}'
    x = LEFT + number * 155
    legend = f'<path d="M{x} 14h28" {stroke}/>{_marker(number, x + 14, 14)}'
    legend += f'<text x="{x + 34}" y="18">{escape(name[:20])}</text>'
    markers = [_marker(number, *point) for point in points if point]
    return [f'<path d="{path}" {stroke}/>', *markers, legend]


def _marker(number, x, y):
    paths = (
        "m-4 0a4 4 0 1 0 8 0a4 4 0 1 0 -8 0z",
        "m-4 -4h8v8h-8z",
        "m0 -5l5 9h-10z",
        "m0 -5l5 5l-5 5l-5 -5z",
    )
    return f'<path d="M{x:.1f} {y:.1f}{paths[number]}" fill="{TINTS[number]}"/>'


def _line(x1, y1, x2, y2, color):
    return (
        f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" '
        f'stroke="{color}"/>'
    )


def _ticks(low, high):
    """Return the ends of an axis and its step, in round numbers.

    >>> _ticks(0, 87), _ticks(-3, 4), _ticks(0, 0)
    ((0.0, 100.0, 20.0), (-4.0, 4.0, 2.0), (0.0, 1.0, 0.25))
    """
    low, high = float(low), float(high)
    if high == low:
        return 0.0, 1.0, 0.25
    rough = (high - low) / 4
    power = 10.0 ** floor(log10(rough))
    step = next(power * one for one in (1, 2, 2.5, 5, 10) if power * one >= rough * 0.9)
    first = floor(low / step) * step
    last = -floor(-high / step) * step
    return first, last, step
