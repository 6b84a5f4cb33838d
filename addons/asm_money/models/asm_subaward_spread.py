from decimal import Decimal

from odoo import models

from ..tools import budget, indirect
from .asm_award_sums import ZERO


class AsmSubaward(models.Model):
    """On which budget lines lies what a sub-award still has to spend."""

    _inherit = "asm.subaward"

    def _spread(self, left, entries):
        """Return ``{budget line id: amount}`` of what is left, in the award's currency.

        It lies where the sub-award's own budget has room; what fits nowhere, or has no
        budget, lies on the line that such money is meant for.

        :param left: Decimal
        :param entries: its :class:`SubawardEntry`
        """
        self.ensure_one()
        places = self.award_id.currency_id.decimal_places
        rate = self._rate_obligated()
        rooms = {}
        for planned in self.budget_ids:
            line = planned.budget_line_id.id
            amount = ZERO if planned.amount is False else Decimal(str(planned.amount))
            spent = sum(
                (e.sum.incurred for e in entries if e.budget_line_id == line), ZERO
            )
            rooms[line] = indirect.rounded(amount * rate, places) - spent
        return budget.spread(left, rooms, self._usual_line().id or None)
