from collections import defaultdict

from odoo import api, fields, models

from ..tools import award_periods
from .asm_award_sums import ZERO

KINDS = ("quarter", "half", "year")


class AsmAward(models.Model):
    """The board of an award: its money at a glance, each number opening its records."""

    _inherit = "asm.award"

    @api.readonly
    def read_board(self, day=None):
        """Return what the board shows, as plain values.

        :param day: the day that it is for; blank: today
        :return: dict; amounts are in the award's currency, blank is None
        """
        self.ensure_one()
        self.check_access("read")
        day = fields.Date.to_date(day) or fields.Date.context_today(self)
        periods = self._periods_shown(day)
        found = self._spent_in_spans(day, [one.date_from for one in periods])
        position = self._positions(day, spent=found)[self]
        return {
            "id": self.id,
            "name": self.display_name,
            "day": day,
            "currency_id": self.currency_id.id,
            "basis": self.accounting_basis,
            **self._board_totals(position),
            "lines": self._board_lines(position),
            "programs": self._board_programs(position),
            "periods": [
                {
                    "name": period.name,
                    "date_from": period.date_from,
                    "date_to": period.date_to,
                    "spent": float(found.by_span.get(number, ZERO)),
                    "is_now": period.date_from <= day <= period.date_to,
                }
                for number, period in enumerate(periods, 1)
            ],
            "notices": self._notices(position),
        }

    def _board_totals(self, position):
        gone = position.burn
        numbers = {
            "amount": position.amount,
            "obligated": position.obligated,
            "spent": position.spent,
            "committed": position.committed,
            "available": position.available,
            "received": position.received,
            "paid": position.paid,
            "on_hand": position.on_hand,
            "share_required": position.share_required,
            "share_met": position.share_met,
            "income": position.income,
            "income_spent": position.income_spent,
            "money_gone": gone.money,
            "time_gone": gone.time,
            "run_rate": position.run_rate,
            "forecast": position.forecast,
        }
        return {
            name: None if value is None else float(value)
            for name, value in numbers.items()
        } | {
            "pace": gone.pace,
            "months": position.months,
            "date_end": position.date_end,
        }

    # -- by line and programme --

    def _board_lines(self, position):
        """Return a row for each budget line, and one for what is on none."""
        budgets = self._budget_on(position.day)
        spent, committed, parts = self._by(position, "budget_line_id")
        rows = [
            self._board_row(line.id, budget, spent, committed, parts)
            | {"code": line.code, "name": line.name, "category": line.category}
            for line, budget in budgets.items()
        ]
        if spent[None] or committed[None]:
            rows.append(
                self._board_row(None, None, spent, committed, parts)
                | {"code": "", "name": self.env._("On no budget line"), "category": ""}
            )
        return rows

    def _board_row(self, key, budget, spent, committed, parts):
        left = None if budget is None else budget - spent[key] - committed[key]
        return {
            "id": key or False,
            "budget": None if budget is None else float(budget),
            "spent": float(spent[key]),
            "committed": float(committed[key]),
            "available": None if left is None else float(left),
            "parts": {name: float(amount) for name, amount in parts[key].items()},
        }

    def _by(self, position, name):
        """Return what is spent and committed by one part of the key.

        :return: three dicts by that part: spent, committed, and ``{indirect or
            direct: amount}`` of what is spent
        """
        spent = defaultdict(lambda: ZERO)
        committed = defaultdict(lambda: ZERO)
        parts = defaultdict(lambda: defaultdict(lambda: ZERO))
        for key, amounts in position.sums.items():
            if key.funding not in self._fundings() or key.nature == "income":
                continue
            amount = self._spent_on_basis(amounts)
            spent[getattr(key, name)] += amount
            parts[getattr(key, name)][key.nature] += amount
        for one in position.commitments:
            if one.funding == "donor":
                committed[getattr(one, name)] += one.amount
        return spent, committed, parts

    def _board_programs(self, position):
        spent, committed, _parts = self._by(position, "program_id")
        programs = self.env["asm.program"].browse(
            key for key in {*spent, *committed} if key
        )
        # programmes that are hidden from the reader are named by nobody
        visible = programs._filtered_access("read")
        rows = [
            {
                "id": program.id,
                "name": program.display_name,
                "spent": float(spent[program.id]),
                "committed": float(committed[program.id]),
            }
            for program in visible.sorted("display_name")
        ]
        hidden = programs - visible
        if hidden:
            rows.append(
                {
                    "id": False,
                    "name": self.env._("Programmes hidden from you"),
                    "spent": float(sum((spent[key] for key in hidden.ids), ZERO)),
                    "committed": float(
                        sum((committed[key] for key in hidden.ids), ZERO)
                    ),
                }
            )
        if spent[None] or committed[None]:
            rows.append(
                {
                    "id": None,
                    "name": self.env._("On no programme"),
                    "spent": float(spent[None]),
                    "committed": float(committed[None]),
                }
            )
        return rows

    # -- by period --

    def _periods_shown(self, day):
        """Return the award's own periods that have begun, else its quarters."""
        for kind in KINDS:
            kept = self.period_ids.filtered(lambda one, kind=kind: one.kind == kind)
            made = [
                award_periods.Period(one.name, one.date_start, one.date_end, None)
                for one in kept.sorted("date_start")
                if one.date_start <= day
            ]
            # spending before the first of them would show nowhere
            if made and made[0].date_from <= self.date_start:
                return made
        end = min(self.date_end, day)
        return award_periods.by_calendar(
            self.date_start, end, "quarter", self.fiscal_month, 0
        )
