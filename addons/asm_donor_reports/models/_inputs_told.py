"""Rows of what is told: sections of the story, and cells that were restated."""

from odoo.fields import Domain

from odoo.addons.asm_programs.models._results_source import after, until

from ..tools.inputs import Line


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
            for number, cell in enumerate(restatement._restated_cells()):
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
