from collections import defaultdict
from typing import NamedTuple

from odoo import api, fields, models

FAR_KM = 25.0


class Place(NamedTuple):
    """What one number is: of an indicator, a report, a period and a site."""

    submission: models.BaseModel
    line: models.BaseModel
    period: models.BaseModel
    site: models.BaseModel


class AsmActual(models.Model):
    """Whether the evidence behind a number is what its indicator asks for."""

    _inherit = "asm.actual"

    evidence_note = fields.Char(
        string="Evidence Asked For", compute="_compute_evidence_note"
    )
    evidence_state = fields.Selection(
        [
            ("none", "Nothing asked for"),
            ("complete", "Complete"),
            ("warning", "Should be more"),
            ("error", "Not enough"),
        ],
        compute="_compute_evidence_note",
    )
    evidence_also_behind = fields.Char(
        compute="_compute_evidence_also_behind",
        help="What else the same files and links are behind.",
    )

    @api.depends(
        "evidence_ids.kind",
        "evidence_ids.date",
        "program_indicator_id.indicator_id.evidence_rule_ids",
    )
    def _compute_evidence_note(self):
        pools = self._evidence_pools()
        for actual in self:
            rules = actual._evidence_rules()
            pool = pools[actual._evidence_place()]
            short = [
                (rule, outcome)
                for rule in rules
                if (outcome := rule._check_pieces(pool, actual.period_id)).missing
            ]
            actual.evidence_state = actual._evidence_state(rules, short)
            actual.evidence_note = actual._describe_evidence(rules, pool, short)

    @api.model
    def _evidence_state(self, rules, short):
        if not rules:
            return "none"
        severities = {rule.severity for rule, _outcome in short}
        return next((s for s in ("error", "warning") if s in severities), "complete")

    def _describe_evidence(self, rules, pool, short):
        """Say how many pieces there are of those asked for, and what is missing."""
        if not rules:
            return False
        asked = sum(rules.mapped("minimum"))
        missing = sum(outcome.missing for _rule, outcome in short)
        note = self.env._(
            "%(found)s of %(asked)s pieces", found=asked - missing, asked=asked
        )
        lacks = [
            self.env._("%(kind)s missing", kind=rule._kinds_label())
            for rule, _outcome in short
        ]
        return ", ".join([note, *lacks])

    def _evidence_rules(self):
        """Return the rules that this number is under: it has to be given, and typed."""
        self.ensure_one()
        if self.missing_reason or not self._holds_something():
            return self.env["asm.evidence.rule"]
        # the library is open to whoever may read the number
        return self.program_indicator_id.sudo().indicator_id.evidence_rule_ids

    def _evidence_place(self):
        return Place(
            self.submission_id, self.program_indicator_id, self.period_id, self.site_id
        )

    def _evidence_pools(self):
        """Return ``{place: evidence}`` of these numbers and their categories."""
        siblings = self._with_evidence()
        rows = siblings | self.sudo()
        pools = defaultdict(rows.evidence_ids.browse)
        for row in rows:
            pools[row._evidence_place()] |= row.evidence_ids
        # all of them are read at once
        every = rows.evidence_ids.ids
        return {place: pool.with_prefetch(every) for place, pool in pools.items()}

    def _with_evidence(self):
        """Return the numbers of the same reports and indicators that rest on some."""
        reports, lines = self.sudo().submission_id, self.sudo().program_indicator_id
        known = reports._fields["actual_ids"]._get_cache(reports.env)
        # as system all of them are known where those of a report were looked at
        if self.env.su and all(report_id in known for report_id in reports._ids):
            return reports.actual_ids.filtered(
                lambda row: row.program_indicator_id in lines
            )
        return self.sudo().search(
            [
                ("submission_id", "in", reports.ids),
                ("program_indicator_id", "in", lines.ids),
                ("evidence_ids", "!=", False),
            ]
        )

    @api.depends("evidence_ids.sha256", "evidence_ids.url")
    @api.depends_context("uid")
    def _compute_evidence_also_behind(self):
        uses = self.sudo().evidence_ids._uses_of_same()
        others = {
            actual: set().union(*(uses[piece] for piece in actual.sudo().evidence_ids))
            - {actual}
            for actual in self
        }
        texts = self.env["mtm.evidence"]._describe_uses(others)
        for actual in self:
            actual.evidence_also_behind = texts[actual]
