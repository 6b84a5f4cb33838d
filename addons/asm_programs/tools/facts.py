"""What goes into the calculation, as plain records named like the models' fields."""

from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import NamedTuple

ADDED_UP = {"sum": "sum", "unique": "sum"}


class Fact(NamedTuple):
    """One approved row.

    ``categories`` is ``{dimension code: value code}`` or pairs of these; empty for
    the total of its site and period. A row without a site adds to the sites. A row
    with a ``missing_reason`` carries no number. ``correction`` marks a number that
    is added to the one it corrects: site, partner, period and categories are then
    those of the corrected row. ``text`` holds words or the code of a scale value.
    ``program_id`` tells apart the programmes whose rows are read together: None for
    the one that is asked.
    Amounts of money have a ``currency_id``.
    """

    site_id: int | None
    partner_id: int
    period_id: int
    date_from: date
    date_to: date
    categories: object = ()
    value: Decimal | None = None
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    missing_reason: str | None = None
    correction: bool = False
    text: str | None = None
    program_id: int | None = None
    currency_id: int | None = None

    @property
    def slot(self):
        return Slot(*self[:5], self.program_id)


class Slot(NamedTuple):
    """One number that somebody is expected to report.

    Without a site it is met by whatever the partner reports for the period, with
    or without sites.
    """

    site_id: int | None
    partner_id: int
    period_id: int
    date_from: date
    date_to: date
    program_id: int | None = None

    @property
    def slot(self):
        return self


class Overlap(NamedTuple):
    """People counted by more than one site, partner or programme in a period."""

    date_from: date
    date_to: date
    value: Decimal
    site_ids: tuple = ()
    categories: object = ()
    period_id: int | None = None


@dataclass(frozen=True)
class Definition:
    """How the numbers of an indicator are added up.

    The fields are those of ``asm.indicator``; ``exclusive`` holds the codes of the
    dimensions whose categories exclude each other. ``program_start`` and
    ``fiscal_month`` are the programme's: where its running totals begin.
    ``whole_units`` says that credit is dealt out in whole units (persons, sites),
    not in fractions (tonnes).
    """

    measure: str = "unit"
    direction: str = "more"
    exclusive: frozenset = field(default_factory=frozenset)
    time_aggregation: str = "sum"
    place_aggregation: str = "sum"
    is_ratio: bool = False
    numerator_time: str | None = "sum"
    denominator_time: str | None = "sum"
    multiplier: Decimal | None = None
    basis: str = "incremental"
    cumulative_since: str = "program"
    unique_scope: str = "year"
    unique_month: int = 1
    program_start: date | None = None
    fiscal_month: int = 1
    formula: str | None = None
    formula_level: str = "total"
    whole_units: bool = True

    def settled_for(self, facts):
        """Return the definition as a ratio, if its rows are ratios.

        >>> day = date(2026, 1, 1)
        >>> fact = Fact(1, 1, 1, day, day, (), None, Decimal(1), Decimal(2))
        >>> Definition().settled_for([fact]).is_ratio
        True
        """
        divided = any(
            fact.denominator is not None and fact.value is None for fact in facts
        )
        return replace(self, is_ratio=True) if divided else self

    @cached_property
    def time_rules(self):
        """Return the rule over time of each member of an amount.

        >>> Definition(is_ratio=True, denominator_time="latest").time_rules
        ('sum', 'latest')
        >>> Definition(basis="cumulative", time_aggregation="latest").time_rules
        ('growth',)
        """
        if not self.is_ratio:
            return ("growth",) if self.is_running else (_rule(self.time_aggregation),)
        rules = (_rule(self.numerator_time), _rule(self.denominator_time))
        return tuple(
            "growth" if self.is_running and rule == "sum" else rule for rule in rules
        )

    @property
    def is_running(self):
        """Say whether the reported numbers are running totals."""
        return self.basis == "cumulative"

    @property
    def counts_once(self):
        """Say whether the numbers are people who are new in their scope."""
        rules = (self.time_aggregation,)
        if self.is_ratio:
            rules = (self.numerator_time, self.denominator_time)
        return "unique" in rules

    @cached_property
    def place_rule(self):
        """Return the rule over places; percentages alone are never added."""
        adds = self.place_aggregation in ("sum", "average")
        if self.measure == "percentage" and not self.is_ratio and adds:
            return "percentages"
        return self.place_aggregation

    @property
    def factor(self):
        """Return what a ratio is multiplied with: 100 for percentages, else 1.

        >>> Definition(measure="percentage").factor, Definition().factor
        (Decimal('100'), Decimal('1'))
        """
        if self.multiplier is not None:
            return self.multiplier
        return Decimal(100 if self.measure == "percentage" else 1)

    @property
    def is_worded(self):
        """Say whether what is reported is words or steps, not numbers."""
        return self.measure in ("nominal", "ordinal", "qualitative")

    @property
    def is_flow(self):
        """Say whether the numbers of periods add up to those of a longer window."""
        return not self.is_ratio and self.time_rules[0] in ("sum", "growth")

    @cached_property
    def is_divisible(self):
        """Say whether awards can be credited with parts of it.

        Rates, means, percentages and extremes cannot be divided: half a fatality
        rate is no fatality rate.
        """
        is_count = self.measure in ("unit", "milestone") and not self.is_ratio
        rules = (self.time_rules[0], self.place_rule)
        return (
            is_count and rules[0] in ("sum", "growth", "latest") and rules[1] == "sum"
        )


def _rule(name):
    return ADDED_UP.get(name or "sum", name)
