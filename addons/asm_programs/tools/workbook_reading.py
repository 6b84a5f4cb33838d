"""Workbooks of reports that people upload, read without trusting them.

The file is looked at before it is parsed: its size, how it unpacks, what it carries.
The fast reader that parses it takes memory for all cells between the first and the
last, and for each repetition of a text, and reads a formula as its last result; so
the sheets are looked through first for what would be too much, and for formulas.
"""

import io
import re
from collections import Counter
from typing import NamedTuple

from lxml import etree

from odoo.addons.mines_to_markets.tools import tables

from . import workbook as hidden_sheet
from .workbook_shapes import column_letter

HIDDEN_SHEET = "_asm"
# room that the reader takes, blank cells with it
MOST_CELLS = 6_000_000
MOST_TEXT = 64 * 1024 * 1024
LONG_TEXT = 256
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
MACROS = re.compile(r"vbaProject|vbaData|macrosheets/|dialogsheets/", re.IGNORECASE)
MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
OFFICE = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"

# a cell that begins in another way than every spreadsheet writes it
_ODD_PLAIN = re.compile(rb'<c(?! r="[A-Z]{1,2}[1-9])[\s/>]')
_ODD_CELL = re.compile(rb'<c(?! r="[A-Z]{1,2}[1-9])[\s/>]|<[^<>/\s:]+:c[\s/>]')
_FAR = re.compile(rb'<c r="(?:[A-Z]{2}|[A-Z][0-9]{3})')
_TWO_LETTERS = re.compile(rb'<c r="[A-Z]{2}')
_TALL = {
    digits: re.compile(rb'<c r="[A-Z]{1,2}[0-9]{%d}' % (digits + 1))
    for digits in (2, 3, 4, 5)
}
_FORMULA = re.compile(
    rb'<c r="([A-Z]+[0-9]+)"[^>]*>\s*<f[\s/>]|<c r="([A-Z]+[0-9]+)"[^>]* t="e"'
)
_SHARED = re.compile(rb't="s"')
_SHARED_PLACE = re.compile(rb't="s"[^>]*>\s*<(?:\w+:)?v>([0-9]+)<')
_ITEM = re.compile(rb"<(?:\w+:)?si[\s/>]")


class BadWorkbook(ValueError):
    """The file is refused as a whole; ``reason`` says why, in one word.

    ``empty``, ``encrypted`` (or in the old format), ``macros``, ``archive`` (a ZIP
    that is no workbook), ``workbook`` (damaged), ``unpacks`` (too large), ``binary``
    (no workbook at all), and those of :class:`.workbook.Unreadable`
    """

    def __init__(self, reason):
        super().__init__(reason)
        self.reason = reason


class Found(NamedTuple):
    """A row of a visible sheet: where it is, and what its cells hold.

    ``columns`` is ``{member: number of the column}``, ``formulas`` are the cells of
    the sheet that hold one.
    """

    sheet: str
    row: int
    cells: list
    columns: dict
    formulas: frozenset

    def column(self, member):
        return column_letter(self.columns[member])

    def value(self, member):
        """Return a number, a text, None for an empty cell, or ``FORMULA``."""
        column = self.columns[member]
        if self.formulas and f"{column_letter(column)}{self.row}" in self.formulas:
            return FORMULA
        value = self.cells[column] if column < len(self.cells) else ""
        if isinstance(value, str):
            return value or None
        return value if isinstance(value, int | float) else str(value)


class Read(NamedTuple):
    """A workbook: what its hidden sheet says and the lines that say it, its rows.

    ``places`` is ``{reference: (sheet, number of the row, values)}``, ``again`` the
    same with a list, of rows whose reference was there before, ``formulas`` ``{sheet:
    cells}``.
    """

    hidden: hidden_sheet.Hidden
    lines: list
    signature: str
    places: dict
    again: dict
    formulas: dict

    def rows(self, part, row):
        """Return the rows with the reference of an input, mostly one."""
        reference = hidden_sheet.reference(part, row)
        place = self.places.get(reference)
        if place is None:
            return []
        return [
            Found(*each, self.hidden.columns, self.formulas.get(each[0]))
            for each in (place, *self.again.get(reference, ()))
        ]


class Formula:
    """Stands for a formula, or a cell in error, where a value belongs."""

    def __repr__(self):
        return "FORMULA"


FORMULA = Formula()


def check(content):
    """Refuse what is no workbook, and what would fill the memory.

    :return: ``{name: bytes}`` of its parts

    >>> check(b"")
    Traceback (most recent call last):
    odoo.addons.asm_programs.tools.workbook_reading.BadWorkbook: empty
    >>> check(b"%PDF-1.7")
    Traceback (most recent call last):
    odoo.addons.asm_programs.tools.workbook_reading.BadWorkbook: binary
    """
    if not content.strip():
        raise BadWorkbook("empty")
    if content.startswith(tables.OLD_WORKBOOK):
        raise BadWorkbook("encrypted" if ENCRYPTED in content else "old_workbook")
    if not content.startswith(b"PK\x03\x04"):
        raise BadWorkbook("binary")
    try:
        parts = tables.read_parts(content)
    except tables.BadTable as bad:
        raise BadWorkbook(bad.reason) from bad
    kinds = parts.get("[Content_Types].xml", b"")
    if b"macroEnabled" in kinds or any(map(MACROS.search, parts)):
        raise BadWorkbook("macros")
    return parts


def read(content):
    """Return what a workbook of reports holds.

    :param bytes content: the file
    :raises BadWorkbook: when it is refused as a whole
    """
    parts = check(content)
    try:
        formulas = _look_through(parts)
        sheets = _sheets(content)
    except BadWorkbook:
        raise
    except Exception as error:
        # a damaged workbook fails anywhere in the reader, and in many ways
        raise BadWorkbook("workbook") from error
    try:
        signature, lines = _hidden_lines(sheets)
        hidden = hidden_sheet.hidden_of(lines)
    except hidden_sheet.Unreadable as bad:
        raise BadWorkbook(bad.reason) from bad
    places, again = {}, {}
    for name, cells in sheets.items():
        if name != HIDDEN_SHEET:
            _add_rows(places, again, name, cells)
    return Read(hidden, lines, signature, places, again, formulas)


def _sheets(content):
    """Return ``{name of the sheet: rows of values}``."""
    from python_calamine import CalamineWorkbook  # slow to load, and seldom needed

    # nosemgrep: workbook-not-looked-through - read() did, before it calls this
    with CalamineWorkbook.from_filelike(io.BytesIO(content)) as book:
        return {
            name: book.get_sheet_by_name(name).to_python(skip_empty_area=False)
            for name in book.sheet_names
        }


def _hidden_lines(sheets):
    rows = sheets.get(HIDDEN_SHEET)
    if not rows:
        raise hidden_sheet.Unreadable("absent")
    # the first row holds the signature, the others the number of a line and its text
    if len(rows[0]) < 2 or not isinstance(rows[0][1], str):
        raise hidden_sheet.Unreadable("changed")
    chunks = [(row[0], row[1]) for row in rows[1:] if row[0] != "" or row[1] != ""]
    return rows[0][1], hidden_sheet.lines_from(chunks)


def _add_rows(places, again, name, cells):
    for number, values in enumerate(cells, 1):
        reference = values[0] if values else ""
        if isinstance(reference, str) and reference[:1] == hidden_sheet.SIGN:
            reference = reference.rstrip()
            if reference in places:
                again.setdefault(reference, []).append((name, number, values))
            else:
                places[reference] = (name, number, values)


def _look_through(parts):
    """Refuse sheets of too many cells or too much text, and find the formulas.

    :return: ``{name of the sheet: {cells with a formula, or in error}}``
    """
    count, shared, formulas = 0, Counter(), {}
    texts = _long_texts(parts)
    for name, xml in parts.items():
        if not name.lower().startswith("xl/worksheets/") or "/_rels/" in name:
            continue
        count += _count_cells(xml)
        if count > MOST_CELLS:
            raise BadWorkbook("unpacks")
        if texts:
            shared.update(_shared_places(xml))
        found = _may_hold_formulas(xml) and _FORMULA.findall(xml)
        if found:
            formulas[name] = {(one or other).decode() for one, other in found}
    if sum(shared[place] * size for place, size in texts.items()) > MOST_TEXT:
        raise BadWorkbook("unpacks")
    return _by_sheet(parts, formulas) if formulas else {}


def _may_hold_formulas(xml):
    # the formulas of checks and of drop-downs have another name
    return xml.count(b"<f") > xml.count(b"<formula") or b't="e"' in xml


def _count_cells(xml):
    """Return for how many cells a sheet takes room, at most.

    :raises BadWorkbook: where it is written otherwise than usual, so that it cannot
        be said, or too far down

    >>> _count_cells(b'<row r="1"><c r="A1" s="1"/><c r="B1"><v>5</v></c></row>')
    2574
    >>> _count_cells(b'<c r="A1"/><c r="A999999"/>')
    Traceback (most recent call last):
    odoo.addons.asm_programs.tools.workbook_reading.BadWorkbook: unpacks
    >>> _count_cells(b"<c r='XFD1048576'/>"), _count_cells(b'<x:c r="A1"/>')
    Traceback (most recent call last):
    odoo.addons.asm_programs.tools.workbook_reading.BadWorkbook: workbook
    """
    odd = _ODD_CELL.search(xml) if b":c" in xml else _ODD_PLAIN.search(xml)
    if odd or b"\0" in xml:
        raise BadWorkbook("workbook")
    if not _FAR.search(xml):
        return 99 * 26
    digits = next((n for n, tall in _TALL.items() if not tall.search(xml)), None)
    if digits is None:
        raise BadWorkbook("unpacks")
    width = 26 * 27 if _TWO_LETTERS.search(xml) else 26
    return (10**digits - 1) * width


def _long_texts(parts):
    """Return ``{place in the list of shared texts: size}`` of those that are long."""
    name = next((n for n in parts if n.lower() == "xl/sharedstrings.xml"), None)
    items = _ITEM.split(parts[name])[1:] if name else ()
    return {
        b"%d" % place: len(item)
        for place, item in enumerate(items)
        if len(item) > LONG_TEXT
    }


def _shared_places(xml):
    places = _SHARED_PLACE.findall(xml)
    if len(places) != len(_SHARED.findall(xml)):
        raise BadWorkbook("workbook")
    return places


def _by_sheet(parts, formulas):
    """Return the same by the names of the sheets."""
    # in UTF-16 the beginning of a document type is not found by its bytes
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
    )
    relations = etree.fromstring(parts["xl/_rels/workbook.xml.rels"], parser)
    targets = {each.get("Id"): each.get("Target") for each in relations}
    book = etree.fromstring(parts[tables.MAIN_PART], parser)
    found = {}
    for sheet in book.iter(f"{MAIN}sheet"):
        target = targets.get(sheet.get(f"{OFFICE}id"), "").lstrip("/")
        part = target if target.startswith("xl/") else f"xl/{target}"
        if part in formulas:
            found[sheet.get("name")] = formulas[part]
    return found
