from odoo import fields, models


class Agreement(models.Model):
    _inherit = "agreement"

    engagement_ids = fields.Many2many(
        "mtm.engagement",
        "mtm_engagement_agreement_rel",
        "agreement_id",
        "engagement_id",
        string="Engagements",
    )

    def _filtered_valid_on(self, day):
        """Return those signed by the day and in force on it.

        :param day: a date
        """
        return self.filtered(
            lambda agreement: (
                agreement.signature_date
                and agreement.signature_date <= day
                and (not agreement.start_date or agreement.start_date <= day)
                and (not agreement.end_date or agreement.end_date >= day)
            )
        )

    def _describe_validity(self):
        """Say in a sentence why this agreement is not in force today."""
        self.ensure_one()
        today = fields.Date.context_today(self)
        name = self.display_name
        if not self.signature_date or self.signature_date > today:
            return self.env._("%(agreement)s is not signed.", agreement=name)
        if self.end_date and self.end_date < today:
            return self.env._(
                "%(agreement)s ended on %(date)s.", agreement=name, date=self.end_date
            )
        if self.start_date and self.start_date > today:
            return self.env._(
                "%(agreement)s starts on %(date)s.",
                agreement=name,
                date=self.start_date,
            )
        return self.env._("%(agreement)s is in force.", agreement=name)
