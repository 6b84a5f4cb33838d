from odoo import models


class AccountPartialReconcile(models.Model):
    """A payment that is taken away from a bill leaves its costs unpaid."""

    _inherit = "account.partial.reconcile"

    def unlink(self):
        moves = (self.debit_move_id | self.credit_move_id).move_id
        paid = moves.filtered(lambda move: move._award_paid_on())
        result = super().unlink()
        paid.exists()._tell_awards_unpaid()
        return result
