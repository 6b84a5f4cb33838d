from bisect import bisect_right
from collections import defaultdict
from typing import NamedTuple

from odoo import api, models

from ..tools import burn
from .asm_award_indirect import Posted
from .asm_award_sums import ZERO, Key, Sum

COLUMNS = (
    "funding",
    "nature",
    "budget_line_id",
    "program_id",
    "subaward_id",
    "obligation_id",
)


class Spent(NamedTuple):
    """What an award has spent, told apart in every way that its board shows.

    ``sums`` are those of :meth:`asm.award._ledger_sums`; ``by_span`` is ``{number of
    first days passed: amount}`` of the donor's money by the day of the cost;
    ``recent`` that of :meth:`asm.award._recent_spending`.
    """

    sums: dict
    by_span: dict
    recent: dict


class AsmAward(models.Model):
    """All that the board of one award shows of its ledger, read once."""

    _inherit = "asm.award"

    @api.private
    def _spent_in_spans(self, day, firsts, as_of=None):
        """Return :class:`Spent` of this award, from one statement over its ledger.

        :param day: last day that counts
        :param firsts: first days of spans, in order
        """
        self.ensure_one()
        # an award is seen whole or not at all
        self.check_access("read")
        award, moment = self.sudo(), self._moment(as_of)
        months = burn.full_months(self.date_start, day)
        borders = award._borders_of_board(day, moment, firsts, months)
        rows = award._posted_sums(day, moment, COLUMNS, borders)
        sums, by_span = defaultdict(Sum), defaultdict(lambda: ZERO)
        fundings = award._fundings()
        for _award, funding, nature, line, program, _sub, _order, passed, part in rows:
            key = Key(funding, nature, line, program)
            sums[key] = sums[key].plus(part)
            if funding in fundings and nature != "income":
                number = bisect_right(firsts, borders[passed - 1]) if passed else 0
                by_span[number] += award._spent_on_basis(part)
        for entry in award._subaward_entries(day, moment):
            key = Key("donor", "direct", entry.budget_line_id, entry.program_id)
            sums[key] = sums[key].plus(entry.sum)
            by_span[bisect_right(firsts, entry.date)] += award._spent_on_basis(
                entry.sum
            )
        if award.indirect_method == "computed":
            posted = _as_posted(rows, borders)
            for key, part in award._computed_sums(day, moment, posted).items():
                sums[key] = sums[key].plus(part)
        if self.accounting_basis == "cash":
            # by the day of payment, which the statement does not tell apart
            recent = award._recent_spending(day, moment)
        else:
            recent = {award.id: _by_month(rows, borders, months)}
        return Spent(dict(sums), by_span, recent)

    def _borders_of_board(self, day, moment, firsts, months):
        borders = {*firsts, *months}
        if months:
            borders.add(burn.month_after(months[-1]))
        if self.indirect_method == "computed":
            borders |= set(self._borders(self._indirect_spans(day, moment)))
        return sorted(borders)


def _as_posted(rows, borders):
    return [
        Posted(
            funding, nature, line, sub, borders[passed - 1] if passed else None, part
        )
        for _award, funding, nature, line, _program, sub, _order, passed, part in rows
    ]


def _by_month(rows, borders, months):
    """Return the donor's money of full months, without what was announced."""
    found = {}
    end = burn.month_after(months[-1]) if months else None
    for _award, funding, nature, _line, _program, sub, order, passed, part in rows:
        if not passed or not months or sub or order:
            continue
        first = borders[passed - 1]
        if funding != "donor" or nature == "income" or not months[0] <= first < end:
            continue
        month = first.replace(day=1)
        found[month] = found.get(month, ZERO) + part.incurred
    return found
