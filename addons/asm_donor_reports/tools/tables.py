"""Sheets of a drawn book as tables in HTML, shown in the book's language.

What stands in columns stays in columns: every cell knows how many it takes, and the
widths are those of the sheet. Everything that comes from outside is escaped.
"""

import json
import re
from datetime import date
from html import escape
from itertools import islice

from . import charts
from .book import RowsBand, is_number
from .heights import DEFAULT_WIDTH
from .number_formats import shown

_COLOR = re.compile(r"#[0-9A-Fa-f]{6}")
# empty rows between blocks, at most
MOST_EMPTY = 2
# rows of a cell that goes over a page: what it says is said again
MOST_DOWN = 12


class Styles:
    """The styles of a book as classes of CSS."""

    def __init__(self, prefix="s"):
        self._prefix, self._names = prefix, {}

    def name_of(self, style):
        if style not in self._names:
            self._names[style] = f"{self._prefix}{len(self._names)}"
        return self._names[style]

    def css(self, scope):
        """Return the rules, below an element of a class.

        >>> from .book import Style
        >>> styles = Styles()
        >>> styles.name_of(Style(bold=True, color="red;}", border=1))
        's0'
        >>> styles.css("book")
        '.book .s0{font-weight:bold;border:0.2mm solid #8a9096}'
        """
        return "\n".join(
            f".{scope} .{name}{{{_rules(style)}}}"
            for style, name in self._names.items()
        )


def _rules(style):
    rules = {
        "font-weight": style.bold and "bold",
        "font-style": style.italic and "italic",
        "font-size": style.size != 10 and f"{style.size / 10:g}em",
        "color": _COLOR.fullmatch(style.color) and style.color,
        "background": _COLOR.fullmatch(style.background) and style.background,
        "border": ("", "0.2mm solid #8a9096", "0.5mm solid #212529")[style.border],
        "text-align": style.align in ("left", "center", "right") and style.align,
        "vertical-align": {"vcenter": "middle", "bottom": "bottom"}.get(style.valign),
        "white-space": not style.wrap and "pre",
        "padding-left": style.indent and f"{style.indent * 0.8:g}em",
    }
    return ";".join(f"{name}:{value}" for name, value in rules.items() if value)


class SheetTable:
    """One sheet as HTML.

    :param sheet: :class:`.book.Sheet`
    :param styles: :class:`Styles` of the book
    :param lang: code of its language
    :param limit: rows shown
    :param is_paged: whether it goes over pages
    """

    def __init__(self, sheet, styles, lang, limit, is_paged=False):
        self._sheet, self._styles, self._lang = sheet, styles, lang
        self._limit, self._is_paged = limit, is_paged
        self._columns = 0
        self.drawn = []
        # whether there are more rows than are shown
        self.is_cut = False

    def html(self):
        """Return the tables, with the charts below them."""
        lines = list(self._taken())
        self._columns = max(
            (cell.column + cell.across for _row, cells in lines for cell in cells),
            default=0,
        )
        repeated = self._sheet.repeat_rows or (0, -1)
        before = [line for line in lines if line[0] < repeated[0]]
        heading = [line for line in lines if repeated[0] <= line[0] <= repeated[1]]
        below = lines[len(before) + len(heading) :]
        tables = self._table(before) + self._table(below, heading)
        return tables + "".join(charts.svg(one, self._lang) for one in self.drawn)

    def _taken(self):
        lines = self._lines()
        yield from islice(lines, self._limit)
        self.is_cut = next(lines, None) is not None

    def _lines(self):
        for band in self._sheet.bands:
            self.drawn += charts.watch(band, self._sheet.charts)
            if not isinstance(band, RowsBand):
                yield from band.lines()
            elif band.is_merged:
                yield from self._merged(band)
            else:
                yield from band.lines()

    def _merged(self, band):
        # no more than what is shown, and one that says that there is more
        band.rows = islice(band.rows, self._limit + 1)
        return band.merged_lines(MOST_DOWN if self._is_paged else None)

    def _table(self, lines, heading=()):
        if not lines and not heading:
            return ""
        covered, last = {}, None
        head = "".join(self._row(row, cells, covered, "th") for row, cells in heading)
        parts = []
        ends = lines[-1][0] if lines else 0
        for row, cells in lines:
            if last is not None:
                parts.append(self._empty() * min(MOST_EMPTY, row - last - 1))
            cells = [
                one._replace(down=min(one.down, ends - row + 1))
                if one.down > 1
                else one
                for one in cells
            ]
            parts.append(self._row(row, cells, covered, "td"))
            last = row
        return (
            f'<table class="cells">{self._widths()}'
            + (f"<thead>{head}</thead>" if head else "")
            + f"<tbody>{''.join(parts)}</tbody></table>"
        )

    def _widths(self):
        widths = [
            self._sheet.widths.get(column, DEFAULT_WIDTH)
            for column in range(self._columns)
        ]
        whole = sum(widths) or 1
        return "".join(
            f'<col style="width:{width * 100 / whole:.2f}%">' for width in widths
        )

    def _empty(self):
        return f'<tr class="empty"><td colspan="{self._columns}"></td></tr>'

    def _row(self, row, cells, covered, tag):
        """Return a row, gaps included.

        :param covered: ``{row: columns}`` that cells above take, added to
        """
        taken = covered.pop(row, set())
        parts, column = [], 0
        cells = sorted(cells, key=lambda cell: cell.column)
        if not cells and not taken:
            return self._empty()
        for place, cell in enumerate(cells):
            parts.append(self._gap(column, cell.column, taken))
            across = cell.across
            if self._runs_over(cell):
                right = cells[place + 1].column if cells[place + 1 :] else self._columns
                while cell.column + across < right and (
                    cell.column + across not in taken
                ):
                    across += 1
            parts.append(self._cell(cell, across, tag))
            column = cell.column + across
            for below in range(row + 1, row + cell.down):
                covered.setdefault(below, set()).update(range(cell.column, column))
        parts.append(self._gap(column, self._columns, taken))
        return f"<tr>{''.join(parts)}</tr>"

    def _runs_over(self, cell):
        """A text that is not wrapped runs over the empty cells beside it."""
        style = cell.style
        return (
            not style.wrap
            and isinstance(cell.value, str)
            and style.align in ("", "left")
            and not (style.border or style.background)
        )

    def _gap(self, start, end, taken):
        return "<td></td>" * sum(column not in taken for column in range(start, end))

    def _cell(self, cell, across, tag):
        value, style = cell.value, cell.style
        kind = "n" if is_number(value) else "d" if isinstance(value, date) else "t"
        text = escape(shown(value, style.number_format, self._lang))
        attributes = f' class="{kind} {self._styles.name_of(style)}"'
        if across > 1:
            attributes += f' colspan="{across}"'
        if cell.down > 1:
            attributes += f' rowspan="{cell.down}"'
        if cell.key is not None:
            key = escape(json.dumps(cell.key, ensure_ascii=False, default=str))
            attributes += f' data-key="{key}"'
        if tag == "th":
            attributes += ' scope="col"'
        return f"<{tag}{attributes}>{text}</{tag}>"
