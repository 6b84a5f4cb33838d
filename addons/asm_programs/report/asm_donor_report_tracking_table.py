from odoo import models

from .tracking_table import Column, TableWriter


class AsmDonorReportTrackingTable(models.AbstractModel):
    """The indicator tracking table of a donor report, and the way back from it.

    The second sheet traces each line to the numbers behind it, and those to the
    deliveries, engagements and stakeholders that they rest on.
    """

    _name = "report.asm_programs.tracking_table"
    _description = "Indicator Tracking Table"
    _inherit = "report.report_xlsx.abstract"

    _chunk = 5000

    def get_workbook_options(self):
        return super().get_workbook_options() | {
            "constant_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        }

    def generate_xlsx_report(self, workbook, data, objs):
        for report in objs:
            self._write_table(workbook, report)
            self._write_trace(workbook, report)

    def _write_table(self, workbook, report):
        sheet = workbook.add_worksheet(self.env._("Tracking table"))
        writer = TableWriter(workbook, sheet, self._table_columns(report))
        writer.write(
            self.env._("Indicator tracking table"),
            self._facts(report),
            self._table_rows(report),
        )

    def _facts(self, report):
        awards = ", ".join(
            f"{award.reference} ({award.donor_id.name})"
            if award.donor_id
            else award.reference
            for award in report.award_ids
        )
        return [
            self.env._("Award: %(awards)s", awards=awards),
            self.env._(
                "Period: %(name)s, %(start)s to %(end)s",
                name=report.award_period_id.name,
                start=report.date_start,
                end=report.date_end,
            ),
            self.env._(
                "Drawn on %(moment)s UTC from approved numbers",
                moment=report.drawn_on,
            ),
        ]

    def _table_columns(self, report):
        _ = self.env._
        return [
            Column("#", 5, "integer"),
            Column(_("Code"), 12),
            Column(_("Indicator"), 45),
            Column(_("Level"), 12),
            Column(_("Unit"), 12),
            Column(_("Data type"), 12),
            Column(_("Direction"), 10),
            Column(_("Cumulative"), 11),
            Column(_("Disaggregation"), 22),
            Column(_("Data source"), 24),
            Column(_("Frequency"), 12),
            Column(_("Baseline"), 12, "number"),
            Column(_("Baseline date"), 12, "date"),
            Column(_("Target, period"), 12, "number"),
            Column(_("Actual, period"), 12, "number"),
            Column(_("% achieved, period"), 11, "percent"),
            Column(_("Q1 actual"), 11, "number"),
            Column(_("Q2 actual"), 11, "number"),
            Column(_("Q3 actual"), 11, "number"),
            Column(_("Q4 actual"), 11, "number"),
            Column(_("Target, year"), 12, "number"),
            Column(_("Actual, year to date"), 12, "number"),
            Column(_("% achieved, year"), 11, "percent"),
            Column(_("Life-of-award target"), 12, "number"),
            Column(_("Life-of-award actual"), 12, "number"),
            Column(_("% of life-of-award target"), 11, "percent"),
            Column(_("Reported"), 9, "integer"),
            Column(_("Expected"), 9, "integer"),
            Column(_("Deviation"), 40),
            Column(_("Comments"), 40),
        ]

    _text_fields = (
        "code",
        "name",
        "level",
        "unit",
        "data_type",
        "direction",
        "cumulative",
        "category",
        "source",
        "frequency",
    )
    _number_fields = (
        "baseline",
        "baseline_date",
        "target",
        "actual",
        "achievement",
        "quarter_1",
        "quarter_2",
        "quarter_3",
        "quarter_4",
        "year_target",
        "year_actual",
        "year_achievement",
        "life_target",
        "life_actual",
        "life_achievement",
        "reported",
        "expected",
    )

    def _table_rows(self, report):
        """Yield ``(is_total, values)`` for each line, in order."""
        names = (*self._text_fields, *self._number_fields, "deviation", "note")
        for number, line in enumerate(self._lines(report, names), start=1):
            yield (
                line["is_total"],
                [number, *(line[name] for name in names)],
            )

    def _lines(self, report, names):
        """Yield the report's lines as dictionaries with ``None`` for blank."""
        Line = self.env["asm.donor.report.line"]
        lines = Line.search([("report_id", "=", report.id)])
        fields = [*names, "is_total"]
        for start in range(0, len(lines), self._chunk):
            chunk = lines[start : start + self._chunk]
            for values in chunk._read_format(fields):
                yield {
                    name: None
                    if value is False and name != "is_total"
                    else value
                    for name, value in values.items()
                }

    def _write_trace(self, workbook, report):
        _ = self.env._
        columns = [
            Column("#", 5, "integer"),
            Column(_("Code"), 12),
            Column(_("Disaggregation"), 20),
            Column(_("Reported by"), 28),
            Column(_("Period"), 14),
            Column(_("Site"), 20),
            Column(_("Category"), 18),
            Column(_("Value"), 12, "number"),
            Column(_("Numerator"), 12, "number"),
            Column(_("Denominator"), 12, "number"),
            Column(_("Approved by"), 22),
            Column(_("Approved on (UTC)"), 20),
            Column(_("Delivery"), 45),
            Column(_("Counted"), 10, "number"),
            Column(_("Engagement"), 40),
            Column(_("Stakeholder"), 30),
        ]
        sheet = workbook.add_worksheet(_("Trace"))
        TableWriter(workbook, sheet, columns).write(
            _("What each number rests on"),
            [_("Numbers are those of the tracking table's first column.")],
            self._trace_rows(report),
        )

    def _trace_rows(self, report):
        """Yield a row for each number behind a line, one for each delivery in it."""
        for number, line in enumerate(report.line_ids, start=1):
            for actual in line._actuals():
                for hop in actual.delivery_line_ids or [None]:
                    yield False, self._trace_row(number, line, actual, hop)

    def _trace_row(self, number, line, actual, hop):
        delivery = hop.delivery_id if hop else None
        engagement = delivery.engagement_id if delivery else None
        values = [
            number,
            line.code,
            line.category,
            actual.partner_id.name,
            actual.period_id.name,
            actual.site_id.name,
            actual.disaggregation_id.display_name,
            actual.value,
            actual.numerator,
            actual.denominator,
            actual.approved_by.name,
            str(actual.approved_on or ""),
            delivery and delivery.display_name,
            hop and hop.quantity,
            engagement and engagement.display_name,
            engagement and engagement.partner_id.name,
        ]
        return [None if v is None or v is False or v == "" else v for v in values]
