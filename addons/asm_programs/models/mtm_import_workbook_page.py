import base64

from odoo import models
from odoo.exceptions import UserError

from ..tools import workbook_marks, workbook_pack, workbook_reading

MOST_MB = 25


class MtmImport(models.Model):
    """What a partner sees of a workbook that they uploaded."""

    _inherit = "mtm.import"

    def _workbook_upload(self, file):
        """Return an upload as it is kept, and what is wrong with it.

        No more of it is read than is allowed.
        """
        if not getattr(file, "filename", None):
            return None, self.env._("Choose the workbook first, then upload it.")
        limit = MOST_MB * 1024 * 1024
        content = file.stream.read(limit + 1)
        if len(content) > limit:
            return None, self.env._(
                "The file is larger than %(limit)s MB. Put smaller photos with it, or "
                "upload it in several parts.",
                limit=MOST_MB,
            )
        if not content:
            return None, self._bad_workbook_texts()["empty"]
        return base64.b64encode(content), None

    def _workbook_is_open(self):
        """Say whether the user may still fill in the reports that this is about."""
        ids = {line.res_id for line in self.line_ids if line.res_id}
        return self._may_fill_in(self.env["asm.submission"].browse(ids).exists())

    def _workbook_choose(self, post):
        """Keep what the user decided where a colleague changed the same cell.

        :param post: ``{"choice-<line>": "mine" or "theirs"}``
        """
        conflicts = self.line_ids.filtered(lambda line: line.action == "conflict")
        chosen = {line: post.get(f"choice-{line.id}") for line in conflicts}
        self._choose(
            {
                line: choice
                for line, choice in chosen.items()
                if choice in ("mine", "theirs")
            }
        )

    def _workbook_page(self, most):
        """Return what the page of an upload shows, by report.

        :param most: of changes, so many are listed
        """
        lines = self.line_ids
        changes = lines.filtered(lambda line: line.action in ("add", "change", "clear"))
        others = lines - changes
        shown = (others + changes.sorted("id")[:most]).sorted(
            lambda line: (line.res_id, line.row, line.id)
        )
        groups = shown.grouped("res_id")
        reports = self.env["asm.submission"].browse(filter(None, groups))
        cards = {card["id"]: card for card in reports.exists()._portal_cards()}
        return {
            "groups": [
                {"report": cards.get(report_id), "lines": lines}
                for report_id, lines in groups.items()
            ],
            "left_out": len(changes) - len(changes[:most]),
            "can_be_marked": self._workbook_can_be_marked(),
        }

    def _workbook_can_be_marked(self):
        return bool(self.error_line_ids.filtered("sheet"))

    def _workbook_marked_name(self):
        name = (self.filename or "").rsplit(".", 1)[0] or self.env._("reports")
        return self.env._("%(name)s to put right.xlsx", name=name)

    def _workbook_marked(self):
        """Return the workbook with its wrong cells marked, and a sheet of reasons."""
        problems = [
            workbook_marks.Problem(
                line.sheet, f"{line.column}{line.row}" if line.row else "", line.message
            )
            for line in self.error_line_ids
        ]
        try:
            return workbook_marks.mark(
                workbook_pack.Pack(self._read_content()).workbook,
                problems,
                self.env._("To put right"),
                [self.env._("Sheet"), self.env._("Cell"), self.env._("What is wrong")],
            )
        except workbook_reading.BadWorkbook as bad:
            raise UserError(self._bad_workbook_texts()[bad.reason]) from bad
