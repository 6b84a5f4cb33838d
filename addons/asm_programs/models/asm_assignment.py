from odoo import fields, models

from ..tools import calendars


class AsmAssignment(models.Model):
    """Who reports an indicator: where, split by what, how often, from when to when."""

    _name = "asm.assignment"
    _description = "Reporting Assignment"
    _order = "program_indicator_id, partner_id, id"

    program_indicator_id = fields.Many2one(
        "asm.program.indicator", required=True, index=True, ondelete="cascade"
    )
    program_id = fields.Many2one(
        related="program_indicator_id.program_id", store=True, index=True
    )
    partner_id = fields.Many2one(
        "res.partner",
        string="Reported By",
        required=True,
        index=True,
        ondelete="restrict",
    )
    site_ids = fields.Many2many(
        "mtm.site", string="Sites", help="Empty: one number for the whole programme."
    )
    dimension_ids = fields.Many2many(
        "mtm.dimension",
        string="Split By",
        help="Empty: split as the definition says.",
    )
    frequency = fields.Selection(
        [
            ("month", "Month"),
            ("quarter", "Quarter"),
            ("half", "Half-year"),
            ("year", "Year"),
        ],
        help="Empty: in every period of the programme.",
    )
    date_start = fields.Date(string="From")
    date_end = fields.Date(string="Until")

    _partner_unique = models.UniqueIndex(
        "(program_indicator_id, partner_id, COALESCE(date_start, '-infinity'))",
        "This organisation reports this indicator already from this day.",
    )
    _dates_in_order = models.Constraint(
        "CHECK (date_end >= date_start)", "An assignment cannot end before it starts."
    )

    def _filtered_on(self, period):
        """Return the assignments that ask for a number in this period.

        A rarer frequency asks for it in the period that ends a span of its own.
        """
        return self.filtered(
            lambda line: (
                (not line.date_start or line.date_start <= period.date_end)
                and (not line.date_end or line.date_end >= period.date_start)
                and line._is_due_in(period)
            )
        )

    def _is_due_in(self, period):
        self.ensure_one()
        if not self.frequency or self.frequency == period.kind:
            return True
        span = calendars.period_of(
            period.date_end, self.frequency, period.fiscal_month
        )
        return span.date_to == period.date_end
