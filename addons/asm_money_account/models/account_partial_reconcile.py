from odoo import api, models


class AccountPartialReconcile(models.Model):
    """What is reconciled is paid, and with it its costs; what is undone is not."""

    _inherit = "account.partial.reconcile"

    @api.model_create_multi
    def create(self, vals_list):
        partials = super().create(vals_list)
        (partials.debit_move_id | partials.credit_move_id).move_id._tell_awards_paid()
        return partials

    def unlink(self):
        moves = (self.debit_move_id | self.credit_move_id).move_id
        paid = moves.filtered(lambda move: move._award_paid_on())
        result = super().unlink()
        paid.exists()._tell_awards_unpaid()
        return result
