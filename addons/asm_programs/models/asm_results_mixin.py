from collections import defaultdict
from datetime import date
from decimal import Decimal

from odoo import api, fields, models
from odoo.tools import SQL

from ..tools import calendars, credit, facts, results

LONG_AGO = date(1900, 1, 1)


class AsmResultsMixin(models.AbstractModel):
    """Reads the numbers of programme indicators: the one calculation behind every
    screen, workbook and report.

    This fetches rows, with the reader's rights and by one statement for all
    indicators; what they add up to is computed in ``tools``.
    """

    _name = "asm.results.mixin"
    _description = "Results of Programme Indicators"

    @api.readonly
    def read_results(
        self,
        date_from,
        date_to,
        award_id=None,
        site_ids=None,
        by=(),
        as_of=None,
        include_draft=False,
    ):
        """Add up what was reported, as the definitions say.

        :param date_from: first day of the window
        :param date_to: last day of the window; only periods wholly inside count
        :param award_id: id of an award: its line's basis, factor and credit apply
        :param site_ids: ids of sites to restrict to
        :param by: what to split by: ``'site'``, ``'period'``, dimension codes
        :param as_of: moment whose knowledge is used; none for now
        :param include_draft: also take numbers that are not approved yet
        :return: ``{program indicator id: [cell]}``; a cell holds ``categories``,
            ``value``, ``numerator``, ``denominator`` (Decimal, ``None`` when blank),
            ``reported``, ``expected``, ``carried``, ``reason`` and ``notes``, with
            ``site_id`` and ``period_id`` when split by them
        """
        self.check_access("read")
        window = self._window(date_from, date_to)
        award = self.env["asm.award"].browse(award_id or ())
        as_of = fields.Datetime.to_datetime(as_of) if as_of else None
        source = self._results_source(window.date_to, as_of, include_draft)
        return {
            line.id: line._read_cells(source, window, award, site_ids, by, as_of)
            for line in self
        }

    @api.readonly
    def read_achievement(
        self,
        date_from,
        date_to,
        award_id=None,
        site_ids=None,
        by=(),
        as_of=None,
        include_draft=False,
    ):
        """Compare what was reported with the target; see :meth:`read_results`.

        :return: the cells of ``read_results``, each with ``target`` (Decimal or
            ``None``), ``achievement`` (percent, unrounded, or ``None``) and ``state``
            (``met``, ``not_met``, ``running``, ``no_data``)
        """
        cells = self.read_results(
            date_from, date_to, award_id, site_ids, by, as_of, include_draft
        )
        window = self._window(date_from, date_to)
        award = self.env["asm.award"].browse(award_id or ())
        as_of = fields.Datetime.to_datetime(as_of) if as_of else None
        for line in self:
            versions = line._target_versions(as_of)
            for cell in cells[line.id]:
                line._add_achievement(cell, versions, window, award, as_of)
        return cells

    @api.model
    def _window(self, date_from, date_to):
        return calendars.Window(
            fields.Date.to_date(date_from), fields.Date.to_date(date_to)
        )

    def _read_cells(self, source, window, award, site_ids, by, as_of):
        """Return the cells of one programme indicator."""
        self.ensure_one()
        line = self._award_line(award)
        window = self._basis_window(line, window)
        arguments = {
            "definition": self._definition(),
            "facts": source.get(self.id, []),
            "window": window,
            "by": tuple(by),
            "expected": self._expected_slots(window),
            "overlaps": self._overlaps(window, as_of),
            "credit": self._credit(award, as_of),
            "factor": Decimal(str(line.factor)) if line else Decimal(1),
        }
        if site_ids and not award:
            wanted = set(site_ids)
            arguments["facts"] = [f for f in arguments["facts"] if f.site_id in wanted]
            arguments["expected"] = [
                slot for slot in arguments["expected"] if slot.site_id in wanted
            ]
        cells = results.read(**arguments)
        return self._add_hidden_note(cells)

    def _award_line(self, award):
        return self.award_indicator_ids.filtered(lambda line: line.award_id == award)

    def _basis_window(self, line, window):
        if not line:
            return window
        return calendars.basis_window(
            line.basis,
            window,
            line.award_id.date_start,
            self.program_id.date_start or LONG_AGO,
            line.award_id.fiscal_month,
        )

    def _definition(self):
        indicator = self.indicator_id
        return facts.Definition(
            measure=indicator.measure,
            direction=indicator.direction,
            exclusive=frozenset(indicator._exclusive_codes()),
            time_aggregation=indicator.time_aggregation,
            place_aggregation=indicator.place_aggregation,
            is_ratio=indicator.is_ratio,
            numerator_time=indicator.numerator_time,
            denominator_time=indicator.denominator_time,
            multiplier=Decimal(str(indicator.multiplier)),
            basis=indicator.basis,
            cumulative_since=indicator.cumulative_since or "program",
            unique_scope=indicator.unique_scope or "year",
            unique_month=indicator.unique_month,
            program_start=self.program_id.date_start or None,
            fiscal_month=self.program_id.fiscal_month,
            formula=indicator.formula or None,
            formula_level=indicator.formula_level or "total",
            whole_units=indicator.whole_units,
        )

    def _results_source(self, date_to, as_of, include_draft):
        """Return ``{program indicator id: [fact]}`` of all rows up to a day."""
        rows = self._current_rows(date_to, as_of, include_draft)
        if as_of:
            rows += self._earlier_rows(date_to, as_of)
        return self._facts_of(rows)

    _row_fields = (
        "id",
        "program_indicator_id",
        "site_id",
        "partner_id",
        "period_id",
        "disaggregation_id",
        "correction_of_id",
        "value",
        "numerator",
        "denominator",
        "missing_reason",
        "text",
        "option_id",
    )

    _number_fields = ("value", "numerator", "denominator")

    def _current_rows(self, date_to, as_of, include_draft):
        Actual = self.env["asm.actual"]
        domain = [
            ("program_indicator_id", "in", self.ids),
            ("period_id.date_end", "<=", date_to),
        ]
        if not include_draft:
            domain.append(("state", "=", "approved"))
        if as_of:
            domain.append(("approved_on", "<=", as_of))
        query = Actual._search(domain)
        columns = [self._row_column(Actual, name, query) for name in self._row_fields]
        rows = self.env.execute_query_dict(query.select(*columns))
        return [self._with_decimals(row) for row in rows]

    def _row_column(self, model, name, query):
        """Odoo reads numeric columns as floats, so numbers come as text."""
        column = model._field_to_sql(model._table, name, query)
        cast = SQL("::text") if name in self._number_fields else SQL()
        return SQL("%s%s AS %s", column, cast, SQL.identifier(name))

    def _with_decimals(self, row):
        return row | {
            name: None if row[name] is None else Decimal(row[name])
            for name in self._number_fields
        }

    def _earlier_rows(self, date_to, as_of):
        """Return rows in the state in which they were approved at an earlier moment."""
        revisions = self.env["asm.actual.revision"].search(
            [
                ("actual_id.program_indicator_id", "in", self.ids),
                ("actual_id.period_id.date_end", "<=", date_to),
                ("state", "=", "approved"),
                ("valid_from", "<=", as_of),
                ("valid_to", ">", as_of),
            ]
        )
        return [revision._as_row(self._row_fields) for revision in revisions]

    def _facts_of(self, rows):
        by_id = {row["id"]: row for row in rows}
        periods = self._bounds_of({row["period_id"] for row in rows})
        categories = self._categories_of({row["disaggregation_id"] for row in rows})
        options = self._options_of({row["option_id"] for row in rows})
        source = defaultdict(list)
        for row in rows:
            # a correction belongs where the number is that it corrects
            place = by_id.get(row["correction_of_id"], row)
            source[row["program_indicator_id"]].append(
                facts.Fact(
                    place["site_id"],
                    place["partner_id"],
                    place["period_id"],
                    *periods[place["period_id"]],
                    categories.get(place["disaggregation_id"], {}),
                    row["value"],
                    row["numerator"],
                    row["denominator"],
                    row["missing_reason"],
                    bool(row["correction_of_id"]),
                    row["text"] or options.get(row["option_id"]),
                )
            )
        return source

    def _bounds_of(self, period_ids):
        periods = self.env["asm.period"].browse(period_ids)
        return {period.id: (period.date_start, period.date_end) for period in periods}

    def _categories_of(self, ids):
        combinations = self.env["mtm.disaggregation"].browse(filter(None, ids))
        return {
            combination.id: combination._categories() for combination in combinations
        }

    def _options_of(self, ids):
        options = self.env["asm.scale.value"].browse(filter(None, ids))
        return {option.id: option.code for option in options}

    def _expected_slots(self, window):
        """Return what is expected in the window, as the assignments say."""
        self.ensure_one()
        program = self.program_id
        spans = calendars.periods_within(
            program.frequency, program.fiscal_month, *window
        )
        known = self._known_periods(program, window)
        return [
            facts.Slot(site_id, assignment.partner_id.id, known.get(span, 0), *span)
            for span in spans
            for assignment in self.assignment_ids._filtered_in(
                span, program.frequency, program.fiscal_month
            )
            for site_id in (assignment.site_ids.ids or [None])
        ]

    def _known_periods(self, program, window):
        periods = self.env["asm.period"].search(
            [
                ("kind", "=", program.frequency),
                ("fiscal_month", "=", program.fiscal_month),
                ("date_start", ">=", window.date_from),
                ("date_end", "<=", window.date_to),
            ]
        )
        return {
            calendars.Window(period.date_start, period.date_end): period.id
            for period in periods
        }

    def _overlaps(self, window, as_of):
        overlaps = self.env["asm.overlap"].search(
            [
                ("indicator_id", "=", self.indicator_id.id),
                ("program_ids", "in", self.program_id.ids),
                ("period_id.date_start", ">=", window.date_from),
                ("period_id.date_end", "<=", window.date_to),
                ("approved_on", "!=", False),
                *([("approved_on", "<=", as_of)] if as_of else []),
            ]
        )
        return [
            facts.Overlap(
                overlap.period_id.date_start,
                overlap.period_id.date_end,
                Decimal(str(overlap.value)),
                tuple(overlap.site_ids.ids),
                overlap.disaggregation_id._categories(),
                overlap.period_id.id,
            )
            for overlap in overlaps
        ]

    def _credit(self, award, as_of):
        """Return how the awards are credited, or nothing when read for none.

        Shares of the indicator itself stand before those of its programme, and
        people count in full for each award unless such shares say otherwise.
        """
        if not award:
            return None
        shares = self.program_id.share_ids._filtered_as_of(as_of)
        own = shares.filtered(lambda share: share.program_indicator_id == self)
        chosen = own or shares.filtered(lambda share: not share.program_indicator_id)
        in_full = not own and self.indicator_id.counts_people
        return credit.Credit(
            award.id, tuple(share._as_credit(in_full) for share in chosen)
        )

    def _add_hidden_note(self, cells):
        """Say in each cell when numbers are hidden from the reader."""
        user = self.env.user
        restricted = user.is_restricted_by_country or user.is_restricted_by_program
        if self.env.su or not restricted:
            return cells
        domain = [("program_indicator_id", "=", self.id), ("state", "=", "approved")]
        # only whether something is hidden is told, not what
        Actual = self.env["asm.actual"]
        if Actual.search_count(domain) < Actual.sudo().search_count(domain):
            note = self.env._("Some numbers are hidden from you.")
            for cell in cells:
                cell["notes"] = [*cell["notes"], note]
        return cells

    def _target_versions(self, as_of):
        versions = self.target_ids.filtered(
            lambda version: version.approved_on
            and (not as_of or version.approved_on <= as_of)
        )
        return [version._as_version() for version in versions]
