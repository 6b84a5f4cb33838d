"""The numbers that the rules of a report look at: its own, earlier ones, others'."""

from collections import defaultdict
from decimal import Decimal
from functools import cached_property
from typing import NamedTuple

from odoo import fields, models

from ..tools import rules

HISTORY_MONTHS = 60
NUMBERS = ("value", "numerator", "denominator")
ROW_FIELDS = (
    "program_indicator_id",
    "site_id",
    "disaggregation_id",
    "period_id",
    "partner_id",
    "correction_of_id",
    *NUMBERS,
)


class Entry(NamedTuple):
    """A cell of the report: its number with what corrects it, and its row."""

    row: models.BaseModel
    line: models.BaseModel
    site: models.BaseModel
    category: models.BaseModel
    amount: Decimal | None
    numerator: Decimal | None
    denominator: Decimal | None

    @property
    def key(self):
        return self.line.id, self.site.id, self.category.id


def decimal(number):
    return None if number is False or number is None else Decimal(str(number))


class ReportNumbers:
    """Reads what a report holds and what it is compared with, each once.

    :param submission: ``asm.submission``, with the right to read what it rests on
    """

    def __init__(self, submission):
        self.env = submission.env
        self._submission = submission

    @cached_property
    def entries(self):
        rows = self._submission.actual_ids
        places = rows.correction_of_id | rows.filtered(lambda r: not r.correction_of_id)
        own = dict.fromkeys(places.ids, rows.browse())
        for row in rows:
            own[(row.correction_of_id or row).id] = row
        corrections = rows.search_fetch(
            [("correction_of_id", "in", places.ids)], ROW_FIELDS, order="id"
        )
        parts = (corrections | rows).grouped("correction_of_id")
        return [
            self._entry(own[place.id], place, parts.get(place, ())) for place in places
        ]

    def _entry(self, row, place, corrections):
        line = place.program_indicator_id
        numbers = [self._net(name, place, corrections) for name in NUMBERS]
        return Entry(
            row,
            line,
            place.site_id,
            place.disaggregation_id,
            self._amount(line, *numbers),
            *numbers[1:],
        )

    def _net(self, name, place, corrections):
        known = [decimal(one[name]) for one in (place, *corrections)]
        known = [number for number in known if number is not None]
        return sum(known) if known else None

    def _amount(self, line, value, numerator, denominator):
        indicator = line.indicator_id
        multiplier = Decimal(str(indicator.multiplier))
        return rules.amount_of(
            value, numerator, denominator, multiplier, indicator.is_ratio
        )

    @cached_property
    def others(self):
        """Return earlier numbers of the partner, oldest first, and those of others.

        :return: ``({cell: [Decimal]}, {(line id, category id): [Decimal]})``
        """
        report = self._submission
        lines = {entry.line.id for entry in self.entries}
        start = fields.Date.subtract(report.date_start, months=HISTORY_MONTHS)
        common = [
            ("program_indicator_id", "in", list(lines)),
            ("state", "in", ("submitted", "approved")),
        ]
        Actual = self.env["asm.actual"]
        earlier = Actual.search_fetch(
            [
                *common,
                ("partner_id", "=", report.partner_id.id),
                ("period_id.date_end", "<", report.date_start),
                ("period_id.date_end", ">=", start),
            ],
            ROW_FIELDS,
        ).sorted(lambda row: (row.period_id.date_end, row.id))
        others = Actual.search_fetch(
            [
                *common,
                ("partner_id", "!=", report.partner_id.id),
                ("period_id", "=", report.period_id.id),
                ("correction_of_id", "=", False),
            ],
            ROW_FIELDS,
        )
        history, peers = defaultdict(list), defaultdict(list)
        for key, amount in self._amounts_in(earlier):
            history[key].append(amount)
        for key, amount in self._amounts_in(others):
            peers[key[0], key[2]].append(amount)
        return history, peers

    def _amounts_in(self, rows):
        corrections = rows.filtered("correction_of_id").grouped("correction_of_id")
        for row in rows.filtered(lambda row: not row.correction_of_id):
            numbers = [self._net(n, row, corrections.get(row, ())) for n in NUMBERS]
            amount = self._amount(row.program_indicator_id, *numbers)
            if amount is not None:
                yield self._key_of(row), amount

    def _key_of(self, row):
        return row.program_indicator_id.id, row.site_id.id, row.disaggregation_id.id

    def entry_of_place(self, line, site):
        nothing = self.env["mtm.disaggregation"]
        row = self._submission.actual_ids.filtered(
            lambda row: row.program_indicator_id == line and row.site_id == site
        )
        return Entry(row[:1], line, site, nothing, None, None, None)

    @cached_property
    def asked(self):
        """Return ``{(line, site)}`` of what the assignments ask for."""
        report = self._submission
        assignments = self.env["asm.assignment"].search(
            [
                ("program_id", "=", report.program_id.id),
                ("partner_id", "=", report.partner_id.id),
                ("program_indicator_id.indicator_id.formula", "=", False),
            ]
        )
        nowhere = [self.env["mtm.site"]]
        return {
            (assignment.program_indicator_id, site)
            for assignment in assignments._filtered_on(report.period_id)
            for site in assignment.site_ids or nowhere
        }
