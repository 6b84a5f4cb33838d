"""Fetching the rows that numbers are made of, as the calculation takes them."""

from collections import defaultdict
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import NamedTuple

from odoo.fields import Domain
from odoo.tools import SQL

from ..tools import calendars, facts

NUMBER_FIELDS = ("value", "numerator", "denominator")


class Row(NamedTuple):
    """What is fetched of an ``asm.actual``."""

    id: int
    program_indicator_id: int
    site_id: int | None
    partner_id: int
    period_id: int
    disaggregation_id: int | None
    correction_of_id: int | None
    value: Decimal | None
    numerator: Decimal | None
    denominator: Decimal | None
    missing_reason: str | None
    text: str | None
    option_id: int | None
    currency_id: int | None


class Correction(NamedTuple):
    """A correction that is known before the place where it counts has begun.

    :param own: :class:`facts.Fact` of the correction where it was reported itself
    :param known_from: the day from which its row is taken
    """

    own: facts.Fact
    known_from: date


def until(field_name, moment):
    """Return the domain of what happened by a moment, to the microsecond.

    Odoo's own comparisons of moments end at the whole second.
    """
    return _compared(field_name, SQL("<="), moment)


def after(field_name, moment):
    """Return the domain of what happened after a moment, to the microsecond."""
    return _compared(field_name, SQL(">"), moment)


def corrects(of_period):
    """Return the domain of corrections of numbers of some periods.

    It looks at what each row corrects: a list of all numbers has no end.

    :param of_period: SQL of the condition that a period ``p`` is one of these
    """

    def to_sql(model, alias, query):
        model.flush_model(["period_id"])
        model.env["asm.period"].flush_model(["date_start", "date_end"])
        corrected = model._field_to_sql(alias, "correction_of_id", query)
        return SQL(
            """EXISTS (SELECT FROM asm_actual c JOIN asm_period p ON p.id = c.period_id
                        WHERE c.id = %s AND %s)""",
            corrected,
            of_period,
        )

    return Domain.custom(to_sql=to_sql)


def _compared(field_name, operator, moment):
    def to_sql(model, alias, query):
        column = model._field_to_sql(alias, field_name, query)
        return SQL("%s %s %s", column, operator, moment)

    return Domain.custom(to_sql=to_sql)


class ResultsSource:
    """What numbers of some programme indicators rest on, as one moment knew it: rows
    of periods begun by a day, overlaps, periods. Each is fetched once for all.

    :param lines: ``asm.program.indicator`` records, in the reader's environment: a
        row that the reader may not see is not taken
    :param date_to: last day of the window; a period that it cuts is told of
    :param as_of: moment, or None for now
    :param include_draft: also take rows that are not approved
    """

    def __init__(self, lines, date_to, as_of=None, include_draft=False):
        self.env = lines.env
        self._lines = lines._filtered_access("read")
        self._visible_ids = frozenset(self._lines.ids)
        self._date_to = date_to
        self._as_of = as_of
        self._include_draft = include_draft
        self._corrections = []
        self._gathered = {}
        rows = self._current_rows()
        if as_of:
            rows += self._earlier_rows()
        self._facts = self._facts_by_line(rows)

    @property
    def as_of(self):
        return self._as_of

    @property
    def whole(self):
        """The source of all that was fetched."""
        return self

    @property
    def date_to(self):
        return self._date_to

    def facts_of(self, line):
        """Return the :class:`facts.Fact` s of one programme indicator."""
        return self._facts.get(line.id, [])

    def gathered(self, key, gather, is_cut_by_period):
        """Return :class:`gathering.Gathered` rows, gathered once.

        :param key: what they are of
        :param gather: gathers them from a source
        :param is_cut_by_period: says whether earlier days have the same rows, less the
            periods that begin later
        """
        if key not in self._gathered:
            self._gathered[key] = gather(self)
        return self._gathered[key]

    def early_corrections_of(self, line):
        """Return ``{position of a fact: Correction}`` of a line, where days before the
        place of a correction know of it."""
        return self._early_corrections.get(line.id, {})

    def overlaps_of(self, lines, window):
        """Return the approved :class:`facts.Overlap` s of lines that are added up.

        One that names a programme which is not among them takes nothing away: its
        people are counted once in what is read.
        """
        programs = set(lines.program_id.ids)
        return [
            overlap._as_overlap()
            for indicator in lines.indicator_id
            for overlap in self._overlaps_by_indicator.get(indicator, ())
            if programs.issuperset(self._programs_of_overlaps[overlap.id])
            and (overlap.period_id.date_start, overlap.period_id.date_end) in window
        ]

    @property
    def has_overlaps(self):
        """Whether any are declared of what is read."""
        return bool(self._overlaps_by_indicator)

    def is_visible(self, line):
        """Say whether the reader may read a line."""
        return line.id in self._visible_ids

    def period_ids_of(self, program):
        """Return ``{window: period id}`` of a programme's calendar, as recorded."""
        return self._period_ids[program.frequency, program.fiscal_month]

    def is_hidden_in_part(self, line):
        """Say whether the reader may not see some approved number of a line."""
        return line.id in self._ids_hidden_in_part

    @cached_property
    def _overlaps_by_indicator(self):
        domain = Domain(
            [
                ("indicator_id", "in", self._lines.indicator_id.ids),
                ("program_ids", "in", self._lines.program_id.ids),
                ("period_id.date_end", "<=", self._date_to),
                ("approved_on", "!=", False),
            ]
        )
        if self._as_of:
            domain &= until("approved_on", self._as_of)
        declared = self.env["asm.overlap"].search(domain)._latest_of_each()
        return declared.grouped("indicator_id")

    @cached_property
    def _programs_of_overlaps(self):
        """Return ``{overlap id: ids of its programmes}``, hidden ones included."""
        overlaps = self.env["asm.overlap"].union(*self._overlaps_by_indicator.values())
        return {overlap.id: overlap.program_ids.ids for overlap in overlaps.sudo()}

    @cached_property
    def _period_ids(self):
        programs = self._lines.program_id
        calendar_periods = self.env["asm.period"].search(
            [
                ("kind", "in", list(set(programs.mapped("frequency")))),
                ("fiscal_month", "in", list(set(programs.mapped("fiscal_month")))),
                ("date_end", "<=", self._date_to),
            ]
        )
        found = defaultdict(dict)
        for period in calendar_periods:
            window = calendars.Window(period.date_start, period.date_end)
            found[period.kind, period.fiscal_month][window] = period.id
        return found

    @cached_property
    def _ids_hidden_in_part(self):
        user = self.env.user
        restricted = user.is_restricted_by_country or user.is_restricted_by_program
        if self.env.su or not restricted:
            return frozenset()
        return frozenset(self._lines._ids_hidden_in_part())

    def _place_domain(self):
        """Return the domain of the rows of these lines; a correction counts where the
        number is that it corrects."""
        return Domain("program_indicator_id", "in", self._lines.ids) & (
            Domain("period_id.date_start", "<=", self._date_to)
            | corrects(SQL("p.date_start <= %s", self._date_to))
        )

    def _current_rows(self):
        Actual = self.env["asm.actual"]
        domain = self._place_domain()
        if self._include_draft:
            # what nobody asks for any more is kept, and not counted
            domain &= Domain("parked_on", "=", False)
        else:
            domain &= Domain("state", "=", "approved")
        if self._as_of:
            domain &= until("approved_on", self._as_of)
        query = Actual._search(domain)
        columns = [self._column(Actual, name, query) for name in Row._fields]
        rows = self.env.execute_query(query.select(*columns))
        return [Row(*row[:7], *map(_as_decimal, row[7:10]), *row[10:]) for row in rows]

    def _column(self, model, name, query):
        """Odoo reads numeric columns as floats, so numbers come as text."""
        column = model._field_to_sql(model._table, name, query)
        cast = SQL("::text") if name in NUMBER_FIELDS else SQL()
        return SQL("%s%s AS %s", column, cast, SQL.identifier(name))

    def _earlier_rows(self):
        """Return rows in the state in which they were approved at the moment."""
        revisions = self.env["asm.actual.revision"].search(
            Domain("actual_id", "any", self._place_domain())
            & Domain("state", "=", "approved")
            & until("valid_from", self._as_of)
            & after("valid_to", self._as_of)
        )
        return [Row(**revision._as_row(Row._fields)) for revision in revisions]

    def _facts_by_line(self, rows):
        by_id = {row.id: row for row in rows}
        bounds = self._bounds_of({row.period_id for row in rows})
        categories = self._categories_of({row.disaggregation_id for row in rows})
        options = self._options_of({row.option_id for row in rows})

        def fact_at(place, row):
            return facts.Fact(
                place.site_id,
                place.partner_id,
                place.period_id,
                *bounds[place.period_id],
                categories.get(place.disaggregation_id, {}),
                row.value,
                row.numerator,
                row.denominator,
                row.missing_reason,
                bool(row.correction_of_id),
                row.text or options.get(row.option_id),
                None,
                row.currency_id,
            )

        found = defaultdict(list)
        for row in rows:
            of_line = found[row.program_indicator_id]
            # a correction belongs where the number is that it corrects
            place = by_id.get(row.correction_of_id, row)
            if row.correction_of_id:
                own = (row.program_indicator_id, len(of_line), fact_at(row, row))
                self._corrections.append((*own, row.correction_of_id))
            of_line.append(fact_at(place, row))
        return found

    @cached_property
    def _early_corrections(self):
        """Return ``{line id: {position of a fact: Correction}}``."""
        begins = self._begins_of({number for *_other, number in self._corrections})
        found = defaultdict(dict)
        for line_id, position, own, corrected_id in self._corrections:
            known_from = min(own.date_from, begins[corrected_id])
            if known_from < self._facts[line_id][position].date_from:
                found[line_id][position] = Correction(own, known_from)
        return found

    def _begins_of(self, actual_ids):
        """Return ``{id of a number: first day of its period}``, hidden ones as well:
        corrections are fetched by the days of what they correct."""
        if not actual_ids:
            return {}
        return dict(
            self.env.execute_query(
                SQL(
                    """SELECT a.id, p.date_start
                         FROM asm_actual a JOIN asm_period p ON p.id = a.period_id
                        WHERE a.id = ANY(%s)""",
                    list(actual_ids),
                )
            )
        )

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


def _as_decimal(text):
    return None if text is None else Decimal(text)
