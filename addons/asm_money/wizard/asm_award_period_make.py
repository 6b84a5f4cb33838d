from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools.misc import format_date

from ..tools import award_periods


class AsmAwardPeriodMake(models.TransientModel):
    """Makes the reporting periods of an award, with the days their reports are due."""

    _name = "asm.award.period.make"
    _description = "Make the Periods of an Award"

    award_id = fields.Many2one("asm.award", required=True, ondelete="cascade")
    kind = fields.Selection(
        [("quarter", "Quarters"), ("half", "Half-years"), ("year", "Years")],
        required=True,
        default="quarter",
    )
    counted_from = fields.Selection(
        [("calendar", "The donor's year"), ("start", "The award's first day")],
        string="Counted By",
        required=True,
        default="calendar",
    )
    fiscal_month = fields.Integer(related="award_id.fiscal_month")
    due_days = fields.Integer(
        string="Reports Due (Days After)",
        required=True,
        compute="_compute_due_days",
        store=True,
        readonly=False,
        precompute=True,
    )
    has_final = fields.Boolean(
        string="And the Final Report",
        default=True,
        help="A period over the whole award.",
    )
    final_days = fields.Integer(
        string="Final Report Due (Days After)",
        required=True,
        default=award_periods.DUE_DAYS["final"],
    )
    preview = fields.Text(string="Will Be Made", compute="_compute_preview")

    _days_not_negative = models.Constraint(
        "CHECK (due_days >= 0 AND final_days >= 0)",
        "A report is due after its period ends, not before.",
    )

    @api.depends("kind")
    def _compute_due_days(self):
        for wizard in self:
            wizard.due_days = award_periods.DUE_DAYS[wizard.kind or "quarter"]

    @api.depends(
        "award_id", "kind", "counted_from", "due_days", "has_final", "final_days"
    )
    def _compute_preview(self):
        for wizard in self:
            wizard.preview = "\n".join(
                self.env._(
                    "%(name)s: %(start)s to %(end)s, due %(due)s",
                    name=period.name,
                    start=format_date(self.env, period.date_from),
                    end=format_date(self.env, period.date_to),
                    due=format_date(self.env, period.date_due),
                )
                for period, _kind in wizard._periods()
            )

    def _periods(self):
        """Return ``[(period, kind)]`` that are not there yet."""
        self.ensure_one()
        award = self.award_id
        if not award:
            return []
        days = (award.date_start, award.date_end)
        if self.counted_from == "start":
            made = award_periods.from_start(*days, self.kind, self.due_days)
        else:
            made = award_periods.by_calendar(
                *days, self.kind, award.fiscal_month, self.due_days
            )
        found = [(period, self.kind) for period in self._new_of(made, self.kind)]
        if self.has_final:
            due = award.date_end + timedelta(days=self.final_days)
            final = award_periods.Period(self.env._("Final"), *days, due)
            found += [(period, "final") for period in self._new_of([final], "final")]
        return found

    def _new_of(self, periods, kind):
        there = self.award_id.period_ids.filtered(lambda one: one.kind == kind)
        return award_periods.without(
            periods, [(one.date_start, one.date_end) for one in there]
        )

    def action_make(self):
        """Create the periods; what there is stays as it is.

        :raises UserError: where there is none to make
        """
        self.ensure_one()
        periods = self._periods()
        if not periods:
            raise UserError(
                self.env._(
                    "%(award)s has these periods already.",
                    award=self.award_id.display_name,
                )
            )
        self.env["asm.award.period"].create(
            [
                {
                    "award_id": self.award_id.id,
                    "name": period.name,
                    "kind": kind,
                    "date_start": period.date_from,
                    "date_end": period.date_to,
                    "date_due": period.date_due,
                }
                for period, kind in periods
            ]
        )
        return {"type": "ir.actions.act_window_close"}
