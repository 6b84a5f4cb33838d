from odoo import models

from .asm_award_position import Commitment


class AsmAward(models.Model):
    """What is recorded and not paid: on cash neither spent yet nor free."""

    _inherit = "asm.award"

    def _owed(self, sums):
        """Return :class:`Commitment` of what is owed, where that is a question.

        :param sums: what :meth:`_ledger_sums` gives for this award
        """
        if self.accounting_basis != "cash":
            return []
        return [
            Commitment(
                "account.analytic.line",
                None,
                key.budget_line_id,
                key.program_id,
                key.funding,
                amounts.owed,
            )
            for key, amounts in sums.items()
            if key.nature == "direct" and amounts.owed
        ]

    def _position_of(self, day, moment, terms, sums, recent, commitments):
        commitments = [*commitments, *self._owed(sums)]
        return super()._position_of(day, moment, terms, sums, recent, commitments)

    def _parts_committed(self, day, wanted):
        parts = super()._parts_committed(day, wanted)
        if self.accounting_basis == "cash":
            ground = self._ground(day)
            owed = self._owed_part(ground)
            parts.append(self._narrowed(owed, ground, wanted) if wanted else owed)
        return parts
