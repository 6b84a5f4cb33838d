"""The tables of docs/trust.md: what the tests tried, counted by the run itself."""

import os
import re
from collections import Counter
from pathlib import Path

from .common import ROOT

DOCUMENT = Path(os.environ.get("M2M_TRUST") or ROOT / "docs" / "trust.md")
TABLES = {
    "attack": ("Attacks tried", "what stopped them"),
    "fault": ("Faults injected", "what was left"),
    "file": ("Bad files", "what was said"),
}
HEADING = re.compile(r"^## (.+)$", re.MULTILINE)
ROW = re.compile(r"^\| (?P<kind>.+?) \| (?P<outcome>.+?) \| (?P<cases>\d+) \|$")


def count(records):
    """Add up records of a run.

    >>> count([("fault", "kill", "nothing", 1), ["fault", "Kill", "nothing", 2]])
    Counter({('fault', 'Kill', 'nothing'): 3})
    """
    counted = Counter()
    for table, kind, outcome, cases in records:
        counted[table, kind[:1].upper() + kind[1:], outcome] += cases
    return counted


def table(name, counted):
    """One table as Markdown.

    >>> print(table("fault", {("fault", "Kill", "nothing"): 3}))
    | Faults injected | what was left | cases |
    |---|---|---|
    | Kill | nothing | 3 |
    | | | **3** |
    """
    rows = sorted((*key[1:], n) for key, n in counted.items() if key[0] == name)
    titles = [*TABLES[name], "cases"]
    lines = [f"| {' | '.join(titles)} |", "|---|---|---|"]
    lines += [f"| {kind} | {outcome} | {cases} |" for kind, outcome, cases in rows]
    return "\n".join([*lines, f"| | | **{sum(row[2] for row in rows)}** |"])


def read(text):
    """The counts that a document says.

    >>> made = {("fault", "Kill", "nothing"): 3, ("file", "Bomb", "too large"): 1}
    >>> read(write("", made)) == made
    True
    """
    counted = {}
    names = {titles[0]: name for name, titles in TABLES.items()}
    parts = HEADING.split(text)
    for heading, part in zip(parts[1::2], parts[2::2], strict=True):
        for line in part.splitlines():
            if heading in names and (row := ROW.match(line)):
                key = (names[heading], row["kind"], row["outcome"])
                counted[key] = int(row["cases"])
    return counted


def write(text, counted):
    """The document with its tables anew; what stands before them stays."""
    first = re.search(rf"^## {TABLES['attack'][0]}$", text, re.MULTILINE)
    before = text[: first.start()] if first else text
    tables = [f"## {TABLES[name][0]}\n\n{table(name, counted)}\n" for name in TABLES]
    return before + "\n".join(tables)


def missing(said, counted):
    """What the document says and a run did not try, and the tables it lacks.

    >>> missing({("fault", "Kill", "nothing"): 3}, Counter())
    ['Kill (nothing): 0 cases held, docs/trust.md says 3']
    >>> missing({}, Counter({("fault", "Kill", "nothing"): 3}))
    ['docs/trust.md has no table: Faults injected']
    """
    lacking = {key[0] for key in counted} - {key[0] for key in said}
    return [
        f"docs/trust.md has no table: {titles[0]}"
        for name, titles in TABLES.items()
        if name in lacking
    ] + [
        f"{key[1]} ({key[2]}): {counted[key]} cases held, docs/trust.md says {cases}"
        for key, cases in said.items()
        if counted[key] < cases
    ]
