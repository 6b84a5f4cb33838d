"""What the figures of a report rest on, in plain rows that are kept with it."""

from collections import defaultdict
from decimal import Decimal
from functools import cached_property
from typing import NamedTuple

from odoo import fields

from odoo.addons.asm_programs.models._trace_numbers import number_of, smallest_of
from odoo.addons.asm_programs.tools.cells import NOT_DISAGGREGATED

from ..tools import terms
from ._behind_cells import BehindCells
from ._inputs import InputsReader
from ._inputs_indicator import RECORDS
from ._trace_small import TraceSmall

# records that are named behind one figure; a sentence says how many more there are
AT_MOST = 20
# and behind all of them together
AT_MOST_IN_ALL = 10_000
NUMBERS = frozenset({"actual", "numerator", "denominator", "achievement"})
MONEY = ("budget.spent", "grant.disbursed")


class Figure(NamedTuple):
    """A row and days of a report, and the numbers behind it.

    :param line_id: of the award's indicator
    :param shown: ids of the first of them
    :param count: of all
    """

    line_id: int
    name: str
    days: object
    shown: list
    count: int


class TraceRows:
    """Reads what the figures of a report rest on, when it is drawn.

    :param report: ``asm.donor.report`` record
    :param inputs: :class:`tools.inputs.Inputs` that it is drawn from
    """

    def __init__(self, report, inputs, facts):
        self.report, self.env = report, report.env
        self.inputs = inputs
        self.reader = InputsReader(report, facts)
        self.evidence = {}
        # of each indicator, the smallest number above 0 that the rows tell
        self.smallest = {}
        self._kept = {}

    def rows(self):
        """Return rows of plain values: what a figure is of, and a record behind it.

        A row: figure, days, kind of record, record, place, value, day, approved by,
        approved on, evidence, delivery, engagement.
        """
        rows = []
        for award in self.reader.awards:
            rows += self._trace_of_award(award)
        return rows + self._trace_of_money()

    def _trace_of_award(self, award):
        asked = self._asked_by_row(set(award.award_indicator_ids.ids))
        if not asked:
            return []
        windows = {window for _name, found in asked.values() for window in found}
        lines = self.env["asm.award.indicator"].browse({key[0] for key in asked})
        behind = BehindCells(self.reader, award, lines, windows)
        every = set().union(
            *(behind.ids_in(line, window) for line in lines for window in windows)
        )
        self._note_evidence(every)
        figures = self._figures(asked, behind, behind.places())
        known = self._known({number for figure in figures for number in figure.shown})
        hidden = self._hidden_lines(award, figures)
        return [
            row
            for figure in figures
            for row in self._rows(figure, known, figure.line_id in hidden)
        ]

    def _hidden_lines(self, award, figures):
        """Return ids of the award's lines that are told without their numbers."""
        actuals_of = {}
        for figure in figures:
            actuals_of.setdefault(figure.line_id, set()).update(figure.shown)
        actuals_of = {
            line_id: self.env["asm.actual"].browse(ids)
            for line_id, ids in actuals_of.items()
        }
        hidden = TraceSmall(award, self.inputs).hidden(actuals_of)
        told = [
            actuals for line_id, actuals in actuals_of.items() if line_id not in hidden
        ]
        for line_id, number in smallest_of(self.env["asm.actual"].union(*told)).items():
            before = self.smallest.get(line_id, number)
            self.smallest[line_id] = min(before, number)
        return hidden

    def _figures(self, asked, behind, places):
        """Return the :class:`Figure` s of rows, as many as the sheet has room for."""
        found, room = [], AT_MOST_IN_ALL
        for key, (name, windows) in asked.items():
            line = self.env["asm.award.indicator"].browse(key[0])
            days_of = {behind.days_of(line, window): window for window in windows}
            for days, window in days_of.items():
                if not days or room <= 0:
                    continue
                ids = [
                    number
                    for number in behind.ids_in(line, window)
                    if behind.is_within(key[1:], *places[number])
                ]
                found.append(Figure(line.id, name, days, ids[:AT_MOST], len(ids)))
                room -= len(found[-1].shown)
        return found

    def _note_evidence(self, actual_ids):
        """Note the evidence behind all these numbers, for the index."""
        with_some = self.env["asm.actual"].search(
            [("id", "in", list(actual_ids)), ("evidence_ids", "!=", False)]
        )
        for actual in with_some:
            for piece in actual.evidence_ids:
                self.evidence.setdefault(piece, actual.display_name)

    def _asked_by_row(self, ids):
        """Return ``{key of a row: (its name, windows of its numbers)}``."""
        asked = {}
        for source, lines in self.inputs.rows.items():
            if not source.startswith("indicator|"):
                continue
            for line in lines:
                if line.key[0] not in ids:
                    continue
                windows = [
                    one.window
                    for one in map(terms.parse, line.values)
                    if one.term.partition(".")[2] in NUMBERS
                ]
                name = self._name_of(line)
                asked.setdefault(line.key, (name, []))[1].extend(windows)
        return asked

    def _name_of(self, line):
        code = line.values.get("indicator.code") or line.code
        category = line.values.get("indicator.category")
        if not category and len(line.key) > 1:
            category = self._name_of_part(*line.key[1:])
        return ", ".join(filter(None, (code, category)))

    def _name_of_part(self, split, member):
        if split in RECORDS:
            records = self.env[RECORDS[split]].browse(member or ())
            return records.display_name or self.env._("without a place")
        return self._category_names.get((split, member), member)

    @cached_property
    def _category_names(self):
        values = self.reader.awards.award_indicator_ids.program_indicator_id
        return {
            (value.dimension_id.code, value.code): value.name
            for value in values.dimension_ids.value_ids
        } | {
            (code, NOT_DISAGGREGATED): self.env._("not disaggregated")
            for code in values.dimension_ids.mapped("code")
        }

    def _rows(self, figure, known, is_hidden):
        days = f"{figure.days.date_from} – {figure.days.date_to}"
        rows = [
            [figure.name, days, *(_without_number(cells) if is_hidden else cells)]
            for number in figure.shown
            for cells in known[number]
        ]
        if figure.count > len(figure.shown):
            more = self._more(figure.count - len(figure.shown))
            rows.append([figure.name, days, more, *[None] * 9])
        return rows

    def _more(self, count):
        return self.env._("… and %(count)s more", count=count)

    def _known(self, actual_ids):
        """Return ``{id: rows of cells}`` of numbers, read all at once."""
        actuals = self.env["asm.actual"].browse(actual_ids)
        hops = defaultdict(list)
        for hop in self.env["asm.actual.delivery"].search(
            [("actual_id", "in", actuals.ids)]
        ):
            delivery = hop.delivery_id
            hops[hop.actual_id.id].append(
                (delivery.display_name, delivery.engagement_id.display_name or None)
            )
        label = self.env._("Number")
        return {
            actual.id: [
                [*_cells_of(actual, label), *hop]
                for hop in hops[actual.id] or [(None, None)]
            ]
            for actual in actuals
        }

    # -- money --

    def _trace_of_money(self):
        rows = []
        for text in self.inputs.single:
            asked = terms.parse(text)
            if asked.subject in ("sf425", "money"):
                rows += self._rows_of_money(asked.term, (), asked)
        lines = (line for found in self.inputs.rows.values() for line in found)
        for line in lines:
            for text in line.values.keys() & set(MONEY):
                name = f"{text}, {line.code}"
                rows += self._rows_of_money(name, line.key, terms.parse(text))
        return rows

    def _rows_of_money(self, name, key, asked):
        rows = []
        for part in self.report._trace(key, asked, self._kept):
            span = f"– {self.report.date_end}"
            head = [name, span, part.name]
            amount = None if part.amount is None else _exact(part.amount)
            rows.append([*head, None, None, amount, *[None] * 6])
            if part.model == "account.analytic.line":
                rows += self._ledger_rows(head, part.domain)
        return rows

    def _ledger_rows(self, head, domain):
        lines = self.env["account.analytic.line"]
        count = lines.search_count(domain)
        found = [
            [
                *head,
                line.name,
                line.budget_line_id.display_name or None,
                _exact(line.amount_award),
                line.date,
                *[None] * 5,
            ]
            for line in lines.search(domain, limit=AT_MOST)
        ]
        if count > AT_MOST:
            found.append([*head, self._more(count - AT_MOST), *[None] * 8])
        return found


def _cells_of(actual, label):
    return [
        label,
        actual.display_name,
        actual.site_id.name or None,
        number_of(actual),
        actual.period_id.date_end,
        actual.approved_by.sudo().name or None,
        fields.Datetime.to_string(actual.approved_on) or None,
        ", ".join(actual.evidence_ids.mapped("name")) or None,
    ]


def _without_number(cells):
    """Return the cells of a number that is not told: neither it nor what it is of."""
    label, _record, place, _number, *others = cells
    return [label, None, place, None, *others]


def _exact(value):
    return None if value is False else Decimal(str(value))
