from odoo import api, fields, models

from ..tools import calendars


class AsmAwardPeriod(models.Model):
    """One reporting period of an award: a record, since award years start on any
    date."""

    _name = "asm.award.period"
    _description = "Award Period"
    _inherit = ["mtm.restrict.mixin"]
    _order = "award_id, date_start, date_end"

    award_id = fields.Many2one(
        "asm.award", required=True, index=True, ondelete="cascade"
    )
    name = fields.Char(required=True)
    kind = fields.Selection(
        [
            ("quarter", "Quarter"),
            ("half", "Half-year"),
            ("year", "Year"),
            ("final", "Final"),
            ("other", "Other"),
        ],
        required=True,
        default="quarter",
    )
    date_start = fields.Date(string="From", required=True)
    date_end = fields.Date(string="To", required=True)
    date_due = fields.Date(string="Report Due")

    _dates_in_order = models.Constraint(
        "CHECK (date_end >= date_start)", "A period cannot end before it starts."
    )
    _no_overlap = models.Constraint(
        "EXCLUDE USING gist (award_id WITH =, kind WITH =, "
        "daterange(date_start, date_end, '[]') WITH &&)",
        "Two periods of one kind cannot overlap within an award.",
    )

    @api.depends("name", "award_id.reference")
    def _compute_display_name(self):
        for period in self:
            period.display_name = " ".join(
                filter(None, (period.award_id.reference, period.name))
            )

    def _fits(self, program):
        """Say whether the programme's periods end where this one does."""
        self.ensure_one()
        return calendars.window_fits(
            self.date_start, self.date_end, program.frequency, program.fiscal_month
        )
