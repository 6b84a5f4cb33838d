"""The columns of a repeated block, and the values of each of its rows."""

from xlsxwriter.utility import xl_col_to_name

from . import sheet_formula, terms
from .book import Column, Row
from .layout import starts
from .sheet_functions import Range

ROW = "\0"


class RowPlan:
    """Works out once what a row needs, then makes rows one by one.

    :param line: :class:`inputs.Line` of a sheet that is repeated, or None
    :param name: name of the sheet, as its tab says
    :param top: row of the first row
    """

    def __init__(self, composer, sheet, block, line, name, top):
        self.composer = composer
        self.sheet = sheet
        self.block = block
        self.line = line
        self.name = name
        self.top = top
        self.expanded = composer.expanded(block)
        self.places = starts(block, self.expanded)
        self.names = [column_name(column, span) for column, span in self.expanded]
        self.asked = [self._asked(*one) for one in self.expanded]
        self.columns = [self._column(number) for number in range(len(self.expanded))]
        self.formulas = [
            number
            for number, (column, _span) in enumerate(self.expanded)
            if column.content.formula
        ]
        self.kept = {number: [] for number in self._referred_to()}

    def _asked(self, column, span):
        asked = column.content.term
        if not asked or not span:
            return asked
        return asked.within(span, self.composer.inputs.spans.get("quarter", ()))

    def _column(self, number):
        column, _span = self.expanded[number]
        asked, composer = self.asked[number], self.composer
        written = column.content.term
        kind = written.definition.kind if written else terms.TEXT
        if column.content.formula:
            kind = column.kind
        return Column(
            self.places[number],
            self.names[number],
            kind,
            {
                "total": composer.style(column.style, kind, column.number_format),
                "part": composer.style(column.part_style, kind, column.number_format),
            },
            self._formula(number),
            column.across,
            column.is_merged,
            str(asked) if asked else None,
            composer.counts(column.content),
        )

    # -- formulas --

    def _formula(self, number):
        tree = self.expanded[number][0].content.formula
        if not tree:
            return ""
        written = sheet_formula.write(tree, lambda ref: self._place(ref, number))
        # the row is filled in for each row; other braces are meant
        return written.replace("{", "{{").replace("}", "}}").replace(ROW, "{row}")

    def _place(self, ref, number):
        if len(ref.parts) > 1:
            composer = self.composer
            return composer.address_of(ref, self.sheet, self.block, self.name)
        return ",".join(
            f"{xl_col_to_name(self.places[one])}{ROW}"
            for one in self._own(ref.parts[0], number)
        )

    def _own(self, name, number):
        """Return the columns of a name: in a repeated column, those beside it."""
        _column, span = self.expanded[number]
        found = [
            other
            for other, (column, _span) in enumerate(self.expanded)
            if column.name == name
        ]
        beside = [other for other in found if self.expanded[other][1] == span]
        return beside or found

    def _lookup(self, values, number):
        """Return the function that gives the value of a reference in a row."""

        def lookup(ref):
            if len(ref.parts) > 1:
                return self.composer.find(ref, self.sheet, self.block)[2]
            found = [
                self._computed(values, one) for one in self._own(*ref.parts, number)
            ]
            return found[0] if len(found) == 1 else Range(found)

        return lookup

    def _computed(self, values, number):
        tree = self.expanded[number][0].content.formula
        if tree and values[number] is Ellipsis:
            lookup = self._lookup(values, number)
            values[number] = sheet_formula.evaluate(tree, lookup)
        return values[number]

    def _referred_to(self):
        """Return the numbers of the columns that other blocks' formulas name."""
        named = {
            ref.parts
            for sheet in self.composer.layout.sheets
            for block in sheet.blocks
            for part in block.parts
            if part.content.formula
            for ref in sheet_formula.refs(part.content.formula)
        }
        return [
            number
            for number, (column, _span) in enumerate(self.expanded)
            if (self.block.name, column.name) in named
            or (self.sheet.code, self.block.name, column.name) in named
        ]

    # -- rows --

    def rows(self, lines):
        """Yield the :class:`book.Row` of each line; one empty row where there is
        none, for formulas to refer to."""
        count = 0
        for line in lines:
            values = self._values(line)
            for number, kept in self.kept.items():
                kept.append(values[number])
            yield Row(line.key, line.kind, values)
            count += 1
        if not count:
            yield Row(("",), "total", [None] * len(self.columns))
        self._remember(max(count, 1))

    def _values(self, line):
        values = [self._value(number, line) for number in range(len(self.expanded))]
        for number in self.formulas:
            self._computed(values, number)
        return values

    def _value(self, number, line):
        content = self.expanded[number][0].content
        asked = self.asked[number]
        if asked:
            of_sheet = asked.subject != self.block.source.subject
            return self.composer.value(asked, self.line if of_sheet else line)
        if content.formula:
            return Ellipsis
        return self.composer.text(content.text, line) or None

    def _remember(self, count):
        by_name = {}
        for number, kept in self.kept.items():
            by_name.setdefault(self.expanded[number][0].name, []).append((number, kept))
        for name, columns in by_name.items():
            address = ",".join(self._range(number, count) for number, _kept in columns)
            values = Range(value for _number, kept in columns for value in kept)
            self.composer.remember(
                self.sheet, self.block, name, self.name, address, values
            )

    def _range(self, number, count):
        letters = xl_col_to_name(self.places[number])
        return f"{letters}{self.top + 1}:{letters}{self.top + count}"


def column_name(column, span):
    """Return what a column of a band is called."""
    return f"{column.name}:{span.key}" if span else column.name
