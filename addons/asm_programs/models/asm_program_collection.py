from datetime import timedelta

from odoo import api, fields, models

from ..tools import calendars

# what a batch of reports has no use for, one message each
QUIET = {
    "tracking_disable": True,
    "mail_create_nolog": True,
    "mail_create_nosubscribe": True,
}


class AsmProgram(models.Model):
    """How a programme collects its numbers: when reports open, are due, are asked."""

    _inherit = "asm.program"

    due_days = fields.Integer(
        string="Due After",
        required=True,
        default=15,
        help="Days after the period's end until which a report is due.",
    )
    remind_before_days = fields.Integer(
        string="Remind Before",
        required=True,
        default=7,
        help="Days before a report is due on which its people are reminded. 0: on the "
        "day itself.",
    )
    remind_after_days = fields.Integer(
        string="Remind After",
        required=True,
        default=3,
        help="Days after a report was due on which its people are reminded again.",
    )
    opens_by_itself = fields.Boolean(
        string="Open Reports by Themselves",
        help="The reports of a period are opened for all who are asked for a number.",
    )
    open_before_days = fields.Integer(
        string="Open Before the End",
        default=0,
        help="Days before the period's end on which its reports open. 0: on the day "
        "after it.",
    )

    _collection_days = models.Constraint(
        "CHECK (due_days >= 0 AND remind_before_days >= 0 AND remind_after_days >= 0 "
        "AND open_before_days >= 0)",
        "Days are counted from 0 on.",
    )

    def write(self, vals):
        result = super().write(vals)
        if "mineral_ids" in vals:
            self._merge_open_reports()
        return result

    def _merge_open_reports(self, partners=None):
        """Bring the open reports of these programmes in step with their framework.

        :param partners: only the reports of these
        """
        domain = [
            ("program_id", "in", self.ids),
            ("state", "in", ("open", "returned")),
        ]
        if partners is not None:
            domain.append(("partner_id", "in", partners.ids))
        # whoever may change the framework changes what is asked of everybody
        self.env["asm.submission"].sudo().search(domain)._merge_framework()

    def _window_at(self, date):
        """Return the :class:`calendars.Window` of this programme's period at a day."""
        self.ensure_one()
        return calendars.period_of(date, self.frequency, self.fiscal_month)

    def _partners_asked(self, window):
        """Return who is asked for a number in a period and has no report yet."""
        self.ensure_one()
        asked = self.env["asm.assignment"]._partners_due_in(
            self.program_indicator_ids, window, self.frequency, self.fiscal_month
        )
        return asked - self._partners_with_report(window)

    def _partners_with_report(self, window):
        """Return who has a report of a period already."""
        self.ensure_one()
        reports = self.env["asm.submission"].search_fetch(
            [
                ("program_id", "=", self.id),
                ("date_start", "=", window.date_from),
                ("date_end", "=", window.date_to),
            ],
            ["partner_id"],
        )
        return reports.partner_id

    def _open_reports(self, window, partners):
        """Open the reports of a period for these organisations, in one batch."""
        self.ensure_one()
        period = self._periods(window.date_from, window.date_to)
        submissions = self.env["asm.submission"].with_context(**QUIET)
        return submissions.create(
            [
                {
                    "program_id": self.id,
                    "partner_id": partner.id,
                    "period_id": period.id,
                }
                for partner in partners
            ]
        ).with_env(self.env)

    @api.model
    def _cron_open_reports(self):
        """Open the reports of the periods that end, where a programme wants that.

        And those that somebody opens for so many partners that it takes a while.
        """
        self.env["mtm.job"]._open_waiting()
        self.env["mtm.job"]._apart(
            self.env._("Opening reports"),
            self.search([("opens_by_itself", "=", True)]),
            lambda program: program._open_what_is_due(),
        )

    def _open_what_is_due(self):
        today = fields.Date.context_today(self)
        window = self._window_due(today)
        if self._runs_in(window):
            partners = self._partners_asked(window)
            if partners:
                self._open_reports(window, partners)

    def _window_due(self, today):
        """Return the last period whose reports are to be open on a day."""
        current = self._window_at(today)
        opens = current.date_to - timedelta(days=self.open_before_days)
        if self.open_before_days and today >= opens:
            return current
        return self._window_at(current.date_from - timedelta(days=1))

    def _runs_in(self, window):
        self.ensure_one()
        return (not self.date_start or self.date_start <= window.date_to) and (
            not self.date_end or self.date_end >= window.date_from
        )
