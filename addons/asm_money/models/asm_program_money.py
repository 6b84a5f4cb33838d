from odoo import api, fields, models

from .asm_award_sums import ZERO


class AsmProgram(models.Model):
    """Which awards pay for a programme, and how much of each was spent on it."""

    _inherit = "asm.program"

    @api.readonly
    def read_money(self, day=None):
        """Return a row for each award that the reader may see, in its own currency.

        An award pays where a share of the programme is laid to it, or where money of
        it was spent on the programme. Nothing is summed across currencies.

        :param day: the day that it is for; blank: today
        """
        self.ensure_one()
        self.check_access("read")
        day = fields.Date.to_date(day) or fields.Date.context_today(self)
        awards = self._awards_that_pay()
        positions = awards._positions(day)
        shares = self.share_ids.filtered(
            lambda share: (
                not share.superseded_on
                and not share.program_indicator_id
                and share.rule == "share"
            )
        )._filtered_on(day)
        percentages = {share.award_id: share.percentage for share in shares}
        return {
            "day": day,
            "awards": [
                self._money_row(award, positions[award], percentages.get(award))
                for award in awards.sorted("reference")
            ],
        }

    def _awards_that_pay(self):
        credited = self.share_ids.filtered(lambda share: not share.superseded_on)
        groups = self.env["account.analytic.line"]._read_group(
            [("program_id", "=", self.id), ("award_id", "!=", False)], ["award_id"]
        )
        spent = self.env["asm.award"].union(*(award for (award,) in groups))
        passed_on = self.env["asm.subaward"].search([("program_id", "=", self.id)])
        awards = credited.award_id | spent | passed_on.award_id
        return awards._filtered_access("read")

    def _money_row(self, award, position, percentage):
        spent, committed, _parts = award._by(position, "program_id")
        return {
            "id": award.id,
            "name": award.display_name,
            "currency_id": award.currency_id.id,
            "percentage": percentage,
            "spent": float(spent.get(self.id, ZERO)),
            "committed": float(committed.get(self.id, ZERO)),
            "spent_all": float(position.spent),
            "date_end": position.date_end,
        }
