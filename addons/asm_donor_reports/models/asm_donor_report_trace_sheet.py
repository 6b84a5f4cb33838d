import io

from odoo import fields, models

from ..tools import archive, workbook
from ..tools.book import Cell, Column, FixedBand, Row, RowsBand, Sheet
from ..tools.inputs import Inputs
from ..tools.layout import STYLES
from ..tools.typed import as_json, from_json
from ._inputs import LayoutFacts
from ._trace_rows import TraceRows

WIDTHS = (24, 24, 18, 44, 20, 14, 12, 20, 20, 30, 34, 34)
KINDS = ("text",) * 5 + ("number", "date") + ("text",) * 5


class AsmDonorReport(models.Model):
    """What a report rests on is kept with it: a sheet that leads back from each
    figure, and the index of the evidence behind its numbers."""

    _inherit = "asm.donor.report"

    def _make_snapshot(self):
        snapshot = super()._make_snapshot()
        layout = snapshot["layout"]
        facts = LayoutFacts(
            layout.get("fiscal_month"),
            layout.get("rounding") or "cent",
            layout.get("lang"),
        )
        inputs = Inputs.from_json(snapshot["inputs"])
        found = TraceRows(self.with_context(lang=facts.lang), inputs, facts)
        rows = found.rows()
        return snapshot | {
            "trace": {
                "heading": self.with_context(lang=facts.lang)._trace_heading(),
                "rows": [[as_json(value) for value in row] for row in rows]
                if self.has_trace
                else [],
                "smallest": {
                    str(line_id): str(number)
                    for line_id, number in found.smallest.items()
                }
                if self.has_trace
                else {},
            },
            "evidence": [
                {
                    "id": piece.id,
                    "of": of,
                    "name": piece.name or "",
                    "url": piece.url or "",
                    "sha256": piece.sha256 or "",
                    "date": fields.Date.to_string(piece.date) or "",
                    **({"lost": True} if piece.is_lost else {}),
                }
                for piece, of in found.evidence.items()
            ],
        }

    def _trace_heading(self):
        """Return the name of the sheet, and what stands above its columns."""
        return [
            self.env._("Trace"),
            self.env._("Figure"),
            self.env._("Days"),
            self.env._("What it rests on"),
            self.env._("Record"),
            self.env._("Place or line"),
            self.env._("Value"),
            self.env._("Day"),
            self.env._("Approved by"),
            self.env._("Approved on (UTC)"),
            self.env._("Evidence"),
            self.env._("Delivery"),
            self.env._("Engagement"),
        ]

    # -- the sheet --

    def _book_with_trace(self, snapshot=None):
        """Return the book with its trace sheet at the end, where it has one."""
        snapshot = snapshot or self._drawn_snapshot()
        book = self._book(snapshot)
        trace = snapshot.get("trace") or {}
        if trace.get("rows"):
            book.sheets.append(self._trace_sheet(trace))
        return book

    def _trace_sheet(self, trace):
        name, *titles = trace["heading"]
        heading = [
            Cell(number, title, STYLES["heading"])
            for number, title in enumerate(titles)
        ]
        styles = {"total": STYLES["cell"], "part": STYLES["cell"]}
        columns = [
            Column(number, f"c{number}", kind, styles)
            for number, kind in enumerate(KINDS)
        ]
        rows = (
            Row((number,), "total", [from_json(value) for value in row])
            for number, row in enumerate(trace["rows"])
        )
        return Sheet(
            name,
            [
                FixedBand("heading", 0, {0: heading}, 1),
                RowsBand("trace", 1, columns, rows, "trace"),
            ],
            dict(enumerate(WIDTHS)),
            "landscape",
            freeze=(1, 1),
            repeat_rows=(0, 0),
        )

    def _draw_workbook(self, snapshot):
        stream = io.BytesIO()
        workbook.write(self._book_with_trace(snapshot), stream)
        return stream.getvalue()

    # -- evidence --

    def _evidence_of(self, snapshot):
        """Return the evidence that was behind the numbers when they were drawn.

        Its index names the files and their fingerprints, and holds none of them: a
        report is read by more people than what it rests on.
        """
        return [
            archive.Evidence(
                number,
                one["of"],
                self._evidence_name(one),
                fields.Date.to_date(one["date"]) or None,
                sha256=one["sha256"],
            )
            for number, one in enumerate(snapshot.get("evidence") or [], start=1)
        ]

    def _evidence_name(self, one):
        name = one["name"] if one["sha256"] else one["url"] or one["name"]
        if one.get("lost"):
            return self.env._("%(file)s (missing on the server)", file=name)
        return name
