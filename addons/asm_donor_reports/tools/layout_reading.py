"""Reads the data of a layout, and says all that is wrong with them."""

import re

from xlsxwriter.utility import xl_cell_to_rowcol, xl_col_to_name

from . import layout_checks, sheet_formula, terms
from .book import Style
from .inputs import Source
from .layout import (
    PLACEHOLDER,
    STYLES,
    Block,
    Chart,
    Column,
    Content,
    Layout,
    LayoutError,
    Place,
    Section,
    Sheet,
)
from .layout_checks import UNKNOWN_REF
from .layout_values import (
    KEYS,
    NEEDED,
    NOT_ONE_OF,
    OF_STYLE,
    TWICE,
    UNKNOWN_KEY,
    ValueReader,
)

CELL = re.compile(r"[A-Z]{1,3}[1-9][0-9]{0,5}")
LETTERS = re.compile(r"[A-Z]{1,3}")
COLOUR = re.compile(r"#[0-9A-Fa-f]{6}")
MAX_PARTS = 5000
SHEET_NAME = 31
NO_SHEET_NAME = re.compile(r"[\[\]:*?/\\]")
ROUNDINGS = ("cent", "whole")
PAPERS = ("A4", "A3", "letter", "tabloid")
CHARTS = ("achievement", "amounts", "line")
KINDS = (terms.NUMBER, terms.MONEY, terms.PERCENT)
BAD_CELL = "%(value)s is no cell: write B2"
BAD_SHEET_NAME = "a sheet's name has 1 to 31 characters, and none of [ ] : * ? / \\"
NO_STYLE = "there is no style %(value)s"
ONE_CONTENT = "a cell shows a text, a term or a formula, one of them"
NO_ROWS = "%(term)s stands in a block or sheet that is repeated for %(subject)s"
NOT_EACH = "@each stands in columns that are repeated"
NOT_YEAR = "quarters of a column stand in columns that are repeated by year"
TWO_SERIES = "bars show two columns: what was planned, and what is"
TOO_MUCH = "a layout has at most %(count)s cells and columns"


def read(data):
    """Return the :class:`Layout` that data describe.

    :param data: as JSON gives them
    :raises LayoutError: with all that is wrong

    >>> block = {"name": "b", "cells": [{"cell": "A1", "term": "award.colour"}]}
    >>> data = {"code": "x", "name": "X", "sheets": [
    ...     {"code": "s", "name": "S", "blocks": [block]}]}
    >>> read(data)  # doctest: +IGNORE_EXCEPTION_DETAIL
    Traceback (most recent call last):
    ...
    LayoutError: S, A1: the vocabulary has no term award.colour
    >>> block["cells"][0]["term"] = "award.reference"
    >>> read(data).sheets[0].blocks[0].parts[0].content.term.term
    'award.reference'
    """
    reader = _Reader()
    layout = reader.layout(data)
    if not reader.faults:
        reader.faults += layout_checks.faults(layout)
    if reader.faults:
        raise LayoutError(reader.faults)
    return layout


def called(data, key):
    """Return what a part of a layout calls itself, for whoever looks for it."""
    value = data.get(key) if isinstance(data, dict) else data
    return str(value or "?")[:30]


class _Reader(ValueReader):
    """Reads data into a layout and gathers what is wrong with them."""

    def __init__(self):
        super().__init__()
        self.styles = {}
        self.count = 0

    # -- the whole --

    def layout(self, data):
        data = self.keys(data, "layout", "", ("code", "name", "sheets"))
        self.styles = STYLES | {
            name: self.style(name, values)
            for name, values in self.mapping(data, "styles").items()
        }
        sheets = tuple(self.sheet(one) for one in self.items(data, "sheets", ""))
        self.sheet_name = ""
        self.once([sheet.code for sheet in sheets], "sheets")
        self.once([sheet.name.casefold() for sheet in sheets], "sheets")
        if self.count > MAX_PARTS:
            self.fault("", TOO_MUCH, count=MAX_PARTS)
        return Layout(
            self.name(data, "code", ""),
            self.text(data, "name", ""),
            self.number(data, "version", "", 1, 1, 9999),
            self.text(data, "lang", "", 10) or "en_US",
            self.number(data, "fiscal_month", "", None, 1, 12),
            self.choice(data, "rounding", "", ROUNDINGS, "cent"),
            self.number(data, "tolerance", "", 10, 0, 1000),
            self.styles,
            self.words(self.items(data, "words", "words")),
            tuple(self.section(one) for one in self.items(data, "sections", "")),
            sheets,
            data.get("has_cover", True) is not False,
        )

    def style(self, name, data):
        data = self.keys(data, "style", name)
        values = {key: value for key, value in data.items() if key in OF_STYLE}
        for key, value in values.items():
            kind = OF_STYLE[key]
            if kind is float:
                kind = (int, float)
            is_fit = isinstance(value, kind) and (
                kind is bool or not isinstance(value, bool)
            )
            if not is_fit:
                self.fault(name, NOT_ONE_OF, value=value, known=OF_STYLE[key].__name__)
                return Style()
        for key in ("color", "background"):
            if values.get(key) and not COLOUR.fullmatch(values[key]):
                self.fault(name, NOT_ONE_OF, value=values[key], known="#RRGGBB")
        self.choice(data, "align", name, ("left", "center", "right", ""), "")
        self.choice(data, "valign", name, ("top", "vcenter", "bottom"), "top")
        return Style(**values)

    def words(self, items):
        found = {}
        for item in items:
            item = self.keys(item, "word", "words", ("subject", "code"))
            subject = self.choice(
                item, "subject", "words", ("indicator", "budget", "result"), "indicator"
            )
            key = subject, self.text(item, "code", "words")
            if key in found:
                self.fault("words", TWICE, value=key[1])
            found[key] = (
                self.text(item, "donor_code", "words"),
                self.text(item, "donor_name", "words"),
            )
        return found

    def section(self, data):
        data = self.keys(data, "section", "sections", ("code", "name"))
        return Section(
            self.name(data, "code", "sections"),
            self.text(data, "name", "sections"),
            self.text(data, "help", "sections", 2000),
            bool(data.get("is_required")),
        )

    # -- sheets and blocks --

    def sheet(self, data):
        self.sheet_name = ""
        data = self.keys(data, "sheet", "", ("code", "name"))
        self.sheet_name = name = self.text(data, "name", "")
        source = self.source(data.get("repeat"), "repeat")
        plain = PLACEHOLDER.sub("", name)
        if NO_SHEET_NAME.search(plain) or len(plain) > SHEET_NAME:
            self.fault("", BAD_SHEET_NAME)
        blocks = tuple(
            self.block(one, source) for one in self.items(data, "blocks", "blocks")
        )
        self.once([block.name for block in blocks], "blocks")
        return Sheet(
            self.name(data, "code", ""),
            name,
            blocks,
            source,
            self.choice(data, "orientation", "", ("portrait", "landscape"), "portrait"),
            self.choice(data, "paper", "", PAPERS, "A4"),
            self.widths(data),
            self.number(data, "freeze_columns", "", 0, 0, 50),
            tuple(self.chart(one, blocks) for one in self.items(data, "charts", "")),
        )

    def widths(self, data):
        widths = self.mapping(data, "widths")
        found = []
        for letters in widths:
            if not LETTERS.fullmatch(letters):
                self.fault("widths", BAD_CELL, value=letters)
                continue
            _row, column = xl_cell_to_rowcol(f"{letters}1")
            number = self.number(widths, letters, "widths", 10, 0, 255)
            found.append((column, float(number)))
        return tuple(found)

    def chart(self, data, blocks):
        data = self.keys(data, "chart", "charts", KEYS["chart"][1:4])
        block = next((b for b in blocks if b.name == data.get("block")), None)
        names = {part.name for part in block.parts} if block else set()
        series = tuple(map(str, self.items(data, "series", "charts")))
        for name in (data.get("label"), *series):
            if block is None or not block.source or name not in names:
                ref = f"{{{data.get('block')}.{name}}}"
                self.fault("charts", UNKNOWN_REF, ref=ref)
        kind = self.choice(data, "kind", "charts", CHARTS, CHARTS[0])
        if kind != "line" and len(series) != 2:
            self.fault("charts", TWO_SERIES)
        return Chart(
            kind,
            self.text(data, "title", "charts"),
            block.name if block else "",
            str(data.get("label") or ""),
            series,
        )

    def source(self, data, cell):
        if not data:
            return None
        data = self.keys(data, "repeat", cell)
        subject = self.choice(data, "subject", cell, terms.REPEATED, "indicator")
        splits = tuple(map(str, self.items(data, "splits", cell)))
        levels = tuple(map(str, self.items(data, "levels", cell)))
        if splits and subject != "indicator":
            self.fault(cell, UNKNOWN_KEY, key="splits", what=subject)
        for level in levels:
            if level not in ("impact", "outcome", "output"):
                self.fault(
                    cell, NOT_ONE_OF, value=level, known="impact, outcome, output"
                )
        return Source(subject, splits, levels)

    def block(self, data, of_sheet):
        data = self.keys(data, "block", called(data, "name"), ("name",))
        name = self.name(data, "name", "blocks")
        source = self.source(data.get("repeat"), name)
        if source:
            parts = self.columns(data, name, source, of_sheet)
        else:
            parts = self.places(data, name, of_sheet)
        self.once([part.name for part in parts], name)
        return Block(
            name,
            self.at(data.get("at"), name),
            self.number(data, "gap", name, 0, 0, 1000),
            source,
            parts,
            data.get("has_heading", True) is not False,
            bool(data.get("is_frozen")),
            bool(data.get("is_grouped")),
        )

    def at(self, value, cell):
        if not value:
            return None
        if not isinstance(value, str) or not CELL.fullmatch(value):
            self.fault(cell, BAD_CELL, value=value)
            return None
        return xl_cell_to_rowcol(value)

    def places(self, data, block, of_sheet):
        if data.get("columns"):
            self.fault(block, NEEDED, what="a block with columns", key="repeat")
        return tuple(
            self.place(one, of_sheet) for one in self.items(data, "cells", block)
        )

    def place(self, data, of_sheet):
        self.count += 1
        data = self.keys(data, "cell", called(data, "cell"), ("cell",))
        cell = data.get("cell") or "A1"
        row, column = self.at(cell, str(cell)) or (0, 0)
        return Place(
            row,
            column,
            self.name(data, "name", cell),
            self.content(data, cell, of_sheet),
            self.style_name(data, "style", cell, "plain"),
            self.text(data, "number_format", cell, 60),
            self.number(data, "across", cell, 1, 1, 200),
            self.number(data, "down", cell, 1, 1, 200),
            self.choice(data, "kind", cell, KINDS, terms.NUMBER),
        )

    def columns(self, data, block, source, of_sheet):
        if data.get("cells"):
            self.fault(block, NEEDED, what="a repeated block", key="columns")
        return tuple(
            self.column(one, number, source, of_sheet)
            for number, one in enumerate(self.items(data, "columns", block))
        )

    def column(self, data, number, source, of_sheet):
        self.count += 1
        cell = xl_col_to_name(number)
        data = self.keys(data, "column", cell)
        repeat = self.choice(data, "repeat", cell, ("", *terms.SPANS), "")
        return Column(
            self.name(data, "name", cell) or f"column_{number + 1}",
            self.text(data, "title", cell),
            self.content(data, cell, source, of_sheet, each=repeat),
            self.style_name(data, "style", cell, "cell"),
            self.style_name(data, "part_style", cell, data.get("style") or "part"),
            self.text(data, "number_format", cell, 60),
            self.number(data, "width", cell, 0, 0, 255),
            self.text(data, "group", cell),
            repeat,
            bool(data.get("is_merged")),
            self.choice(data, "kind", cell, KINDS, terms.NUMBER),
            self.number(data, "across", cell, 1, 1, 200),
        )

    def style_name(self, data, key, cell, default):
        value = data.get(key) or default
        if not isinstance(value, str) or value not in self.styles:
            self.fault(cell, NO_STYLE, value=value)
            return "plain"
        return value

    # -- what a cell shows --

    def content(self, data, cell, *sources, each=""):
        text = self.text(data, "text", cell, 5000)
        given = [data.get(key) for key in ("text", "term", "formula")]
        if sum(map(bool, given)) > 1:
            self.fault(cell, ONE_CONTENT)
        term = self.term(data.get("term"), cell)
        content = Content(text, term, self.formula(data.get("formula"), cell))
        try:
            asked = list(content.asked())
        except terms.TermError as error:
            self.fault(cell, error.words, **error.facts)
            return Content()
        subjects = {source.subject for source in sources if source}
        for one in asked:
            if one.subject not in (*terms.SINGLE, *subjects):
                self.fault(cell, NO_ROWS, term=one.term, subject=one.subject)
            if one.is_each and not each:
                self.fault(cell, NOT_EACH)
            elif one.window != "each" and one.is_each and each != "year":
                self.fault(cell, NOT_YEAR)
        return content

    def term(self, value, cell):
        if not value:
            return None
        try:
            return terms.parse(value if isinstance(value, str) else str(value))
        except terms.TermError as error:
            self.fault(cell, error.words, **error.facts)

    def formula(self, value, cell):
        if not value:
            return None
        try:
            return sheet_formula.parse(value if isinstance(value, str) else str(value))
        except sheet_formula.FormulaError as error:
            self.fault(cell, error.words, **error.facts)
