from odoo import api, fields, models
from odoo.fields import Domain

from ..tools import calendars


class AsmAssignment(models.Model):
    """Who reports an indicator: where, split by what, how often, from when to when."""

    _name = "asm.assignment"
    _description = "Reporting Assignment"
    _inherit = ["asm.derived.mixin"]
    _order = "program_indicator_id, partner_id, id"

    program_indicator_id = fields.Many2one(
        "asm.program.indicator", required=True, index=True, ondelete="cascade"
    )
    program_id = fields.Many2one(
        string="Programme",
        related="program_indicator_id.program_id",
        store=True,
        index=True,
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
        """Return the assignments that ask for a number in a period."""
        span = calendars.Window(period.date_start, period.date_end)
        return self._filtered_in(span, period.kind, period.fiscal_month)

    def _filtered_in(self, span, kind, fiscal_month):
        """Return the assignments that ask for a number in these days.

        A rarer frequency asks for it in the period that ends a span of its own.

        :param span: :class:`calendars.Window` of one period
        :param kind: the period's kind
        :param fiscal_month: month in which the calendar's year starts
        """
        return self.filtered(
            lambda line: (
                (not line.date_start or line.date_start <= span.date_to)
                and (not line.date_end or line.date_end >= span.date_from)
                and self._is_due_in(line.frequency, span, kind, fiscal_month)
            )
        )

    @api.model
    def _is_due_in(self, frequency, span, kind, fiscal_month):
        if not frequency or frequency == kind:
            return True
        own = calendars.period_of(span.date_to, frequency, fiscal_month)
        return own.date_to == span.date_to

    @api.model
    def _partners_due_in(self, lines, span, kind, fiscal_month):
        """Return who is asked for one of these indicators in these days.

        One query for thousands of assignments; else as :meth:`_filtered_in`.
        """
        pairs = self._read_group(
            Domain("program_indicator_id", "in", lines.ids)
            & (Domain("date_start", "=", False) | Domain("date_start", "<=", span[1]))
            & (Domain("date_end", "=", False) | Domain("date_end", ">=", span[0])),
            ["partner_id", "frequency"],
        )
        return self.env["res.partner"].union(
            *(
                partner
                for partner, frequency in pairs
                if self._is_due_in(frequency, span, kind, fiscal_month)
            )
        )

    def _shapes(self):
        """Return ``{(program id, partner id): {id: what it asks for}}``.

        What it asks for is plain values of the cache, to be compared: the same
        indicators are often asked of many partners in the same way.
        """
        names = (
            "program_indicator_id",
            "site_ids",
            "dimension_ids",
            "frequency",
            "date_start",
            "date_end",
        )
        places = ("program_id", "partner_id")
        self.fetch([*places, *names])
        place, shape = (
            zip(
                *(map(self._fields[n]._get_cache(self.env).get, self._ids) for n in of),
                strict=True,
            )
            for of in (places, names)
        )
        found = {}
        for key, where, what in zip(self._ids, place, shape, strict=True):
            found.setdefault(where, {})[key] = what
        return found
