"""A donor's layout as data: what a format keeps, what a file of it holds.

A layout has sheets; a sheet has blocks, one below the other or at a given cell; a block
has cells at given places, or columns that are repeated for rows of a subject of the
vocabulary. ``layout_reading.read`` checks it before anything is drawn: terms that the
vocabulary does not have, cells that overlap, formulas that refer to nothing.

The form of the data, blank or left out where it is not needed::

    {"code": "tracking", "name": "Tracking table", "version": 1, "lang": "en_US",
     "fiscal_month": 10, "rounding": "cent", "tolerance": 10, "has_cover": true,
     "styles": {"heading": {"bold": true, "background": "#1F4E5F"}},
     "words": [{"subject": "budget", "code": "TRV", "donor_code": "6c",
                "donor_name": "Travel"}],
     "sections": [{"code": "summary", "name": "Summary of progress", "help": "...",
                   "is_required": true}],
     "sheets": [{"code": "table", "name": "Tracking table", "orientation": "landscape",
        "paper": "A4", "widths": {"A": 12}, "freeze_columns": 2,
        "repeat": {"subject": "indicator"},
        "blocks": [
          {"name": "head", "cells": [
             {"cell": "A1", "text": "Award {award.reference}", "style": "title"},
             {"cell": "B2", "name": "spent", "term": "money.spent"},
             {"cell": "B3", "name": "left", "formula": "={total}-{spent}"}]},
          {"name": "lines", "gap": 1, "repeat": {"subject": "indicator",
              "splits": ["sex"], "levels": ["output"]}, "is_frozen": true,
           "columns": [
             {"title": "Code", "term": "indicator.code", "width": 12},
             {"title": "Actual", "group": "{span}", "repeat": "year",
              "term": "indicator.actual@each", "name": "actual"}]}]}]}
"""

import re
from collections import defaultdict
from dataclasses import dataclass
from typing import NamedTuple

from . import terms
from .book import Style
from .inputs import Source

PLACEHOLDER = re.compile(r"\{([^{}]+)\}")
# what a layout can do without defining it
STYLES = {
    "title": Style(bold=True, size=14, wrap=False),
    "subtitle": Style(bold=True, size=11, wrap=False),
    "note": Style(italic=True, color="#555555", wrap=False),
    "label": Style(bold=True, border=1),
    "heading": Style(
        bold=True,
        color="#FFFFFF",
        background="#1F4E5F",
        border=1,
        align="center",
        valign="vcenter",
    ),
    "cell": Style(border=1),
    "part": Style(border=1, color="#444444"),
    "total": Style(bold=True, border=1, background="#EAF1F3"),
    "plain": Style(wrap=False),
}


class Fault(NamedTuple):
    """What is wrong with a layout, and where.

    :param cell: address, or what stands for it: a block, a style
    """

    sheet: str
    cell: str
    words: str
    facts: dict

    def __str__(self):
        where = ", ".join(filter(None, (self.sheet, self.cell)))
        return f"{where}: {self.words % self.facts}"


class LayoutError(ValueError):
    """A layout that cannot be used; ``faults`` say all that is wrong with it."""

    def __init__(self, faults):
        super().__init__("\n".join(map(str, faults)))
        self.faults = faults


class Content(NamedTuple):
    """What a cell shows: one of the three.

    :param text: with terms in braces, or blank
    :param term: :class:`terms.Asked` or None
    :param formula: tree of ``sheet_formula`` or None
    """

    text: str = ""
    term: object = None
    formula: object = None

    def asked(self):
        """Yield the terms it shows."""
        if self.term:
            yield self.term
        for written in PLACEHOLDER.findall(self.text):
            if "." in written:
                yield terms.parse(written)


@dataclass(frozen=True)
class Place:
    """A cell of a fixed block: row and column from 0, within the block.

    :param kind: of what a formula comes to: ``number``, ``money`` or ``percent``
    """

    row: int
    column: int
    name: str
    content: Content
    style: str
    number_format: str = ""
    across: int = 1
    down: int = 1
    kind: str = "number"


@dataclass(frozen=True)
class Column:
    """A column of a block of rows.

    :param group: heading above it; neighbours with the same share it
    :param repeat: kind of span that it is repeated for, with its neighbours that are
    :param is_merged: whether equal values below each other become one cell
    :param kind: of what a formula comes to: ``number``, ``money`` or ``percent``
    """

    name: str
    title: str
    content: Content
    style: str = "cell"
    part_style: str = "part"
    number_format: str = ""
    width: float = 0
    group: str = ""
    repeat: str = ""
    is_merged: bool = False
    kind: str = "number"
    across: int = 1


@dataclass(frozen=True)
class Block:
    """
    :param at: ``(row, column)`` of its first cell, or None: below the block above it
    :param gap: empty rows above it
    :param source: :class:`inputs.Source` whose rows repeat it, or None
    :param parts: :class:`Place` s, or :class:`Column` s where it has a source
    :param has_heading: whether titles of columns stand above the rows
    :param is_frozen: whether they stay in sight, and stand on every printed page
    :param is_grouped: whether budget lines with the same word of the donor's add up
    """

    name: str
    at: tuple | None
    gap: int
    source: Source | None
    parts: tuple
    has_heading: bool = True
    is_frozen: bool = False
    is_grouped: bool = False

    @property
    def heading_rows(self):
        if not self.has_heading:
            return 0
        return 2 if any(column.group for column in self.parts) else 1

    @property
    def height(self):
        """Rows of a fixed block."""
        return max((place.row + place.down for place in self.parts), default=0)


@dataclass(frozen=True)
class Sheet:
    code: str
    name: str
    blocks: tuple
    source: Source | None = None
    orientation: str = "portrait"
    paper: str = "A4"
    widths: tuple = ()
    freeze_columns: int = 0
    charts: tuple = ()

    def block(self, name):
        return next((block for block in self.blocks if block.name == name), None)


@dataclass(frozen=True)
class Chart:
    """A drawing of columns of a block of rows, below the sheet's blocks.

    :param kind: ``achievement``: what was planned against what is, each row on a scale
        of its own; ``amounts``: the same on one scale; ``line``: all series over the
        rows
    :param block: name of the block
    :param label: name of the column whose texts stand beside the bars
    :param series: names of the columns of numbers
    """

    kind: str
    title: str
    block: str
    label: str
    series: tuple


@dataclass(frozen=True)
class Section:
    code: str
    name: str
    help: str = ""
    is_required: bool = False


@dataclass(frozen=True)
class Layout:
    """
    :param fiscal_month: first month of the donor's year, 1 to 12; None: as awards say
    :param rounding: ``cent``, or ``whole`` units of the currency
    :param tolerance: percent off target from which a deviation is explained
    :param has_cover: whether its document has a cover and contents
    :param words: ``{(subject, our code): (donor's code, donor's name)}``
    """

    code: str
    name: str
    version: int
    lang: str
    fiscal_month: int | None
    rounding: str
    tolerance: float
    styles: dict
    words: dict
    sections: tuple
    sheets: tuple
    has_cover: bool = True

    def sheet(self, code):
        return next((sheet for sheet in self.sheets if sheet.code == code), None)

    def asked(self, spans):
        """Return the terms that it shows.

        :param spans: ``{kind: [inputs.Span]}``
        :return: ``(single terms, {Source: terms})``, sets of :class:`terms.Asked`
        """
        single, rows = set(), defaultdict(set)
        for sheet in self.sheets:
            if sheet.source:
                rows[sheet.source] |= set()
            for block in sheet.blocks:
                if block.source:
                    rows[block.source] |= set()
                for asked in _asked_of(block, spans):
                    if asked.subject in terms.SINGLE:
                        single.add(asked)
                    else:
                        rows[block.source or sheet.source].add(asked)
        return single, dict(rows)


def _asked_of(block, spans):
    for part in block.parts:
        repeat = getattr(part, "repeat", "")
        for asked in part.content.asked():
            if not repeat:
                yield asked
                continue
            for span in spans.get(repeat, ()):
                if found := asked.within(span, spans.get("quarter", ())):
                    yield found


def starts(block, expanded):
    """Return the column of the sheet at which each column of a block starts."""
    column = block.at[1] if block.at else 0
    found = []
    for part, _span in expanded:
        found.append(column)
        column += part.across
    return found
