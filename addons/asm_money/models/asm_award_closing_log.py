from odoo import api, models


class AsmAwardClosing(models.Model):
    """Who closed a period of an award, and who opened it again, is in the log."""

    _inherit = "asm.award.closing"

    @api.model_create_multi
    def create(self, vals_list):
        closings = super().create(vals_list)
        closings._log_periods("closing")
        return closings

    def write(self, vals):
        closed = self.filtered(lambda closing: not closing.reopened_on)
        result = super().write(vals)
        closed.filtered("reopened_on")._log_periods("period_reopening")
        return result

    def _log_periods(self, kind):
        for period in self.period_id:
            self.env["mtm.log.entry"]._note(kind, period)
