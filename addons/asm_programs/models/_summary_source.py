"""The rows that numbers are made of, taken from the totals of reports."""

from collections import defaultdict
from decimal import Decimal

from odoo.fields import Domain
from odoo.tools import SQL

from ..tools import facts
from ._results_source import NUMBER_FIELDS, ResultsSource

ONE = Decimal(1)
COLUMNS = (
    "program_indicator_id",
    "site_id",
    "partner_id",
    "period_id",
    "date_from",
    "date_to",
    *NUMBER_FIELDS,
    "is_ratio",
    "has_rows",
    "is_worded",
    "has_lone",
    "missing",
)
PARTS = {"_parts": "_parts"}


def sees_all_numbers(env):
    """Say whether a reader may see every number of the indicators that they may see.

    That is so where the rules on numbers are those of companies, which an indicator
    obeys as well; whoever else adds a rule, the plain calculation follows it.
    """
    if env.su:
        return True
    if not env["asm.actual"].has_access("read"):
        return False
    of_companies = Domain("program_id.company_id", "in", env.companies.ids)
    rules = env["ir.rule"]._compute_domain("asm.actual", "read")
    return Domain(rules) in (
        Domain.TRUE,
        of_companies,
        of_companies.optimize(env["asm.actual"]),
    )


class SummarySource(ResultsSource):
    """Takes one total in place of all categories of a report.

    Good for whatever is not split by categories, is of now and of approved numbers,
    and for readers of whom :func:`sees_all_numbers` holds.
    """

    def __init__(self, lines, date_to, as_of=None):
        if as_of:
            raise ValueError("the summary knows what is, not what was")
        super().__init__(lines, date_to)

    def _current_rows(self):
        condition = SQL(
            "s.program_indicator_id = ANY(%s) AND s.date_from <= %s",
            self._lines.ids,
            self._date_to,
        )
        rows = self.env["asm.result.summary"].sudo()._rows(condition)
        columns = [
            SQL(
                "%s%s",
                SQL.identifier("s", name),
                SQL("::text") if name in NUMBER_FIELDS else SQL(),
            )
            for name in COLUMNS
        ]
        query = SQL("SELECT %s FROM (%s) s", SQL(", ").join(columns), rows)
        return self.env.execute_query(query)

    def _facts_by_line(self, rows):
        found = defaultdict(list)
        for line_id, *row in rows:
            slot, numbers, said = row[:5], row[5:8], row[8:]
            numbers = [number and Decimal(number) for number in numbers]
            found[line_id] += _facts_of(slot, numbers, *said)
        return found


def _facts_of(slot, numbers, is_ratio, has_rows, is_worded, has_lone, missing):
    """Yield facts that come to what the rows of one report come to."""
    parts = (None, ONE, ONE) if is_ratio else (ONE, None, None)
    is_whole = any(number is not None for number in numbers)
    if is_whole:
        yield facts.Fact(*slot, (), *numbers)
    elif has_rows:
        yield facts.Fact(*slot, PARTS, *parts)
    elif not has_lone:
        yield facts.Fact(*slot)
    if has_lone:
        yield facts.Fact(*slot, {"_lone": "_lone"}, *parts, correction=True)
    for reason in filter(None, missing.split(",")):
        yield facts.Fact(*slot, missing_reason=reason)
    if is_worded:
        yield facts.Fact(*slot, text="_")
