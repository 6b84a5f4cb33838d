"""Checks one report against its validation rules, in a fixed number of queries."""

from collections import defaultdict
from decimal import Decimal
from functools import cached_property
from statistics import median
from typing import NamedTuple

from odoo import fields, models

from odoo.addons.mines_to_markets.tools import numerals

from ..tools import rules, validation

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


class Finding(NamedTuple):
    """What is wrong or odd about a report, at the cell that it concerns.

    ``severity`` is ``error`` (blocks submitting) or ``warning`` (asks for a
    comment). ``line``, ``site`` and ``category`` are records of
    ``asm.program.indicator``, ``mtm.site`` and ``mtm.disaggregation``, empty where
    the finding concerns more than one cell; ``actual`` is the number, if there is
    one.
    """

    severity: str
    message: str
    rule: str
    line: models.BaseModel
    site: models.BaseModel
    category: models.BaseModel
    actual: models.BaseModel


def _decimal(number):
    return None if number is False or number is None else Decimal(str(number))


class RuleCheck:
    """Finds what breaks the rules of a report.

    :param submission: ``asm.submission``, with the right to read what it rests on:
        earlier numbers and those of others are compared with, never told
    """

    def __init__(self, submission):
        self.env = submission.env
        self._submission = submission
        self._rules = self.env["asm.validation.rule"]._holding(
            submission.program_id, submission.period_id.date_end
        )
        self._point = self.env["res.lang"]._get_data(code=self.env.lang or "en_US")

    def findings(self):
        """Return the list of :class:`Finding`, errors first, in the rules' order."""
        found = [
            finding
            for rule in self._rules
            for finding in getattr(self, f"_check_{rule.kind}")(rule)
        ]
        return sorted(found, key=lambda finding: finding.severity != "error")

    # what the report holds

    @cached_property
    def _entries(self):
        rows = self._submission.actual_ids
        places = rows.correction_of_id | rows.filtered(lambda r: not r.correction_of_id)
        own = dict.fromkeys(places.ids, rows.browse())
        for row in rows:
            own[(row.correction_of_id or row).id] = row
        corrections = rows.search([("correction_of_id", "in", places.ids)])
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
        known = [_decimal(one[name]) for one in (place, *corrections)]
        known = [number for number in known if number is not None]
        return sum(known) if known else None

    def _amount(self, line, value, numerator, denominator):
        indicator = line.indicator_id
        multiplier = Decimal(str(indicator.multiplier))
        return rules.amount_of(
            value, numerator, denominator, multiplier, indicator.is_ratio
        )

    def _entries_of(self, rule):
        return [
            entry
            for entry in self._entries
            if rule._applies_to(entry.line, entry.site, entry.category.value_ids)
        ]

    # what it is compared with

    @cached_property
    def _others(self):
        """Return earlier numbers of the partner, oldest first, and those of others.

        :return: ``({cell: [Decimal]}, {(line id, category id): [Decimal]})``
        """
        report = self._submission
        lines = {entry.line.id for entry in self._entries}
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

    # the kinds of rules

    def _check_range(self, rule):
        minimum, maximum = _decimal(rule.minimum), _decimal(rule.maximum)
        words = self._words_of_range(minimum, maximum)
        for entry in self._entries_of(rule):
            if rules.is_outside(entry.amount, minimum, maximum):
                yield self._finding(
                    rule,
                    entry,
                    words,
                    number=entry.amount,
                    minimum=minimum,
                    maximum=maximum,
                )

    def _words_of_range(self, minimum, maximum):
        if maximum is None:
            return self.env._("%(number)s is less than %(minimum)s.")
        if minimum is None:
            return self.env._("%(number)s is more than %(maximum)s.")
        return self.env._("%(number)s is not between %(minimum)s and %(maximum)s.")

    def _check_whole(self, rule):
        for entry in self._entries_of(rule):
            indicator = entry.line.indicator_id
            counted = indicator.whole_units and not indicator.is_ratio
            # people always; what else is counted so is for a rule of its own to say
            counted &= bool(self._names_indicator(rule) or indicator.counts_people)
            if counted and rules.is_part(entry.amount):
                words = self.env._(
                    "%(number)s: this is counted in whole units, without decimals."
                )
                yield self._finding(rule, entry, words, number=entry.amount)

    def _names_indicator(self, rule):
        return rule.indicator_id or rule.program_indicator_id

    def _check_share(self, rule):
        for entry in self._entries_of(rule):
            part = validation.Part((), None, entry.numerator, entry.denominator)
            is_share = self._names_indicator(rule) or entry.line.indicator_id.is_share
            if is_share and validation.numerators_exceeding_denominators([part]):
                words = self.env._(
                    "%(numerator)s of %(denominator)s: the part is more than the whole."
                )
                yield self._finding(
                    rule,
                    entry,
                    words,
                    numerator=entry.numerator,
                    denominator=entry.denominator,
                )

    def _check_jump(self, rule):
        limits = _decimal(rule.percentage), _decimal(rule.difference)
        for entry in self._entries_of(rule):
            before = self._others[0].get(entry.key)
            change = rules.change_of(before[-1] if before else None, entry.amount)
            if rules.is_jump(change, *limits):
                yield self._finding(
                    rule,
                    entry,
                    self._words_of_jump(change),
                    number=entry.amount,
                    previous=before[-1],
                    difference=abs(change.difference),
                    percentage=change.percentage and round(abs(change.percentage)),
                )

    def _words_of_jump(self, change):
        if change.percentage is None:
            return self.env._("%(number)s, after 0 in the last report.")
        if change.difference > 0:
            return self.env._(
                "%(number)s is %(percentage)s %% more than the %(previous)s of the "
                "last report."
            ).replace("%%", "%")
        return self.env._(
            "%(number)s is %(percentage)s %% less than the %(previous)s of the last "
            "report."
        ).replace("%%", "%")

    def _check_outlier(self, rule):
        for entry in self._entries_of(rule):
            if rule.against in ("history", "both"):
                known = self._others[0].get(entry.key, [])
                words = self.env._(
                    "%(number)s is unusual: the earlier numbers are around %(median)s."
                )
                yield from self._check_far(rule, entry, known, words, tells=True)
            if rule.against in ("peers", "both"):
                known = self._others[1].get((entry.line.id, entry.category.id), [])
                words = self.env._(
                    "%(number)s is far from what others report for this period."
                )
                yield from self._check_far(rule, entry, known, words, tells=False)

    def _check_far(self, rule, entry, known, words, tells):
        """:param tells: whether the numbers compared with may be told"""
        if len(known) < rule.minimum_count:
            return
        score = rules.robust_score(entry.amount, known)
        if score is not None and abs(score) > _decimal(rule.score):
            yield self._finding(
                rule,
                entry,
                words,
                number=entry.amount,
                median=median(known) if tells else "…",
                score=round(score, 1) if tells else "…",
            )

    def _check_comparison(self, rule):
        check = rules.Comparison(rule.left, rule.sign, rule.right)
        numbers, entries = {}, {}
        for entry in self._entries:
            pairs = tuple(sorted(entry.category._categories().items()))
            key = (entry.line.indicator_id.code, entry.site.id, pairs)
            if entry.amount is not None:
                numbers[key], entries[key] = entry.amount, entry
        words = self.env._("%(left)s should be %(sign)s %(right)s: %(formulas)s")
        for broken in check.broken(numbers):
            entry = self._named_by(check, broken, entries)
            if entry and self._is_in_scope(rule, entry):
                yield self._finding(
                    rule,
                    entry,
                    words,
                    left=broken.left,
                    right=broken.right,
                    sign=rule.sign,
                    formulas=f"{rule.left} {rule.sign} {rule.right}",
                )

    def _named_by(self, check, broken, entries):
        """Return the entry to show a broken comparison at: the first one named."""
        for reference in check.references:
            categories = reference.categories or broken.categories
            for key, entry in entries.items():
                of_place = broken.place is None or key[1] == broken.place
                if of_place and key[0] == reference.code and key[2] == categories:
                    return entry
        return None

    def _is_in_scope(self, rule, entry):
        return rule._applies_to(entry.line, entry.site, entry.category.value_ids)

    def _check_missing(self, rule):
        held = {
            (row.program_indicator_id, row.site_id)
            for row in self._submission.actual_ids
            if row.missing_reason or row._holds_something()
        }
        for line, site in self._asked - held:
            if rule._applies_to(line, site, line.env["mtm.dimension.value"]):
                words = self.env._(
                    "%(cell)s is asked for and missing. Enter a number, 0 where "
                    "nothing happened, or say why it is missing."
                )
                entry = self._entry_of_place(line, site)
                yield self._finding(rule, entry, words)

    def _entry_of_place(self, line, site):
        nothing = self.env["mtm.disaggregation"]
        row = self._submission.actual_ids.filtered(
            lambda row: row.program_indicator_id == line and row.site_id == site
        )
        return Entry(row[:1], line, site, nothing, None, None, None)

    @cached_property
    def _asked(self):
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

    def _check_late(self, rule):
        report = self._submission
        today = fields.Date.context_today(report)
        if not report.date_due or report.state in ("submitted", "approved"):
            return
        days = (today - report.date_due).days
        if days > (rule.days or 0):
            actual = self.env["asm.actual"]
            nothing = Entry(
                actual,
                self.env["asm.program.indicator"],
                self.env["mtm.site"],
                self.env["mtm.disaggregation"],
                None,
                None,
                None,
            )
            words = self.env._("This report was due on %(due)s, %(days)s days ago.")
            yield self._finding(
                rule,
                nothing,
                words,
                due=fields.Date.to_string(report.date_due),
                days=days,
            )

    # what is said

    def _finding(self, rule, entry, words, **facts):
        said = {
            name: self._show(fact) if isinstance(fact, Decimal) else fact
            for name, fact in facts.items()
        }
        said |= {
            "indicator": entry.line.indicator_id.display_name or "",
            "cell": self._name_of(entry),
        }
        return Finding(
            rule.severity,
            rule._say(words, said),
            rule.name,
            entry.line,
            entry.site,
            entry.category,
            entry.row,
        )

    def _show(self, number):
        return numerals.show(
            round(number, 3), self._point.decimal_point, self._point.thousands_sep or ""
        )

    def _name_of(self, entry):
        names = (
            entry.line.indicator_id.code,
            entry.site.name,
            entry.category.display_name,
        )
        return ", ".join(filter(None, names))
