from odoo import api, fields, models
from odoo.exceptions import UserError


class AsmSubmission(models.Model):
    """Deliveries counted in a report: by themselves, and what is still waiting."""

    _inherit = "asm.submission"

    uncounted_count = fields.Integer(
        string="Deliveries Not Counted", compute="_compute_uncounted_count"
    )

    def _compute_uncounted_count(self):
        for submission in self:
            submission.uncounted_count = len(submission._uncounted_deliveries())

    @api.model_create_multi
    def create(self, vals_list):
        submissions = super().create(vals_list)
        submissions._count_confirmed()
        return submissions

    def _count_rules(self):
        return self.program_id.program_indicator_ids.count_rule_ids

    def _uncounted_deliveries(self):
        """Return what is confirmed, is tied to an indicator and counts nowhere yet."""
        self.ensure_one()
        found = self.env["mtm.service.delivery"]
        for rule in self._count_rules():
            found |= rule._waiting(self)
        return found

    def _count_confirmed(self, services=None):
        """Count what is confirmed in the drafts of open reports, where it fits.

        What does not fit is left: the report says how many deliveries wait, and
        counting them by hand says why.

        :param services: only what rules count of these services
        """
        drafts = self.filtered(lambda report: report.state in ("open", "returned"))
        for submission in drafts._filtered_delivered():
            for rule in submission._count_rules():
                if services is not None and rule.service_id not in services:
                    continue
                try:
                    with self.env.cr.savepoint():
                        rule._count_into(submission)
                except UserError:
                    continue

    def _filtered_delivered(self):
        """Return the reports in whose days something was delivered that may count.

        One query for a batch of reports, of which most count nothing.
        """
        if len(self) < 2:
            return self
        services = self._count_rules().service_id
        if not services:
            return self.browse()
        deliveries = self.env["mtm.service.delivery"].search_fetch(
            [
                ("program_id", "in", self.program_id.ids),
                ("service_id", "in", services.ids),
                ("state", "=", "confirmed"),
                ("date", ">=", min(self.mapped("date_start"))),
                ("date", "<=", max(self.mapped("date_end"))),
                "|",
                ("partner_id", "in", self.partner_id.ids),
                ("engagement_id.partner_id", "in", self.partner_id.ids),
            ],
        )
        days = {}
        for delivery in deliveries:
            for partner in delivery.partner_id | delivery.engagement_id.partner_id:
                key = (delivery.program_id, partner)
                days.setdefault(key, set()).add(delivery.date)
        return self.filtered(
            lambda report: any(
                report.date_start <= day <= report.date_end
                for day in days.get((report.program_id, report.partner_id), ())
            )
        )

    def action_count_deliveries(self):
        """Count the confirmed deliveries of the period that rules tie to indicators.

        What was confirmed after its number was approved is counted in a correction
        of the number, which is reviewed as any other.
        """
        self.check_access("write")
        left_out = [
            rule._count_into(submission, in_corrections=True)
            for submission in self
            for rule in submission._count_rules()
        ]
        messages = list(filter(None, left_out))
        return not messages or {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "warning",
                "sticky": True,
                "message": "\n".join(messages),
                "next": {"type": "ir.actions.act_window_close"},
            },
        }

    def action_view_uncounted(self):
        return self._uncounted_deliveries()._get_records_action(
            name=self.env._("Deliveries Not Counted")
        )
