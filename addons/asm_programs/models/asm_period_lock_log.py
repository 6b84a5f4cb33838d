from odoo import api, models


class AsmPeriodLock(models.Model):
    """Who closed a period of a programme, and who opened it again, is in the log."""

    _inherit = "asm.period.lock"

    _log_has_name = True

    @api.model_create_multi
    def create(self, vals_list):
        locks = super().create(vals_list)
        for lock in locks:
            self.env["mtm.log.entry"]._note("closing", lock)
        return locks

    def write(self, vals):
        closed = self.filtered(lambda lock: not lock.reopened_on)
        result = super().write(vals)
        for lock in closed.filtered("reopened_on"):
            self.env["mtm.log.entry"]._note("period_reopening", lock)
        return result
