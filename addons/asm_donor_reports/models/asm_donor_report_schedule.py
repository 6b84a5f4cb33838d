from odoo import api, fields, models
from odoo.fields import Domain

STAGES = [
    ("due", "Due"),
    ("preparation", "In preparation"),
    ("frozen", "Frozen"),
    ("sent", "Sent"),
    ("returned", "Returned"),
    ("accepted", "Accepted"),
]


class AsmDonorReport(models.Model):
    """Where a report stands on its way to the donor, and who is reminded of it."""

    _name = "asm.donor.report"
    _inherit = ["asm.donor.report", "mtm.reminder.mixin"]

    _reminder_date_field = "date_due"
    _reminder_user_field = "user_id"
    _reminder_days_field = "asm_report_reminder_days"

    stage = fields.Selection(
        STAGES,
        compute="_compute_stage",
        store=True,
        index=True,
        group_expand=True,
    )
    user_id = fields.Many2one(
        related="award_period_id.award_id.user_id", string="Responsible"
    )
    is_overdue = fields.Boolean(
        compute="_compute_is_overdue", search="_search_is_overdue"
    )

    @api.depends("state", "drawn_on", "checked_on", "section_ids.text")
    def _compute_stage(self):
        for report in self:
            begun = report.drawn_on or report.checked_on
            told = any(section.text for section in report.section_ids)
            draft = "preparation" if begun or told else "due"
            report.stage = draft if report.state == "draft" else report.state

    @api.depends("date_due", "state")
    def _compute_is_overdue(self):
        late = self.filtered_domain(self._domain_overdue())
        for report in self:
            report.is_overdue = report in late

    def _search_is_overdue(self, operator, value):
        if operator != "in":
            return NotImplemented
        late = self._domain_overdue()
        return late if True in value else ~late

    @api.model
    def _domain_overdue(self):
        today = fields.Date.context_today(self)
        return Domain("date_due", "<", today) & self._domain_to_send()

    @api.model
    def _domain_to_send(self):
        return Domain("state", "in", ("draft", "frozen"))

    # -- reminders --

    @api.model
    def _reminder_domain(self):
        return super()._reminder_domain() & self._domain_to_send()

    @api.model
    def _reminder_company_domain(self, company):
        return Domain("award_ids.company_id", "=", company.id)

    def _reminder_summary(self):
        self.ensure_one()
        return self.env._("%(name)s is due to the donor", name=self.name)

    def action_send(self):
        result = super().action_send()
        self._drop_reminders()
        return result
