from odoo import api, fields, models
from odoo.exceptions import ValidationError

from odoo.addons.mines_to_markets.fields import OptionalFloat


class AccountAnalyticLine(models.Model):
    """What was given in kind: how it was valued, and what proves it.

    As cost share it counts from the day on which both are there.
    """

    _inherit = "account.analytic.line"

    valuation = fields.Selection(
        [
            ("hours", "Hours at a rate of pay"),
            ("units", "Units at a market price"),
            ("rental", "Fair rental value"),
            ("appraisal", "Appraisal"),
        ],
        help="How the value of what was given in kind was found.",
    )
    valuation_quantity = OptionalFloat(
        string="Hours or Units", aggregator=None, help="How many were given."
    )
    valuation_price = OptionalFloat(
        string="Value of One",
        aggregator=None,
        help="Of one hour or unit, in the transaction currency.",
    )
    evidence_ids = fields.Many2many(
        "mtm.evidence",
        "account_analytic_line_mtm_evidence_rel",
        "line_id",
        "evidence_id",
        ondelete="restrict",
    )
    date_evidenced = fields.Date(
        string="Counts Since",
        readonly=True,
        copy=False,
        help="When valuation and evidence were both there.",
    )

    _valuation_not_negative = models.Constraint(
        "CHECK (valuation_quantity >= 0 AND valuation_price >= 0)",
        "Neither hours nor their value are negative.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create([self._valued(vals) for vals in vals_list])
        # what was posted with all that proves it is known as the line is
        in_kind = lines.filtered(lambda one: one.nature == "in_kind")
        for day, posted in in_kind.grouped("date_posted").items():
            posted._stamp_evidenced(day)
        return lines

    def write(self, vals):
        if not self.env.su:
            vals = {key: v for key, v in vals.items() if key != "date_evidenced"}
        result = super().write(vals)
        if vals.keys() & {"valuation", "evidence_ids"}:
            self._stamp_evidenced(fields.Date.context_today(self))
        return result

    @api.model
    def _valued(self, vals):
        """Return values of a line whose amount follows from hours and rate."""
        vals = {key: v for key, v in vals.items() if key != "date_evidenced"}
        numbers = [vals.get("valuation_quantity"), vals.get("valuation_price")]
        known = all(number not in (None, False) for number in numbers)
        if known and not vals.get("amount_transaction"):
            currency = self.env["res.currency"].browse(
                vals.get("transaction_currency_id")
                or self.env["asm.award"].browse(vals.get("award_id")).currency_id.id
            )
            vals["amount_transaction"] = currency.round(numbers[0] * numbers[1])
        return vals

    def _stamp_evidenced(self, day):
        """Say from which day on lines in kind count, and that they no longer do."""
        for line in self.filtered(lambda one: one.nature == "in_kind"):
            is_whole = bool(line.valuation and line.evidence_ids)
            if is_whole != bool(line.date_evidenced):
                since = day if is_whole else False
                # the day is not for typing
                line.sudo().write({"date_evidenced": since})

    @api.constrains("valuation", "nature")
    def _check_valuation(self):
        for line in self.sudo():
            if line.valuation and line.nature != "in_kind":
                raise ValidationError(
                    self.env._(
                        "%(line)s is not in kind; only what is in kind is valued.",
                        line=line.name,
                    )
                )

    @api.constrains("valuation_quantity", "valuation_price", "amount_transaction")
    def _check_value(self):
        for line in self.sudo():
            quantity, price = line.valuation_quantity, line.valuation_price
            if quantity is False or price is False:
                continue
            currency = line.transaction_currency_id
            value = currency.round(quantity * price)
            if currency.compare_amounts(value, abs(line.amount_transaction)):
                raise ValidationError(
                    self.env._(
                        "%(line)s: %(quantity)s at %(price)s make %(value)s, not "
                        "%(amount)s.",
                        line=line.name,
                        quantity=quantity,
                        price=price,
                        value=currency.format(value),
                        amount=currency.format(line.amount_transaction),
                    )
                )
