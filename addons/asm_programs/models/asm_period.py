from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools import calendars


class AsmPeriod(models.Model):
    """A reporting period of one calendar: a kind, and the month its year starts in.

    Years from October and years from January are two calendars. Within one
    calendar no two periods overlap; the database refuses it.
    """

    _name = "asm.period"
    _description = "Reporting Period"
    _inherit = ["mtm.restrict.mixin", "mtm.kept.mixin"]
    _order = "date_start desc, kind, id"
    _rec_name = "name"

    kind = fields.Selection(
        [
            ("month", "Month"),
            ("quarter", "Quarter"),
            ("half", "Half-year"),
            ("year", "Year"),
        ],
        required=True,
        default="quarter",
    )
    fiscal_month = fields.Integer(
        string="Year Starts In Month", required=True, default=1
    )
    date_start = fields.Date(string="From", required=True, index=True)
    date_end = fields.Date(
        string="To",
        required=True,
        compute="_compute_date_end",
        store=True,
        readonly=False,
        precompute=True,
    )
    name = fields.Char(compute="_compute_name", store=True, precompute=True)

    _no_overlap = models.Constraint(
        "EXCLUDE USING gist (kind WITH =, fiscal_month WITH =, "
        "daterange(date_start, date_end, '[]') WITH &&)",
        "Two periods of one calendar cannot overlap.",
    )
    _dates_in_order = models.Constraint(
        "CHECK (date_end >= date_start)", "A period cannot end before it starts."
    )
    _fiscal_month_range = models.Constraint(
        "CHECK (fiscal_month BETWEEN 1 AND 12)", "A month lies between 1 and 12."
    )

    @api.depends("kind", "fiscal_month", "date_start")
    def _compute_date_end(self):
        for period in self:
            if period.date_start and period.kind:
                period.date_end = calendars.period_of(
                    period.date_start, period.kind, period.fiscal_month or 1
                ).date_to

    @api.depends("kind", "fiscal_month", "date_start")
    def _compute_name(self):
        for period in self:
            period.name = period.date_start and calendars.period_name(
                period.date_start, period.kind, period.fiscal_month or 1
            )

    def write(self, vals):
        for name in self._day_fields.intersection(vals):
            value = self._fields[name].convert_to_cache(vals[name], self)
            changed = self.filtered(lambda period, n=name, v=value: period[n] != v)
            changed._check_no_numbers()
        return super().write(vals)

    _day_fields = frozenset({"kind", "fiscal_month", "date_start", "date_end"})

    def _check_no_numbers(self):
        """:raises UserError: where numbers were reported for these days"""
        # numbers count for everybody, whoever may read them
        reports = self.env["asm.submission"].sudo()
        if reports.search_count([("period_id", "in", self.ids)], limit=1) or (
            self.env["asm.actual"]
            .sudo()
            .search_count([("period_id", "in", self.ids)], limit=1)
        ):
            raise UserError(
                self.env._(
                    "%(period)s has numbers, which are of its days. It stays as it is.",
                    period=self[0].name,
                )
            )

    @api.model
    def _ensure(self, kind, fiscal_month, date_from, date_to):
        """Return the periods wholly inside a window, in order; missing ones are made.

        :param kind: month, quarter, half or year
        :param fiscal_month: month in which the calendar's year starts
        :param date_from: first day of the window
        :param date_to: last day of the window
        """
        windows = calendars.periods_within(kind, fiscal_month, date_from, date_to)
        calendar = [("kind", "=", kind), ("fiscal_month", "=", fiscal_month)]
        starts = [window.date_from for window in windows]
        known = self.search([*calendar, ("date_start", "in", starts)])
        found = set(known.mapped("date_start"))
        # a calendar is arithmetic: whoever may open a report may need its period
        missing = self.sudo().create(
            [
                {
                    "kind": kind,
                    "fiscal_month": fiscal_month,
                    "date_start": window.date_from,
                    "date_end": window.date_to,
                }
                for window in windows
                if window.date_from not in found
            ]
        )
        return (known | missing.sudo(False)).sorted("date_start")
