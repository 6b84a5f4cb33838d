from collections import defaultdict
from typing import NamedTuple

from odoo import api, models

from ..tools import burn
from .asm_award_indirect import Base
from .asm_award_sums import ZERO, Key, Sum

COLUMNS = ("funding", "nature", "budget_line_id", "program_id")


class Spent(NamedTuple):
    """What an award has spent, told apart in every way that its board shows.

    ``sums`` are those of :meth:`asm.award._ledger_sums`; ``by_span`` is ``{number of
    first days passed: amount}`` of the donor's money, on the award's basis;
    ``recent`` that of :meth:`asm.award._recent_spending`; ``entries`` those of
    :meth:`asm.award._subaward_entries`.
    """

    sums: dict
    by_span: dict
    recent: dict
    entries: list


class AsmAward(models.Model):
    """All that the board of one award shows of its ledger, read once."""

    _inherit = "asm.award"

    @api.private
    def _spent_in_spans(self, day, firsts, as_of=None):
        """Return :class:`Spent` of this award, from one statement over its ledger.

        On cash from two: what was spent by the day of payment is another question.

        :param day: last day that counts
        :param firsts: first days of spans, in order
        """
        self.ensure_one()
        # an award is seen whole or not at all
        self.check_access("read")
        award, moment = self.sudo(), self._moment(as_of)
        months = burn.full_months(self.date_start, day)
        base = award._base_of_board(day, moment, firsts, months)
        sums = defaultdict(Sum)
        for row in base.posted:
            key = Key(row.funding, row.nature, row.line, row.program)
            sums[key] = sums[key].plus(row.sum)
        for entry in base.entries:
            key = Key("donor", "direct", entry.budget_line_id, entry.program_id)
            sums[key] = sums[key].plus(entry.sum)
        if award.indirect_method == "computed":
            for key, part in award._computed_sums(base).items():
                sums[key] = sums[key].plus(part)
        borders = sorted({*firsts, *_borders_of(months)})
        rows = award._rows_by_day(base, day, moment, borders)
        by_period = award._spent_by_period(base, rows, firsts)
        by_span = {number: sum(parts) for number, parts in by_period.items()}
        return Spent(dict(sums), by_span, _by_month(rows, months), base.entries)

    def _base_of_board(self, day, moment, firsts, months):
        """Return the :class:`Base` of this award, told apart by all that is shown."""
        is_computed = self.indirect_method == "computed"
        spans = self._indirect_spans(day, moment) if is_computed else []
        borders = {*firsts, *_borders_of(months), *self._borders(spans)}
        columns = (*COLUMNS, *self._columns_of_subawards())
        return Base(
            spans,
            self._posted_in_spans(day, moment, columns, sorted(borders)),
            self._subaward_entries(day, moment),
        )


def _borders_of(months):
    return [*months, burn.month_after(months[-1])] if months else []


def _by_month(rows, months):
    """Return the donor's money of full months, without what was announced.

    :param rows: what :meth:`asm.award._rows_by_day` gives for these months
    """
    found = {}
    for first, row, unannounced in rows:
        if row.funding != "donor" or row.nature == "income" or row.subaward:
            continue
        month = first and first.replace(day=1)
        if month in months:
            found[month] = found.get(month, ZERO) + unannounced
    return found
