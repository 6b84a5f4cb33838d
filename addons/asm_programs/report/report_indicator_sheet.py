from odoo import api, models
from odoo.tools import format_date

from ..models._wording import written


class ReportIndicatorSheet(models.AbstractModel):
    """The reference sheet of a definition, one page an indicator."""

    _name = "report.asm_programs.report_indicator_sheet"
    _description = "Indicator Reference Sheet"

    _model = "asm.indicator"

    @api.model
    def _get_report_values(self, docids, data=None):
        records = self.env[self._model].browse(docids)
        return {
            "doc_ids": docids,
            "doc_model": self._model,
            "docs": [self._read_sheet(record) for record in records],
        }

    @api.model
    def _read_sheet(self, indicator):
        """Return title and sections, each ``(heading, [(label, text)])``."""
        return {
            "title": indicator.display_name,
            "subtitle": indicator.theme_id.name or "",
            "sections": [
                (self.env._("Identity"), self._identity(indicator)),
                (self.env._("Description"), self._description_of(indicator)),
                (self.env._("How It Adds Up"), self._adding_up(indicator)),
                (
                    self.env._("Plan for Data Collection"),
                    self._collection(indicator),
                ),
                (self.env._("Targets and Baseline"), self._plans(indicator)),
                (self.env._("Data Quality"), self._quality(indicator)),
                (self.env._("Changes and Notes"), self._changes(indicator)),
            ],
            "tables": [],
        }

    def _say(self, record, name):
        """Return a field as words; blank where nothing is written down."""
        field, value = record._fields[name], record[name]
        if field.type == "selection":
            return dict(field._description_selection(self.env)).get(value, "")
        if field.type == "boolean":
            return self.env._("Yes") if value else self.env._("No")
        if field.type == "date":
            return format_date(self.env, value) if value else ""
        if field.relational:
            return ", ".join(value.mapped("display_name"))
        if isinstance(value, float):
            return written(self.env, value)
        return str(value or "")

    def _rows(self, record, *names):
        return [
            (
                record._fields[name]._description_string(self.env),
                self._say(record, name),
            )
            for name in names
        ]

    def _identity(self, one):
        ppr = ", ".join(filter(None, (self._say(one, "is_ppr"), one.ppr_years)))
        standard = " ".join(
            filter(
                None,
                (self._say(one, "origin"), one.standard_of, one.donor_number),
            )
        )
        return [
            *self._rows(one, "level"),
            (self.env._("Standard or custom"), standard),
            (self.env._("PPR indicator, years"), ppr),
            *self._rows(one, "sdg_ids", "reference"),
        ]

    def _description_of(self, one):
        ratio = one.is_ratio and self._rows(one, "numerator_label", "denominator_label")
        scale = ", ".join(one.scale_value_ids.mapped("name"))
        return [
            *self._rows(one, "definition", "unit", "data_type", "direction"),
            *(ratio or []),
            *([(self.env._("Scale"), scale)] if scale else []),
            (
                self.env._("Disaggregated by"),
                ", ".join(one.dimension_ids.mapped("name")),
            ),
            *self._rows(one, "rationale"),
        ]

    def _adding_up(self, one):
        names = ["basis", "time_aggregation", "place_aggregation"]
        if one.time_aggregation == "unique":
            names.append("unique_scope")
        if one.formula:
            names += ["formula", "formula_level"]
        return self._rows(one, *names)

    def _collection(self, one):
        return self._rows(
            one,
            "source",
            "method",
            "frequency",
            "donor_responsible",
            "storage_location",
        )

    def _plans(self, one):
        return self._rows(one, "baseline_timeframe", "target_rationale")

    def _quality(self, one):
        return self._rows(one, "limitations", "date_next_audit")

    def _changes(self, one):
        return [*self._version_rows(one), *self._rows(one, "notes", "sheet_updated_on")]

    def _version_rows(self, one):
        return [
            (
                self.env._("Version %(number)s", number=version.version),
                self._say_version(version),
            )
            for version in one.version_ids.filtered("previous_id")
            if version.version <= one.version
        ]

    def _say_version(self, version):
        made = self.env._(
            "%(day)s, %(user)s",
            day=format_date(self.env, version.create_date),
            user=version.create_uid.name,
        )
        series = (
            self.env._("Comparable with the version before.")
            if version.comparable
            else self.env._("Not comparable with the version before.")
        )
        texts = (
            made,
            version.change_summary,
            version.change_reason,
            version.difference,
            series,
        )
        return "\n".join(filter(None, texts))
