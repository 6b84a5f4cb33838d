from odoo import models

OWED = ("liability_payable", "asset_receivable")
LIQUID = ("asset_cash", "liability_credit_card")


class AccountMove(models.Model):
    """When an entry was paid, its costs are: told to the ledger of the awards."""

    _inherit = "account.move"

    def _post(self, soft=True):
        posted = super()._post(soft)
        for move in posted:
            # an entry has its number only once it is posted
            lines = move.sudo().line_ids.analytic_line_ids.filtered("award_id")
            if lines:
                lines.write({"ledger_entry": move.name})
        return posted

    def _award_paid_on(self):
        """Return the day on which an entry was paid, or False.

        A bill is paid by what it is reconciled with; an entry of a bank or cash
        account is a payment itself.
        """
        self.ensure_one()
        owed = self.line_ids.filtered(lambda line: line.account_id.account_type in OWED)
        if owed:
            is_paid = all(owed.mapped("reconciled"))
            days = owed.matched_debit_ids.debit_move_id.mapped("date")
            days += owed.matched_credit_ids.credit_move_id.mapped("date")
            return max(days) if is_paid and days else False
        liquid = self.line_ids.account_id.filtered(
            lambda account: account.account_type in LIQUID
        )
        return self.date if liquid else False

    def _tell_awards_paid(self):
        """Say on the ledger lines of these entries when they were paid."""
        for move in self:
            day = move._award_paid_on()
            # whoever reconciles may have no rights on awards
            owed = move.sudo().line_ids.analytic_line_ids.filtered(
                lambda line: line.award_id and not line.date_paid
            )
            if day and owed:
                owed.write({"date_paid": day})

    def _tell_awards_unpaid(self):
        """Take back what was said to be paid and is no more, and owe it again."""
        for move in self.filtered(lambda move: not move._award_paid_on()):
            lines = move.sudo().line_ids.analytic_line_ids.filtered(
                lambda line: line.award_id and line.date_paid
            )
            lines._owe_again()
