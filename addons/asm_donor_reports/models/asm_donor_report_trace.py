from decimal import Decimal
from typing import NamedTuple

from xlsxwriter.utility import xl_rowcol_to_cell

from odoo import models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..tools import terms
from ._behind_cells import BehindCells
from ._inputs import InputsReader, LayoutFacts

# the line of a Federal Financial Report that a number about money is of
LINES = {
    "money.spent": "10e",
    "money.spent_period": "10e",
    "money.burn": "10e",
    "money.received": "10a",
    "money.on_hand": "10c",
    "budget.spent": "10e",
    "budget.spent_period": "10e",
    "budget.burn": "10e",
    "grant.disbursed": "10b",
    "period.spent": "10e",
    "award.obligated": "10d",
}
COMMITTED = frozenset({"money.committed", "budget.committed"})
BUDGET = frozenset({"money.budget", "budget.budget", "money.available"})
OF_TARGET = frozenset({"target", "target_date", "target_rationale"})
OF_BASELINE = frozenset({"baseline", "baseline_date", "baseline_note"})
OF_DEVIATION = frozenset({"deviation", "deviation_action"})


class Part(NamedTuple):
    """Records that a figure is made of.

    :param amount: what they add to it; None where that is not a sum
    """

    name: str
    model: str
    domain: list
    amount: Decimal | None = None


class AsmDonorReport(models.Model):
    """The way back from a figure of a report to the records that it rests on."""

    _inherit = "asm.donor.report"

    def action_trace(self, key):
        """Return what a cell rests on.

        :param key: what the cell is of: sheet, block, row and column
        :return: dict of ``currency_id`` and ``parts``: dicts of ``name``, ``amount``
            (blank where it is no sum), ``model`` and ``domain``
        :raises UserError: where the cell rests on no record
        """
        self.ensure_one()
        self.check_access("read")
        row_key, asked = self._asked_at(key)
        parts = [part for one in asked for part in self._trace(row_key, one)]
        if not parts:
            raise UserError(
                self.env._("This cell is text of the layout, or computed from others.")
            )
        return {
            "currency_id": self.award_period_id.award_id.currency_id.id,
            "parts": [
                part._asdict()
                | {"amount": None if part.amount is None else float(part.amount)}
                for part in parts
            ],
        }

    def _asked_at(self, key):
        """Return the key of the row, and the terms that a cell shows."""
        sheet_key, block_name, *row, column = key
        code, _colon, of_sheet = sheet_key.partition(":")
        sheet = self._layout().sheet(code)
        block = sheet and sheet.block(block_name)
        if not block:
            return (), []
        name, _colon, span = column.partition(":")
        for part in block.parts:
            own = part.name
            if not block.source:
                own = own or xl_rowcol_to_cell(part.row, part.column)
            if own == name:
                found = self._within(part.content.asked(), span)
                return tuple(row) or tuple(of_sheet.split(":")), found
        return (), []

    def _within(self, asked, key):
        """Return terms as they stand in a column that is repeated.

        :param key: of its span; blank where it is not repeated
        """
        if not key:
            return list(asked)
        spans = self._reader().spans
        [span] = [one for one in spans[key.partition(":")[0]] if one.key == key]
        found = (one.within(span, spans["quarter"]) for one in asked)
        return [one for one in found if one]

    def _trace(self, key, asked, kept=None):
        """Return the :class:`Part` s behind a figure.

        :param key: of its row; empty for what a report has one of
        :param asked: :class:`terms.Asked`
        :param kept: dict that keeps what many figures rest on
        """
        kept = {} if kept is None else kept
        if asked.subject == "indicator":
            return self._trace_indicator(key, asked)
        if asked.term in LINES or asked.subject == "sf425":
            return self._trace_money(key, asked, kept)
        trace = {
            "box11": self._trace_rates,
            "narrative": self._trace_story,
            "result": self._trace_result,
        }.get(asked.subject)
        if trace:
            return trace(key)
        if asked.term in COMMITTED:
            return self._trace_committed(key)
        if asked.term in BUDGET:
            return self._trace_budget(key)
        if asked.subject in ("award", "money"):
            award = self.award_period_id.award_id
            return [Part(award.display_name, award._name, [("id", "=", award.id)])]
        return []

    # -- results --

    def _trace_indicator(self, key, asked):
        award_line = self.env["asm.award.indicator"].browse(int(key[0])).exists()
        name = asked.term.partition(".")[2]
        used = award_line.program_indicator_id
        approved = [
            ("program_indicator_id", "=", used.id),
            ("approved_on", "!=", False),
        ]
        if name in OF_TARGET:
            return [Part(self.env._("Targets"), "asm.target", approved)]
        if name in OF_BASELINE:
            return [Part(self.env._("Baselines"), "asm.baseline", approved)]
        if name in OF_DEVIATION:
            own = [
                ("award_indicator_id", "=", award_line.id),
                ("award_period_id", "=", self.award_period_id.id),
            ]
            return [Part(self.env._("Deviations"), "asm.deviation", own)]
        if not asked.definition.is_windowed:
            own = [("id", "=", used.id)]
            return [Part(used.display_name, "asm.program.indicator", own)]
        ids = self._actual_ids(award_line, _part_of(key), asked)
        numbers = Part(self.env._("Numbers"), "asm.actual", [("id", "in", ids)])
        if name != "achievement":
            return [numbers]
        return [numbers, Part(self.env._("Targets"), "asm.target", approved)]

    def _actual_ids(self, award_line, part, asked):
        """Return the ids of the numbers behind a figure of an indicator."""
        behind = BehindCells(
            self._reader(), award_line.award_id, award_line, [asked.window]
        )
        actuals = self.env["asm.actual"].browse(behind.ids_in(award_line, asked.window))
        parts = [part, *asked.categories] if part else list(asked.categories)
        return [
            actual.id
            for actual in actuals
            if all(behind.is_part(actual, one) for one in parts)
        ]

    def _reader(self):
        layout = self._layout()
        facts = LayoutFacts(layout.fiscal_month, layout.rounding, layout.lang)
        return InputsReader(self, facts)

    def _trace_result(self, key):
        result = self.env["asm.result"].browse(int(key[0])).exists()
        return [Part(result.display_name, "asm.result", [("id", "=", result.id)])]

    def _trace_story(self, key):
        own = [("report_id", "=", self.id), ("code", "=", key[0])]
        return [Part(self.env._("Narrative"), "asm.donor.report.section", own)]

    # -- money --

    def _trace_money(self, key, asked, kept):
        if asked.term == "sf425.disbursed_total":
            grant = terms.parse("grant.disbursed")
            return [
                part
                for one in self.award_ids
                for part in self._trace_money((one.id,), grant, kept)
            ]
        award, narrowed, days = self._money_of(key, asked)
        place = award, days[1]
        if place not in kept:
            moment = self.env["asm.program.indicator"]._moment(self.as_of or None)
            kept[place] = award._ground(days[1], moment)
        ground = kept[place]
        line = LINES.get(asked.term) or asked.term.partition(".")[2]
        if line.startswith("11_"):
            return self._trace_rates(key)
        found = self._flat(award, line, ground)
        if line == "10e" and award.kind == "own":
            amount = ground.facts.spent("own")
            found.append((1, award._spent_part(ground, "own", amount)))
        parts = []
        for sign, part in found:
            if narrowed:
                part = award._narrowed(part, ground, narrowed)
            domain = list(Domain(part.domain))
            if days[0] and part.model == "account.analytic.line":
                # what had been spent before is in another period
                domain = list(Domain(domain) & Domain("date", ">=", days[0]))
                parts.append(Part(part.name, part.model, domain))
            elif part.amount:
                parts.append(Part(part.name, part.model, domain, sign * part.amount))
        return parts

    def _flat(self, award, line, ground, sign=1):
        """Return ``[(sign, part)]`` of a line, those that are of others taken apart."""
        found = []
        for part in award._parts_of(line, ground):
            if part.line:
                of_part = sign if part.amount >= 0 else -sign
                found += self._flat(award, part.line, ground, of_part)
            else:
                found.append((sign, part))
        return found

    def _money_of(self, key, asked):
        """Return the award, budget line or nothing, and the days of an amount."""
        award = self.award_period_id.award_id
        narrowed, days = {}, (None, self.date_end)
        if asked.term.endswith("spent_period"):
            days = (self.date_start, self.date_end)
        if asked.subject == "period":
            period = self.env["asm.award.period"].browse(int(key[0]))
            days = (period.date_start, period.date_end)
        elif asked.subject == "grant":
            award = award.browse(int(key[0]))
        elif asked.subject == "budget":
            line, award = self._budget_line_of(key)
            narrowed = {"budget_line_id": line.id}
        return award, narrowed, days

    def _budget_line_of(self, key):
        """Return the budget line of a row, none for what is on none, and its award."""
        kind, _dash, number = str(key[0]).rpartition("-")
        line = self.env["asm.budget.line"]
        if kind:
            return line, self.env["asm.award"].browse(int(number))
        line = line.browse(int(number))
        return line, line.award_id

    def _trace_committed(self, key):
        award, narrowed = self.award_period_id.award_id, {}
        if key:
            line, award = self._budget_line_of(key)
            narrowed = {"budget_line_id": line.id}
        return [
            Part(part.name, part.model, part.domain, part.amount)
            for part in award._parts_committed(self.date_end, narrowed)
            if part.amount
        ]

    def _trace_budget(self, key):
        lines = self.award_period_id.award_id.budget_line_ids
        if key:
            lines = self._budget_line_of(key)[0]
        own = [("id", "in", lines.ids)]
        return [Part(self.env._("Budget"), "asm.budget.line", own)]

    def _trace_rates(self, key):
        rates = self.award_period_id.award_id.indirect_rate_ids
        if key:
            rates = rates.browse(int(str(key[0]).partition(":")[0]) or ()).exists()
        own = [("id", "in", rates.ids)]
        return [Part(self.env._("Indirect cost rates"), rates._name, own)]


def _part_of(key):
    """Return what of an indicator a row is of; keys of sheets are texts."""
    if len(key) < 3:
        return ()
    split, member = key[1:3]
    return (split, int(member)) if split in terms.SPLITS else (split, member)
