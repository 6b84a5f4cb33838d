from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools.misc import format_date

from odoo.addons.mines_to_markets.fields import OptionalFloat


class AsmIndirectRate(models.Model):
    """An indirect cost rate of an award, with the base that it is taken of."""

    _name = "asm.indirect.rate"
    _description = "Indirect Cost Rate"
    _inherit = ["mtm.restrict.mixin", "asm.late.mixin"]
    _order = "award_id, date_start, kind, id"
    _rec_name = "kind"

    award_id = fields.Many2one(
        "asm.award", required=True, index=True, ondelete="cascade"
    )
    currency_id = fields.Many2one(related="award_id.currency_id")
    kind = fields.Selection(
        [
            ("provisional", "Provisional"),
            ("predetermined", "Predetermined"),
            ("final", "Final"),
            ("fixed", "Fixed"),
        ],
        required=True,
        default="provisional",
    )
    rate = fields.Float(
        string="Rate (%)",
        required=True,
        digits=(9, 6),
        aggregator=None,
        help="In percent: 20 for 20 %.",
    )
    base_line_ids = fields.Many2many(
        "asm.budget.line",
        string="Base",
        ondelete="restrict",
        domain="[('award_id', '=', award_id)]",
        help="Budget lines whose direct cost is in the base; blank: all but equipment, "
        "construction and participant support.",
    )
    subaward_cap = OptionalFloat(
        string="Of Each Sub-Award At Most",
        aggregator=None,
        help="In the award's currency, over its life: each sub-award is in the base up "
        "to it. Blank: sub-awards are in the base as far as their budget lines are.",
    )
    is_on_cost_share = fields.Boolean(
        string="Of Our Cost Share Too",
        help="Indirect cost of what we give counts as given as well. The donor has to "
        "agree beforehand (2 CFR 200.306).",
    )
    date_start = fields.Date(string="From", required=True)
    date_end = fields.Date(string="To", required=True)
    date_determined = fields.Date(
        string="Determined On",
        compute="_compute_date_determined",
        store=True,
        readonly=False,
        precompute=True,
        help="When it was agreed; known from then on. Blank: from the day on which it "
        "starts.",
    )

    _dates_in_order = models.Constraint(
        "CHECK (date_end >= date_start)", "A rate cannot end before it starts."
    )
    _rate_is_percent = models.Constraint(
        "CHECK (rate >= 0 AND rate <= 500)", "A rate is given in percent: 20 for 20 %."
    )
    _cap_not_negative = models.Constraint(
        "CHECK (subaward_cap >= 0)", "A cap is not negative."
    )
    _no_overlap = models.Constraint(
        "EXCLUDE USING gist (award_id WITH =, kind WITH =, "
        "daterange(date_start, date_end, '[]') WITH &&)",
        "Two rates of one kind cannot overlap within an award.",
    )
    # what reports were made of
    _kept = (
        "award_id",
        "kind",
        "rate",
        "base_line_ids",
        "subaward_cap",
        "is_on_cost_share",
        "date_start",
        "date_end",
        "date_determined",
    )
    _kept_closed = frozenset(_kept)
    _closed_sql = {
        "counts": "TRUE",
        "award": "OLD.award_id",
        "day": "COALESCE(OLD.date_determined, OLD.date_start)",
    }

    def _own_day(self):
        return self.date_determined or self.date_start

    @api.depends("kind")
    def _compute_date_determined(self):
        today = fields.Date.context_today(self)
        for rate in self:
            # it is found after its days; who types an old one says when
            if rate.kind == "final" and not rate.date_determined:
                rate.date_determined = today

    @api.depends("kind", "rate", "date_start", "date_end")
    def _compute_display_name(self):
        labels = dict(self._fields["kind"]._description_selection(self.env))
        for rate in self:
            rate.display_name = self.env._(
                "%(kind)s %(rate)s %%, %(start)s to %(end)s",
                kind=labels.get(rate.kind, ""),
                rate=f"{rate.rate:g}",
                start=format_date(self.env, rate.date_start) or "",
                end=format_date(self.env, rate.date_end) or "",
            )

    @api.constrains("base_line_ids", "award_id")
    def _check_base_of_award(self):
        for rate in self.sudo():
            other = rate.base_line_ids.filtered(
                lambda line, award=rate.award_id: line.award_id != award
            )
            if other:
                raise ValidationError(
                    self.env._(
                        "%(line)s is no budget line of %(award)s: it cannot be in the "
                        "base of its rate.",
                        line=other[0].display_name,
                        award=rate.award_id.display_name,
                    )
                )

    def write(self, vals):
        if vals.keys() & set(self._kept):
            self._check_not_reported()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_reported(self):
        self._check_not_reported()

    def _check_not_reported(self):
        """:raises UserError: when a report went out that was computed from one"""
        for rate in self:
            told = rate.award_id._told_since(rate.date_start)
            if told:
                raise UserError(
                    self.env._(
                        "%(report)s was made with the rate %(rate)s, so it stays. "
                        "Enter a final rate for the same days instead.",
                        report=told[0].display_name,
                        rate=rate.display_name,
                    )
                )
