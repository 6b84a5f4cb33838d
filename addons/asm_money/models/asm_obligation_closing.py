from odoo import fields, models


class AsmObligation(models.Model):
    """An order that is dated in a closed period of its award stays as it is.

    It can still be closed: what is left of it is released on a later day.
    """

    _name = "asm.obligation"
    _inherit = ["asm.obligation", "asm.late.mixin"]

    _kept_closed = frozenset(
        {"award_id", "budget_line_id", "funding", "date", "amount", "currency_id"}
    )

    def write(self, vals):
        if vals.get("date_closed"):
            for order in self:
                order._check_day_open(fields.Date.to_date(vals["date_closed"]))
        return super().write(vals)
