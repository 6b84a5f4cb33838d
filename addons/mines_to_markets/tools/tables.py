"""Tables in files that people upload, CSV or XLSX, read without trusting them.

A file that cannot be a table of the expected layout raises :class:`BadTable`; a
row that is damaged becomes a :class:`Problem` and the others are read.
"""

import codecs
import csv
import datetime
import io
from itertools import islice
from typing import NamedTuple

from . import archives

MOST_ROWS = 100_000
MOST_COLUMNS = 500
MOST_PARTS = 1_000
MOST_UNPACKED = 64 * 1024 * 1024
MOST_RATIO = 100
# the ratio says nothing about a workbook that is small however it is packed
RATIO_MATTERS = 8 * 1024 * 1024
SEPARATORS = (",", ";", "\t", "|")
UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
OLD_WORKBOOK = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
MAIN_PART = "xl/workbook.xml"
# of a document type, in whatever an XML part may be written
_DECLARATIONS = tuple(
    "<!DOCTYPE".encode(encoding)
    for encoding in ("utf-8", "utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be")
)
# a last record of our own: it does not arrive when a quote was never closed
END = "\x1e"


class BadTable(ValueError):
    """The file as a whole is refused; ``reason`` says why, in one word.

    ``empty``, ``binary``, ``old_workbook`` (.xls), ``archive`` (a zip that is no
    workbook), ``workbook`` (damaged), ``unpacks`` (too large unpacked), ``missing``
    and ``repeated`` (columns, see ``names``), ``quote`` (never closed, opened in
    ``row``), ``cell`` (too long, in ``row``), ``rows`` (more than ``most``),
    ``sheet`` (there is none of that name, but ``names``)
    """

    def __init__(self, reason, **details):
        super().__init__(reason)
        self.reason = reason
        self.details = details


class Problem(NamedTuple):
    """What is wrong in one row: ``reason`` in one word, ``value`` as it was found."""

    row: int
    column: str
    reason: str
    value: str = ""


class Row(NamedTuple):
    """One row, numbered as a spreadsheet does; ``cells`` is ``{column: text}``."""

    number: int
    cells: dict


class Table(NamedTuple):
    """The known columns that a file has, its rows, and what is wrong with others.

    ``unknown`` are the titles of columns that are not read.
    """

    columns: frozenset
    rows: list
    problems: list
    unknown: tuple = ()


def read(content, required, optional=(), most_rows=MOST_ROWS, titles=None):
    """Read the known columns of a CSV or XLSX file.

    :param bytes content: the file
    :param required: names of columns without which the layout is another one
    :param optional: names of columns that are read when they are there
    :param titles: ``{title: name}`` of what columns may be called besides their name
    :raises BadTable: when the file is no table of that layout

    >>> content = b"\\xef\\xbb\\xbfcode;Name;x\\n1;Or;-\\n\\n2;;-\\n3\\n"
    >>> table = read(content, ["code", "name"])
    >>> [(row.number, row.cells) for row in table.rows]
    [(2, {'code': '1', 'name': 'Or'}), (4, {'code': '2', 'name': ''})]
    >>> table.problems
    [Problem(row=5, column='', reason='width', value='1/3')]
    >>> table.unknown
    ('x',)
    >>> read(b"Nom\\nOr", ["name"], titles={"nom": "name"}).rows[0].cells
    {'name': 'Or'}
    >>> read(b"code,name\\n1,a", ["code", "name", "date"])
    Traceback (most recent call last):
    odoo.addons.mines_to_markets.tools.tables.BadTable: missing
    """
    known = [*required, *optional]
    titles = dict.fromkeys(known) | (titles or {})
    records = read_records(content, titles)
    return _to_table(records, required, known, most_rows, titles)


def read_records(content, titles=(), sheet=None, convert=None, header=1):
    """Return an iterator over the records of a CSV or XLSX file, blank ones too.

    :param bytes content: the file
    :param titles: titles in lower case, by which the separator of a text is found
    :param sheet: name of the sheet of a workbook; None: its first
    :param convert: makes of a workbook's cell what the record holds; None: text
    :param header: in which line of a text that is not blank the titles stand
    :raises BadTable: when the file is no table; ``sheet`` when it has none of that
        name (see ``names``)

    >>> list(read_records(b"a;b\\n1;2,5", ["a", "b"]))
    [['a', 'b'], ['1', '2,5']]
    """
    if not content.strip():
        raise BadTable("empty")
    if is_workbook(content):
        return _workbook_records(content, sheet, convert or _to_text)
    if content.startswith(OLD_WORKBOOK):
        raise BadTable("old_workbook")
    return _text_records(decode(content), titles, header)


def is_workbook(content):
    return content.startswith(b"PK\x03\x04")


def decode(content):
    """Return the text of a file in UTF-8, UTF-16 with its mark, or Windows-1252.

    >>> [decode("é".encode(name)) for name in ("utf-8", "latin-1", "utf-16")]
    ['é', 'é', 'é']
    >>> decode(b"%PDF-1.7 \\x00\\x01")
    Traceback (most recent call last):
    odoo.addons.mines_to_markets.tools.tables.BadTable: binary
    """
    encodings = ("utf-8-sig", "cp1252", "latin-1")
    if content.startswith(UTF_16):
        encodings = ("utf-16",)
    elif b"\0" in content or content.startswith(b"%PDF"):
        raise BadTable("binary")
    for encoding in encodings:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise BadTable("binary")


def _text_records(text, known, header=1):
    """Yield the records of a CSV text, with whatever separator fits its header."""
    lines = (line for line in text.splitlines() if line.strip())
    separator = _choose_separator(next(islice(lines, header - 1, None), ""), known)
    reader = csv.reader(io.StringIO(f"{text}\n{END}", newline=""), delimiter=separator)
    held, number = None, 0
    try:
        for record in reader:
            if number:
                yield held
            held, number = record, number + 1
    except csv.Error as error:
        raise BadTable("cell", row=number + 1) from error
    if held != [END]:
        raise BadTable("quote", row=number)


def _choose_separator(header, known):
    """Return the separator by which the header names most of the known columns.

    >>> _choose_separator("a;b;c,d", ["a", "b"]), _choose_separator("sep=|", ["a"])
    (';', '|')
    """
    if header.lower().startswith("sep=") and header[4:5] in SEPARATORS:
        return header[4]

    def fit(separator):
        names = next(csv.reader([header], delimiter=separator), [])
        # where no title is known, the one that parts the line most often
        known_names = {_to_name(name) for name in names}.intersection(known)
        return len(known_names), len(names)

    return max(SEPARATORS, key=fit)


def _workbook_records(content, name, convert):
    """Yield the records of one sheet of a workbook, row by row."""
    read_parts(content)
    # here, since most uploads are text and it is slow to load; python-calamine is
    # faster, but takes memory for all cells between the first and the last, of which
    # a small file can have billions, and reads a cell in error as a blank one
    import openpyxl

    try:
        # nosemgrep: workbook-not-looked-through - read_parts(), above
        book = openpyxl.load_workbook(
            io.BytesIO(content), read_only=True, data_only=True, keep_links=False
        )
        sheet = _find_sheet(book, name)
        # what the file says about its own size is not to be relied on
        sheet.reset_dimensions()
        rows = sheet.iter_rows(
            max_col=MOST_COLUMNS, max_row=1024 * 1024, values_only=True
        )
        # rows come as wide as is allowed: what is blank in all so far is left out
        width, blank = 0, (None,) * MOST_COLUMNS
        for row in rows:
            if row[width:] != blank[width:]:
                width = 1 + max(n for n, value in enumerate(row) if value is not None)
            yield [convert(value) for value in row[:width]]
    except BadTable:
        raise
    except Exception as error:
        # a damaged workbook fails anywhere in the reader, and in many ways
        raise BadTable("workbook") from error


def _find_sheet(book, name):
    if not name:
        return book.worksheets[0]
    for sheet in book.worksheets:
        if sheet.title.strip().casefold() == name.strip().casefold():
            return sheet
    raise BadTable("sheet", names=[sheet.title for sheet in book.worksheets])


def read_parts(content):
    """Return ``{name: bytes}`` of the parts of a workbook.

    :raises BadTable: when it is none, or would fill the memory once unpacked

    >>> import zipfile
    >>> bomb = io.BytesIO()
    >>> with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
    ...     archive.writestr(MAIN_PART, b" " * (RATIO_MATTERS + 1))
    >>> read_parts(bomb.getvalue())
    Traceback (most recent call last):
    odoo.addons.mines_to_markets.tools.tables.BadTable: unpacks
    """
    try:
        archive = archives.opened(content)
    except archives.BadArchive as error:
        raise BadTable("workbook") from error
    parts = archive.infolist()
    if MAIN_PART not in archive.namelist():
        raise BadTable("archive")
    unpacked = sum(part.file_size for part in parts)
    if (
        len(parts) > MOST_PARTS
        or unpacked > MOST_UNPACKED
        or unpacked > max(MOST_RATIO * len(content), RATIO_MATTERS)
    ):
        raise BadTable("unpacks")
    try:
        read = {part.filename: archives.unpacked(archive, part) for part in parts}
    except archives.BadArchive as error:
        raise BadTable("workbook") from error
    # workbooks declare no entities; whoever does wants to expand them
    if any(mark in part for part in read.values() for mark in _DECLARATIONS):
        raise BadTable("workbook")
    return read


def _to_text(value):
    """Write a cell of a workbook the way a CSV file would.

    >>> _to_text(None), _to_text(30.0), _to_text(-1.5), _to_text(True)
    ('', '30', '-1.5', '1')
    >>> _to_text(datetime.datetime(2018, 3, 1))
    '2018-03-01'
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(int(value))
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime.datetime) and value.time() == datetime.time.min:
        return value.date().isoformat()
    if isinstance(value, datetime.date | datetime.time):
        return value.isoformat()
    return str(value)


def _to_name(text):
    return text.strip().lower()


def _to_table(records, required, known, most_rows, titles):
    numbered = (
        (number, record)
        for number, record in enumerate(records, 1)
        if any(cell.strip() for cell in record) and not _is_hint(number, record)
    )
    _number, header = next(numbered, (0, []))
    while header and not header[-1].strip():
        header.pop()
    shown = header
    header = [titles.get(_to_name(name)) or _to_name(name) for name in header]
    places = _find_columns(header, required, known)
    rows, problems = [], []
    for number, record in islice(numbered, most_rows + 1):
        if len(record) < len(header) or any(
            cell.strip() for cell in record[len(header) :]
        ):
            width = f"{len(record)}/{len(header)}"
            problems.append(Problem(number, "", "width", width))
            continue
        cells = {name: record[place].strip() for name, place in places.items()}
        rows.append(Row(number, cells))
    if len(rows) + len(problems) > most_rows:
        raise BadTable("rows", most=most_rows)
    if not rows and not problems:
        raise BadTable("empty")
    unknown = (
        title.strip()
        for title, name in zip(shown, header, strict=True)
        if name and name not in places
    )
    return Table(frozenset(places), rows, problems, tuple(unknown))


def _is_hint(number, record):
    """Say whether this is the line that tells Excel the separator."""
    return number == 1 and record[0].lower().startswith("sep=")


def _find_columns(header, required, known):
    missing = [name for name in required if name not in header]
    if missing:
        raise BadTable("missing", names=missing)
    repeated = [name for name in known if header.count(name) > 1]
    if repeated:
        raise BadTable("repeated", names=repeated)
    return {name: header.index(name) for name in known if name in header}
