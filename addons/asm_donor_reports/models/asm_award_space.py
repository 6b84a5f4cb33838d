from decimal import Decimal

from odoo import models

from odoo.addons.asm_programs.models._released_table import ReleasedTable

from ..tools import value


class AsmAward(models.Model):
    """Money beside results, for the people of a funder: what was released to them."""

    _inherit = "asm.award"

    def _portal_money(self):
        money = super()._portal_money()
        if money:
            money["bars"] = self._portal_bars()
        return money

    def _portal_bars(self):
        """Return how much is gone of the money, the time and the results, in percent.

        :return: list of dicts of ``name``, ``percent`` (whole, in words) and ``full``
            (how much of a bar is full)
        """
        release = self._portal_releases("money")[:1]
        position = self._positions(release.date_to, release.released_on)[self]
        found = (
            (self.env._("Spent of the budget"), position.burn.money),
            (self.env._("Time gone"), position.burn.time),
            (self.env._("Results achieved, on average"), self._portal_achieved()),
        )
        return [
            {
                "name": name,
                "percent": f"{self._space_number(round(percent))} %",
                "full": int(min(max(percent, 0), 100)),
            }
            for name, percent in found
            if percent is not None
        ]

    def _portal_achieved(self):
        """Return the mean achievement of the results that were released, in percent."""
        newest = {}
        for release in self._portal_releases("results"):
            newest.setdefault(release.program_id, release)
        achieved = [
            line["life_achievement"]
            for release in newest.values()
            for line in ReleasedTable(self, release).lines()
        ]
        return value.mean(
            Decimal(str(one)) for one in achieved if one not in (None, False)
        )
