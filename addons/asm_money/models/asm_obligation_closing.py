from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL
from odoo.tools.misc import format_date

KEPT = frozenset(
    {"award_id", "budget_line_id", "funding", "date", "amount", "currency_id"}
)
REFUSE = """
CREATE OR REPLACE FUNCTION asm_obligation_closed() RETURNS trigger AS $closed$
BEGIN
    IF EXISTS (
        SELECT FROM asm_award_period AS period
         WHERE period.award_id = OLD.award_id AND period.closed_on IS NOT NULL
           AND OLD.date BETWEEN period.date_start AND period.date_end
    ) THEN
        RAISE EXCEPTION 'closed' USING ERRCODE = 'check_violation',
            TABLE = 'asm_obligation', CONSTRAINT = 'asm_obligation_closed';
    END IF;
    IF TG_OP = 'DELETE' THEN
        RETURN OLD;
    END IF;
    RETURN NEW;
END
$closed$ LANGUAGE plpgsql;
CREATE OR REPLACE TRIGGER asm_obligation_closed_change
    BEFORE UPDATE ON asm_obligation FOR EACH ROW
    WHEN ((OLD.award_id, OLD.budget_line_id, OLD.funding, OLD.date, OLD.amount,
           OLD.currency_id) IS DISTINCT FROM
          (NEW.award_id, NEW.budget_line_id, NEW.funding, NEW.date, NEW.amount,
           NEW.currency_id))
    EXECUTE FUNCTION asm_obligation_closed();
CREATE OR REPLACE TRIGGER asm_obligation_closed_delete
    BEFORE DELETE ON asm_obligation FOR EACH ROW
    EXECUTE FUNCTION asm_obligation_closed();
"""


class AsmObligation(models.Model):
    """An order that is dated in a closed period of its award stays as it is.

    It can still be closed: what is left of it is released on a later day.
    """

    _inherit = "asm.obligation"

    def init(self):
        result = super().init()
        self.env.cr.execute(SQL(REFUSE))
        return result

    def _sql_error_to_message(self, exc):
        if exc.diag.constraint_name == "asm_obligation_closed":
            return self.env._(
                "The period of the award is closed: an order that is dated in it stays "
                "as it is. Close it, and enter another one."
            )
        return super()._sql_error_to_message(exc)

    def write(self, vals):
        names = vals.keys() & KEPT
        for order in self if names else ():
            changed = any(
                order._fields[name].convert_to_cache(vals[name], order)
                != order._fields[name].convert_to_cache(order[name], order)
                for name in names
            )
            if changed:
                order._check_period_open(order.date)
        if vals.get("date_closed"):
            for order in self:
                order._check_period_open(fields.Date.to_date(vals["date_closed"]))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_closed(self):
        for order in self:
            order._check_period_open(order.date)

    def _check_period_open(self, day):
        """:raises UserError: when the award's period that holds a day is closed"""
        if period := self.award_id._closed_period(day):
            raise UserError(
                self.env._(
                    "%(order)s: %(day)s lies in %(period)s, which is closed. What is "
                    "in it stays as it is.",
                    order=self.display_name,
                    day=format_date(self.env, day),
                    period=period.display_name,
                )
            )
