from datetime import time

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL
from odoo.tools.misc import format_date

from odoo.addons.asm_programs.tools import clock

# what may be told of a posted line, but not in a closed period
OPEN_ONLY = frozenset({"name", "obligation_id", "program_id", "voucher_id"})
LATE = frozenset({"is_late", "late_on"})
CLOSED = """
CREATE OR REPLACE FUNCTION asm_ledger_line_late() RETURNS trigger AS $late$
BEGIN
    IF EXISTS (
        SELECT FROM changed AS line
          JOIN asm_award_period AS period
            ON period.award_id = line.award_id AND period.closed_on IS NOT NULL
           AND line.date BETWEEN period.date_start AND period.date_end
         WHERE line.is_late IS NOT TRUE OR line.date_posted < period.closed_on::date
            OR line.late_on < period.closed_on
    ) THEN
        RAISE EXCEPTION 'closed' USING ERRCODE = 'check_violation',
            TABLE = 'account_analytic_line', CONSTRAINT = 'asm_ledger_line_closed';
    END IF;
    RETURN NULL;
END
$late$ LANGUAGE plpgsql;
CREATE OR REPLACE TRIGGER asm_ledger_line_late
    AFTER INSERT ON account_analytic_line REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION asm_ledger_line_late();
CREATE OR REPLACE FUNCTION asm_ledger_line_closed() RETURNS trigger AS $closed$
BEGIN
    IF EXISTS (
        SELECT FROM asm_award_period AS period
         WHERE period.award_id = COALESCE(NEW.award_id, OLD.award_id)
           AND period.closed_on IS NOT NULL
           AND NEW.date BETWEEN period.date_start AND period.date_end
           AND (OLD.award_id IS NOT NULL OR NEW.is_late IS NOT TRUE)
    ) THEN
        RAISE EXCEPTION 'closed' USING ERRCODE = 'check_violation',
            TABLE = 'account_analytic_line', CONSTRAINT = 'asm_ledger_line_closed';
    END IF;
    RETURN NEW;
END
$closed$ LANGUAGE plpgsql;
CREATE OR REPLACE TRIGGER asm_ledger_line_closed
    BEFORE UPDATE ON account_analytic_line FOR EACH ROW
    WHEN ((OLD.name, OLD.obligation_id, OLD.program_id, OLD.voucher_id, OLD.is_late,
           OLD.late_on, OLD.award_id) IS DISTINCT FROM
          (NEW.name, NEW.obligation_id, NEW.program_id, NEW.voucher_id, NEW.is_late,
           NEW.late_on, NEW.award_id))
    EXECUTE FUNCTION asm_ledger_line_closed();
"""


class AccountAnalyticLine(models.Model):
    """A line dated in a period that was closed before: a late posting."""

    _inherit = "account.analytic.line"

    is_late = fields.Boolean(
        string="Late Posting",
        readonly=True,
        copy=False,
        help="Its date lies in a period of the award that had been closed before.",
    )

    late_on = fields.Datetime(
        string="Came Late On",
        readonly=True,
        copy=False,
        help="When it came; of the day of posting it says which came before and which "
        "after the closing.",
    )

    _late = models.Index("(award_id, date) WHERE is_late")

    def init(self):
        result = super().init()
        self.env.cr.execute(SQL(CLOSED))
        return result

    def _sql_error_to_message(self, exc):
        if exc.diag.constraint_name == "asm_ledger_line_closed":
            return self.env._(
                "The period of the award is closed: what is in it stays, and what "
                "comes is a late posting."
            )
        return super()._sql_error_to_message(exc)

    def _complete(self, award, vals_list):
        result = super()._complete(award, vals_list)
        closed = award.sudo().period_ids.filtered("closed_on")
        for vals in vals_list:
            periods = closed.filtered(lambda one, day=vals["date"]: one._holds(day))
            vals["is_late"] = bool(periods)
            vals["late_on"] = clock.now() if periods else False
            for name in ("date_posted", "date_paid_known"):
                day = fields.Date.to_date(vals.get(name))
                # what comes after the closing was not known before it
                if day and any(day <= one.closed_on.date() for one in periods):
                    vals[name] = fields.Date.context_today(self)
        return result

    def write(self, vals):
        told = vals.keys() & OPEN_ONLY
        if told and (posted := self.filtered("award_id")):
            posted._check_period_open(told, vals)
        if not self.env.su:
            vals = {key: v for key, v in vals.items() if key not in LATE}
        return super().write(vals)

    # -- what was posted by a moment --

    @api.model
    def _posted_by_sql(self, moment):
        """Return the test that a ``line`` was posted by a moment.

        Within a day only what came late has a time.
        """
        posted = SQL("line.date_posted <= %s", moment.date())
        if moment.time() == time.max:
            return posted
        late = SQL("(line.late_on IS NULL OR line.late_on <= %s)", moment)
        return SQL("%s AND %s", posted, late)

    @api.model
    def _posted_by(self, moment):
        """Return the same as a domain."""
        posted = Domain("date_posted", "<=", moment.date())
        if moment.time() == time.max:
            return posted
        late = Domain("late_on", "=", False) | Domain("late_on", "<=", moment)
        return posted & late

    def _check_period_open(self, names, vals):
        """:raises UserError: when what changes is dated in a closed period"""
        for line in self:
            if not any(line._would_change(name, vals[name]) for name in names):
                continue
            if period := line.award_id._closed_period(line.date):
                raise UserError(
                    self.env._(
                        "%(line)s lies in %(period)s, which is closed since %(day)s, "
                        "and stays as it is.",
                        line=line.display_name,
                        period=period.display_name,
                        day=format_date(self.env, period.closed_on),
                    )
                )
