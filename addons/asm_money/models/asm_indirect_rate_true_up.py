from odoo import fields, models
from odoo.exceptions import UserError


class AsmIndirectRate(models.Model):
    """What a final rate changes of what was charged before."""

    _inherit = "asm.indirect.rate"

    true_up_base = fields.Monetary(
        string="Amount in the Base",
        compute="_compute_true_up",
        help="On the donor's money, on the award's basis, for the days on which this "
        "rate holds.",
    )
    true_up_charged = fields.Monetary(
        string="Charged Before",
        compute="_compute_true_up",
        help="Posted in the ledger; where it is computed, by the rates before.",
    )
    true_up_due = fields.Monetary(string="By This Rate", compute="_compute_true_up")
    true_up = fields.Monetary(
        string="Difference",
        compute="_compute_true_up",
        help="To be charged besides; below zero, given back. Where indirect cost is "
        "computed, reports have it already.",
    )
    indirect_method = fields.Selection(related="award_id.indirect_method")

    def _compute_true_up(self):
        names = ("base", "charged", "due", "difference")
        today = fields.Date.context_today(self)
        totals = {}
        for award in self.award_id:
            for change in award._true_ups(max(today, award.date_end)):
                sums = totals.setdefault(change.rate.key, dict.fromkeys(names, 0))
                for name in names:
                    sums[name] += getattr(change, name)
        for rate in self:
            sums = totals.get(rate._origin.id, dict.fromkeys(names, 0))
            rate.true_up_base = float(sums["base"])
            rate.true_up_charged = float(sums["charged"])
            rate.true_up_due = float(sums["due"])
            rate.true_up = float(sums["difference"])

    def action_propose_true_up(self):
        """Open a new ledger line with the difference, for finance to post.

        :raises UserError: when nothing is to be posted
        """
        self.ensure_one()
        if self.indirect_method == "computed" or not self.true_up:
            raise UserError(
                self.env._(
                    "There is nothing to post for %(rate)s: nothing differs, or "
                    "indirect cost is computed and in the reports already.",
                    rate=self.display_name,
                )
            )
        award = self.award_id
        line = award.budget_line_ids.filtered(lambda one: one.category == "indirect")
        values = {
            "name": self.env._("True-up: %(rate)s", rate=self.display_name),
            "award_id": award.id,
            "budget_line_id": line[:1].id,
            "date": fields.Date.to_string(min(self.date_end, award.date_end)),
            "funding": "donor",
            "nature": "indirect",
            "amount_transaction": self.true_up,
            "transaction_currency_id": award.currency_id.id,
        }
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("True-Up"),
            "res_model": "account.analytic.line",
            "view_mode": "form",
            "view_id": self.env.ref("asm_money.account_analytic_line_view_form").id,
            "context": {f"default_{name}": value for name, value in values.items()},
        }
