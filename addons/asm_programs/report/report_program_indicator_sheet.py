from odoo import api, models
from odoo.tools import format_date

from ..models._wording import written


class ReportProgramIndicatorSheet(models.AbstractModel):
    """The reference sheet as a programme uses it: what it lays down goes first.

    Baselines and targets come with it, all versions of them.
    """

    _name = "report.asm_programs.report_program_indicator_sheet"
    _description = "Indicator Reference Sheet of a Programme"
    _inherit = "report.asm_programs.report_indicator_sheet"

    _model = "asm.program.indicator"

    @api.model
    def _read_sheet(self, line):
        indicator = line.indicator_id
        reader = self.with_context(asm_sheet_line=line.id)
        sheet = super(ReportProgramIndicatorSheet, reader)._read_sheet(indicator)
        result = line.result_id
        sheet["subtitle"] = line.program_id.display_name
        measured = (self.env._("Result measured"), result.display_name or "")
        sheet["sections"][0][1].insert(0, measured)
        sheet["tables"] = [self._baselines(line), self._targets(line)]
        return sheet

    def _line(self):
        line_id = self.env.context.get("asm_sheet_line")
        return self.env["asm.program.indicator"].browse(line_id)

    def _tightened(self, one, *names):
        """Return rows in the programme's words, else in those of the definition."""
        line = self._line()
        return [
            (
                one._fields[name]._description_string(self.env),
                (self._say(line, name) or self._say(one, name)),
            )
            for name in names
        ]

    def _collection(self, one):
        line = self._line()
        reporters = ", ".join(line.assignment_ids.partner_id.mapped("name"))
        return [
            *self._tightened(
                one,
                "source",
                "method",
                "frequency",
                "donor_responsible",
                "storage_location",
            ),
            *self._rows(line, "responsible_id", "data_provider"),
            (self.env._("Reported by"), reporters),
        ]

    def _plans(self, one):
        return self._tightened(one, "baseline_timeframe", "target_rationale")

    def _quality(self, one):
        return [
            *self._rows(one, "limitations"),
            (self.env._("Previous data-quality audits"), self._say_audits()),
            *self._tightened(one, "date_next_audit"),
        ]

    def _say_audits(self):
        audits = self.env["asm.audit"].search(
            [
                ("program_indicator_ids", "in", self._line().ids),
                ("state", "=", "done"),
            ],
            order="date_done",
        )
        return "\n".join(
            ", ".join(filter(None, (self._say(audit, "date_done"), audit.user_id.name)))
            for audit in audits
        )

    def _changes(self, one):
        line = self._line()
        return [
            *self._version_rows(one),
            *self._tightened(one, "notes"),
            *self._rows(line, "date_start", "date_end", "previous_line_id"),
            *self._rows(one, "sheet_updated_on"),
        ]

    def _baselines(self, line):
        return {
            "title": self.env._("Baselines"),
            "headings": [
                self.env._("Measured on"),
                self.env._("For"),
                self.env._("Value"),
                self.env._("Reason"),
                self.env._("Approved"),
            ],
            "rows": [
                [
                    self._say(version, "date_measured"),
                    self._say_cell(version),
                    self._say_number(version),
                    version.reason or "",
                    self._say_approval(version),
                ]
                for version in line.baseline_ids.sorted("id")
            ],
        }

    def _targets(self, line):
        return {
            "title": self.env._("Targets"),
            "headings": [
                self.env._("Period"),
                self.env._("For"),
                self.env._("Value"),
                self.env._("Reason"),
                self.env._("Approved"),
            ],
            "rows": [
                [
                    self._say_window(version),
                    self._say_cell(version),
                    self._say_number(version),
                    version.reason or "",
                    self._say_approval(version),
                ]
                for version in line.target_ids.sorted(lambda t: (t.date_from, t.id))
            ],
        }

    def _say_window(self, version):
        first, last = (self._say(version, name) for name in ("date_from", "date_to"))
        return f"{first} – {last}"

    def _say_cell(self, version):
        parts = (
            version.award_id.display_name,
            version.site_id.name,
            version.disaggregation_id.display_name,
        )
        return ", ".join(filter(None, parts)) or self.env._("total")

    def _say_number(self, version):
        if version.value is False and version.denominator is not False:
            parts = version.numerator, version.denominator
            return " / ".join(written(self.env, part) for part in parts)
        if version.value is not False:
            return written(self.env, version.value)
        return version.option_id.name or version.text or ""

    def _say_approval(self, version):
        if not version.approved_on:
            return self.env._("proposed by %(user)s", user=version.proposed_by.name)
        return self.env._(
            "%(day)s, %(user)s",
            day=format_date(self.env, version.approved_on),
            user=version.approved_by.name,
        )
