"""Small charts as SVG, for the screen and for paper."""

from html import escape

_WIDTH, _HEIGHT, _LABEL = 340, 110, 14


def stacked_bars(bars, series):
    """Draw bars of stacked numbers; a blank number is left out, 0 has no height.

    :param bars: ``[(label, [number or None, ...])]``, a number for each series
    :param series: ``[(name, colour)]``
    :returns: an ``<svg>`` element as text, or "" without any number

    >>> stacked_bars([("2025", [None, None])], [("Women", "#a00"), ("Men", "#00a")])
    ''
    >>> bars = [("2025", [3, 0]), ("<b>", [1, 2])]
    >>> svg = stacked_bars(bars, [("F", "red"), ("M", "b")])
    >>> svg.count("<rect"), "&lt;b&gt;" in svg, "F: 3" in svg
    (5, True, True)
    """
    totals = [sum(number or 0 for number in numbers) for _label, numbers in bars]
    if not totals or not max(totals):
        return ""
    scale = (_HEIGHT - 3 * _LABEL) / max(totals)
    step = _WIDTH / len(bars)
    width = min(step * 0.7, 46)
    parts = list(_legend(series))
    for index, (label, numbers) in enumerate(bars):
        left = index * step + (step - width) / 2
        parts += _bar(left, width, numbers, series, scale)
        parts.append(_text(left + width / 2, _HEIGHT - 3, label))
        top = _HEIGHT - _LABEL - totals[index] * scale
        parts.append(_text(left + width / 2, top - 3, totals[index]))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" '
        f'role="img" font-family="sans-serif" font-size="9">{"".join(parts)}</svg>'
    )


def _bar(left, width, numbers, series, scale):
    bottom = _HEIGHT - _LABEL
    for number, (name, colour) in zip(numbers, series, strict=True):
        if number:
            bottom -= number * scale
            yield (
                f'<rect x="{left:.1f}" y="{bottom:.1f}" width="{width:.1f}" '
                f'height="{number * scale:.1f}" fill="{colour}">'
                f"<title>{escape(name)}: {number}</title></rect>"
            )


def _legend(series):
    for index, (name, colour) in enumerate(series):
        left = index * 90
        yield f'<rect x="{left}" y="2" width="8" height="8" fill="{colour}"/>'
        yield f'<text x="{left + 11}" y="9.5">{escape(name)}</text>'


def _text(x, y, text):
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="middle">{escape(str(text))}</text>'
    )
