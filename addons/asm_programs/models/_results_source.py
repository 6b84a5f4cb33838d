"""Fetching the rows that numbers are made of, as the calculation takes them."""

from collections import defaultdict
from decimal import Decimal

from odoo.tools import SQL

from ..tools import facts

ROW_FIELDS = (
    "id",
    "program_indicator_id",
    "site_id",
    "partner_id",
    "period_id",
    "disaggregation_id",
    "correction_of_id",
    "value",
    "numerator",
    "denominator",
    "missing_reason",
    "text",
    "option_id",
)
NUMBER_FIELDS = ("value", "numerator", "denominator")


class ResultsSource:
    """All rows of some programme indicators begun by a day, as one moment knew them.

    :param lines: ``asm.program.indicator`` records, in the reader's environment: a
        row that the reader may not see is not taken
    :param date_to: last day of the window; a period that it cuts is told of
    :param as_of: moment, or None for now
    :param include_draft: also take rows that are not approved
    """

    def __init__(self, lines, date_to, as_of=None, include_draft=False):
        self.env = lines.env
        self._lines = lines
        self._date_to = date_to
        self._as_of = as_of
        self._include_draft = include_draft
        rows = self._current_rows()
        if as_of:
            rows += self._earlier_rows()
        self._facts = self._facts_by_line(rows)

    def facts_of(self, line):
        """Return the :class:`facts.Fact` s of one programme indicator."""
        return self._facts.get(line.id, [])

    def _current_rows(self):
        Actual = self.env["asm.actual"]
        domain = [
            ("program_indicator_id", "in", self._lines.ids),
            ("period_id.date_start", "<=", self._date_to),
        ]
        if not self._include_draft:
            domain.append(("state", "=", "approved"))
        if self._as_of:
            domain.append(("approved_on", "<=", self._as_of))
        query = Actual._search(domain)
        columns = [self._column(Actual, name, query) for name in ROW_FIELDS]
        rows = self.env.execute_query_dict(query.select(*columns))
        return [_with_decimals(row) for row in rows]

    def _column(self, model, name, query):
        """Odoo reads numeric columns as floats, so numbers come as text."""
        column = model._field_to_sql(model._table, name, query)
        cast = SQL("::text") if name in NUMBER_FIELDS else SQL()
        return SQL("%s%s AS %s", column, cast, SQL.identifier(name))

    def _earlier_rows(self):
        """Return rows in the state in which they were approved at the moment."""
        revisions = self.env["asm.actual.revision"].search(
            [
                ("actual_id.program_indicator_id", "in", self._lines.ids),
                ("actual_id.period_id.date_start", "<=", self._date_to),
                ("state", "=", "approved"),
                ("valid_from", "<=", self._as_of),
                ("valid_to", ">", self._as_of),
            ]
        )
        return [revision._as_row(ROW_FIELDS) for revision in revisions]

    def _facts_by_line(self, rows):
        by_id = {row["id"]: row for row in rows}
        bounds = self._bounds_of({row["period_id"] for row in rows})
        categories = self._categories_of({row["disaggregation_id"] for row in rows})
        options = self._options_of({row["option_id"] for row in rows})
        found = defaultdict(list)
        for row in rows:
            # a correction belongs where the number is that it corrects
            place = by_id.get(row["correction_of_id"], row)
            found[row["program_indicator_id"]].append(
                facts.Fact(
                    place["site_id"],
                    place["partner_id"],
                    place["period_id"],
                    *bounds[place["period_id"]],
                    categories.get(place["disaggregation_id"], {}),
                    *(row[name] for name in NUMBER_FIELDS),
                    row["missing_reason"],
                    bool(row["correction_of_id"]),
                    row["text"] or options.get(row["option_id"]),
                )
            )
        return found

    def _bounds_of(self, period_ids):
        periods = self.env["asm.period"].browse(period_ids)
        return {period.id: (period.date_start, period.date_end) for period in periods}

    def _categories_of(self, ids):
        combinations = self.env["mtm.disaggregation"].browse(filter(None, ids))
        return {
            combination.id: combination._categories() for combination in combinations
        }

    def _options_of(self, ids):
        options = self.env["asm.scale.value"].browse(filter(None, ids))
        return {option.id: option.code for option in options}


def _with_decimals(row):
    return row | {
        name: None if row[name] is None else Decimal(row[name])
        for name in NUMBER_FIELDS
    }
