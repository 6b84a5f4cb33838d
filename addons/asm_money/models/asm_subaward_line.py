from decimal import Decimal

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools.misc import format_date

from odoo.addons.asm_programs.tools.subaward_money import OUTGOING

CONVERTED = frozenset({"amount", "state", "date", "date_paid", "subaward_id"})


class AsmSubawardLine(models.Model):
    """What money of a sub-award is worth in the award's currency.

    An expense is converted by the rate of its day, money by that of its payment.
    """

    _inherit = "asm.subaward.line"

    award_currency_id = fields.Many2one(
        related="subaward_id.award_id.currency_id", string="Award Currency"
    )
    amount_award = fields.Monetary(
        string="In Award Currency",
        currency_field="award_currency_id",
        readonly=True,
        copy=False,
        help="Once it is approved.",
    )
    rate = fields.Float(digits=(24, 12), readonly=True, copy=False, aggregator=None)
    rate_date = fields.Date(readonly=True, copy=False)
    rate_source = fields.Char(readonly=True, copy=False)
    date_paid_known = fields.Date(
        string="Payment Known Since",
        readonly=True,
        copy=False,
        help="When the day of payment was entered.",
    )

    _system = frozenset(
        {"amount_award", "rate", "rate_date", "rate_source", "date_paid_known"}
    )

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create([self._known(vals) for vals in vals_list])
        lines._convert()
        return lines

    def write(self, vals):
        if vals.get("date_paid") and vals.keys() == {"date_paid"} and not self.env.su:
            return self._record_paid(fields.Date.to_date(vals["date_paid"]))
        result = super().write(self._known(vals))
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

    def _known(self, vals):
        """Return values with the day on which a payment became known."""
        if not self.env.su:
            vals = {key: v for key, v in vals.items() if key not in self._system}
        if vals.get("date_paid"):
            vals = {"date_paid_known": fields.Date.context_today(self)} | vals
        return vals

    def _convert(self):
        """Work out what those that are approved are worth.

        :raises UserError: where there is no rate
        """
        # a sub-grantee's line is decided by staff; the amounts are for the award
        for line in self.sudo().filtered(lambda one: one.state == "approved"):
            award = line.subaward_id.award_id
            day = line.date_paid or line.date
            rate = award._rate_for(line.currency_id, day)
            award._use_rates([rate])
            line.write(
                rate.values_of(
                    Decimal(str(line.amount)), day, award.currency_id.decimal_places
                )
            )
