from collections import defaultdict

from odoo import models

from odoo.addons.asm_money.models.asm_award_sums import ZERO


class AsmAward(models.Model):
    """What was spent of an award on each of its programmes."""

    _inherit = "asm.award"

    def _spent_by_program(self, position):
        """Return ``{programme id, None for what is on none: amount}`` of the award's
        own money, on its accounting basis.

        :param position: :class:`Position` of this award
        """
        self.ensure_one()
        found = defaultdict(lambda: ZERO)
        for key, amounts in position.sums.items():
            if key.funding in self._fundings() and key.nature != "income":
                found[key.program_id] += self._spent_on_basis(amounts)
        return dict(found)
