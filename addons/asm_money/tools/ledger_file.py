"""The rows of a ledger file, found by the columns that a mapping names.

Nothing here knows awards: a row is numbered as a spreadsheet does and holds its cells
by what they are. The row of totals at the end is told from the lines before it.
"""

from itertools import chain, islice
from typing import NamedTuple

from odoo.addons.mines_to_markets.tools import tables
from odoo.addons.mines_to_markets.tools.tables import BadTable, Problem

from .ledger_titles import HEADER_WITHIN, TOTALS, key_of

MOST_ROWS = 1_000_000
AMOUNTS = ("amount", "debit", "credit")
# titles of parts of one reference are joined by this, and so are the parts
JOINT = "+"


class Layout(NamedTuple):
    """What a mapping says about a file.

    ``columns`` is ``{role: title}``; a title "Journal + Line" joins two columns.
    ``header_row`` is the row of the titles; 0: the first that has them.
    """

    columns: dict
    header_row: int = 0
    sheet: str = ""


class LedgerFile:
    """One file, read row by row.

    :param bytes content: the file
    :param layout: :class:`Layout`
    :raises BadTable: when it is no table of that layout; ``missing`` and ``repeated``
        name titles

    >>> text = b"Ledger\\nRef;Line;Date;Amount\\nA;1;2025-02-01;5\\n;;;\\nTotal;;;5\\n"
    >>> file = LedgerFile(text, Layout({"reference": "ref + line", "amount": "Amount"}))
    >>> [(row, sorted(cells.items())) for row, cells in file]
    [(3, [('amount', '5'), ('reference', 'A/1')])]
    >>> file.total[0], file.total[1]["amount"]
    (5, '5')
    >>> file.row_count, file.titles, file.unknown, file.problems
    (1, {'reference': 'ref + line', 'amount': 'Amount'}, ('Date',), [])
    """

    def __init__(self, content, layout):
        self.problems = []
        self.total = None
        self.row_count = 0
        self.titles = layout.columns
        self.is_text = not tables.is_workbook(content)
        # how many rows there may be; 0 where nobody knows before they are read
        self.expected = content.count(b"\n") if self.is_text else 0
        known = {
            title.strip().lower()
            for titles in layout.columns.values()
            for title in titles.split(JOINT)
        }
        header, self.records = self._open(content, known, layout)
        self._place_columns(header, layout)

    def _open(self, content, known, layout):
        """Return the row of titles, and the numbered records after it."""
        keys = {key_of(title) for title in known}
        best = (-1, [], iter(()))
        # where titles stand below others, the separator is that of a row with them
        for line in range(1, HEADER_WITHIN + 1 if self.is_text else 2):
            records = self._number(content, known, layout, line)
            head = list(islice(records, layout.header_row or HEADER_WITHIN))
            if layout.header_row:
                head = head[layout.header_row - 1 :]
            fits = [len(keys.intersection(map(key_of, record))) for _n, record in head]
            most = max(fits, default=0)
            if head and most > best[0]:
                place = fits.index(most)
                rest = chain(head[place + 1 :], records)
                best = (most, head[place][1], rest)
            if most == len(keys):
                break
        return best[1:]

    def _number(self, content, known, layout, line):
        return enumerate(
            tables.read_records(
                content,
                known,
                layout.sheet,
                lambda value: "" if value is None else value,
                line,
            ),
            1,
        )

    def _place_columns(self, header, layout):
        keys = [key_of(title) for title in header]
        while keys and not keys[-1]:
            keys.pop()
        self.width = len(keys)
        self.places = {}
        missing, repeated = [], []
        for role, title in layout.columns.items():
            names = [part.strip() for part in title.split(JOINT)]
            for name in names:
                found = keys.count(key_of(name))
                if found != 1:
                    (repeated if found else missing).append(name)
            if not missing and not repeated:
                self.places[role] = [keys.index(key_of(name)) for name in names]
        for reason, names in (("missing", missing), ("repeated", repeated)):
            if names:
                raise BadTable(reason, names=list(dict.fromkeys(names)))
        used = {place for places in self.places.values() for place in places}
        self.unknown = tuple(
            str(header[place]).strip()
            for place, key in enumerate(keys)
            if key and place not in used
        )

    def __iter__(self):
        """Yield ``(row number, {role: cell})``; a text is stripped."""
        single = [
            (role, places[0]) for role, places in self.places.items() if not places[1:]
        ]
        joined = [(role, places) for role, places in self.places.items() if places[1:]]
        width = self.width
        for number, record in islice(self.records, MOST_ROWS + HEADER_WITHIN):
            record = [cell.strip() if type(cell) is str else cell for cell in record]
            if not any(cell not in ("", None) for cell in record):
                continue
            if self.total:
                self._refuse_total_within()
            # a workbook leaves out what is blank at the end of a row
            if len(record) < width:
                short = len(record)
                record += [""] * (width - short)
                if self.is_text and not self._is_total(record):
                    self._refuse_width(number, short)
                    continue
            elif any(cell not in ("", None) for cell in record[width:]):
                self._refuse_width(number, len(record))
                continue
            cells = {role: record[place] for role, place in single}
            for role, places in joined:
                parts = (text_of(record[place]) for place in places)
                cells[role] = "/".join(filter(None, parts))
            if self._is_total(record):
                self.total = number, self._without_word(cells)
                continue
            self.row_count += 1
            if self.row_count > MOST_ROWS:
                raise BadTable("rows", most=MOST_ROWS)
            yield number, cells

    def _refuse_width(self, number, found):
        self.row_count += 1
        self.problems.append(Problem(number, "", "width", f"{found}/{self.width}"))

    def _refuse_total_within(self):
        number, _cells = self.total
        self.total = None
        self.problems.append(Problem(number, "", "subtotal"))

    def _is_total(self, record):
        """Say whether a row holds totals: its first text says so.

        >>> LedgerFile._is_total(None, ["", "Total:", "", 5])
        True
        >>> LedgerFile._is_total(None, ["A-1", "Total station rented", 5])
        False
        """
        first = next((cell for cell in record if cell not in ("", None)), "")
        return (
            type(first) is str and first[:1] in "TtGgSsCc" and key_of(first) in TOTALS
        )

    def _without_word(self, cells):
        return {
            role: "" if role not in AMOUNTS and _is_total_word(cell) else cell
            for role, cell in cells.items()
        }


def text_of(cell):
    """Return a cell as the text of a code or name: 6012 where a workbook has 6012.0.

    >>> text_of(6012.0), text_of(" a "), text_of(None), text_of(0)
    ('6012', 'a', '', '0')
    """
    if type(cell) is str:
        return cell.strip()
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)


def _is_total_word(cell):
    return isinstance(cell, str) and key_of(cell) in TOTALS


def first_records(content, sheet="", most=200):
    """Return the first records of a file, to propose a mapping from.

    :raises BadTable: when it is no table

    >>> first_records(b"Ledger\\nRef;Date\\n1;2025-02-01")[1]
    ['Ref', 'Date']
    """
    best = []
    for line in range(1, HEADER_WITHIN + 1 if not tables.is_workbook(content) else 2):
        records = list(
            islice(tables.read_records(content, (), sheet, _given, line), most)
        )
        if max(map(len, records), default=0) > max(map(len, best), default=0):
            best = records
        if line > sum(map(any, records)):
            break
    return best


def _given(value):
    return "" if value is None else value
