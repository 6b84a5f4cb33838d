from odoo import api, fields, models
from odoo.fields import Domain


class Agreement(models.Model):
    _inherit = "agreement"

    engagement_ids = fields.Many2many(
        "mtm.engagement",
        "mtm_engagement_agreement_rel",
        "agreement_id",
        "engagement_id",
        string="Engagements",
    )

    is_in_force = fields.Boolean(
        string="In Force",
        compute="_compute_is_in_force",
        search="_search_is_in_force",
        help="Signed, and today lies between its start and its end.",
    )

    @api.depends("signature_date", "start_date", "end_date")
    def _compute_is_in_force(self):
        self.is_in_force = False
        self._filtered_valid_on(fields.Date.context_today(self)).is_in_force = True

    def _search_is_in_force(self, operator, value):
        if operator != "in":
            return NotImplemented
        return Domain("signature_date", "<=", "today") & Domain.AND(
            Domain(field, "=", False) | Domain(field, comparison, "today")
            for field, comparison in (("start_date", "<="), ("end_date", ">="))
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
