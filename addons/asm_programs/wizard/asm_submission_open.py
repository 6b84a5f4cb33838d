from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools import calendars

# so many reports and more are opened in the background
IN_BACKGROUND_ABOVE = 200


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
        return self.program_id._partners_asked(self._window())

    def _window(self):
        return self.program_id._window_at(self.date)

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
        if len(self.partner_ids) > IN_BACKGROUND_ABOVE:
            self.env["asm.submission"].check_access("create")
            job = self.env["mtm.job"]._start_opening(
                self.program_id, self.date, self.partner_ids
            )
            return job._get_records_action(name=job.name)
        submissions = self.program_id._open_reports(self._window(), self.partner_ids)
        return submissions._get_records_action(name=self.env._("Submissions"))
