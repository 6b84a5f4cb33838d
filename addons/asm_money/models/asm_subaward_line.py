from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools.misc import format_date

from odoo.addons.asm_programs.tools import clock
from odoo.addons.asm_programs.tools.subaward_money import OUTGOING

CONVERTED = frozenset({"amount", "state", "date", "date_paid", "subaward_id"})


class AsmSubawardLine(models.Model):
    """What money of a sub-award is worth in the award's currency.

    An expense is converted by the rate of its day, money by that of its payment. Once
    it is approved it is known by its day, and paid by that of its payment.
    """

    _name = "asm.subaward.line"
    _inherit = ["asm.subaward.line", "asm.late.mixin", "asm.converted.mixin"]

    award_currency_id = fields.Many2one(
        related="subaward_id.award_id.currency_id", string="Award Currency"
    )
    amount_award = fields.Monetary(help="Once it is approved.")
    paid_late_on = fields.Datetime(
        string="Payment Came Late On",
        readonly=True,
        copy=False,
        help="It was paid in a period of the award that had been closed before this "
        "was entered; it counts as paid from this moment on.",
    )

    _system = frozenset(
        {"amount_award", "rate", "rate_date", "rate_source", "paid_late_on"}
    )
    _kept_closed = frozenset(
        {"subaward_id", "kind", "budget_line_id", "amount", "date", "state"}
    )
    _closed_sql = {
        "counts": "OLD.state = 'approved'",
        "award": "(SELECT award_id FROM asm_subaward WHERE id = OLD.subaward_id)",
        "day": "OLD.date",
    }

    def _own_day(self):
        return self.state == "approved" and self.date

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create([self._without_system(vals) for vals in vals_list])
        lines.filtered("date_paid")._stamp_paid_late()
        lines._convert()
        return lines

    def write(self, vals):
        if vals.get("date_paid") and vals.keys() == {"date_paid"} and not self.env.su:
            return self._record_paid(fields.Date.to_date(vals["date_paid"]))
        result = super().write(self._without_system(vals))
        if vals.get("date_paid"):
            self._stamp_paid_late()
        if vals.keys() & CONVERTED:
            self._convert()
        return result

    def _record_paid(self, day):
        """Say on which day these approved advances and payments were paid.

        :raises UserError: when one is paid already, or not for payment
        """
        self._check_may_decide()
        for line in self:
            if line.state != "approved" or line.kind not in OUTGOING or line.date_paid:
                raise UserError(
                    self.env._(
                        "%(line)s is not approved for payment, or is paid already.",
                        line=line.display_name,
                    )
                )
            if day > fields.Date.context_today(self):
                raise UserError(
                    self.env._(
                        "%(line)s cannot have been paid on %(date)s, which is still to "
                        "come.",
                        line=line.display_name,
                        date=format_date(self.env, day),
                    )
                )
        # the rest of an approved line is not for writing
        return self.sudo().write({"date_paid": day})

    def _without_system(self, vals):
        if self.env.su:
            return vals
        return {key: v for key, v in vals.items() if key not in self._system}

    def _stamp_paid_late(self):
        """Say when payments came that are dated in a closed period."""
        for line in self.sudo():
            is_late = line.subaward_id.award_id._closed_period(line.date_paid)
            line.paid_late_on = is_late and clock.now()

    def _convert(self):
        """Work out what those that are approved are worth.

        :raises UserError: where there is no rate
        """
        # a sub-grantee's line is decided by staff; the amounts are for the award
        for line in self.sudo().filtered(lambda one: one.state == "approved"):
            line._convert_by(line.subaward_id.award_id, line.date_paid or line.date)
