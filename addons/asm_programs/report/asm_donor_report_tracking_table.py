import itertools
from collections import defaultdict

from odoo import models

from odoo.addons.mines_to_markets.tools.workbooks import ROW_BY_ROW

from ..models._behind import Behind
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
        return super().get_workbook_options() | ROW_BY_ROW

    def generate_xlsx_report(self, workbook, data, objs):
        for report in objs:
            self._write_table(workbook, report)
            self._write_trace(workbook, report)

    def _write_table(self, workbook, report):
        sheet = workbook.add_worksheet(self.env._("Tracking table"))
        writer = TableWriter(workbook, sheet, self._table_columns(report))
        writer.fill(
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
        return [
            Column("#", 5, "integer"),
            Column(self.env._("Code"), 12),
            Column(self.env._("Indicator"), 45),
            Column(self.env._("Level"), 12),
            Column(self.env._("Unit"), 12),
            Column(self.env._("Data type"), 12),
            Column(self.env._("Direction"), 10),
            Column(self.env._("Cumulative"), 11),
            Column(self.env._("Disaggregation"), 22),
            Column(self.env._("Data source"), 24),
            Column(self.env._("Frequency"), 12),
            Column(self.env._("Baseline"), 12, "number"),
            Column(self.env._("Baseline date"), 12, "date"),
            Column(self.env._("Target, period"), 12, "number"),
            Column(self.env._("Actual, period"), 12, "number"),
            Column(self.env._("% achieved, period"), 11, "percent"),
            Column(self.env._("Q1 actual"), 11, "number"),
            Column(self.env._("Q2 actual"), 11, "number"),
            Column(self.env._("Q3 actual"), 11, "number"),
            Column(self.env._("Q4 actual"), 11, "number"),
            Column(self.env._("Target, year"), 12, "number"),
            Column(self.env._("Actual, year to date"), 12, "number"),
            Column(self.env._("% achieved, year"), 11, "percent"),
            Column(self.env._("Life-of-award target"), 12, "number"),
            Column(self.env._("Life-of-award actual"), 12, "number"),
            Column(self.env._("% of life-of-award target"), 11, "percent"),
            Column(self.env._("Reported"), 9, "integer"),
            Column(self.env._("Expected"), 9, "integer"),
            Column(self.env._("Deviation"), 40),
            Column(self.env._("Comments"), 40),
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
        for lines in self._chunks(report):
            yield from self._read(lines, [("id", "in", lines.ids)], *names, "is_total")

    def _chunks(self, report):
        """Yield the report's lines, so many at a time as memory always has room for."""
        lines = self.env["asm.donor.report.line"].search(
            [("report_id", "=", report.id)]
        )
        for start in range(0, len(lines), self._chunk):
            yield lines[start : start + self._chunk]

    def _read(self, model, domain, *names):
        """Yield rows as dictionaries, as far as the reader may read them.

        Records would cost more time than writing the workbook.
        """
        query = model._search(domain, order=model._order)
        columns = [model._field_to_sql(model._table, name, query) for name in names]
        for values in self.env.execute_query(query.select(*columns)):
            yield dict(zip(names, values, strict=True))

    def _write_trace(self, workbook, report):
        columns = [
            Column("#", 5, "integer"),
            Column(self.env._("Code"), 12),
            Column(self.env._("Disaggregation"), 20),
            Column(self.env._("Reported by"), 28),
            Column(self.env._("Period"), 14),
            Column(self.env._("Site"), 20),
            Column(self.env._("Category"), 18),
            Column(self.env._("Value"), 12, "number"),
            Column(self.env._("Numerator"), 12, "number"),
            Column(self.env._("Denominator"), 12, "number"),
            Column(self.env._("Approved by"), 22),
            Column(self.env._("Approved on (UTC)"), 20),
            Column(self.env._("Delivery"), 45),
            Column(self.env._("Counted"), 10, "number"),
            Column(self.env._("Engagement"), 40),
            Column(self.env._("Stakeholder"), 30),
        ]
        sheet = workbook.add_worksheet(self.env._("Trace"))
        TableWriter(workbook, sheet, columns).fill(
            self.env._("What each number rests on"),
            self._trace_facts(report),
            self._trace_rows(report),
        )

    def _trace_facts(self, report):
        facts = [self.env._("Numbers are those of the tracking table's first column.")]
        if not all(award.has_real_counts for award in report.award_ids):
            facts.append(self.env._("Numbers of people are not shown place by place."))
        return facts

    def _trace_rows(self, report):
        """Yield a row for each number behind a line, one for each delivery in it."""
        numbers = itertools.count(1)
        for lines in self._chunks(report):
            behind = self._trace_actuals(lines)
            for line in lines:
                head = [next(numbers), line.code or None, line.category or None]
                key = line.award_indicator_id.id, line.value_id.id
                for cells in behind.get(key, ()):
                    yield False, head + cells

    # What the trace shows of a number, and what it calls a record there
    _actual_fields = (
        ("partner_id", "name"),
        ("period_id", "name"),
        ("site_id", "name"),
        ("disaggregation_id", "display_name"),
        ("value", None),
        ("numerator", None),
        ("denominator", None),
        ("approved_by", "name"),
        ("approved_on", None),
    )

    # Which of the cells of a number, and of a delivery in it, say how many
    _how_many = (4, 5, 6, 10)

    def _trace_actuals(self, lines):
        """Return the cells of the numbers behind lines, by what a line adds up.

        An award without real counts gets no number of people in them: place by place
        the small ones would be told.

        :return: ``{(award's line id, dimension value id or False): [cells]}``
        """
        actuals = self.env["asm.actual"]
        found = Behind(lines)
        ids_of = {one.id: found.ids_of(one) for one in lines.award_indicator_id}
        names = ["id", "program_indicator_id", *dict(self._actual_fields)]
        all_ids = list(set().union(*ids_of.values()))
        rows = list(self._read(actuals, [("id", "in", all_ids)], *names))
        shown = [
            self._show(actuals._fields[name], label, [row[name] for row in rows])
            for name, label in self._actual_fields
        ]
        deliveries = self._trace_deliveries([row["id"] for row in rows])
        categories = self._categories({row["disaggregation_id"] for row in rows})
        traced = {
            row["id"]: (
                [[*cells, *hop] for hop in deliveries[row["id"]]],
                (False, *categories[row["disaggregation_id"]]),
            )
            for row, cells in zip(rows, zip(*shown, strict=True), strict=True)
        }
        place = {actual_id: number for number, actual_id in enumerate(traced)}
        of_people = self._ids_of_people(rows)
        behind = defaultdict(list)
        for award_line in lines.award_indicator_id:
            is_told = award_line.award_id.has_real_counts
            for actual_id in sorted(ids_of[award_line.id], key=place.get):
                cells, values = traced[actual_id]
                if not is_told and actual_id in of_people:
                    cells = list(map(self._without_numbers, cells))
                for value in values:
                    behind[award_line.id, value] += cells
        return behind

    def _ids_of_people(self, rows):
        """Return the ids of the numbers that count people."""
        used = {row["program_indicator_id"] for row in rows}
        lines = self.env["asm.program.indicator"].browse(used)
        ids = set(lines.filtered("indicator_id.counts_people").ids)
        return {row["id"] for row in rows if row["program_indicator_id"] in ids}

    def _without_numbers(self, cells):
        return [
            None if place in self._how_many else cell
            for place, cell in enumerate(cells)
        ]

    def _show(self, field, label, values):
        """Return the cells of a column."""
        if field.type == "datetime":
            return [value and str(value) for value in values]
        if field.type != "many2one":
            return values
        records = self.env[field.comodel_name].browse(set(values) - {None})
        names = {record.id: record[label] or None for record in records}
        return [names.get(value) for value in values]

    def _categories(self, combination_ids):
        """Return ``{id of a combination or None: ids of its dimension values}``."""
        combinations = self.env["mtm.disaggregation"].browse(combination_ids - {None})
        return {None: ()} | {one.id: one.value_ids.ids for one in combinations}

    def _trace_deliveries(self, actual_ids):
        """Return the cells of the deliveries that numbers rest on, by number."""
        hops = self.env["asm.actual.delivery"].search([("actual_id", "in", actual_ids)])
        traced = defaultdict(list)
        for hop in hops:
            engagement = hop.delivery_id.engagement_id
            traced[hop.actual_id.id].append(
                (
                    hop.delivery_id.display_name,
                    hop.quantity,
                    engagement.display_name or None,
                    engagement.partner_id.name or None,
                )
            )
        return {key: traced.get(key, [(None,) * 4]) for key in actual_ids}
