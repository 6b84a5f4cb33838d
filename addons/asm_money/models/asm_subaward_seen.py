from collections import defaultdict
from datetime import date, datetime

from odoo import api, fields, models

from .asm_award_sums import ZERO


class AsmSubaward(models.Model):
    """Where a sub-award stands in the award's currency, on accrual and on cash.

    What is owed is a question of accrual: expenses that were approved and not paid for.
    What is still to be paid is one of cash, and has another answer.
    """

    _inherit = "asm.subaward"

    expenses_award = fields.Monetary(
        string="Approved Expenses",
        currency_field="award_currency_id",
        compute="_compute_money_seen",
    )
    paid_award = fields.Monetary(
        string="Paid, Less Refunds",
        currency_field="award_currency_id",
        compute="_compute_money_seen",
    )
    owed_award = fields.Monetary(
        string="Owed",
        currency_field="award_currency_id",
        compute="_compute_money_seen",
        help="Expenses that were approved beyond what was paid: the debt on accrual.",
    )
    advance_award = fields.Monetary(
        string="Advanced",
        currency_field="award_currency_id",
        compute="_compute_money_seen",
        help="Paid beyond the expenses that were approved: still to be accounted for.",
    )
    open_accrual = fields.Monetary(
        string="Not Yet Spent",
        currency_field="award_currency_id",
        compute="_compute_money_seen",
        help="Obligated and no approved expense yet: unliquidated on accrual.",
    )
    open_cash = fields.Monetary(
        string="Not Yet Paid",
        currency_field="award_currency_id",
        compute="_compute_money_seen",
        help="Obligated, or spent, and not paid yet: unliquidated on cash.",
    )
    posted_award = fields.Monetary(
        string="Posted in the Ledger",
        currency_field="award_currency_id",
        compute="_compute_money_seen",
        help="By ledger lines that name this sub-award. They are the postings of its "
        "lines here and do not count a second time.",
    )
    posted_difference = fields.Monetary(
        string="Not Reconciled",
        currency_field="award_currency_id",
        compute="_compute_money_seen",
        help="Posted in the ledger less what the lines here say, on the award's basis.",
    )
    is_unconverted = fields.Boolean(compute="_compute_money_seen")

    @api.depends(
        "amount",
        "state",
        "date_closed",
        "rate",
        "award_id.accounting_basis",
        "line_ids.state",
        "line_ids.date_paid",
        "line_ids.amount_award",
        "ledger_line_ids.amount_award",
    )
    def _compute_money_seen(self):
        now = (date.max, datetime.max)
        moved = defaultdict(list)
        # whoever reads a sub-award reads what became of it
        subawards = self.sudo()
        for entry in subawards.award_id._subaward_entries(*now, strict=False):
            moved[entry.subaward_id].append(entry)
        posted = subawards._posted_on(*now) if subawards.ids else {}
        for subaward in subawards:
            key = subaward._origin.id
            subaward._set_money_seen(moved[key], posted.get(key, ZERO))

    def _set_money_seen(self, entries, posted):
        self.ensure_one()
        is_foreign = self.currency_id != self.award_id.currency_id
        unconverted = [one for one in entries if one.amount_award is None]
        is_running = self.state != "draft"
        self.is_unconverted = bool(
            unconverted or (is_foreign and is_running and not self.rate)
        )
        spent = sum((one.sum.incurred for one in entries), ZERO)
        paid = sum((one.sum.paid for one in entries), ZERO)
        self.expenses_award, self.paid_award = float(spent), float(paid)
        self.owed_award = float(max(spent - paid, ZERO))
        self.advance_award = float(max(paid - spent, ZERO))
        for basis in ("accrual", "cash"):
            left = ZERO
            if is_running and not self.is_unconverted:
                on_ledger = None if self.line_ids else posted
                left = self._left_on(
                    date.max, datetime.max, entries, on_ledger, basis=basis
                )
            self[f"open_{basis}"] = float(left)
        said = paid if self.award_id.accounting_basis == "cash" else spent
        self.posted_award = float(posted)
        has_both = bool(posted and self.line_ids)
        self.posted_difference = float(posted - said) if has_both else 0.0
