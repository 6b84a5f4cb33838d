"""Draws a report: a layout and the values of its terms become a book.

Nothing here knows a database or a file format. The same layout and the same inputs
give the same book, cell by cell.
"""

from dataclasses import replace
from functools import lru_cache

from xlsxwriter.utility import xl_rowcol_to_cell

from . import grouping, sheet_formula, terms
from .book import Book, Cell, Chart, FixedBand, RowsBand, Series, Sheet
from .layout import PLACEHOLDER, starts
from .row_plan import RowPlan, column_name
from .showing import rounded, shown

NUMBER_FORMATS = {
    terms.NUMBER: "#,##0.##",
    terms.INTEGER: "#,##0",
    terms.PERCENT: '0.0"%"',
    terms.DATE: "yyyy-mm-dd",
}
MONEY_FORMATS = {"cent": "#,##0.00", "whole": "#,##0"}
NOT_IN_A_NAME = str.maketrans(dict.fromkeys("[]:*?/\\'", " "))


def compose(layout, inputs, title="", author="", moment=None):
    """Return the :class:`book.Book` of a report.

    Its sheets are drawn as they are read, in order and once.

    :param layout: :class:`layout.Layout`
    :param inputs: :class:`inputs.Inputs`
    :param moment: naive UTC datetime that files name as the day they were made
    """
    composer = Composer(layout, inputs)
    return Book(title, list(composer.sheets()), layout.lang, author, moment)


class Composer:
    """Draws sheets, and remembers what formulas refer to."""

    def __init__(self, layout, inputs):
        self.layout = layout
        self.inputs = inputs
        # {(sheet, block, name): (address, value)} of cells that were drawn
        self.known = {}
        self.names = set()
        self.style = lru_cache(maxsize=None)(self._style)

    # -- sheets --

    def sheets(self):
        for sheet in self.layout.sheets:
            if not sheet.source:
                yield self.sheet(sheet, None)
                continue
            for line in self.lines(sheet.source):
                if line.kind == "total":
                    yield self.sheet(sheet, line)

    def lines(self, source):
        return self.inputs.rows.get(str(source), [])

    def sheet(self, sheet, line):
        name = self.sheet_name(sheet, line)
        frozen = next((block for block in sheet.blocks if block.is_frozen), None)
        freeze = repeat_rows = None
        if frozen:
            top = self.static_top(sheet, frozen)
            rows = frozen.heading_rows
            freeze = (top + rows, sheet.freeze_columns)
            repeat_rows = (top, top + rows - 1) if rows else None
        elif sheet.freeze_columns:
            freeze = (0, sheet.freeze_columns)
        return Sheet(
            name,
            self.bands(sheet, line, name),
            self.widths(sheet),
            sheet.orientation,
            sheet.paper,
            True,
            freeze,
            repeat_rows,
            charts=[self.chart(sheet, one) for one in sheet.charts],
        )

    def chart(self, sheet, chart):
        """Return a chart of a block; its series are called as their columns are.

        Of columns that are repeated, lines show all, bars the first.
        """
        expanded = self.expanded(sheet.block(chart.block))
        most = None if chart.kind == "line" else 1
        found = [
            one
            for name in chart.series
            for one in [pair for pair in expanded if pair[0].name == name][:most]
        ]
        series = [
            Series(name, column_name(*one))
            for one, name in zip(found, self.series_names(found), strict=True)
        ]
        title = self.text(chart.title, None)
        return Chart(chart.kind, title, chart.block, chart.label, series)

    def series_names(self, columns):
        """Return titles of columns, with what stands above them if they are alike."""
        titles = [
            self.heading_text(column.title, span) or column.name
            for column, span in columns
        ]
        if len(set(titles)) == len(titles):
            return titles
        groups = [self.heading_text(column.group, span) for column, span in columns]
        return [
            f"{group}: {title}" if group else title
            for group, title in zip(groups, titles, strict=True)
        ]

    def sheet_name(self, sheet, line):
        """Return a name that a workbook takes, another one for each sheet."""
        text = self.text(sheet.name, line).translate(NOT_IN_A_NAME).strip()[:31]
        name, number = text or sheet.code, 1
        while name.casefold() in self.names:
            number += 1
            end = f" ({number})"
            name = text[: 31 - len(end)] + end
        self.names.add(name.casefold())
        return name

    def static_top(self, sheet, frozen):
        """Return the row at which a block starts, no rows above it taken as many."""
        row = 0
        for block in sheet.blocks:
            row = (block.at[0] if block.at else row) + block.gap
            if block is frozen:
                return row
            row += block.heading_rows + 1 if block.source else block.height
        return row

    def widths(self, sheet):
        found = {}
        for block in sheet.blocks:
            if block.source:
                expanded = self.expanded(block)
                for (column, _span), place in zip(
                    expanded, starts(block, expanded), strict=True
                ):
                    if column.width:
                        found[place] = column.width
        return found | dict(sheet.widths)

    # -- blocks --

    def bands(self, sheet, line, name):
        row = 0
        for block in sheet.blocks:
            row = (block.at[0] if block.at else row) + block.gap
            if block.source:
                if block.has_heading:
                    yield self.heading(block, row)
                    row += block.heading_rows
                band = self.rows(sheet, block, line, name, row)
                yield band
                row += band.height
            else:
                yield self.fixed(sheet, block, line, name, row)
                row += block.height

    def expanded(self, block):
        """Return ``[(Column, Span or None)]``, those repeated once for each span."""
        runs = neighbours(block.parts, lambda column: column.repeat)
        return [pair for kind, run in runs for pair in self.run(run, kind)]

    def run(self, columns, kind):
        if not kind:
            return [(column, None) for column in columns]
        spans = self.inputs.spans.get(kind, [])
        return [(column, span) for span in spans for column in columns]

    def heading(self, block, top):
        columns = self.expanded(block)
        places = starts(block, columns)
        style = self.layout.styles["heading"]
        titles = [
            Cell(place, self.heading_text(column.title, span), style, "", column.across)
            for place, (column, span) in zip(places, columns, strict=True)
        ]
        if block.heading_rows == 1:
            return FixedBand(block.name, top, {0: titles}, 1)
        upper = []
        groups = [self.heading_text(column.group, span) for column, span in columns]
        for _group, run in neighbours(
            list(enumerate(groups)), lambda pair: pair[1] or pair[0]
        ):
            numbers = [number for number, _text in run]
            last = numbers[-1]
            across = places[last] + columns[last][0].across - places[numbers[0]]
            text = groups[numbers[0]] or None
            upper.append(Cell(places[numbers[0]], text, style, "", across))
        return FixedBand(block.name, top, {0: upper, 1: titles}, 2)

    def heading_text(self, text, span):
        return self.text(text.replace("{span}", span.name if span else ""), None)

    def rows(self, sheet, block, line, name, top):
        lines = self.lines(block.source)
        if line and sheet.source.subject == block.source.subject:
            lines = [one for one in lines if one.key[0] == line.key[0]]
        if block.is_grouped:
            lines = grouping.by_donor_code(lines, block.source.subject, self.layout)
        plan = RowPlan(self, sheet, block, line, name, top)
        return RowsBand(
            block.name, top, plan.columns, plan.rows(lines), sheet_key(sheet, line)
        )

    def fixed(self, sheet, block, line, name, top):
        left = block.at[1] if block.at else 0
        drawn = _Fixed(self, sheet, block, line, name, (top, left))
        cells = {}
        for place in sorted(block.parts, key=lambda one: (one.row, one.column)):
            cells.setdefault(place.row, []).append(drawn.cell(place))
        return FixedBand(block.name, top, cells, block.height)

    # -- values --

    def value(self, asked, line):
        """Return the value of a term, in the donor's words where there are some."""
        if asked.subject in terms.SINGLE:
            found = self.inputs.single.get(str(asked))
        else:
            found = line.values.get(str(asked)) if line else None
            found = grouping.in_donor_words(found, asked.term, line, self.layout)
        return rounded(found, asked.definition.kind, self.layout.rounding)

    def text(self, text, line):
        """Return a text with the terms that it names."""

        def replaced(match):
            if "." not in match[1]:
                return match[0]
            asked = terms.parse(match[1])
            value = self.value(asked, line)
            return shown(value, asked.definition.kind, self.layout.lang)

        return PLACEHOLDER.sub(replaced, text) if "{" in text else text

    def counts(self, content):
        """Say whether a report with another value here is another report."""
        return bool(content.formula) or any(
            asked.definition.counts for asked in content.asked()
        )

    # -- looks --

    def _style(self, name, kind, number_format=""):
        style = self.layout.styles[name]
        default = MONEY_FORMATS[self.layout.rounding]
        if kind != terms.MONEY:
            default = NUMBER_FORMATS.get(kind, "")
        return replace(
            style,
            number_format=number_format or style.number_format or default,
            align=style.align or ("right" if kind in terms.NUMERIC else ""),
        )

    # -- what formulas refer to --

    def find(self, ref, sheet, block):
        """Return the address and the value of a cell drawn before.

        :return: ``(name of its sheet, address, value)``
        """
        place = (sheet.code, block.name, *ref.parts[-1:])
        if len(ref.parts) == 2:
            place = (sheet.code, *ref.parts)
        elif len(ref.parts) == 3:
            place = ref.parts
        return self.known[place]

    def address_of(self, ref, sheet, block, name):
        of_sheet, address, _value = self.find(ref, sheet, block)
        if of_sheet == name:
            return address
        return ",".join(f"'{of_sheet}'!{part}" for part in address.split(","))

    def remember(self, sheet, block, part, name, address, value):
        self.known[sheet.code, block.name, part] = (name, address, value)


def neighbours(items, key):
    """Return ``[(key, [items])]`` of items beside each other that have one key.

    >>> neighbours("aab", str.upper)
    [('A', ['a', 'a']), ('B', ['b'])]
    """
    found = []
    for item in items:
        if not found or found[-1][0] != key(item):
            found.append((key(item), []))
        found[-1][1].append(item)
    return found


def sheet_key(sheet, line):
    """Return what keys of cells call a sheet: a repeated one by what it is of."""
    if line is None:
        return sheet.code
    return ":".join((sheet.code, *map(str, line.key)))


class _Fixed:
    """Draws the cells of a fixed block; they may refer to each other in any order."""

    def __init__(self, composer, sheet, block, line, name, corner):
        self.composer = composer
        self.sheet = sheet
        self.block = block
        self.line = line
        self.name = name
        self.corner = corner
        self.values = {}
        self.named = {place.name: place for place in block.parts if place.name}

    def cell(self, place):
        composer, content = self.composer, place.content
        kind = content.term.definition.kind if content.term else terms.TEXT
        if content.formula:
            kind = place.kind
        key = place.name or xl_rowcol_to_cell(place.row, place.column)
        return Cell(
            self.corner[1] + place.column,
            self.value(place),
            composer.style(place.style, kind, place.number_format),
            self.formula(content),
            place.across,
            place.down,
            (sheet_key(self.sheet, self.line), self.block.name, key),
            str(content.term) if content.term else None,
            composer.counts(content),
        )

    def value(self, place):
        if place in self.values:
            return self.values[place]
        content = place.content
        if content.formula:
            value = sheet_formula.evaluate(content.formula, self.lookup)
        elif content.term:
            value = self.composer.value(content.term, self.line)
        else:
            value = self.composer.text(content.text, self.line) or None
        self.values[place] = value
        if place.name:
            self.composer.remember(
                self.sheet,
                self.block,
                place.name,
                self.name,
                self.address(place),
                value,
            )
        return value

    def address(self, place):
        top, left = self.corner
        return xl_rowcol_to_cell(top + place.row, left + place.column)

    def own(self, ref):
        """Return the place in this block that a reference names, or None."""
        here = (self.sheet.code, self.block.name, ref.parts[-1])
        is_own = ref.parts == here[-len(ref.parts) :]
        return self.named.get(ref.parts[-1]) if is_own else None

    def lookup(self, ref):
        place = self.own(ref)
        if place:
            return self.value(place)
        return self.composer.find(ref, self.sheet, self.block)[2]

    def formula(self, content):
        if not content.formula:
            return ""
        return sheet_formula.write(content.formula, self.place)

    def place(self, ref):
        own = self.own(ref)
        if own:
            return self.address(own)
        return self.composer.address_of(ref, self.sheet, self.block, self.name)
