from odoo import models

from odoo.addons.mines_to_markets.tools.registers import Column, RegisterWriter, clean


class AsmVersionSheet(models.AbstractModel):
    """Versions in the layout in which they come in again, to be changed and imported.

    Targets and baselines each have a layout that inherits this.
    """

    _name = "report.asm_programs.version_sheet"
    _description = "Targets or Baselines to Change and Import"
    _inherit = ["report.report_xlsx.abstract", "mtm.layout"]

    _versions = None
    _kind = None
    # the columns of days, and the fields that they fill
    _days = {}

    def get_workbook_options(self):
        return super().get_workbook_options() | RegisterWriter.options

    def _title(self):
        raise NotImplementedError

    def _columns(self):
        return [
            Column(
                "programme",
                self.env._("Programme"),
                "text",
                help=self.env._("Code or name."),
                width=14,
                key=True,
                required=True,
            ),
            Column(
                "indicator",
                self.env._("Indicator"),
                "text",
                help=self.env._("Code or name in the library."),
                width=16,
                key=True,
                required=True,
            ),
            *self._day_columns(),
            Column(
                "site",
                self.env._("Site"),
                "text",
                help=self.env._("Code or name; blank for the whole programme."),
                key=True,
            ),
            Column(
                "category",
                self.env._("Category"),
                "text",
                help=self.env._(
                    "Codes or names, with a semicolon between them; blank for the "
                    "total."
                ),
                key=True,
            ),
            Column(
                "award",
                self.env._("Award"),
                "text",
                help=self.env._("Reference; blank for the programme's own."),
                width=14,
                key=True,
            ),
            *self._number_columns(),
            *self._word_columns(),
        ]

    def _day_columns(self):
        return []

    def _number_columns(self):
        return [
            Column(
                "value",
                self.env._("Value"),
                "number",
                help=self.env._("Blank where the two numbers of a ratio are given."),
                width=13,
            ),
            Column(
                "numerator",
                self.env._("Numerator"),
                "number",
                help=self.env._("Of a ratio, such as the 9 of 9 miners of 40."),
                width=13,
            ),
            Column(
                "denominator",
                self.env._("Denominator"),
                "number",
                help=self.env._("Of a ratio, such as the 40 of 9 miners of 40."),
                width=13,
            ),
        ]

    def _word_columns(self):
        return [
            Column(
                "scale value",
                self.env._("Scale Value"),
                "text",
                help=self.env._("Code or name of a step of the indicator's scale."),
                width=13,
            ),
            Column(
                "text",
                self.env._("Text"),
                "text",
                help=self.env._("Of an indicator that is told in words."),
                width=30,
            ),
            Column(
                "reason",
                self.env._("Reason"),
                "text",
                help=self.env._("Why it changes; needed where one was approved."),
                width=40,
            ),
            Column(
                "donor reference",
                self.env._("Donor Reference"),
                "text",
                help=self.env._("Where the donor agreed, such as a letter."),
            ),
        ]

    def _problem_texts(self, title, value, candidates=()):
        return super()._problem_texts(title, value, candidates) | {
            "why": self.env._(
                "It is %(value)s now. Say in the column %(reason)s why it changes.",
                value=value,
                reason=title,
            ),
        }

    def generate_xlsx_report(self, workbook, data, objs):
        columns = self._columns()
        names = [column.name for column in columns]
        writer = RegisterWriter(workbook, columns)
        writer.write_rows(
            self._title(),
            (
                list(map(self._values(row).get, names))
                for row in objs.filtered(lambda row: row.kind == self._kind)
            ),
        )
        writer.write_notes(
            self.env._("Notes"),
            self._title(),
            self._notes(),
            [
                self.env._("Column"),
                self.env._("Name in every language"),
                self.env._("What to fill in"),
            ],
        )

    def _notes(self):
        return [
            (
                self.env._("Bringing it in"),
                self.env._(
                    "Change or add rows, and upload this file as an import of the "
                    "same kind. Each change becomes a proposal that somebody else "
                    "approves; what is in the file as it holds is left alone. Dates "
                    "are year-month-day."
                ),
            )
        ]

    def _values(self, row):
        """Return what holds; what is proposed is not taken for it."""
        version = row._version(row.current_key)
        categories = row.disaggregation_id.value_ids.sorted()
        values = {
            "programme": row.program_id.code,
            "indicator": row.program_indicator_id.code,
            "site": row.site_id.code or row.site_id.name,
            "category": "; ".join(categories.mapped("code")),
            "award": row.award_id.reference,
            "value": version.value,
            "numerator": version.numerator,
            "denominator": version.denominator,
            "scale value": version.option_id.code,
            "text": clean(version.text),
            **{column: version[field] for column, field in self._days.items()},
        }
        # 0 is a number, and Python takes it for False
        return {
            name: None if value is False or value == "" else value
            for name, value in values.items()
        }
