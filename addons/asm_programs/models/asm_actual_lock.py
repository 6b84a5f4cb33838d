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
        places = self.grouped(lambda row: (row.program_id, row.period_id))
        for (program, period), rows in places.items():
            lock = Lock._holding(program.sudo(), period.sudo())
            if lock:
                raise UserError(f"{rows[0].display_name}: {lock._describe()}")
