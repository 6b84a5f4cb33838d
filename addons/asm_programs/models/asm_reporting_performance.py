from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ..tools.calendars import MONTHS_OF_KIND

STATUSES = [
    ("on_time", "On time"),
    ("late", "Late"),
    ("overdue", "Overdue"),
    ("waiting", "Not due yet"),
]
SUMS = (
    "asked",
    "reported",
    "explained",
    "on_time",
    "late",
    "overdue",
    "waiting",
    "returned",
    "approved",
)


class AsmReportingPerformance(models.Model):
    """How completely and how timely each partner reports: one row a report.

    What was asked follows from the assignments of the period. A number is reported
    once it was submitted, with a value or in words; one that is missing with a
    reason is explained, not reported. On time is what was submitted for the first
    time by its due day, whatever was sent back later.
    """

    _name = "asm.reporting.performance"
    _description = "Completeness and Timeliness of Reports"
    _auto = False
    _order = "date_due desc, id desc"
    _rec_name = "submission_id"
    _depends = {
        "asm.submission": [
            "program_id",
            "partner_id",
            "period_id",
            "date_start",
            "date_end",
            "date_due",
            "state",
            "submitted_on",
            "company_id",
        ],
        "asm.assignment": [
            "program_id",
            "partner_id",
            "program_indicator_id",
            "site_ids",
            "frequency",
            "date_start",
            "date_end",
        ],
        "asm.actual": [
            "submission_id",
            "program_indicator_id",
            "site_id",
            "value",
            "numerator",
            "text",
            "option_id",
            "missing_reason",
            "state",
            "state_since",
        ],
        "asm.submission.sending": ["submission_id", "number", "sent_on", "day"],
        "asm.actual.revision": ["actual_id", "state", "valid_from"],
        "asm.period": ["kind", "fiscal_month"],
    }

    submission_id = fields.Many2one("asm.submission", string="Report", readonly=True)
    program_id = fields.Many2one("asm.program", string="Programme", readonly=True)
    partner_id = fields.Many2one("res.partner", string="Reported By", readonly=True)
    period_id = fields.Many2one("asm.period", readonly=True)
    date_end = fields.Date(string="Period Ends", readonly=True)
    date_due = fields.Date(string="Due", readonly=True)
    date_submitted = fields.Date(string="First Submitted", readonly=True)
    state = fields.Selection(
        lambda self: (
            self.env["asm.submission"]._fields["state"]._description_selection(self.env)
        ),
        readonly=True,
    )
    status = fields.Selection(STATUSES, readonly=True)
    asked = fields.Integer(string="Numbers Asked", readonly=True)
    reported = fields.Integer(string="Numbers Reported", readonly=True)
    explained = fields.Integer(string="Missing with a Reason", readonly=True)
    completeness = fields.Float(
        string="Complete (%)", readonly=True, aggregator=None, digits=(5, 1)
    )
    on_time = fields.Integer(string="Reports on Time", readonly=True)
    late = fields.Integer(string="Reports Late", readonly=True)
    overdue = fields.Integer(string="Reports Overdue", readonly=True)
    waiting = fields.Integer(string="Reports Not Due Yet", readonly=True)
    returned = fields.Integer(string="Times Sent Back", readonly=True)
    approved = fields.Integer(string="Reports Approved", readonly=True)
    days_late = fields.Integer(readonly=True, aggregator="avg")
    company_id = fields.Many2one("res.company", readonly=True)

    @property
    def _table_query(self):
        return SQL(
            """
            SELECT rows.*,
                   CASE WHEN asked > 0 THEN 100.0 * reported / asked END
                       AS completeness,
                   (status = 'on_time')::integer AS on_time,
                   (status = 'late')::integer AS late,
                   (status = 'overdue')::integer AS overdue,
                   (status = 'waiting')::integer AS waiting,
                   (state = 'approved')::integer AS approved,
                   GREATEST(
                       0, COALESCE(date_submitted, %(today)s) - date_due
                   ) AS days_late
              FROM (%(rows)s) AS rows
            """,
            rows=self._rows(),
            today=self._today(),
        )

    @api.model
    def _today(self):
        return SQL("%s::date", fields.Date.context_today(self))

    @api.model
    def _rows(self):
        return SQL(
            """
            SELECT report.id, report.id AS submission_id, report.program_id,
                   report.partner_id, report.period_id, report.date_end,
                   report.date_due, report.state, report.company_id,
                   moments.date_submitted, moments.returned,
                   slots.asked, slots.reported, slots.explained,
                   CASE
                       WHEN moments.date_submitted <= report.date_due THEN 'on_time'
                       WHEN moments.date_submitted IS NOT NULL THEN 'late'
                       WHEN report.date_due < %(today)s THEN 'overdue'
                       ELSE 'waiting'
                   END AS status
              FROM asm_submission report
              JOIN asm_period period ON period.id = report.period_id
              CROSS JOIN LATERAL (%(moments)s) AS moments
              CROSS JOIN LATERAL (%(slots)s) AS slots
            """,
            today=self._today(),
            moments=self._moments(),
            slots=self._slots(),
        )

    @api.model
    def _moments(self):
        """Return the day of a report's first submission and how often it came back.

        The day is that of the place where it was sent: there it was due.
        Numbers that were sent back together were so at one moment.
        """
        return SQL(
            """
            SELECT CASE
                       WHEN moment.first >= sending.sent_on - INTERVAL '1 minute'
                       THEN sending.day
                       ELSE moment.first::date
                   END AS date_submitted,
                   moment.returned
              FROM (%(moment)s) AS moment
              LEFT JOIN asm_submission_sending sending
                ON sending.submission_id = report.id AND sending.number = 1
               AND sending.day IS NOT NULL
            """,
            moment=self._moment(),
        )

    @api.model
    def _moment(self):
        return SQL(
            """
            SELECT LEAST(
                       MIN(since) FILTER (WHERE was.state = 'submitted'),
                       report.submitted_on
                   ) AS first,
                   COUNT(DISTINCT since) FILTER (WHERE was.state = 'returned')
                       AS returned
              FROM (
                    SELECT state, state_since AS since
                      FROM asm_actual
                     WHERE submission_id = report.id
                     UNION ALL
                    SELECT revision.state, revision.valid_from
                      FROM asm_actual_revision revision
                      JOIN asm_actual actual ON actual.id = revision.actual_id
                     WHERE actual.submission_id = report.id
                   ) AS was
            """
        )

    @api.model
    def _slots(self):
        """Return how many numbers a report was to give, and how many it gave."""
        return SQL(
            """
            SELECT COUNT(*) AS asked,
                   COUNT(*) FILTER (WHERE given.has_value) AS reported,
                   COUNT(*) FILTER (WHERE NOT given.has_value) AS explained
              FROM asm_assignment asking
              LEFT JOIN asm_assignment_mtm_site_rel place
                ON place.asm_assignment_id = asking.id
              LEFT JOIN LATERAL (
                    SELECT BOOL_OR(missing_reason IS NULL) AS has_value
                      FROM asm_actual
                     WHERE submission_id = report.id
                       AND program_indicator_id = asking.program_indicator_id
                       AND (place.mtm_site_id IS NULL OR site_id = place.mtm_site_id)
                       AND state <> 'draft'
                       AND COALESCE(
                               value::text, numerator::text, text, option_id::text,
                               missing_reason
                           ) IS NOT NULL
                   ) AS given ON TRUE
             WHERE asking.program_id = report.program_id
               AND asking.partner_id = report.partner_id
               AND (asking.date_start IS NULL OR asking.date_start <= report.date_end)
               AND (asking.date_end IS NULL OR asking.date_end >= report.date_start)
               AND %s
            """,
            self._is_due(),
        )

    @api.model
    def _is_due(self):
        """A rarer frequency asks in the period that ends a span of its own."""
        return SQL(
            """
            (
                asking.frequency IS NULL
                OR asking.frequency = period.kind
                OR (
                    (
                        EXTRACT(MONTH FROM report.date_end)::integer + 12
                        - period.fiscal_month
                    ) %% 12 + 1
                ) %% CASE asking.frequency %s END = 0
            )
            """,
            SQL(" ").join(
                SQL("WHEN %s THEN %s", kind, months)
                for kind, months in MONTHS_OF_KIND.items()
            ),
        )

    def action_open_report(self):
        """Open the report that a row is about."""
        return self.submission_id._get_records_action()

    @api.model
    @api.readonly
    def read_heat(self, program_id=False, year=False):
        """Return who reported what in which period, and how the sums are.

        :param program_id: only of this programme
        :param year: of which year the periods end in; the latest with a report
            when there is none in it
        :return: ``columns`` (periods), ``rows`` (partners, each with a cell a
            period) and ``total``, in plain values; a cell names its domain
        """
        self.browse().check_access("read")
        domain = Domain("program_id", "=", program_id) if program_id else Domain.TRUE
        years = self._read_years(domain)
        year = year if year in years else next(iter(years), False)
        if year:
            domain &= Domain("date_end", ">=", f"{year}-01-01")
            domain &= Domain("date_end", "<=", f"{year}-12-31")
        return {
            "program_id": program_id,
            "programs": self._read_programs(),
            "year": year,
            "years": years,
            **self._read_table(domain if year else Domain.FALSE),
        }

    @api.model
    def _read_years(self, domain):
        groups = self.env["asm.submission"]._read_group(
            domain, ["date_end:year"], order="date_end:year desc"
        )
        return [day.year for (day,) in groups if day]

    @api.model
    def _read_programs(self):
        groups = self.env["asm.submission"]._read_group([], ["program_id"])
        programs = self.env["asm.program"].union(*(group[0] for group in groups))
        return [
            {"id": program.id, "name": program.display_name}
            for program in programs.sorted("code")
        ]

    @api.model
    def _read_table(self, domain):
        aggregates = [*(f"{name}:sum" for name in SUMS), "days_late:max", "__count"]
        names = [*SUMS, "days_late", "reports"]
        groups = self._read_group(domain, ["partner_id", "period_id"], aggregates)
        cells, periods, partners = {}, self.env["asm.period"], self.env["res.partner"]
        for partner, period, *numbers in groups:
            cells[partner.id, period.id] = dict(zip(names, numbers, strict=True))
            periods |= period
            partners |= partner
        periods = periods.sorted(lambda p: (p.date_start, p.date_end))
        # whoever may see a report may see whose it is
        partners = partners.sudo().sorted("display_name")
        return {
            "domain": list(domain),
            "columns": [{"id": one.id, "name": one.name} for one in periods],
            "rows": [
                {
                    "id": partner.id,
                    "name": partner.display_name,
                    "cells": [cells.get((partner.id, p.id)) for p in periods],
                    "total": self._sum(
                        [cells.get((partner.id, p.id)) for p in periods]
                    ),
                }
                for partner in partners
            ],
            "totals": [
                self._sum([cells.get((partner.id, p.id)) for partner in partners])
                for p in periods
            ],
            "total": self._sum(cells.values()),
        }

    @api.model
    def _sum(self, cells):
        cells = [cell for cell in cells if cell]
        total = {name: sum(cell[name] for cell in cells) for name in (*SUMS, "reports")}
        return total | {
            "days_late": max((cell["days_late"] for cell in cells), default=0)
        }
