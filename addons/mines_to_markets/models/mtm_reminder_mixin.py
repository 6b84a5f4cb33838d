from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain

REMINDED_AT_ONCE = 50
_ACTIVITY_TYPE = "mines_to_markets.mail_activity_type_expiry"


class MtmReminderMixin(models.AbstractModel):
    """Remind somebody before a record ends: once for each end, and moved with it."""

    _name = "mtm.reminder.mixin"
    _description = "Reminds before it ends"

    # the date on which it ends, who is reminded, and how many days before by the
    # setting of the company
    _reminder_date_field = "date_expiry"
    _reminder_user_field = "user_id"
    _reminder_days_field = None

    date_reminded = fields.Date(
        string="Reminded of End",
        readonly=True,
        copy=False,
        help="The end that somebody has been reminded of.",
    )

    def write(self, vals):
        result = super().write(vals)
        if self._reminder_date_field in vals:
            self._move_reminders()
        return result

    @api.model
    def _reminder_domain(self):
        """Return what is to be reminded of at all, whenever it ends."""
        return Domain(self._reminder_date_field, "!=", False)

    @api.model
    def _reminder_company_domain(self, company):
        """Return what follows the setting of a company."""
        return Domain(f"{self._reminder_user_field}.company_id", "=", company.id)

    def _reminder_summary(self):
        self.ensure_one()
        return self.env._(
            "%(name)s ends: renew it or let it end", name=self.display_name
        )

    @api.model
    def _cron_remind(self):
        """Remind of whatever ends soon, in every model that reminds."""
        mixin = self.env.registry["mtm.reminder.mixin"]
        companies = self.env["res.company"].search(Domain.TRUE)
        for model in self.env.values():
            if isinstance(model, mixin) and not model._abstract:
                for company in companies:
                    self.env["mtm.job"]._apart(
                        self.env._("Reminding of what ends"),
                        model.with_company(company)._to_remind(company),
                        lambda records: records._remind_now(),
                        REMINDED_AT_ONCE,
                    )

    @api.model
    def _to_remind(self, company):
        """Return what of a company is to be reminded of today."""
        today = fields.Date.context_today(self)
        last = today + timedelta(days=company[self._reminder_days_field])
        field = self._reminder_date_field
        ending = self.search(
            self._reminder_domain()
            & self._reminder_company_domain(company)
            & Domain(field, ">=", today)
            & Domain(field, "<=", last)
        )
        return ending.filtered(lambda record: record.date_reminded != record[field])

    @api.model
    def _remind(self, company):
        """Schedule the reminders of a company that are due today."""
        self._to_remind(company)._remind_now()

    def _remind_now(self):
        """Schedule the reminders of these."""
        for record in self:
            record._schedule_reminder()

    def _schedule_reminder(self):
        self.ensure_one()
        day = self[self._reminder_date_field]
        self.date_reminded = day
        user = self._reminder_user()
        self.with_context(lang=user.lang).activity_schedule(
            _ACTIVITY_TYPE,
            date_deadline=day,
            summary=self.with_context(lang=user.lang)._reminder_summary(),
            user_id=user.id,
        )

    def _reminder_user(self):
        """Return who is reminded: the responsible, or an administrator for them."""
        user = self._reminder_responsible()
        if user.active and user._is_internal():
            return user
        administrators = self.env.ref("mines_to_markets.group_mtm_admin").all_user_ids
        return (
            administrators.filtered(
                lambda admin: admin.active and self.env.company in admin.company_ids
            ).sorted("id", reverse=True)[:1]
            or self.env.user
        )

    def _reminder_responsible(self):
        return self[self._reminder_user_field]

    def _open_reminders(self):
        # the reminder may be another's, and moves with the end all the same
        return self.sudo().activity_search([_ACTIVITY_TYPE])

    def _move_reminders(self):
        """Move what was scheduled to the new end; drop what no longer ends."""
        reminders = self._open_reminders().grouped("res_id")
        if not reminders:
            return
        ending = self.sudo().filtered_domain(self._reminder_domain())
        for record in self.filtered(lambda record: record.id in reminders):
            if record not in ending:
                reminders[record.id].unlink()
                continue
            day = record[self._reminder_date_field]
            reminders[record.id].date_deadline = day
            record.sudo().date_reminded = day

    def _drop_reminders(self):
        """Take the open reminders away: there is nothing to renew any more."""
        self._open_reminders().unlink()
