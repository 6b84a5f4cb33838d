from datetime import timedelta

from odoo import Command, api, fields, models
from odoo.fields import Domain

from .asm_submission_asked import DRAFTED

_TEMPLATE = "asm_programs.mail_template_report_due"
_ROLES = ("editor", "officer")


class AsmSubmission(models.Model):
    """Remind of a report before it is due and after, once for each due date.

    The partner's editors and officers get an e-mail, the programme's manager an
    activity; both end when the report is submitted.
    """

    _name = "asm.submission"
    _inherit = ["asm.submission", "mtm.reminder.mixin"]

    _reminder_date_field = "date_due"

    date_reminded_late = fields.Date(
        string="Reminded of Being Late",
        readonly=True,
        copy=False,
        help="The due date that somebody has been reminded of after it passed.",
    )

    @api.depends("period_id.date_end")
    def _compute_date_due(self):
        # the programme's days as they are when the report is opened
        for submission in self:
            end = submission.period_id.date_end
            days = submission.program_id.due_days
            submission.date_due = end and fields.Date.add(end, days=days)

    def write(self, vals):
        result = super().write(vals)
        if vals.get("state") and vals["state"] not in DRAFTED:
            self._drop_reminders()
        return result

    def _is_late(self):
        self.ensure_one()
        return bool(self.date_due) and self.date_due < fields.Date.context_today(self)

    @api.model
    def _reminder_domain(self):
        return Domain("state", "in", DRAFTED) & Domain("date_due", "!=", False)

    @api.model
    def _reminder_company_domain(self, company):
        return Domain("company_id", "=", company.id)

    def _reminder_summary(self):
        self.ensure_one()
        return self.env._("Report of %(partner)s is due", partner=self.partner_id.name)

    def _reminder_responsible(self):
        return self.program_id.manager_id

    def _move_reminders(self):
        """Move what was scheduled to the new day, which is reminded of anew."""
        reminders = self._open_reminders().grouped("res_id")
        for record in self.filtered(lambda record: record.id in reminders):
            if record.date_due:
                reminders[record.id].date_deadline = record.date_due
            else:
                reminders[record.id].unlink()

    @api.model
    def _to_remind(self, company):
        """Return what is due soon, and what was due and has not come."""
        waiting = self.search(
            self._reminder_domain() & self._reminder_company_domain(company)
        )
        return waiting.filtered(lambda report: report._reminder_due())

    def _reminder_due(self):
        """Return the field that keeps the reminder of today, None where none is due."""
        self.ensure_one()
        today, due = fields.Date.context_today(self), self.date_due
        first = due - timedelta(days=self.program_id.remind_before_days)
        last = due + timedelta(days=self.program_id.remind_after_days)
        if first <= today <= due and self.date_reminded != due:
            return "date_reminded"
        if today >= last and today > due and self.date_reminded_late != due:
            return "date_reminded_late"
        return None

    def _remind_now(self):
        for report in self:
            report[report._reminder_due()] = report.date_due
            report._schedule_reminder()
        self._mail_reminders()

    def _schedule_reminder(self):
        """Leave one activity, however often somebody is reminded."""
        self.ensure_one()
        if self._open_reminders():
            return None
        return super()._schedule_reminder()

    def _mail_reminders(self):
        """Write to each editor and officer who wants each reminder by itself.

        The others hear of it in the message of their choice.
        """
        template = self.env.ref(_TEMPLATE).sudo()
        Access = self.env["mtm.partner.access"]
        people = Access._people(self.sudo().partner_id, _ROLES)
        for report in self:
            for user in people.get(report.partner_id, ()):
                if user.mtm_digest == "single" and user.email:
                    template.with_context(lang=user.lang).send_mail(
                        report.id,
                        email_values={
                            "recipient_ids": [Command.set(user.partner_id.ids)],
                            "email_to": False,
                        },
                    )
