"""The vocabulary of layouts, to be read: as a page of the documents, and in the
editor of formats."""

from html import escape

from . import sheet_functions, terms
from .layout import STYLES

HEADINGS = {
    "report": "The report",
    "award": "Its award",
    "recipient": "Our organisation",
    "money": "Money of the award, in its currency",
    "sf425": "Lines of the Federal Financial Report",
    "box11": "Rows: rates of indirect cost (box 11)",
    "grant": "Rows: all awards of the report",
    "result": "Rows: results",
    "indicator": "Rows: indicators of the award, and their categories",
    "budget": "Rows: budget lines",
    "period": "Rows: periods of the award",
    "narrative": "Rows: sections of the narrative",
    "restated": "Rows: cells that were restated",
}

PREFACE = """# Vocabulary of donor layouts

What a cell of a donor's layout can show. A term is written `subject.name`; where it has
days, `indicator.actual@quarter_1`; where it has categories,
`indicator.actual@life{sex=female}`. A formula names cells: `={budget}-{spent}`,
`=SUM({lines.actual})`. The form of a layout's file is described in
`addons/asm_donor_reports/tools/layout.py`.

A sent report is out of date when a cell differs that shows a term which may not be
reworded.""".splitlines()


def tables():
    """Yield ``(heading, [(what is written, meaning, note)])`` of all that there is."""
    for subject in (*terms.SINGLE, *terms.REPEATED):
        yield (
            HEADINGS[subject],
            [
                (term, one.words, _note(one))
                for term, one in terms.TERMS.items()
                if term.startswith(f"{subject}.")
            ],
        )
    yield (
        "Days, after @",
        [(window, words, "") for window, words in terms.WINDOWS.items()],
    )
    yield (
        "What columns repeat for",
        [(kind, words, "") for kind, words in terms.SPANS.items()],
    )
    yield (
        "Functions of formulas",
        [(name, "", "") for name in sorted(sheet_functions.FUNCTIONS)],
    )
    yield "Styles that every layout has", [(name, "", "") for name in sorted(STYLES)]


def _note(term):
    notes = [term.kind]
    if term.is_windowed:
        notes.append("days")
    if not term.counts:
        notes.append("may be reworded")
    return ", ".join(notes)


def as_markdown():
    """Return the page of the documents."""
    lines = [*PREFACE]
    for heading, rows in tables():
        lines += ["", f"## {heading}", "", "| | | |", "|---|---|---|"]
        lines += [f"| `{name}` | {words} | {note} |" for name, words, note in rows]
    return "\n".join(lines) + "\n"


def as_html():
    """Return the same for the editor of formats."""
    parts = []
    for heading, rows in tables():
        cells = "".join(
            f"<tr><td><code>{escape(name)}</code></td><td>{escape(words)}</td>"
            f"<td>{escape(note)}</td></tr>"
            for name, words, note in rows
        )
        parts.append(
            f"<h4>{escape(heading)}</h4>"
            f'<table class="table table-sm"><tbody>{cells}</tbody></table>'
        )
    return "".join(parts)
