from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools import calendars


class AsmSubmissionOpen(models.TransientModel):
    """Opens the reports of one programme and period, one for each partner."""

    _name = "asm.submission.open"
    _description = "Open the Reports of a Period"

    program_id = fields.Many2one(
        "asm.program", string="Programme", required=True, ondelete="cascade"
    )
    date = fields.Date(
        string="A Day in the Period",
        required=True,
        default=fields.Date.context_today,
        help="The reports are for the programme's period that this day lies in.",
    )
    period_name = fields.Char(string="Period", compute="_compute_period_name")
    partner_ids = fields.Many2many(
        "res.partner",
        string="Reported By",
        compute="_compute_partner_ids",
        compute_sudo=False,
        store=True,
        readonly=False,
        help="Those who are asked for a number in the period and have no report yet.",
    )

    @api.depends("program_id", "date")
    def _compute_period_name(self):
        for wizard in self:
            program = wizard.program_id
            wizard.period_name = (
                program
                and wizard.date
                and calendars.period_name(
                    wizard.date, program.frequency, program.fiscal_month
                )
            )

    @api.depends("program_id", "date")
    def _compute_partner_ids(self):
        for wizard in self:
            wizard.partner_ids = wizard._partners_asked()

    def _partners_asked(self):
        self.ensure_one()
        if not (self.program_id and self.date):
            return self.env["res.partner"]
        period = self.env["asm.period"].new(
            {
                "kind": self.program_id.frequency,
                "fiscal_month": self.program_id.fiscal_month,
                "date_start": self._window().date_from,
            }
        )
        lines = self.program_id.program_indicator_ids
        asked = lines.assignment_ids._filtered_on(period).partner_id
        reports = self.env["asm.submission"].search(
            [
                ("program_id", "=", self.program_id.id),
                ("date_start", "=", period.date_start),
                ("date_end", "=", period.date_end),
            ]
        )
        return asked - reports.partner_id

    def _window(self):
        program = self.program_id
        return calendars.period_of(self.date, program.frequency, program.fiscal_month)

    def action_open(self):
        self.ensure_one()
        if not self.partner_ids:
            raise UserError(
                self.env._(
                    "Nobody is asked for a number of %(program)s in %(period)s who has "
                    "no report yet. Say under Indicators who reports, or name the "
                    "organisations here.",
                    program=self.program_id.display_name,
                    period=self.period_name,
                )
            )
        window = self._window()
        period = self.program_id._periods(window.date_from, window.date_to)
        submissions = self.env["asm.submission"].create(
            [
                {
                    "program_id": self.program_id.id,
                    "partner_id": partner.id,
                    "period_id": period.id,
                }
                for partner in self.partner_ids
            ]
        )
        return submissions._get_records_action(name=self.env._("Submissions"))
