from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL
from odoo.tools.misc import format_date

from odoo.addons.asm_programs.tools import clock

STAMPS = frozenset({"closed_on", "closed_by"})
# what a period that is closed is of
KEPT = frozenset({"award_id", "date_start", "date_end", "kind"})
REFUSE = """
CREATE OR REPLACE FUNCTION asm_award_period_closed() RETURNS trigger AS $closed$
BEGIN
    RAISE EXCEPTION 'closed' USING ERRCODE = 'check_violation',
        TABLE = 'asm_award_period', CONSTRAINT = 'asm_award_period_closed';
END
$closed$ LANGUAGE plpgsql;
CREATE OR REPLACE TRIGGER asm_award_period_closed_change
    BEFORE UPDATE ON asm_award_period FOR EACH ROW
    WHEN (OLD.closed_on IS NOT NULL AND
          (OLD.award_id, OLD.date_start, OLD.date_end, OLD.kind) IS DISTINCT FROM
          (NEW.award_id, NEW.date_start, NEW.date_end, NEW.kind))
    EXECUTE FUNCTION asm_award_period_closed();
CREATE OR REPLACE TRIGGER asm_award_period_closed_delete
    BEFORE DELETE ON asm_award_period FOR EACH ROW
    WHEN (OLD.closed_on IS NOT NULL) EXECUTE FUNCTION asm_award_period_closed();
"""


class AsmAwardPeriod(models.Model):
    """A period of an award that finance closes: what comes later is a late posting.

    Nothing that is dated in a closed period changes; what is entered with a date in
    it is marked as late, and known not before the closing: ledger lines, money of
    sub-awards, payments received, orders, amendments and rates.
    """

    _inherit = "asm.award.period"

    closed_on = fields.Datetime(
        readonly=True, copy=False, help="What is posted later is late."
    )
    closed_by = fields.Many2one(
        "res.users",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
    )
    closing_ids = fields.One2many("asm.award.closing", "period_id", readonly=True)
    late_count = fields.Integer(
        string="Late Postings",
        compute="_compute_late",
        help="What is dated in it and came after it had been closed.",
    )
    late_amount = fields.Monetary(
        string="Posted Late",
        compute="_compute_late",
        help="Spent by ledger lines and sub-awards, in the award's currency.",
    )
    currency_id = fields.Many2one(
        related="award_id.currency_id", string="Award Currency"
    )

    _closed_is_whole = models.Constraint(
        "CHECK ((closed_on IS NULL) = (closed_by IS NULL))",
        "A closed period says by whom it was closed.",
    )

    def init(self):
        result = super().init()
        self.env.cr.execute(SQL(REFUSE))
        return result

    def _sql_error_to_message(self, exc):
        if exc.diag.constraint_name == "asm_award_period_closed":
            return self.env._(
                "This period is closed: its award, kind and days stay. Open it again "
                "first, with the reason."
            )
        return super()._sql_error_to_message(exc)

    def _compute_late(self):
        rows = self.env.execute_query(
            SQL(
                """
                SELECT period.id, count(*),
                       COALESCE(sum(late.amount) FILTER (WHERE late.is_cost), 0)
                  FROM asm_award_period period
                  JOIN (%s) late ON late.award_id = period.award_id
                   AND late.date BETWEEN period.date_start AND period.date_end
                 WHERE period.id = ANY(%s)
                 GROUP BY period.id
                """,
                self.env["asm.award.late.fact"]._flushed_query(),
                self.ids,
            )
        )
        found = {period: (count, amount) for period, count, amount in rows}
        for period in self:
            count, amount = found.get(period.id, (0, 0))
            period.late_count, period.late_amount = count, amount

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([self._without_stamps(vals) for vals in vals_list])

    def _without_stamps(self, vals):
        return {key: v for key, v in vals.items() if key not in STAMPS}

    def write(self, vals):
        if not self.env.su:
            vals = self._without_stamps(vals)
        if vals.keys() & KEPT:
            for period in self.filtered("closed_on"):
                changed = [
                    name
                    for name in vals.keys() & KEPT
                    if self._fields[name].convert_to_cache(vals[name], period)
                    != self._fields[name].convert_to_cache(period[name], period)
                ]
                if changed:
                    period._refuse_closed()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_closed(self):
        for period in self.filtered("closed_on"):
            period._refuse_closed()

    def _refuse_closed(self):
        raise UserError(
            self.env._(
                "%(period)s is closed since %(day)s and stays as it is. Open it again "
                "first, with the reason.",
                period=self.display_name,
                day=format_date(self.env, self.closed_on),
            )
        )

    def _holds(self, day):
        self.ensure_one()
        return self.date_start <= day <= self.date_end

    # -- closing and opening --

    def action_close(self):
        """Close these periods: what is posted in them later is late.

        :raises AccessError: for whoever is not of finance
        :raises UserError: when a period is not over, or closed already
        """
        self._check_may_close()
        for period in self:
            if period.closed_on:
                period._refuse_closed()
            if period.date_end > fields.Date.context_today(self):
                raise UserError(
                    self.env._(
                        "%(period)s runs until %(day)s. Close it when it is over.",
                        period=period.display_name,
                        day=format_date(self.env, period.date_end),
                    )
                )
        # who posts at this moment comes before the closing or sees it
        self.award_id.sudo().lock_for_update()
        self.env["account.analytic.line"].flush_model()
        stamp = {"closed_on": clock.now(), "closed_by": self.env.uid}
        self.sudo().write(stamp)
        self.env["asm.award.closing"].sudo().create(
            [{"period_id": period.id, **stamp} for period in self]
        )
        self.flush_recordset()
        return True

    def action_reopen(self, reason=None):
        """Open these periods again; why is kept.

        :raises AccessError: for whoever is not of finance
        :raises UserError: without a reason, or when a period is open
        """
        self._check_may_close()
        if not (reason or "").strip():
            raise UserError(self.env._("Say why the period is opened again."))
        for period in self:
            if not period.closed_on:
                raise UserError(
                    self.env._("%(period)s is open.", period=period.display_name)
                )
        open_again = {
            "reopened_on": clock.now(),
            "reopened_by": self.env.uid,
            "reason": reason.strip(),
        }
        closings = self.sudo().closing_ids
        closings.filtered(lambda one: not one.reopened_on).write(open_again)
        self.sudo().write({"closed_on": False, "closed_by": False})
        self.flush_recordset()
        closings.flush_recordset()
        return True

    def _check_may_close(self):
        self.check_access("write")
        if not self.env.user.has_group("asm_programs.group_asm_finance"):
            raise AccessError(
                self.env._("Finance closes the periods of an award, and opens them.")
            )

    def action_ask_reopen(self):
        """Ask for the reason for which a period is opened again."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Open Again"),
            "res_model": "asm.award.reopening",
            "view_mode": "form",
            "target": "new",
            "context": {"default_period_id": self.id},
        }

    def action_view_late(self):
        """Show what came after the period had been closed."""
        self.ensure_one()
        return self.award_id._action_late(
            [("date", ">=", self.date_start), ("date", "<=", self.date_end)]
        )
