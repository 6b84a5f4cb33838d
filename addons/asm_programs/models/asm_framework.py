import io

import xlsxwriter

from odoo import api, models
from odoo.fields import Domain

from odoo.addons.mines_to_markets.tools.registers import Column, RegisterWriter, clean


class AsmFramework(models.AbstractModel):
    """A results framework as a workbook: out as a template, in as an import."""

    _name = "asm.framework"
    _description = "Results Framework as a Workbook"
    _inherit = ["mtm.layout"]

    @api.model
    def _columns(self):
        """Return the columns, titles and help in the language of the environment."""
        return [
            Column(
                "level",
                self.env._("Level"),
                "text",
                help=self.env._(
                    "Impact, Outcome or Output for a result; blank for an indicator."
                ),
                width=11,
                key=True,
            ),
            Column(
                "code",
                self.env._("Code"),
                "text",
                help=self.env._("Of the result, like 1.2; tells which result it is."),
                width=9,
                key=True,
            ),
            Column(
                "name",
                self.env._("Result"),
                "text",
                help=self.env._("What will be different, said as if it had come true."),
                width=52,
            ),
            Column(
                "parent",
                self.env._("Parent"),
                "text",
                help=self.env._(
                    "Code of the result above. For an indicator: of its result; blank "
                    "for the result above it in the sheet."
                ),
                width=9,
            ),
            Column(
                "level_name",
                self.env._("Donor's Level Name"),
                "text",
                help=self.env._("Such as Intermediate result."),
            ),
            Column(
                "assumption",
                self.env._("Assumption"),
                "text",
                help=self.env._("What has to hold for the result above to follow."),
                width=36,
            ),
            *self._indicator_columns(),
        ]

    def _indicator_columns(self):
        return [
            Column(
                "indicator",
                self.env._("Indicator"),
                "text",
                help=self.env._(
                    "Code in the library, see the sheet Library. Its row comes below "
                    "that of its result."
                ),
                width=12,
                key=True,
            ),
            Column(
                "version",
                self.env._("Version"),
                "text",
                help=self.env._("Blank: the newest, or the one in use."),
                width=9,
            ),
            Column(
                "responsible",
                self.env._("Responsible"),
                "text",
                help=self.env._("Login of a member of staff."),
            ),
            Column(
                "source",
                self.env._("Data Source"),
                "text",
                help=self.env._("Where these numbers come from in this programme."),
                width=28,
            ),
            *self._number_columns("baseline", self.env._("Baseline")),
            Column("baseline_date", self.env._("Baseline Date"), "date", width=13),
            *self._number_columns("target", self.env._("Target")),
            Column("target_from", self.env._("Target From"), "date", width=13),
            Column("target_to", self.env._("Target To"), "date", width=13),
        ]

    def _number_columns(self, name, title):
        """Return the columns of a number, or of the two that make a ratio."""
        return [
            Column(
                name,
                title,
                "number",
                help=self.env._(
                    "Proposed; somebody else approves it. Blank: none. Of a ratio, "
                    "its two numbers in the columns beside, or this alone where "
                    "nobody knows them."
                ),
                width=11,
            ),
            Column(
                f"{name}_numerator",
                self.env._("%(number)s Numerator", number=title),
                "number",
                help=self.env._(
                    "Of a ratio, such as the 9 of 9 miners of 40; the value follows "
                    "from the two."
                ),
                width=11,
            ),
            Column(
                f"{name}_denominator",
                self.env._("%(number)s Denominator", number=title),
                "number",
                help=self.env._("Of a ratio, such as the 40 of 9 miners of 40."),
                width=11,
            ),
        ]

    @api.model
    def _workbook(self, program):
        """Return the bytes of a workbook to fill in, with what there is already.

        :param program: ``asm.program`` record
        """
        content = io.BytesIO()
        with xlsxwriter.Workbook(content, RegisterWriter.options) as workbook:
            writer = RegisterWriter(workbook, self._columns())
            writer.write_rows(self.env._("Framework"), self._rows(program))
            self._write_library(workbook)
            writer.write_notes(
                self.env._("Notes"),
                program.display_name,
                self._notes(),
                [
                    self.env._("Column"),
                    self.env._("Name in every language"),
                    self.env._("What to fill in"),
                ],
            )
        return content.getvalue()

    def _rows(self, program):
        names = [column.name for column in self._columns()]
        results = self.env["asm.result"].search(
            [("program_id", "=", program.id), ("award_id", "=", False)]
        )
        children = results.grouped("parent_id")
        for cells in self._cells_below(children, results.browse()):
            yield [cells.get(name) for name in names]

    def _cells_below(self, children, parent):
        for result in children.get(parent, ()):
            yield self._cells_of_result(result)
            for use in result.program_indicator_ids:
                if not use.date_end:
                    yield self._cells_of_use(use)
            yield from self._cells_below(children, result)

    def _cells_of_result(self, result):
        return {
            "level": result._level_label(),
            "code": result.code or None,
            "name": clean(result.name),
            "parent": result.parent_id.code or None,
            "level_name": result.level_name or None,
            "assumption": clean(result.assumption) or None,
        }

    def _cells_of_use(self, use):
        return {
            "indicator": use.code,
            "version": str(use.version),
            "parent": use.result_id.code or None,
            "responsible": use.responsible_id.login or None,
            "source": clean(use.source) or None,
        }

    def _write_library(self, workbook):
        sheet = workbook.add_worksheet(self.env._("Library"))
        bold = workbook.add_format({"bold": True})
        titles = (
            (self.env._("Code"), 12),
            (self.env._("Version"), 9),
            (self.env._("Indicator"), 70),
            (self.env._("Unit"), 14),
            (self.env._("Theme"), 26),
        )
        for index, (title, width) in enumerate(titles):
            sheet.set_column(index, index, width)
            sheet.write_string(0, index, title, bold)
        for row, one in enumerate(
            self.env["asm.indicator"].search(Domain.TRUE), start=1
        ):
            sheet.write_string(row, 0, one.code)
            sheet.write_number(row, 1, one.version)
            sheet.write_string(row, 2, one.name)
            sheet.write_string(row, 3, one.unit or "")
            sheet.write_string(row, 4, one.theme_id.name or "")
        sheet.freeze_panes(1, 0)

    def _notes(self):
        return [
            (
                self.env._("How to fill it in"),
                self.env._(
                    "Each row is a result or an indicator. A result has a level and a "
                    "code; an indicator has its code in the library and comes below "
                    "its result. Baselines and targets are proposals until somebody "
                    "else approves them; those of a ratio are given as numerator and "
                    "denominator, so that they add up over places."
                ),
            ),
            (
                self.env._("Bringing it in"),
                self.env._(
                    "Open the programme, choose Import Framework and upload this file. "
                    "A preview says what would be added, changed and cleared. Rows "
                    "that are left out stay as they are; nothing is ever deleted. "
                    "Dates are year-month-day."
                ),
            ),
        ]
