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
from .column_parts import parts
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
        '.book .cells .s0{font-weight:bold;border:0.2mm solid #8a9096}'
        """
        return "\n".join(
            f".{scope} .cells .{name}{{{_rules(style)}}}"
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
    :param room: characters that fit beside each other; None where it is scrolled, not
        paged
    """

    def __init__(self, sheet, styles, lang, limit, room=None):
        self._sheet, self._styles, self._lang = sheet, styles, lang
        self._limit, self._room = limit, room
        # columns of the part that is drawn
        self._columns = []
        self.drawn = []
        # whether there are more rows than are shown
        self.is_cut = False
        # characters of the widest part
        self.widest = 0

    def html(self):
        """Return the tables, with the charts below them."""
        lines = list(self._taken())
        repeated = self._sheet.repeat_rows or (0, -1)
        before = [line for line in lines if line[0] < repeated[0]]
        heading = [line for line in lines if repeated[0] <= line[0] <= repeated[1]]
        below = lines[len(before) + len(heading) :]
        found = []
        for columns in self._parts(lines, heading):
            self._columns = columns
            self.widest = max(self.widest, sum(map(self._width, columns)))
            tables = self._table(before) + self._table(below, heading)
            found.append(f'<div class="part">{tables}</div>')
        return "".join(found + [charts.svg(one, self._lang) for one in self.drawn])

    def _parts(self, lines, heading):
        cells = [cell for _row, cells in lines for cell in cells]
        count = max((cell.column + cell.across for cell in cells), default=0)
        widths = [self._width(column) for column in range(count)]
        spans = [
            (cell.column, cell.column + cell.across - 1)
            for _row, cells in heading
            for cell in cells
            if cell.across > 1
        ]
        frozen = self._sheet.freeze[1] if self._sheet.freeze else 0
        room = sum(widths) if self._room is None else self._room
        return parts(widths, frozen, spans, room)

    def _width(self, column):
        return self._sheet.widths.get(column, DEFAULT_WIDTH)

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
        return band.merged_lines(self._room and MOST_DOWN)

    def _table(self, lines, heading=()):
        if not lines and not heading:
            return ""
        covered, last = {}, None
        head = "".join(self._row(row, cells, covered, "th") for row, cells in heading)
        rows = []
        end = lines[-1][0] if lines else 0
        for row, cells in lines:
            if last is not None:
                rows.append(self._empty() * min(MOST_EMPTY, row - last - 1))
            # none goes on below the last row that is shown
            cells = [one._replace(down=min(one.down, end - row + 1)) for one in cells]
            rows.append(self._row(row, cells, covered, "td"))
            last = row
        return (
            f'<table class="cells">{self._widths()}'
            + (f"<thead>{head}</thead>" if head else "")
            + f"<tbody>{''.join(rows)}</tbody></table>"
        )

    def _widths(self):
        widths = [self._width(column) for column in self._columns]
        whole = sum(widths) or 1
        return "".join(
            f'<col style="width:{width * 100 / whole:.2f}%">' for width in widths
        )

    def _placed(self, cells):
        """Return what of some cells is in the part that is drawn, from column 0."""
        places = {column: place for place, column in enumerate(self._columns)}
        found = []
        for cell in cells:
            columns = range(cell.column, cell.column + cell.across)
            covered = [places[column] for column in columns if column in places]
            if covered:
                found.append(cell._replace(column=covered[0], across=len(covered)))
        return sorted(found, key=lambda cell: cell.column)

    def _empty(self):
        return f'<tr class="empty"><td colspan="{len(self._columns)}"></td></tr>'

    def _row(self, row, cells, covered, tag):
        """Return a row, gaps included.

        :param covered: ``{row: columns}`` that cells above take, added to
        """
        taken = covered.pop(row, set())
        found, column, end = [], 0, len(self._columns)
        cells = self._placed(cells)
        if not cells and not taken:
            return self._empty()
        for place, cell in enumerate(cells):
            found.append(self._gap(column, cell.column, taken))
            column = cell.column + cell.across
            if self._runs_over(cell):
                right = cells[place + 1].column if cells[place + 1 :] else end
                while column < right and column not in taken:
                    column += 1
            found.append(self._cell(cell, column - cell.column, tag))
            for below in range(row + 1, row + cell.down):
                covered.setdefault(below, set()).update(range(cell.column, column))
        found.append(self._gap(column, end, taken))
        return f"<tr>{''.join(found)}</tr>"

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
