"""Checks one report against its validation rules, in a fixed number of queries."""

from decimal import Decimal
from statistics import median
from typing import NamedTuple

from odoo import fields, models

from odoo.addons.mines_to_markets.tools import numerals

from ..tools import rules, validation
from ._rule_numbers import Entry, ReportNumbers, decimal


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


class RuleCheck:
    """Finds what breaks the rules of a report.

    :param submission: ``asm.submission``, with the right to read what it rests on:
        earlier numbers and those of others are compared with, never told
    """

    def __init__(self, submission):
        self.env = submission.env
        self._submission = submission
        self._numbers = ReportNumbers(submission)
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

    def _entries_of(self, rule):
        return [
            entry
            for entry in self._numbers.entries
            if rule._applies_to(entry.line, entry.site, entry.category._sorted_ids())
        ]

    # the kinds of rules

    def _check_range(self, rule):
        minimum, maximum = decimal(rule.minimum), decimal(rule.maximum)
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
        limits = decimal(rule.percentage), decimal(rule.difference)
        for entry in self._entries_of(rule):
            before = self._numbers.others[0].get(entry.key)
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
        history, peers = self._numbers.others
        for entry in self._entries_of(rule):
            if rule.against in ("history", "both"):
                known = history.get(entry.key, [])
                words = self.env._(
                    "%(number)s is unusual: the earlier numbers are around %(median)s."
                )
                yield from self._check_far(rule, entry, known, words, tells=True)
            if rule.against in ("peers", "both"):
                known = peers.get((entry.line.id, entry.category.id), [])
                words = self.env._(
                    "%(number)s is far from what others report for this period."
                )
                yield from self._check_far(rule, entry, known, words, tells=False)

    def _check_far(self, rule, entry, known, words, tells):
        """:param tells: whether the numbers compared with may be told"""
        if len(known) < rule.minimum_count:
            return
        score = rules.robust_score(entry.amount, known)
        if score is not None and abs(score) > decimal(rule.score):
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
        for entry in self._numbers.entries:
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
        return rule._applies_to(entry.line, entry.site, entry.category._sorted_ids())

    def _check_missing(self, rule):
        held = {
            (row.program_indicator_id, row.site_id)
            for row in self._submission.actual_ids
            if row.missing_reason or row._holds_something()
        }
        for line, site in self._numbers.asked - held:
            if rule._applies_to(line, site, ()):
                words = self.env._(
                    "%(cell)s is asked for and missing. Enter a number, 0 where "
                    "nothing happened, or say why it is missing."
                )
                entry = self._numbers.entry_of_place(line, site)
                yield self._finding(rule, entry, words)

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
