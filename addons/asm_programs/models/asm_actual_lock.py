from odoo import api, models
from odoo.exceptions import UserError


class AsmActual(models.Model):
    """No number changes in a period that is closed."""

    _inherit = "asm.actual"

    # what may still come: what a number rests on
    _open_in_closed_period = frozenset({"evidence_ids"})

    @api.model_create_multi
    def create(self, vals_list):
        rows = super().create(vals_list)
        rows._check_period_open()
        return rows

    def write(self, vals):
        guarded = not set(vals) <= self._open_in_closed_period
        if guarded:
            self._check_period_open()
        result = super().write(vals)
        if guarded and self._key_fields.intersection(vals):
            self._check_period_open()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_closed(self):
        self._check_period_open()

    def _check_period_open(self):
        """:raises UserError: naming the cell, why it is closed and whom to ask"""
        Lock = self.env["asm.period.lock"]
        for program, period in self.sudo()._distinct("program_id", "period_id"):
            lock = Lock._holding(program, period)
            if lock:
                row = self.sudo().filtered(
                    lambda one, p=program, d=period: (
                        one.program_id == p and one.period_id == d
                    )
                )[:1]
                raise UserError(
                    self.env._(
                        "%(actual)s: %(closing)s",
                        actual=row.display_name,
                        closing=lock._describe(),
                    )
                )
