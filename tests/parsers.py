"""What reads files and words of users, and what it may be given.

Each parser answers with a value or with a refusal of its own, soon, whatever it reads.
`tests/corpus/<parser>` keeps inputs that it once did not answer so, or others do not.
"""

import json
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from hypothesis import strategies as st
from odd_input import (
    ANY,
    DAYS,
    HEADS,
    HIDDEN_KEYS,
    LAYOUT_KEYS,
    NUMBERS,
    WORDS,
    archives,
    encoded,
    headed,
    photographs,
    table,
    terms,
    text_of,
    values,
    workbooks,
)

from odoo.addons.asm_donor_reports.tools import layout_reading, sheet_formula
from odoo.addons.asm_donor_reports.tools.layout import LayoutError
from odoo.addons.asm_money.tools import ledger_cells, ledger_file, rate_file
from odoo.addons.asm_programs.tools import (
    formula,
    local_units,
    uploads,
    workbook,
    workbook_pack,
    workbook_reading,
)
from odoo.addons.mines_to_markets.tools import cells, ipis, numerals, photos, tables


class Parser(NamedTuple):
    """How to give a parser the content of a file.

    :param read: takes bytes; reads all that comes of them, and may check it
    :param refusals: exceptions that are its answer
    :param inputs: strategy of bytes
    """

    read: Callable
    refusals: tuple
    inputs: st.SearchStrategy


def read_records(content):
    return list(tables.read_records(content, ("name", "date", "value")))


def read_table(content):
    found = tables.read(content, ("name",), ("date", "value"), most_rows=50)
    rows = list(found.rows)
    assert len(rows) <= 50
    return rows


def read_cell(content):
    text = text_of(content)
    found = []
    for reader in (cells.read_date, cells.read_number, cells.read_count):
        try:
            found.append(reader(text))
        except cells.BadCell as bad:
            found.append(bad.args)
    return found, cells.fold(text), cells.tidy(text)


def read_numeral(content):
    """What was understood is shown so that it is understood the same."""
    found = numerals.parse(text_of(content))
    if found is not None:
        assert isinstance(found, Decimal) and found.is_finite()
        assert numerals.parse(numerals.show(found)) == found
    return found


def read_local_unit(content):
    found = local_units.split(text_of(content))
    if found:
        number, unit = found
        assert number in text_of(content) and unit.strip() == unit != ""
    return found


def read_amount(content):
    found = ledger_cells.read_amount(text_of(content))
    assert found is None or found.value.is_finite()
    return found


def read_ledger_day(content):
    found = ledger_cells.read_day(text_of(content))
    assert found is None or isinstance(found, date)
    return found


def read_rates(content):
    found = tables.read(content, rate_file.REQUIRED, rate_file.OPTIONAL, 200)
    quoted, _problems = rate_file.read_general(found.rows, "ours")
    assert all(one.rate > 0 and one.rate.is_finite() for one in quoted)
    return quoted


def read_visits(content):
    found = tables.read(content, ipis.REQUIRED, ipis.OPTIONAL, 200)
    visits, _problems = ipis.read_visits(found.rows, date(2026, 1, 1))
    return ipis.pick_latest(visits)


def read_formula(content):
    tree = formula.parse(text_of(content))
    list(formula.references_in(tree))
    return formula.evaluate(tree, lambda reference: Decimal(3))


def read_sheet_formula(content):
    """What was understood is written so that it means the same."""
    tree = sheet_formula.parse(text_of(content))
    place = dict.fromkeys(sheet_formula.refs(tree), "A1")
    sheet_formula.write(tree, lambda ref: place.get(ref, "A1"))
    return sheet_formula.evaluate(tree, lambda ref: Decimal(3))


def read_layout(content):
    return layout_reading.read(json.loads(content))


def read_hidden(content):
    return workbook.hidden_of(text_of(content).split("\n"))


def read_chunks(content):
    lines = text_of(content).split("\n")
    return workbook.lines_from((line[:1], line[1:]) for line in lines)


def read_upload(content):
    for name in ("a.xlsx", "a.pdf", "a.jpg", "a.csv", "a.doc"):
        try:
            uploads.check(name, content)
        except uploads.Refused as refused:
            assert refused.args


def read_pack(content):
    pack = workbook_pack.Pack(content)
    return workbook_reading.read(pack.workbook)


def read_photo(content):
    found = photos.read(content)
    assert found.latitude is None or -90 <= found.latitude <= 90
    assert found.longitude is None or -180 <= found.longitude <= 180
    return found


PARSERS = {
    "table": Parser(
        read_table,
        (tables.BadTable,),
        headed(["name", "date", "value"]) | table(WORDS) | workbooks(),
    ),
    "records": Parser(read_records, (tables.BadTable,), table(WORDS) | workbooks()),
    "cell": Parser(read_cell, (), encoded(WORDS | NUMBERS | DAYS)),
    "numeral": Parser(read_numeral, (numerals.NotANumber,), encoded(WORDS | NUMBERS)),
    "local_unit": Parser(read_local_unit, (), encoded(NUMBERS | WORDS)),
    "amount": Parser(read_amount, (ledger_cells.BadCell,), encoded(NUMBERS | WORDS)),
    "ledger_day": Parser(read_ledger_day, (ledger_cells.BadCell,), encoded(DAYS)),
    "ledger": Parser(
        ledger_file.first_records, (tables.BadTable,), table(WORDS) | workbooks()
    ),
    "rates": Parser(
        read_rates,
        (tables.BadTable, ledger_cells.BadCell),
        headed(rate_file.REQUIRED),
    ),
    "visits": Parser(
        read_visits, (tables.BadTable,), headed([*ipis.REQUIRED, *ipis.OPTIONAL])
    ),
    "formula": Parser(read_formula, (formula.FormulaError, ArithmeticError), terms()),
    "sheet_formula": Parser(read_sheet_formula, (sheet_formula.FormulaError,), terms()),
    "layout": Parser(
        read_layout,
        # of JSON, the importer takes these for no layout
        (LayoutError, json.JSONDecodeError, UnicodeDecodeError, RecursionError),
        values(LAYOUT_KEYS).map(lambda data: json.dumps(data).encode()),
    ),
    "workbook": Parser(
        workbook_reading.read, (workbook_reading.BadWorkbook,), workbooks() | ANY
    ),
    "hidden_sheet": Parser(
        read_hidden,
        (workbook.Unreadable,),
        st.lists(values(HIDDEN_KEYS), max_size=4).map(
            lambda lines: "\n".join(map(json.dumps, lines)).encode()
        )
        | encoded(WORDS),
    ),
    "hidden_chunks": Parser(read_chunks, (workbook.Unreadable,), encoded(WORDS)),
    "pack": Parser(read_pack, (workbook_reading.BadWorkbook,), archives() | ANY),
    "upload": Parser(
        read_upload,
        (),
        st.tuples(HEADS, ANY).map(b"".join) | workbooks() | photographs() | ANY,
    ),
    "photo": Parser(read_photo, (), photographs() | ANY),
}
