from odoo import models

from .asm_submission_form import Cell


class AsmSubmission(models.Model):
    """What a report still lacks before it is sent, each with the input to go to."""

    _inherit = "asm.submission"

    def _describe_missing(self, sheet, findings, blocks, sections):
        """Return what is missing, what must be there first.

        :return: ``[{must, text, input}]``; nothing stops a report without ``must``
        """
        if not sheet.is_editable:
            return []
        found = [
            *self._missing_by_rules(sheet, findings),
            *self._missing_sections(sections),
            *self._missing_numbers(blocks),
        ]
        return sorted(found, key=lambda item: not item["must"])

    def _missing_by_rules(self, sheet, findings):
        """Yield what the rules find, where that stops the report from being sent."""
        for finding in findings:
            if finding.actual and finding.actual._is_locked():
                continue
            if not self._is_blocking(finding):
                continue
            is_error = finding.severity == "error"
            words = {"cell": self._cell_label(finding), "message": finding.message}
            text = (
                self.env._("%(cell)s: %(message)s", **words)
                if is_error
                else self.env._("%(cell)s: %(message)s Say why in a comment.", **words)
            )
            yield {
                "must": True,
                "text": text if finding.line else finding.message,
                "input": self._input_of_finding(finding, is_error),
            }

    def _cell_label(self, finding):
        # names of what the partner reports are shown in the grid, too
        names = (
            finding.line.sudo().indicator_id.name,
            finding.site.sudo().name,
            finding.category.sudo().display_name,
        )
        return ", ".join(filter(None, names))

    def _input_of_finding(self, finding, is_error):
        if not finding.line:
            return next(iter(self._section_texts()))
        cell = Cell(
            finding.line.id, finding.site.id or 0, finding.category._sorted_ids()
        )
        members = self._members(finding.line.sudo().indicator_id)
        return cell.input(members[0] if is_error else "comment")

    def _missing_sections(self, sections):
        for section in self._sections_missing(sections):
            yield {
                "must": True,
                "text": self.env._("%(section)s: say something.", section=section.name),
                "input": f"narrative-{section.id}",
            }

    def _missing_numbers(self, blocks):
        for block in blocks:
            for place in block["places"]:
                if not place["is_answered"]:
                    name = ", ".join(filter(None, (block["name"], place["name"])))
                    cell = Cell(place["line"], place["site"])
                    yield {
                        "must": False,
                        "text": self.env._("%(number)s: no answer yet.", number=name),
                        "input": cell.input(block["members"][0]),
                    }
