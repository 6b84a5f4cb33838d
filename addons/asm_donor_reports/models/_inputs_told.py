"""Rows of what is told: sections of the story, and cells that were restated."""

from decimal import Decimal

from odoo.fields import Domain

from odoo.addons.asm_programs.models._results_source import after, until
from odoo.addons.asm_programs.models._told import tell
from odoo.addons.asm_programs.models.asm_donor_report_counted import ACTUALS

from ..tools.inputs import Line

# of the numbers in restated cells, those that may count people; a formula of a layout
# has no name
COUNTS = frozenset(
    {*ACTUALS, "numerator", "denominator", "sent", "restated", "baseline", ""}
)


class NarrativeRows:
    """Sections of the report's story, with what the report before said in them."""

    def __init__(self, reader):
        self.reader = reader

    def lines(self, source, asked):
        for section in self.reader.report._sections():
            yield Line(
                (section["key"],),
                "total",
                section["key"],
                {
                    str(one): section[one.term.partition(".")[2]] or None
                    for one in asked
                },
            )


class RestatedRows:
    """Cells of sent reports that were restated since the report before was sent."""

    def __init__(self, reader):
        self.reader = reader

    def lines(self, source, asked):
        for restatement in self._restatements():
            # a donor reads it: without the reasons that staff gave each other
            cells = restatement._restated_outside(self.reader.award)
            for number, cell in enumerate(cells):
                values = self._values(restatement, cell)
                yield Line(
                    (f"{restatement.id}:{number}",),
                    "total",
                    "",
                    {str(one): values[one.term.partition(".")[2]] for one in asked},
                )

    def _values(self, restatement, cell):
        words = filter(None, (cell.get("line"), cell.get("column")))
        return {
            "report": restatement.supersedes_id.name,
            "cell": ", ".join(words) or None,
            "before": cell["before"] or None,
            "after": cell["after"] or None,
            "who": cell["who"] or None,
            "when": cell["when"].date() if cell["when"] else None,
            "why": cell["why"] or None,
        }

    def _restatements(self):
        """Return the restatements that were sent after the report before."""
        reader = self.reader
        before = reader.report_before
        # a restatement stands in the place of what was sent first
        while before.supersedes_id:
            before = before.supersedes_id
        domain = (
            Domain("award_ids", "in", reader.award.ids)
            & Domain("supersedes_id", "!=", False)
            & Domain("id", "!=", reader.report.id)
            & Domain("sent_on", "!=", False)
        )
        if before:
            domain &= after("sent_on", before.sent_on)
        if reader.moment:
            domain &= until("sent_on", reader.moment)
        return reader.env["asm.donor.report"].search(domain, order="sent_on, id")


def told_by_restated(report, inputs):
    """Return what quoted cells tell of people, as ``Withheld`` takes it.

    Each is a number of its own: nothing else adds up with what is of other days.
    """
    numbers = {}
    found = []
    for line in _restated_lines(inputs):
        id_text, _colon, number = line.key[0].partition(":")
        restatement = report.browse(int(id_text)).exists()
        if restatement not in numbers:
            numbers[restatement] = restatement._restated_numbers()
        award_line, name, *values = numbers[restatement][int(number)]
        for side, value in zip(("before", "after"), values, strict=True):
            said = line.values.get(f"restated.{side}") or ""
            # where it is not shown, words without a number stand in its place
            if name in COUNTS and any(map(str.isdigit, said)) and _is_number(value):
                days = (report.date_start, report.date_end)
                key = (("_restated", f"{line.key[0]}:{side}"),)
                found.append(
                    tell(award_line.program_indicator_id, days, abs(value), key)
                )
    return found


def _restated_lines(inputs):
    return [
        line
        for source, lines in inputs.rows.items()
        for line in lines
        if source.startswith("restated|")
    ]


def _is_number(value):
    return isinstance(value, (Decimal, float, int)) and not isinstance(value, bool)
