"""What a workbook of reports says about itself, on its hidden sheet, and signed.

The hidden sheet holds lines of JSON: a head, then one line a report. They say which
inputs the workbook has, what each held when it was downloaded, and in which columns
of the visible sheets they stand, so that a workbook of an older layout is read by
what it says of itself. A row of a visible sheet is known by its reference, never by
where it stands.
"""

import json
from typing import NamedTuple

VERSION = 1
# a cell of a workbook holds 32,767 characters
CHUNK = 30_000
SIGN = "#"
NARRATIVE = "narrative"


class Unreadable(ValueError):
    """The hidden sheet is not as it was written; ``reason`` in one word.

    ``absent`` (no such sheet, or none of ours), ``changed`` (it is damaged or its
    signature does not fit), ``newer`` (written by a later version of this program)
    """

    def __init__(self, reason):
        super().__init__(reason)
        self.reason = reason


class Input(NamedTuple):
    """A row to fill in: where in the report it is and what it held.

    ``key`` is what the names of its inputs end with; ``held`` is ``{member: text}``
    of what is not blank, numbers with a point before decimals.
    """

    key: str
    members: list
    held: dict

    def name(self, member):
        """Return the name of an input, as the report's page calls it.

        >>> Input("7-0-5", ["value"], {}).name("value")
        'value-7-0-5'
        >>> Input("narrative", ["narrative"], {}).name("narrative")
        'narrative'
        """
        return self.key if member == NARRATIVE else f"{member}-{self.key}"


class Part(NamedTuple):
    """One report in a workbook: its id, the title of its sheet, its inputs."""

    report_id: int
    title: str
    inputs: list


class Hidden(NamedTuple):
    """What the hidden sheet says.

    ``columns`` is ``{member: number of the column}``, ``choices`` ``{list: {label:
    value}}`` and ``lists`` ``{"member-line": list}`` of the drop-downs.
    """

    database: str
    lang: str
    columns: dict
    choices: dict
    parts: list


def reference(part, row):
    """Return what a row of a visible sheet is known by.

    >>> reference(0, 12)
    '#0.12'
    """
    return f"{SIGN}{part}.{row}"


def lines_of(hidden):
    """Return the lines of the hidden sheet.

    >>> part = Part(9, "Q1", [Input("7-0-0", ["value", "comment"], {"value": "5"})])
    >>> hidden = Hidden("db", "fr_FR", {"value": 5}, {"missing": {"Not yet": "x"}},
    ...     [part])
    >>> hidden_of(lines_of(hidden)) == hidden
    True
    """
    head = {
        "version": VERSION,
        "database": hidden.database,
        "lang": hidden.lang,
        "columns": hidden.columns,
        "choices": hidden.choices,
    }
    return [_to_line(head)] + [
        _to_line(
            {
                "id": part.report_id,
                "title": part.title,
                "inputs": [[*each] for each in part.inputs],
            }
        )
        for part in hidden.parts
    ]


def _to_line(value):
    """Write plain ASCII; what a spreadsheet takes for an escape is written apart.

    >>> _to_line(["é_x000D_"])
    '["\\\\u00e9_\\\\u0078000D_"]'
    """
    text = json.dumps(value, separators=(",", ":"))
    return text.replace("_x", "_\\u0078")


# how lines fail that somebody changed; brackets in brackets without end as well
DAMAGED = (
    ValueError,
    KeyError,
    IndexError,
    TypeError,
    AttributeError,
    RecursionError,
)


def hidden_of(lines):
    """Return what lines say that are as they were written.

    :raises Unreadable: when they are of a later version, or none of ours

    >>> hidden_of(["[" * 30_000])
    Traceback (most recent call last):
    odoo.addons.asm_programs.tools.workbook.Unreadable: changed
    """
    try:
        head = json.loads(lines[0])
        version = head["version"]
        read = READERS.get(version)
        if read:
            return read(head, [json.loads(line) for line in lines[1:]])
    except DAMAGED as error:
        raise Unreadable("changed") from error
    raise Unreadable("newer")


def _read_version_1(head, parts):
    return Hidden(
        head["database"],
        head["lang"],
        head["columns"],
        head["choices"],
        [
            Part(part["id"], part["title"], list(map(Input._make, part["inputs"])))
            for part in parts
        ],
    )


# a layout that is no longer written keeps its reader
READERS = {1: _read_version_1}


def signed_text(lines):
    """Return what is signed; no line holds a line break, so that it is unambiguous."""
    return "\n".join(lines)


def chunks_of(lines):
    """Yield ``(number of the line, text)``, each text short enough for a cell.

    >>> [(n, len(text)) for n, text in chunks_of(["a" * 30_001, "b"])]
    [(0, 30000), (0, 1), (1, 1)]
    """
    for number, line in enumerate(lines):
        for start in range(0, len(line), CHUNK):
            yield number, line[start : start + CHUNK]


def lines_from(chunks):
    """Return the lines again, in the order of their numbers.

    >>> lines_from([(0, "ab"), (0, "c"), (1, "d")])
    ['abc', 'd']
    >>> lines_from([("x", "ab")])
    Traceback (most recent call last):
    odoo.addons.asm_programs.tools.workbook.Unreadable: changed
    """
    lines = {}
    try:
        for number, text in chunks:
            lines.setdefault(int(number), []).append(str(text))
    except (TypeError, ValueError) as error:
        raise Unreadable("changed") from error
    if list(lines) != list(range(len(lines))):
        raise Unreadable("changed")
    return ["".join(parts) for parts in lines.values()]
