from odoo import api, fields, models
from odoo.tools import SQL


class MtmCommitment(models.Model):
    _inherit = "mtm.commitment"

    days_overdue = fields.Integer(
        compute="_compute_days_overdue",
        aggregator="avg",
        help="Days since an open commitment was due; blank where none is late.",
    )

    @api.depends("state", "date_due")
    def _compute_days_overdue(self):
        today = fields.Date.context_today(self)
        for commitment in self:
            commitment.days_overdue = (
                (today - commitment.date_due).days if commitment.is_overdue else 0
            )

    def _field_to_sql(self, alias, field_expr, query=None):
        """Let graphs and pivots work with days that go on by themselves."""
        if field_expr != "days_overdue":
            return super()._field_to_sql(alias, field_expr, query)
        # the rights to these fields are checked on the way
        self._check_field_access(self._fields[field_expr], "read")
        due = self._field_to_sql(alias, "date_due", query)
        state = self._field_to_sql(alias, "state", query)
        today = fields.Date.context_today(self)
        return SQL(
            "CASE WHEN %(state)s = 'open' AND %(due)s < %(today)s"
            " THEN %(today)s - %(due)s END",
            state=state,
            due=due,
            today=SQL("%s::date", today),
        )
