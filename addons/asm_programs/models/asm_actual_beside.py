from decimal import Decimal

from odoo import api, fields, models
from odoo.tools import SQL

from odoo.addons.mines_to_markets.fields import OptionalFloat

from ..tools import calendars, rules
from ._question import Question
from .asm_delegation import APPROVER

NUMBERS = ("value", "numerator", "denominator")


def _decimal(number):
    return None if number is None or number is False else Decimal(str(number))


class AsmActual(models.Model):
    """What a reviewer wants beside a number: its last, its target, what was found."""

    _inherit = "asm.actual"

    amount = OptionalFloat(
        string="Number",
        compute="_compute_beside",
        aggregator=None,
        help="In the indicator's unit: of a ratio, numerator by denominator.",
    )
    last_amount = OptionalFloat(
        string="Last",
        compute="_compute_beside",
        aggregator=None,
        help="What was approved last for this place and category, without corrections.",
    )
    change_percentage = OptionalFloat(
        string="Change (%)", compute="_compute_beside", aggregator=None
    )
    target_amount = OptionalFloat(
        string="Target",
        compute="_compute_target_amount",
        aggregator=None,
        help="The programme's target for this period, place and category.",
    )
    evidence_count = fields.Integer(
        string="Pieces of Evidence", compute="_compute_evidence_count"
    )
    finding_ids = fields.One2many(
        "asm.submission.finding",
        "actual_id",
        string="Findings",
        domain=[("superseded_on", "=", False)],
        readonly=True,
    )
    finding_text = fields.Text(string="Found", compute="_compute_finding_text")
    is_reviewer = fields.Boolean(compute="_compute_is_reviewer")
    change_ids = fields.One2many("asm.actual.change", "actual_id", string="History")

    def _compute_beside(self):
        last = self._read_last()
        for actual in self:
            now = actual._amount_of(*(actual[name] for name in NUMBERS))
            before = actual._amount_of(*last.get(actual.id, (None,) * 3))
            change = rules.change_of(before, now)
            percentage = change and change.percentage
            actual.amount = False if now is None else float(now)
            actual.last_amount = False if before is None else float(before)
            actual.change_percentage = (
                False if percentage is None else float(round(percentage, 1))
            )

    def _amount_of(self, value, numerator, denominator):
        indicator = self.program_indicator_id.indicator_id
        return rules.amount_of(
            _decimal(value),
            _decimal(numerator),
            _decimal(denominator),
            Decimal(str(indicator.multiplier)),
            indicator.is_ratio,
        )

    def _read_last(self):
        """Return ``{id: (value, numerator, denominator)}`` of the last before each.

        It is of the same partner, indicator, place and category, so whoever reads
        the one may read the other.
        """
        if not self.ids:
            return {}
        self.env["asm.actual"].flush_model()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT DISTINCT ON (number.id) number.id, before.value,
                       before.numerator, before.denominator
                  FROM asm_actual number
                  JOIN asm_period period ON period.id = number.period_id
                  JOIN asm_actual before
                    ON before.program_indicator_id = number.program_indicator_id
                   AND before.partner_id = number.partner_id
                   AND before.site_id IS NOT DISTINCT FROM number.site_id
                   AND before.disaggregation_id
                       IS NOT DISTINCT FROM number.disaggregation_id
                   AND before.correction_of_id IS NULL
                   AND before.state = 'approved'
                  JOIN asm_period earlier
                    ON earlier.id = before.period_id
                   AND earlier.date_end < period.date_start
                 WHERE number.id = ANY(%s) AND number.correction_of_id IS NULL
                 ORDER BY number.id, earlier.date_end DESC, before.id DESC
                """,
                list(self.ids),
            )
        )
        return {row[0]: row[1:] for row in rows}

    def _compute_target_amount(self):
        award = self.env["asm.award"]
        for actual in self:
            line, period = actual.program_indicator_id, actual.period_id
            target = None
            if line and period and not actual.correction_of_id:
                window = calendars.Window(period.date_start, period.date_end)
                target = line._target(
                    Question(window, award),
                    actual.site_id.id or None,
                    actual.disaggregation_id._categories(),
                ).value
            actual.target_amount = False if target is None else float(target)

    @api.depends("evidence_ids")
    def _compute_evidence_count(self):
        for actual in self:
            actual.evidence_count = len(actual.evidence_ids)

    def _compute_finding_text(self):
        for actual in self:
            actual.finding_text = "\n".join(actual.finding_ids.mapped("message"))

    @api.depends_context("uid")
    def _compute_is_reviewer(self):
        """By own duty or a delegation; whether it is one's own is said on the try."""
        is_approver = self.env.user.has_group(APPROVER)
        Delegation = self.env["asm.delegation"]
        for program, rows in self.grouped("program_id").items():
            rows.is_reviewer = is_approver or bool(
                Delegation._delegators(program.sudo())
            )

    def action_view_history(self):
        self.ensure_one()
        return self.env["asm.actual.change"]._action_view([("actual_id", "=", self.id)])

    def action_open_return(self):
        """Open the comments at these numbers, to return them."""
        return self.env["asm.submission.return"]._action_open(
            self.submission_id, self.filtered(lambda row: row.state == "submitted")
        )
