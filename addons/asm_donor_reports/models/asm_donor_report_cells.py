from odoo import models

from odoo.addons.asm_programs.models.asm_donor_report_stale import TOLD_AT_MOST

from ..tools import compare, terms
from ..tools.showing import shown


class AsmDonorReport(models.Model):
    """Which cells of a report would be others if it were drawn now, or are others
    than in the report that it restates."""

    _inherit = "asm.donor.report"

    def _differences(self):
        snapshot = self._kept_snapshot()
        if not snapshot:
            return super()._differences()
        return compare.differences(
            compare.counting_cells(self._book(snapshot)),
            compare.counting_cells(self._book_now(snapshot)),
        )

    def _book_now(self, snapshot):
        """Return the book as it would be drawn now, in the layout that it has."""
        layout = self._layout()
        return self._book(snapshot | {"inputs": self._inputs_of(layout).as_json()})

    def _describe_differences(self, found):
        if not self._kept_snapshot():
            return super()._describe_differences(found)
        said = [
            self.env._(
                "%(line)s: %(drawn)s when drawn, %(now)s now",
                line=cell["cell"],
                drawn=cell["before"] or self.env._("blank"),
                now=cell["after"] or self.env._("blank"),
            )
            for cell in map(self._describe_cell, found[:TOLD_AT_MOST])
        ]
        if len(found) > TOLD_AT_MOST:
            more = len(found) - TOLD_AT_MOST
            said.append(self.env._("… and %(count)s more", count=more))
        return "\n".join(said) or False

    def _describe_cell(self, difference):
        """Return a cell that differs in words.

        :param difference: :class:`compare.Difference`
        :return: dict of ``cell``, ``line``, ``column``, ``before`` and ``after``
        """
        kind = terms.NUMBER
        if difference.term:
            kind = terms.parse(difference.term).definition.kind
        lang = self.env.lang or "en_US"
        sheet, line, column = self._describe_place(difference.key)
        return {
            "cell": ", ".join(filter(None, (sheet, line, column))),
            "line": ", ".join(filter(None, (sheet, line))),
            "column": column,
            "before": shown(difference.before, kind, lang),
            "after": shown(difference.after, kind, lang),
        }

    def _describe_place(self, key):
        """Return what a cell is of: its sheet, its line and its column, in words."""
        sheet_key, block_name, *rest = key
        layout = self._layout()
        sheet = layout.sheet(sheet_key.partition(":")[0])
        block = sheet.block(block_name)
        *line, column = rest
        name, _colon, span = column.partition(":")
        part = next((one for one in block.parts if one.name == name), None)
        title = getattr(part, "title", "") or name.replace("_", " ")
        if span:
            title = f"{title} ({self._span_name(span)})"
        return sheet.name, self._line_name(block, line), title.replace("{span}", "")

    def _span_name(self, key):
        kind = key.partition(":")[0]
        spans = self._kept_snapshot()["inputs"]["spans"].get(kind, [])
        return next((span[1] for span in spans if span[0] == key), key)

    def _line_name(self, block, key):
        """Return the words of a row, by what the kept inputs say of it."""
        if not block.source:
            return ""
        rows = self._kept_snapshot()["inputs"]["rows"].get(str(block.source), [])
        for line_key, _kind, code, values in rows:
            if list(line_key) == list(key):
                subject = block.source.subject
                name = values.get(f"{subject}.code") or code
                category = values.get(f"{subject}.category")
                return ", ".join(filter(None, (name, category)))
        return ", ".join(str(part) for part in key if part)
