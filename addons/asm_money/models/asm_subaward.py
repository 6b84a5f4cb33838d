from odoo import api, fields, models


class AsmSubaward(models.Model):
    """What a sub-award obliges the award to, and since when."""

    _name = "asm.subaward"
    _inherit = ["asm.subaward", "asm.late.mixin", "asm.converted.mixin"]

    date_obligated = fields.Date(
        string="Obligated On",
        copy=False,
        tracking=True,
        help="When it was signed; blank at the start: today, or the day on which it "
        "begins if that was before.",
    )
    date_closed = fields.Date(
        string="Closed On",
        copy=False,
        tracking=True,
        help="From this day on what is not spent is released; blank at closing: today, "
        "or its end if that was before and its period is open.",
    )
    award_currency_id = fields.Many2one(
        related="award_id.currency_id", string="Award Currency"
    )
    ledger_line_ids = fields.One2many(
        "account.analytic.line", "subaward_id", string="Postings"
    )

    _closed_after_obligated = models.Constraint(
        "CHECK (date_closed >= date_obligated)",
        "A sub-award cannot be closed before it was obligated.",
    )

    _kept_closed = frozenset({"award_id", "amount", "currency_id", "date_obligated"})
    _closed_sql = {
        "counts": "OLD.state <> 'draft'",
        "award": "OLD.award_id",
        "day": "COALESCE(OLD.date_obligated, OLD.date_start)",
    }

    def _own_day(self):
        return self.state != "draft" and (self.date_obligated or self.date_start)

    @api.model_create_multi
    def create(self, vals_list):
        subawards = super().create(vals_list)
        subawards._convert()
        return subawards

    def write(self, vals):
        if vals.get("date_closed"):
            for subaward in self:
                subaward._check_day_open(fields.Date.to_date(vals["date_closed"]))
        result = super().write(vals)
        if vals.keys() & {"amount", "currency_id", "state", "date_obligated"}:
            self._convert()
        return result

    def _convert(self):
        """Work out what those that run are worth in the award's currency.

        :raises UserError: where there is no rate
        """
        for subaward in self.filtered(lambda one: one.state != "draft"):
            # rates are for everybody, whoever starts it
            award = subaward.sudo().award_id
            day = subaward.date_obligated or subaward.date_start
            subaward._convert_by(award, day)

    def action_convert(self):
        """Convert what was started or approved before there was a rate."""
        self.check_access("write")
        self.filtered(lambda one: not one.rate)._convert()
        # approved lines are not for writing; this completes them
        self.sudo().line_ids.filtered(lambda line: not line.rate)._convert()

    def action_start(self):
        today = fields.Date.context_today(self)
        drafts = self.filtered(lambda one: one.state == "draft")
        drafts._check_may_start()
        for subaward in drafts:
            if not subaward.date_obligated:
                subaward.date_obligated = min(today, subaward.date_start)
        return super().action_start()

    def action_close(self):
        result = super().action_close()
        today = fields.Date.context_today(self)
        for subaward in self.filtered(lambda one: not one.date_closed):
            end = min(today, subaward.date_end)
            is_kept = subaward.sudo().award_id._closed_period(end)
            subaward.date_closed = today if is_kept else end
        return result

    def _usual_line(self):
        """Return the budget line that money without one of its own is meant for."""
        self.ensure_one()
        planned = self.budget_ids.sorted("amount", reverse=True)[:1].budget_line_id
        return (
            planned
            or self.award_id.budget_line_ids.filtered(
                lambda line: line.category == "subaward"
            )[:1]
        )
