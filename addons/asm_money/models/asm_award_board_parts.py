from odoo import api, fields, models

from .asm_award_financials_lines import Part
from .asm_award_sums import ZERO

# the line of a Federal Financial Report that each number of the board is
LINES = {
    "spent": "10e",
    "received": "10a",
    "paid": "10b",
    "share_met": "10j",
    "income": "10l",
    "obligated": "10d",
    "share_required": "10i",
}


class AsmAward(models.Model):
    """The way from a number of the board to the records that it is made of."""

    _inherit = "asm.award"

    @api.readonly
    def read_board_parts(self, what, day, line_id=None, program_id=None):
        """Return what a number of the board is made of.

        :param what: one of :data:`LINES`, or committed
        :param day: the day of the board
        :param line_id: of this budget line alone; False: of what is on none
        :param program_id: of this programme alone; False: of what is on none
        :return: list of ``name``, ``amount``, ``model`` and ``domain``
        """
        self.ensure_one()
        self.check_access("read")
        day = fields.Date.to_date(day)
        wanted = {"budget_line_id": line_id, "program_id": program_id}
        wanted = {name: key for name, key in wanted.items() if key is not None}
        if what == "committed":
            parts = self._parts_committed(day, wanted)
        else:
            ground = self._ground(day)
            parts = self._parts_of(LINES[what], ground)
            if what == "spent" and self.kind == "own":
                amount = ground.facts.spent("own")
                parts.append(self._spent_part(ground, "own", amount))
            if wanted:
                parts = [self._narrowed(part, ground, wanted) for part in parts]
        return [
            {
                "name": part.name,
                "amount": float(part.amount),
                "model": part.model,
                "domain": part.domain,
            }
            for part in parts
            if part.amount
        ]

    def _narrowed(self, part, ground, wanted):
        """Return what of a part is of one budget line or programme."""
        if part.model == "asm.indirect.rate":
            return part._replace(amount=self._computed_on(ground, wanted))
        if part.model == "asm.subaward.line":
            found = [one for one in ground.base.entries if _is_wanted(one, wanted)]
            total = sum((self._spent_on_basis(one.sum) for one in found), ZERO)
            keys = [one.line_id for one in found]
            return part._replace(amount=total, domain=[("id", "in", keys)])
        domain = [*part.domain, *((name, "=", key) for name, key in wanted.items())]
        # an award is seen whole or not at all
        lines = self.env[part.model].sudo()
        ((total,),) = lines._read_group(domain, [], ["amount_award:sum"])
        total = self.currency_id.round(total or 0)
        return part._replace(amount=total, domain=domain)

    def _computed_on(self, ground, wanted):
        award = self.sudo()
        sums = award._computed_sums(award._indirect_base(ground.day, ground.moment))
        return sum(
            (
                self._spent_on_basis(amounts)
                for key, amounts in sums.items()
                if key.funding == "donor" and _is_wanted(key, wanted)
            ),
            ZERO,
        )

    def _parts_committed(self, day, wanted):
        names = {
            "asm.obligation": self.env._("Open obligations"),
            "asm.subaward": self.env._("Open sub-awards"),
        }
        award, moment = self.sudo(), self._moment(None)
        entries = award._subaward_entries(day, moment)
        found = award._commitments(day, moment, entries)[self.id]
        found = [
            one for one in found if one.funding == "donor" and _is_wanted(one, wanted)
        ]
        return [
            Part(
                name,
                sum((one.amount for one in found if one.model == model), ZERO),
                model,
                [("id", "in", [one.record_id for one in found if one.model == model])],
            )
            for model, name in names.items()
        ]


def _is_wanted(one, wanted):
    return all((getattr(one, name) or False) == key for name, key in wanted.items())
